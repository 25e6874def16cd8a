//! One command on one claim: the chart first, then the step's own conditions.
use chrono::NaiveDate;
use kezhuan_law::WorkingCalendar;

use super::{
    Claim, Command, ContractFacts, Event, State, filing, money_out, next, notice_step, review,
    waiting,
};
use crate::domain::actor::Actor;
use crate::domain::budget::Entry;
use crate::domain::refused::Refused;

/// Who asks, when, and what the contract looks like now.
#[derive(Debug, Clone, Copy)]
pub struct Circumstances<'a> {
    pub actor: &'a Actor,
    /// The legal date.
    pub today: NaiveDate,
    pub contract: &'a ContractFacts,
    pub calendar: &'a WorkingCalendar,
}

/// What a command led to; booked, saved and published together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    /// The claim after the step, its version one higher.
    pub claim: Claim,
    pub from: State,
    pub event: Event,
    /// The movement in the programme's budget, if the step moves money.
    pub entry: Option<Entry>,
}

/// What one step adds to the claim it changed.
pub(super) type Outcome = Result<(Event, Option<Entry>), Refused>;

/// Takes `command` on `claim`, or says why not; the claim itself stays as it was.
pub fn decide(
    claim: &Claim,
    command: Command,
    circumstances: &Circumstances<'_>,
) -> Result<Decided, Refused> {
    let to = next(claim.state, command.step_on(claim))?;
    let mut after = claim.clone();
    let (event, entry) = take(&mut after, command, circumstances)?;
    after.state = to;
    after.version += 1;
    Ok(Decided {
        claim: after,
        from: claim.state,
        event,
        entry,
    })
}

fn take(claim: &mut Claim, command: Command, at: &Circumstances<'_>) -> Outcome {
    match command {
        Command::File { materials } => filing::file(claim, &materials, at),
        Command::Withdraw { reason } => filing::withdraw(claim, reason, at),
        Command::Compute {
            amount,
            reasons,
            decision,
        } => review::compute(claim, amount, reasons, decision, at),
        Command::SendToManual { failure, decision } => {
            review::send_to_manual(claim, failure, decision, at)
        }
        Command::ComputeByHand {
            total,
            payee,
            split,
            counted,
            reason,
            limits,
        } => {
            let found = review::FoundByHand {
                total,
                payee,
                split,
                counted,
            };
            review::compute_by_hand(claim, found, reason, &limits, at)
        }
        Command::AskAgain => review::ask_again(claim, at),
        Command::Refuse { code, note } => review::refuse(claim, code, note, at),
        Command::Approve { commitments } => review::approve(claim, commitments, at),
        Command::Publish { length, counting } => notice_step::publish(claim, length, counting, at),
        Command::Object { text } => notice_step::object(claim, text, at),
        Command::DismissObjection { reason } => notice_step::dismiss(claim, reason, at),
        Command::UpholdObjection { code, reason } => notice_step::uphold(claim, code, reason, at),
        Command::Pay => money_out::pay(claim, at),
        Command::RecordBreach { ground, reason } => money_out::breach(claim, ground, reason, at),
        Command::RecordRecovery { amount } => money_out::recover(claim, amount, at),
        Command::Hold { computed, place } => {
            // What is held is what the step that computed it would have come to.
            next(claim.state, computed.step_on(claim))?;
            take(claim, *computed, at)?;
            waiting::hold(claim, place)
        }
        Command::Cover => waiting::cover(claim, at),
        Command::Share { amount } => waiting::share(claim, amount, at),
        Command::LeaveLine { failure } => waiting::leave(claim, failure, at),
    }
}
