//! One command on one claim: the chart first, then the step's own conditions, and what is booked.
use chrono::NaiveDate;
use kezhuan_law::{Fen, WorkingCalendar};
use uuid::Uuid;

use super::{Claim, State, Step, Terms, money_back, next, review};
use crate::domain::actor::Actor;
use crate::domain::ledger::Posting;
use crate::domain::loan::Loan;
use crate::domain::refused::Refused;

/// One request with everything it needs beside the circumstances.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// By the pool's manager, who has looked at the papers.
    Verify { rule: Option<RuleAnswer> },
    /// By the pool's manager.
    Refuse { code: String, note: String },
    /// By the science and technology bureau and by the IP authority, each once.
    Approve,
    /// By the science and technology bureau.
    Publish,
    /// By the pool's manager, after the notice.
    Pay,
    /// By the pool's manager: what came back, and what it cost.
    Recover { gross: Fen, costs: Fen },
    /// By the pool's manager: nothing more will come back.
    Settle,
    /// By the bank, before both authorities have approved.
    Withdraw,
}

/// What `ip.claim.check@1` answered; it may ask for more and pay less than the host.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleAnswer {
    pub pass: bool,
    pub pay: Fen,
    pub reasons: Vec<String>,
    pub decision: Uuid,
}

/// Who asks, when, and how loan and pool stand.
#[derive(Debug, Clone, Copy)]
pub struct Circumstances<'a> {
    pub actor: &'a Actor,
    /// The legal date.
    pub today: NaiveDate,
    pub calendar: &'a WorkingCalendar,
    pub loan: &'a Loan,
    /// As its application was decided.
    pub eligible_at_approval: bool,
    pub pool_available: Fen,
    pub terms: &'a Terms,
}

/// What happened to a claim: one event per step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    CompensationVerified { loss: Fen, pay: Fen },
    CompensationRefused { code: String },
    CompensationApprovedFirst,
    CompensationApproved,
    CompensationPublished { last_day: NaiveDate },
    CompensationPaid { amount: Fen },
    CompensationRecovered { net: Fen, pool: Fen },
    CompensationSettled,
    CompensationWithdrawn,
}

impl Event {
    /// The name under which it travels.
    pub const fn name(&self) -> &'static str {
        match self {
            Event::CompensationVerified { .. } => "CompensationVerified",
            Event::CompensationRefused { .. } => "CompensationRefused",
            Event::CompensationApprovedFirst => "CompensationApprovedFirst",
            Event::CompensationApproved => "CompensationApproved",
            Event::CompensationPublished { .. } => "CompensationPublished",
            Event::CompensationPaid { .. } => "CompensationPaid",
            Event::CompensationRecovered { .. } => "CompensationRecovered",
            Event::CompensationSettled => "CompensationSettled",
            Event::CompensationWithdrawn => "CompensationWithdrawn",
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
        Command::Verify { rule } => review::verify(claim, rule, at),
        Command::Refuse { code, note } => review::refuse(claim, code, note, at),
        Command::Approve => review::approve(claim, at),
        Command::Publish => review::publish(claim, at),
        Command::Pay => money_back::pay(claim, at),
        Command::Recover { gross, costs } => money_back::recover(claim, gross, costs, at),
        Command::Settle => money_back::settle(claim, at),
        Command::Withdraw => review::withdraw(claim, at),
    }
}

impl Command {
    fn step_on(&self, claim: &Claim) -> Step {
        match self {
            Command::Verify { .. } => Step::Verify,
            Command::Refuse { .. } => Step::Refuse,
            Command::Approve if claim.first_approval.is_none() => Step::ApproveFirst,
            Command::Approve => Step::Approve,
            Command::Publish => Step::Publish,
            Command::Pay => Step::Pay,
            Command::Recover { .. } => Step::Recover,
            Command::Settle => Step::Settle,
            Command::Withdraw => Step::Withdraw,
        }
    }
}
