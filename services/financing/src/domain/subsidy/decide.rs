//! One command on one subsidy claim: the chart first, then the step's own conditions, and what is booked.
use chrono::NaiveDate;
use kezhuan_law::{Fen, WorkingCalendar};
use uuid::Uuid;

use super::{Amount, Claim, Commitment, Interest, Split, State, Step, Terms};
use super::{filing, money_out, next, notice_step, review};
use crate::domain::actor::Actor;
use crate::domain::ledger::Posting;
use crate::domain::refused::Refused;

/// One request with everything it needs beside the circumstances.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// By the enterprise, with the material codes that are attached.
    File {
        materials: Vec<String>,
    },
    /// The rule answered and the answer holds; `amount` is `None` when there is no subsidy.
    Compute {
        amount: Option<Amount>,
        reasons: Vec<String>,
        decision: Option<Uuid>,
    },
    /// The rule failed, or its answer was refused.
    SendToManual {
        failure: String,
        decision: Option<Uuid>,
    },
    /// By the IP authority instead of the rule; a total of zero says there is none.
    ComputeByHand {
        total: Fen,
        split: Option<Split>,
        reason: String,
    },
    /// Back to FILED, so that the rule is asked again.
    AskAgain,
    Refuse {
        code: String,
        note: String,
    },
    Approve {
        commitments: Vec<Commitment>,
    },
    Publish,
    Object {
        text: String,
    },
    DismissObjection {
        reason: String,
    },
    UpholdObjection {
        code: String,
        reason: String,
    },
    Pay,
    RecordBreach {
        reason: String,
    },
    RecordRecovery {
        amount: Fen,
    },
    Withdraw,
}

/// Who asks, when, and what the claim is computed on.
#[derive(Debug, Clone, Copy)]
pub struct Circumstances<'a> {
    pub actor: &'a Actor,
    /// The legal date.
    pub today: NaiveDate,
    pub calendar: &'a WorkingCalendar,
    /// As it is known now: what the year holds may have changed since the claim was drafted.
    pub interest: &'a Interest,
    /// What the subsidy fund still has.
    pub available: Fen,
    pub terms: &'a Terms,
}

/// What happened to a claim: one event per step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    SubsidyFiled,
    SubsidyComputed { by_hand: bool },
    SubsidySentToManual { failure: String },
    SubsidyAskedAgain,
    SubsidyRefused { code: String },
    SubsidyApproved,
    SubsidyPublished { last_day: NaiveDate },
    SubsidySuspended,
    SubsidyObjectionDismissed,
    SubsidyObjectionUpheld { code: String },
    SubsidyPaid { split: Split },
    SubsidyRecovering,
    SubsidyRecovered { amount: Fen },
    SubsidyRecoveredInPart { amount: Fen },
    SubsidyWithdrawn,
}

impl Event {
    /// The name under which it travels.
    pub const fn name(&self) -> &'static str {
        match self {
            Event::SubsidyFiled => "SubsidyFiled",
            Event::SubsidyComputed { .. } => "SubsidyComputed",
            Event::SubsidySentToManual { .. } => "SubsidySentToManual",
            Event::SubsidyAskedAgain => "SubsidyAskedAgain",
            Event::SubsidyRefused { .. } => "SubsidyRefused",
            Event::SubsidyApproved => "SubsidyApproved",
            Event::SubsidyPublished { .. } => "SubsidyPublished",
            Event::SubsidySuspended => "SubsidySuspended",
            Event::SubsidyObjectionDismissed => "SubsidyObjectionDismissed",
            Event::SubsidyObjectionUpheld { .. } => "SubsidyObjectionUpheld",
            Event::SubsidyPaid { .. } => "SubsidyPaid",
            Event::SubsidyRecovering => "SubsidyRecovering",
            Event::SubsidyRecovered { .. } => "SubsidyRecovered",
            Event::SubsidyRecoveredInPart { .. } => "SubsidyRecoveredInPart",
            Event::SubsidyWithdrawn => "SubsidyWithdrawn",
        }
    }
}

/// What a command led to; booked, saved and published together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    /// The claim after the step, its version one higher.
    pub claim: Claim,
    pub from: State,
    pub event: Event,
    pub posting: Option<Posting>,
}

/// What one step adds to the claim it changed.
pub(super) type Outcome = Result<(Event, Option<Posting>), Refused>;

/// Takes `command` on `claim`, or says why not; the claim itself stays as it was.
pub fn decide(
    claim: &Claim,
    command: Command,
    circumstances: &Circumstances<'_>,
) -> Result<Decided, Refused> {
    let to = next(claim.state, command.step_on(claim))?;
    let mut after = claim.clone();
    let (event, posting) = take(&mut after, command, circumstances)?;
    after.state = to;
    after.version += 1;
    Ok(Decided {
        claim: after,
        from: claim.state,
        event,
        posting,
    })
}

fn take(claim: &mut Claim, command: Command, at: &Circumstances<'_>) -> Outcome {
    match command {
        Command::File { materials } => filing::file(claim, &materials, at),
        Command::Withdraw => filing::withdraw(claim, at),
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
            split,
            reason,
        } => review::compute_by_hand(claim, total, split, reason, at),
        Command::AskAgain => review::ask_again(claim, at),
        Command::Refuse { code, note } => review::refuse(claim, code, note, at),
        Command::Approve { commitments } => review::approve(claim, commitments, at),
        Command::Publish => notice_step::publish(claim, at),
        Command::Object { text } => notice_step::object(claim, text, at),
        Command::DismissObjection { reason } => notice_step::dismiss(claim, reason, at),
        Command::UpholdObjection { code, reason } => notice_step::uphold(claim, code, reason, at),
        Command::Pay => money_out::pay(claim, at),
        Command::RecordBreach { reason } => money_out::breach(claim, reason, at),
        Command::RecordRecovery { amount } => money_out::recover(claim, amount, at),
    }
}

impl Command {
    fn step_on(&self, claim: &Claim) -> Step {
        match self {
            Command::File { .. } => Step::File,
            Command::Compute { .. } => Step::Compute,
            Command::SendToManual { .. } => Step::SendToManual,
            Command::ComputeByHand { .. } => Step::ComputeByHand,
            Command::AskAgain => Step::AskAgain,
            Command::Refuse { .. } => Step::Refuse,
            Command::Approve { .. } => Step::Approve,
            Command::Publish => Step::Publish,
            Command::Object { .. } => Step::Object,
            Command::DismissObjection { .. } => Step::DismissObjection,
            Command::UpholdObjection { .. } => Step::UpholdObjection,
            Command::Pay => Step::Pay,
            Command::RecordBreach { .. } => Step::RecordBreach,
            Command::RecordRecovery { amount } if *amount < claim.outstanding() => {
                Step::RecordPartRecovery
            }
            Command::RecordRecovery { .. } => Step::RecordRecovery,
            Command::Withdraw => Step::Withdraw,
        }
    }
}
