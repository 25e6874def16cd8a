//! What a replay adds up to. Parts of it are counted apart, on every core, and added in any order to the same.
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fmt;

use chrono::{Datelike, NaiveDate};
use uuid::Uuid;

use crate::standing::{Change, Standing};

/// Changes of an amount that are told one by one.
pub const LARGEST_MAX: usize = 10;
/// Decisions that are told one by one because their ok changed.
pub const FLIPS_MAX: usize = 50;
/// Codes that are counted each for itself: a candidate may say what it likes.
pub const REASONS_MAX: usize = 1_000;

/// A quarter of legal dates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Quarter {
    year: i32,
    number: u32,
}

impl Quarter {
    /// The quarter of a day.
    pub fn of(day: NaiveDate) -> Quarter {
        Quarter {
            year: day.year(),
            number: day.month0() / 3 + 1,
        }
    }
}

impl fmt::Display for Quarter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}Q{}", self.year, self.number)
    }
}

/// How often a code came and went.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ReasonShift {
    pub gained: u64,
    pub lost: u64,
}

/// What the cases of one division and quarter are granted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct MoneyShift {
    pub decisions: u64,
    pub changed: u64,
    pub before_fen: i128,
    pub after_fen: i128,
}

type Money = BTreeMap<String, BTreeMap<Quarter, MoneyShift>>;

/// Everything that is told of a replay.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    pub decisions: u64,
    /// Of them, those in whose place another one stands: compared, and nobody's money.
    pub outdone: u64,
    pub changed: u64,
    pub explained_otherwise: u64,
    pub to_ok: u64,
    pub to_not_ok: u64,
    /// No rule, or a failed one, had answered before.
    pub newly_answered: u64,
    /// The candidate gave no answer inside the law.
    pub failed: u64,
    pub delta_fen: i128,
    reasons: BTreeMap<String, ReasonShift>,
    money: Money,
    largest: Vec<Change>,
    flips: Vec<Change>,
}

/// The largest first; among equals the older decision.
fn rank(change: &Change) -> (Reverse<u128>, Uuid) {
    (Reverse(change.delta_fen().unsigned_abs()), change.decision)
}

/// Keeps the first `max` by rank. Which those are does not hang on the order they come in.
fn keep(kept: &mut Vec<Change>, change: &Change, max: usize) {
    let at = kept.partition_point(|other| rank(other) < rank(change));
    if at < max {
        kept.insert(at, change.clone());
        kept.truncate(max);
    }
}

impl Tally {
    /// Counts a decision that the candidate answered alike; what is granted, where it stands.
    pub fn same(
        &mut self,
        (division, legal_date): (&str, NaiveDate),
        failed: bool,
        granted_fen: Option<i64>,
    ) {
        self.decisions += 1;
        self.failed += u64::from(failed);
        let Some(paid_fen) = granted_fen else {
            self.outdone += 1;
            return;
        };
        let money = self.money(division, legal_date);
        money.decisions += 1;
        money.before_fen += i128::from(paid_fen);
        money.after_fen += i128::from(paid_fen);
    }

    /// Counts a decision that the candidate answered otherwise.
    pub fn other(&mut self, change: &Change) {
        let (before, after) = (&change.before, &change.after);
        self.decisions += 1;
        self.failed += u64::from(!after.answered);
        let is_change = u64::from(!change.only_explained);
        self.changed += is_change;
        self.explained_otherwise += 1 - is_change;
        self.count_reasons(before, after);
        if change.outdone {
            self.outdone += 1;
            return;
        }
        self.delta_fen += change.delta_fen();
        self.to_ok += u64::from(after.ok && !before.ok);
        self.to_not_ok += u64::from(before.ok && !after.ok);
        self.newly_answered += u64::from(after.answered && !before.answered);
        let money = self.money(&change.division, change.legal_date);
        money.decisions += 1;
        money.changed += is_change;
        money.before_fen += i128::from(before.amount_fen);
        money.after_fen += i128::from(after.amount_fen);
        if change.delta_fen() != 0 {
            keep(&mut self.largest, change, LARGEST_MAX);
        }
        if change.is_flip() {
            keep(&mut self.flips, change, FLIPS_MAX);
        }
    }

    fn count_reasons(&mut self, before: &Standing, after: &Standing) {
        for code in &after.reasons {
            if !before.reasons.contains(code) {
                self.reason(code).gained += 1;
            }
        }
        for code in &before.reasons {
            if !after.reasons.contains(code) {
                self.reason(code).lost += 1;
            }
        }
    }

    /// Adds what was counted apart.
    pub fn add(&mut self, other: Tally) {
        self.decisions += other.decisions;
        self.outdone += other.outdone;
        self.changed += other.changed;
        self.explained_otherwise += other.explained_otherwise;
        self.to_ok += other.to_ok;
        self.to_not_ok += other.to_not_ok;
        self.newly_answered += other.newly_answered;
        self.failed += other.failed;
        self.delta_fen += other.delta_fen;
        for (code, shift) in &other.reasons {
            let reason = self.reason(code);
            reason.gained += shift.gained;
            reason.lost += shift.lost;
        }
        for (division, quarters) in other.money {
            let ours = self.money.entry(division).or_default();
            for (quarter, shift) in quarters {
                let money = ours.entry(quarter).or_default();
                money.decisions += shift.decisions;
                money.changed += shift.changed;
                money.before_fen += shift.before_fen;
                money.after_fen += shift.after_fen;
            }
        }
        for change in &other.largest {
            keep(&mut self.largest, change, LARGEST_MAX);
        }
        for change in &other.flips {
            keep(&mut self.flips, change, FLIPS_MAX);
        }
    }

    /// Codes with how often each came and went, the most frequent first. The empty code stands for all
    /// beyond the bound.
    pub fn reasons(&self) -> Vec<(&str, ReasonShift)> {
        let shifts = self.reasons.iter();
        let mut shifts: Vec<_> = shifts
            .map(|(code, shift)| (code.as_str(), *shift))
            .collect();
        shifts.sort_by_key(|(_, shift)| Reverse(shift.gained + shift.lost));
        shifts
    }

    /// By division and quarter, in order.
    pub fn money_shifts(&self) -> impl Iterator<Item = (&str, Quarter, MoneyShift)> {
        self.money.iter().flat_map(|(division, quarters)| {
            let quarters = quarters.iter();
            quarters.map(move |(quarter, shift)| (division.as_str(), *quarter, *shift))
        })
    }

    /// The largest changes of an amount.
    pub fn largest(&self) -> &[Change] {
        &self.largest
    }

    /// Those whose ok changed.
    pub fn flips(&self) -> &[Change] {
        &self.flips
    }

    fn reason(&mut self, code: &str) -> &mut ReasonShift {
        let known = self.reasons.len() < REASONS_MAX || self.reasons.contains_key(code);
        let code = if known { code } else { "" };
        self.reasons.entry(code.to_owned()).or_default()
    }

    fn money(&mut self, division: &str, legal_date: NaiveDate) -> &mut MoneyShift {
        let quarters = self.money.entry(division.to_owned()).or_default();
        quarters.entry(Quarter::of(legal_date)).or_default()
    }
}

#[cfg(test)]
mod tests;
