//! A loan, from the signed contract to its last fen: what may be lent on a pledge, what the pool covers, what is late.
mod bad;
mod command;
mod decide;
mod draft;
mod estimate;
mod lending;
mod paying;
pub mod schedule;
mod state;

use chrono::{Days, NaiveDate};
use kezhuan_law::Fen;
use kezhuan_law::money::AmountOverflow;
use kezhuan_law::rule_pins::RulePins;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use command::{Command, DefaultGround, Paid, WriteOff};
pub use decide::{Circumstances, Decided, Event, decide};
pub use draft::{NewLoan, Renewed, draft, secured_by, takes_the_place_of};
pub use estimate::InterestPaid;
pub use schedule::Due;
pub use state::{State, Step, next};

use super::biz_no::BizNo;
use super::ledger::Posting;
use super::party::Party;
use super::product::{Product, Share};
use super::refused::Refused;

/// Figures that are no law in force; illustrative.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Terms {
    /// Days overdue after which a loan is in default.
    pub default_after_days: u32,
    /// Days after a due day by which its payment would have been told.
    pub payment_told_days: u32,
}

impl Default for Terms {
    fn default() -> Terms {
        Terms {
            default_after_days: 60,
            payment_told_days: 4,
        }
    }
}

impl Terms {
    /// Before this day every payment has been told, as seen on `today`.
    pub fn payments_told_of(&self, today: NaiveDate) -> NaiveDate {
        let told = Days::new(u64::from(self.payment_told_days));
        today.checked_sub_days(told).unwrap_or(NaiveDate::MIN)
    }

    /// A loan that missed this due day or an earlier one is in default on `today`.
    pub fn defaulted_since(&self, today: NaiveDate) -> NaiveDate {
        let days = Days::new(u64::from(self.default_after_days));
        today.checked_sub_days(days).unwrap_or(NaiveDate::MIN)
    }
}

/// One loan with everything that happened to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Loan {
    pub id: Uuid,
    /// Human number, given by the service.
    pub number: String,
    pub application: Uuid,
    pub bank: String,
    pub borrower: String,
    /// Insurer and guarantor, as far as there are any.
    pub others: Vec<Party>,
    pub product: Product,
    /// `None` for a loan without a pledge.
    pub pledge: Option<Uuid>,
    pub principal: Fen,
    pub rate_bp: u16,
    pub term_months: u32,
    pub maturity: NaiveDate,
    pub schedule: Vec<Due>,
    /// When the bank approved it: the legal date of its shares.
    pub approved_on: NaiveDate,
    /// Who will bear how much of a loss; none where the pool bears nothing.
    pub shares: Vec<Share>,
    pub state: State,
    pub version: i64,
    /// The loan it takes the place of, without a repayment.
    pub renews: Option<Uuid>,
    pub renewed_as: Option<Uuid>,
    /// When that took its place.
    pub renewed_on: Option<NaiveDate>,
    pub disbursement: Option<Disbursement>,
    pub pool_filing: Option<PoolFiling>,
    /// Oldest first.
    pub payments: Vec<Paid>,
    pub extensions: Vec<Extension>,
    /// The due day that was missed, while it is; the day of the disbursement, if that was later.
    pub overdue_since: Option<NaiveDate>,
    pub default: Option<InDefault>,
    pub disposal: Option<Disposal>,
    pub closing: Option<Closing>,
    pub repaid_on: Option<NaiveDate>,
    /// Which rules it goes to.
    pub pins: RulePins,
}

/// The money lent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Disbursement {
    pub biz_no: BizNo,
    pub disbursed_on: NaiveDate,
    pub disbursed_by: String,
}

/// The loan as the pool knows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PoolFiling {
    pub filed_on: NaiveDate,
    /// Working days after the disbursement.
    pub working_days: u32,
    pub filed_by: String,
}

/// A later maturity (展期).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Extension {
    pub from: NaiveDate,
    pub to: NaiveDate,
    pub extended_on: NaiveDate,
    /// For the pledgee.
    pub consented_by: String,
}

/// When and why it came to be in default.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InDefault {
    pub ground: DefaultGround,
    pub defaulted_on: NaiveDate,
}

/// How the security is turned into money.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Disposal {
    pub way: String,
    pub began_on: NaiveDate,
}

