//! One command on one claim: the chart first, then the step's own conditions, and what is booked on the programme's budget.
use chrono::NaiveDate;
use kezhuan_law::WorkingCalendar;
use kezhuan_law::budget::Entry;
use kezhuan_law::notice::Counting;
use kezhuan_law::refused::Refused;
use serde::{Deserialize, Serialize};

use super::{Actor, Claim, Command, Event, Limits, State};
use super::{draft, money_out, next, notice_step, review};

/// No notice of a grant is shorter (§11.1 of the domain's charts).
const NOTICE_WORKING_DAYS_MIN: u32 = 5;

/// Figures that are no law in force.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Terms {
    /// Of a public notice; less than five counts as five.
    pub notice_working_days: u32,
    /// Whether a public notice counts its first day.
    pub notice_count_first_day: bool,
}

impl Default for Terms {
    fn default() -> Terms {
        Terms {
            notice_working_days: NOTICE_WORKING_DAYS_MIN,
            notice_count_first_day: false,
        }
    }
}

impl Terms {
    /// How long a notice stands.
    pub fn notice_working_days(&self) -> u32 {
        self.notice_working_days.max(NOTICE_WORKING_DAYS_MIN)
    }

    /// How its days are counted.
    pub const fn counting(&self) -> Counting {
        Counting {
            count_first_day: self.notice_count_first_day,
        }
    }
}

/// Who asks, when, and what an amount may come to.
#[derive(Debug, Clone, Copy)]
pub struct Circumstances<'a> {
    pub actor: &'a Actor,
    /// The legal date.
    pub today: NaiveDate,
    pub calendar: &'a WorkingCalendar,
    pub terms: &'a Terms,
    pub limits: Limits,
}

/// What a command led to; booked, saved and published together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    /// The claim after the step, its version one higher.
    pub claim: Claim,
    pub from: State,
    pub event: Event,
    /// What moves in the programme's budget.
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
        Command::File { materials } => draft::file(claim, &materials, at),
        Command::Withdraw => draft::withdraw(claim, at),
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
            reason,
        } => review::compute_by_hand(claim, total, payee.as_deref(), reason, at),
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
