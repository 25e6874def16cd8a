//! A programme's budget in one year: what is reserved, committed, paid and recovered, never below zero.
mod forecast;
mod terms;

use serde::{Deserialize, Serialize};

use crate::Fen;
use crate::refused::Refused;
pub use terms::Terms;

/// The figures of one programme-year; `available` follows from them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Ledger {
    /// What may be bound; more than was announced only while more was bound already when it came.
    pub appropriation: Fen,
    /// What the rules service says may be spent.
    pub announced: Fen,
    pub reserved: Fen,
    pub committed: Fen,
    pub paid: Fen,
    pub recovered: Fen,
    /// Recovered money can be granted again instead of going back to the treasury.
    pub reuses_recovered: bool,
}

/// One movement in a ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Entry {
    /// What may be spent from now on. Below what is bound nothing is available until enough was given back.
    Announce(Fen),
    /// Available → reserved: a claim was computed.
    Reserve(Fen),
    /// Reserved → available: the claim was refused or withdrawn.
    Release(Fen),
    /// Reserved → committed: the claim was approved.
    Commit(Fen),
    /// Committed → available: an objection was upheld.
    ReleaseCommitted(Fen),
    /// Committed → paid.
    Pay(Fen),
    /// A paid grant came back, in whole or in part.
    Recover(Fen),
}

impl Ledger {
    /// A ledger with nothing bound yet.
    pub const fn new(appropriation: Fen, reuses_recovered: bool) -> Ledger {
        Ledger {
            appropriation,
            announced: appropriation,
            reserved: Fen::ZERO,
            committed: Fen::ZERO,
            paid: Fen::ZERO,
            recovered: Fen::ZERO,
            reuses_recovered,
        }
    }

    /// What can still be reserved.
    pub fn available(&self) -> Fen {
        Fen(self.appropriation.0.saturating_sub(self.bound().0))
    }

    /// What is reserved, committed or paid and not free again.
    pub fn bound(&self) -> Fen {
        let free_again = if self.reuses_recovered {
            self.recovered.0
        } else {
            0
        };
        // Each figure is capped by an appropriation of 64 bits, so only a corrupt row can saturate.
        let bound = self.reserved.0.saturating_add(self.committed.0);
        Fen(bound.saturating_add(self.paid.0).saturating_sub(free_again))
    }

    /// The ledger after `entry`, or why it can't be booked. The ledger itself stays as it was.
    pub fn book(&self, entry: Entry) -> Result<Ledger, Refused> {
        let mut next = *self;
        match entry {
            Entry::Announce(amount) => {
                if amount < Fen::ZERO {
                    return Err(negative());
                }
                next.announced = amount;
            }
            Entry::Reserve(amount) => {
                positive(amount)?;
                if amount > self.available() {
                    return Err(exhausted(self.available()));
                }
                next.reserved = plus(self.reserved, amount)?;
            }
            Entry::Release(amount) => next.reserved = take(self.reserved, amount)?,
            Entry::Commit(amount) => {
                next.reserved = take(self.reserved, amount)?;
                next.committed = plus(self.committed, amount)?;
            }
            Entry::ReleaseCommitted(amount) => next.committed = take(self.committed, amount)?,
            Entry::Pay(amount) => {
                next.committed = take(self.committed, amount)?;
                next.paid = plus(self.paid, amount)?;
            }
            Entry::Recover(amount) => {
                take(Fen(self.paid.0.saturating_sub(self.recovered.0)), amount)?;
                next.recovered = plus(self.recovered, amount)?;
            }
        }
        next.appropriation = next.announced.max(next.bound());
        Ok(next)
    }
}

fn positive(amount: Fen) -> Result<(), Refused> {
    if amount > Fen::ZERO {
        return Ok(());
    }
    Err(Refused::new(
        "BUDGET_AMOUNT_NOT_POSITIVE",
        "预算变动金额必须大于零",
        "a budget movement must be larger than zero",
    ))
}

fn take(from: Fen, amount: Fen) -> Result<Fen, Refused> {
    positive(amount)?;
    if amount > from {
        return Err(Refused::new(
            "BUDGET_BELOW_ZERO",
            format!("金额 {amount} 元超过该项余额 {from} 元"),
            format!("the amount of {amount} yuan is larger than the {from} yuan it is taken from"),
        ));
    }
    Ok(Fen(from.0 - amount.0))
}

fn plus(to: Fen, amount: Fen) -> Result<Fen, Refused> {
    to.checked_add(amount).map_err(|_| {
        Refused::new(
            "AMOUNT_TOO_LARGE",
            "金额超出可记录范围",
            "the amount is larger than can be recorded",
        )
    })
}

fn exhausted(available: Fen) -> Refused {
    Refused::new(
        "BUDGET_EXHAUSTED",
        format!("本年度项目预算余额 {available} 元,不足以安排该申请"),
        format!(
            "the programme's budget of this year has {available} yuan left, not enough for the claim"
        ),
    )
}

fn negative() -> Refused {
    Refused::new(
        "APPROPRIATION_NEGATIVE",
        "预算不得为负",
        "an appropriation can't be negative",
    )
}

#[cfg(test)]
mod tests;
