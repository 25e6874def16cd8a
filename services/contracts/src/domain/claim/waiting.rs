//! Claims that the budget can't cover: who waits, in which order, and how they go on.
use kezhuan_law::{Fen, WhenExhausted};

use super::decide::{Circumstances, Outcome};
use super::review::{authority, still_due};
use super::{Claim, Command, ContractFacts, Event, guard};
use crate::domain::budget::Entry;
use crate::domain::refused::Refused;

/// The line of one programme-year, as it stands before a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line {
    /// How many wait, the claim itself not counted.
    pub waiting: i64,
    /// The place behind the last of them.
    pub next_place: i64,
}

impl Line {
    /// `command` as it may be taken now: a computed amount waits where others wait already, whatever they wait for, and
    /// where the budget can't cover it and its policy lets claims wait.
    pub fn admit(&self, command: Command, available: Fen, policy: WhenExhausted) -> Command {
        let Some(amount) = command.amount_computed() else {
            return command;
        };
        let waits = self.waiting > 0 || (policy.holds() && amount > available);
        match waits {
            false => command,
            true => Command::Hold {
                computed: Box::new(command),
                place: self.next_place,
            },
        }
    }
}

impl Command {
    /// What the command would reserve of the budget.
    pub fn amount_computed(&self) -> Option<Fen> {
        match self {
            Command::Compute {
                amount: Some(amount),
                ..
            } => Some(amount.total),
            Command::ComputeByHand { total, .. } => (*total > Fen::ZERO).then_some(*total),
            Command::Compute { amount: None, .. }
            | Command::File { .. }
            | Command::SendToManual { .. }
            | Command::AskAgain
            | Command::Refuse { .. }
            | Command::Approve { .. }
            | Command::Publish { .. }
            | Command::Object { .. }
            | Command::DismissObjection { .. }
            | Command::UpholdObjection { .. }
            | Command::Pay
            | Command::RecordBreach { .. }
            | Command::RecordRecovery { .. }
            | Command::Withdraw { .. }
            | Command::Hold { .. }
            | Command::Cover
            | Command::Share { .. }
            | Command::LeaveLine { .. } => None,
        }
    }
}

/// What the first of a line does now, if anything; of the others only those that wait for nothing any more.
pub fn turn(
    claim: &Claim,
    is_first: bool,
    contract: &ContractFacts,
    available: Fen,
    policy: WhenExhausted,
) -> Option<Command> {
    match (still_due(claim, contract), policy) {
        (Err(refused), _) => Some(Command::LeaveLine {
            failure: refused.reason.to_owned(),
        }),
        // What is left is shared at the close, whoever came first.
        (Ok(_), WhenExhausted::Prorate) => None,
        // A policy that changed while claims waited keeps its word to them.
        (Ok(total), WhenExhausted::Queue | WhenExhausted::Refuse) => {
            (is_first && total <= available).then_some(Command::Cover)
        }
    }
}

pub(super) fn hold(claim: &mut Claim, place: i64) -> Outcome {
    claim.place = Some(place);
    Ok((Event::ClaimHeld { place }, None))
}

pub(super) fn cover(claim: &mut Claim, at: &Circumstances<'_>) -> Outcome {
    guard::service(at.actor)?;
    let total = still_due(claim, at.contract)?;
    claim.place = None;
    Ok((Event::ClaimCovered, Some(Entry::Reserve(total))))
}

pub(super) fn share(claim: &mut Claim, part: Fen, at: &Circumstances<'_>) -> Outcome {
    guard::official(claim, at.actor, authority(claim))?;
    let due = still_due(claim, at.contract)?;
    if part < Fen::ZERO || part > due {
        return Err(Refused::new(
            "SHARE_OUT_OF_RANGE",
            format!("分配金额不得为负或超过应付的 {due} 元"),
            format!("a share lies between nothing and the {due} yuan due"),
        ));
    }
    claim.place = None;
    claim.prorated_from = Some(due);
    claim.amount = claim.amount.take().filter(|_| part > Fen::ZERO);
    if let Some(amount) = &mut claim.amount {
        amount.split = amount.split.of_part(part);
        amount.cap_hit |= part < due;
        amount.total = part;
    }
    let entry = (part > Fen::ZERO).then_some(Entry::Reserve(part));
    Ok((Event::ClaimProrated { due }, entry))
}

pub(super) fn leave(claim: &mut Claim, failure: String, at: &Circumstances<'_>) -> Outcome {
    guard::service(at.actor)?;
    claim.place = None;
    claim.amount = None;
    claim.failure = Some(failure.clone());
    Ok((Event::ClaimSentToManual { failure }, None))
}
