//! One command on one loan: the chart first, then the step's own conditions, and what the pool's books gain by it.
use chrono::NaiveDate;
use kezhuan_law::{Fen, WorkingCalendar};
use uuid::Uuid;

use super::{Command, Loan, State, Terms, WriteOff, bad, lending, next, paying};
use crate::domain::actor::{Actor, Role};
use crate::domain::asset::IpAsset;
use crate::domain::duty;
use crate::domain::ledger::Posting;
use crate::domain::pledge::Pledge;
use crate::domain::refused::Refused;

/// Who asks, when, and how the security stands.
#[derive(Debug, Clone, Copy)]
pub struct Circumstances<'a> {
    pub actor: &'a Actor,
    /// The legal date.
    pub today: NaiveDate,
    pub calendar: &'a WorkingCalendar,
    pub pledge: Option<&'a Pledge>,
    /// The pledged rights, as they are now.
    pub assets: &'a [IpAsset],
    /// A verified claim on the pool carries its principal: what comes in is shared through the claim.
    pub under_claim: bool,
    pub terms: &'a Terms,
}

/// What happened to a loan: one event per step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    LoanDisbursed {
        principal: Fen,
    },
    LoanFiled {
        working_days: u32,
    },
    LoanInstalmentPaid {
        principal: Fen,
        interest: Fen,
    },
    LoanRepaid,
    LoanExtended {
        from: NaiveDate,
        to: NaiveDate,
    },
    LoanRenewed {
        new_loan: Uuid,
    },
    LoanOverdue {
        since: NaiveDate,
    },
    LoanCured,
    LoanCollected {
        principal: Fen,
    },
    LoanDefaulted {
        overdue_days: i64,
    },
    LoanInDisposal,
    LoanClosed {
        loss: Fen,
        write_off: Option<WriteOff>,
    },
}

impl Event {
    /// The name under which it travels.
    pub const fn name(&self) -> &'static str {
        match self {
            Event::LoanDisbursed { .. } => "LoanDisbursed",
            Event::LoanFiled { .. } => "LoanFiled",
            Event::LoanInstalmentPaid { .. } => "LoanInstalmentPaid",
            Event::LoanRepaid => "LoanRepaid",
            Event::LoanExtended { .. } => "LoanExtended",
            Event::LoanRenewed { .. } => "LoanRenewed",
            Event::LoanOverdue { .. } => "LoanOverdue",
            Event::LoanCured => "LoanCured",
            Event::LoanCollected { .. } => "LoanCollected",
            Event::LoanDefaulted { .. } => "LoanDefaulted",
            Event::LoanInDisposal => "LoanInDisposal",
            Event::LoanClosed { .. } => "LoanClosed",
        }
    }
}

/// What a command led to; booked, saved and published together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    /// The loan after the step, its version one higher.
    pub loan: Loan,
    pub from: State,
    pub event: Event,
    /// What the pool covers from now on, or no longer.
    pub posting: Option<Posting>,
}

/// What one step adds to the loan it changed.
pub(super) type Outcome = Result<(Event, Option<Posting>), Refused>;

/// Takes `command` on `loan`, or says why not; the loan itself stays as it was.
pub fn decide(
    loan: &Loan,
    command: Command,
    circumstances: &Circumstances<'_>,
) -> Result<Decided, Refused> {
    let to = next(loan.state, command.step_on(loan))?;
    if !(circumstances.actor.is_service && command.is_of_the_calendar()) {
        duty::of_organisation(circumstances.actor, Role::Bank, &loan.bank)?;
    }
    let mut after = loan.clone();
    let (event, posting) = take(&mut after, command, circumstances)?;
    after.state = to;
    after.version += 1;
    Ok(Decided {
        loan: after,
        from: loan.state,
        event,
        posting,
    })
}

fn take(loan: &mut Loan, command: Command, at: &Circumstances<'_>) -> Outcome {
    match command {
        Command::Disburse { biz_no } => lending::disburse(loan, biz_no, at),
        Command::FileWithPool => lending::file_with_pool(loan, at),
        Command::Extend { maturity } => lending::extend(loan, maturity, at),
        Command::Renew {
            new_loan,
            principal,
        } => lending::renew(loan, new_loan, principal, at),
        Command::PayInstalment(paid) => paying::instalment(loan, paid, at),
        Command::RepayAll(paid) => paying::repay_all(loan, paid, at),
        Command::Cure(paid) => paying::cure(loan, paid, at),
        Command::Collect(paid) => paying::collect(loan, paid, at),
        Command::MissDue { due_on } => bad::miss_due(loan, due_on, at),
        Command::Default(ground) => bad::default(loan, ground, at),
        Command::Dispose { way } => bad::dispose(loan, way, at),
        Command::Close { write_off } => bad::close(loan, write_off, at),
    }
}