/// How a disposal ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closing {
    pub closed_on: NaiveDate,
    pub loss: Fen,
    pub write_off: Option<WriteOff>,
}

impl Loan {
    /// What was paid of the principal.
    pub fn repaid(&self) -> Fen {
        // Each payment is held to what was owed, so the sum never passes the principal.
        Fen(self.payments.iter().map(|paid| paid.principal.get()).sum())
    }

    /// What is still owed of the principal; nothing before it is lent, nor once a new loan took it over.
    pub fn outstanding(&self) -> Fen {
        match (&self.disbursement, self.renewed_as) {
            (Some(_), None) => Fen(self.principal.get() - self.repaid().get()),
            (None, _) | (Some(_), Some(_)) => Fen::ZERO,
        }
    }

    /// Days since the missed due day, which itself does not count.
    pub fn overdue_days(&self, today: NaiveDate) -> i64 {
        self.overdue_since
            .map_or(0, |since| (today - since).num_days().max(0))
    }

    /// Days since principal that is not paid fell due: by its schedule, or all of it by the default. Interest that is late
    /// is no principal, and a day that was made up for counts no more.
    pub fn principal_overdue_days(&self, today: NaiveDate) -> i64 {
        let called_in = self.default.as_ref().map(|default| default.defaulted_on);
        let since = [self.principal_late_from(), called_in];
        let since = since.into_iter().flatten().min();
        since.map_or(0, |since| (today - since).num_days().max(0))
    }

    /// The first day on which principal falls due that is not paid in full.
    pub fn unpaid_on(&self) -> Option<NaiveDate> {
        let (repaid, mut owed) = (self.repaid(), Fen::ZERO);
        let unpaid = self.schedule.iter().find(|due| {
            // The parts of a schedule make the principal.
            owed = Fen(owed.get() + due.principal.get());
            owed > repaid
        });
        unpaid.map(|due| due.on)
    }

    /// That day, once its payment would have been told by `today`. Of a day of interest alone, only the bank knows.
    pub fn missed_due(&self, today: NaiveDate, terms: &Terms) -> Option<NaiveDate> {
        let told_of = terms.payments_told_of(today);
        self.unpaid_on()
            .filter(|due_on| self.late_from(*due_on) < told_of)
    }

    /// The day from which a delay of what fell due then is counted: nothing is late before it was lent.
    fn late_from(&self, due_on: NaiveDate) -> NaiveDate {
        let lent = self.disbursement.as_ref();
        lent.map_or(due_on, |lent| due_on.max(lent.disbursed_on))
    }

    /// The same of the first principal that is not paid.
    fn principal_late_from(&self) -> Option<NaiveDate> {
        self.unpaid_on().map(|due_on| self.late_from(due_on))
    }

    /// The day the money was lent.
    pub fn disbursed_on(&self) -> Result<NaiveDate, Refused> {
        let lent = self.disbursement.as_ref();
        lent.map(|lent| lent.disbursed_on).ok_or_else(|| {
            Refused::new("NOT_DISBURSED", "贷款尚未发放", "the loan is not disbursed")
        })
    }

    /// Interest paid by `until`, without penalty.
    pub fn interest_paid_until(&self, until: NaiveDate) -> Result<Fen, AmountOverflow> {
        let paid = self.payments.iter().filter(|paid| paid.paid_on <= until);
        Fen::checked_sum(paid.map(|paid| paid.interest))
    }

    /// How the debt stands for its pledge.
    pub const fn debt(&self) -> super::pledge::Debt {
        use super::pledge::Debt;
        match self.state {
            State::Repaid | State::ClosedFull => Debt::Settled,
            State::Defaulted | State::InDisposal | State::ClosedLoss => Debt::Defaulted,
            State::Contracted | State::Active | State::Overdue | State::Renewed => Debt::Open,
        }
    }

    /// The pool covers so much less, if it covered the loan and no claim carries it.
    fn uncover(&self, principal: Fen, under_claim: bool) -> Option<Posting> {
        let mode = self.product.mode?;
        let covered = self.pool_filing.is_some() && !under_claim && principal > Fen::ZERO;
        covered.then(|| Posting::Uncover {
            bank: self.bank.clone(),
            mode,
            principal,
        })
    }
}

#[cfg(test)]
mod tests;
