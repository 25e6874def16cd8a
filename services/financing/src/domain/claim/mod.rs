//! Compensation claim (代偿申请): a bank's loss, what the pool bears of it, and what comes back to whom.
mod check;
mod decide;
mod file;
mod money_back;
mod review;
mod state;

use chrono::NaiveDate;
use kezhuan_law::Fen;
use kezhuan_law::rule_pins::RulePins;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use check::{Facts, Found, Reason, check};
pub use decide::{Circumstances, Command, Decided, Event, RuleAnswer, decide};
pub use file::{LegalAction, LegalActionKind, NewClaim, file};
pub use state::{State, Step, next};

use super::actor::Role;
use super::code_list::code_list;
use super::notice::{Counting, PublicNotice};
use super::product::{Mode, Share};
use super::risk::POOL;

code_list! {
    /// The two whose word a payment takes.
    Authority {
        CityStb = "CITY_STB", "市科技局", "city science and technology bureau";
        CityAmr = "CITY_AMR", "市市场监督管理局", "city market regulation bureau";
    }
}

impl Authority {
    /// The role of whoever speaks for it.
    pub const fn role(self) -> Role {
        match self {
            Authority::CityStb => Role::CityStb,
            Authority::CityAmr => Role::CityAmr,
        }
    }
}

/// Figures that are no law in force; illustrative.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Terms {
    pub overdue_days_min: u32,
    /// Working days from the disbursement to the filing with the pool.
    pub pool_filing_working_days: u32,
    pub notice_working_days: u32,
    /// Whether a public notice counts its first day.
    pub notice_count_first_day: bool,
}

impl Default for Terms {
    fn default() -> Terms {
        Terms {
            overdue_days_min: 60,
            pool_filing_working_days: 10,
            notice_working_days: 5,
            notice_count_first_day: false,
        }
    }
}

impl Terms {
    /// How the days of a public notice are counted.
    pub const fn counting(&self) -> Counting {
        Counting {
            count_first_day: self.notice_count_first_day,
        }
    }
}

/// One claim with everything decided on it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claim {
    pub id: Uuid,
    /// Human number, given by the service.
    pub number: String,
    pub loan: Uuid,
    pub bank: String,
    pub borrower: String,
    pub mode: Mode,
    /// Who bears how much of a loss, as it stood when the loan was approved.
    pub shares: Vec<Share>,
    pub legal_action: Option<LegalAction>,
    pub state: State,
    pub version: i64,
    pub filed_by: String,
    pub filed_on: NaiveDate,
    pub verified_by: Option<String>,
    /// `None` until verified.
    pub loss: Option<Loss>,
    pub refusal: Option<Refusal>,
    pub first_approval: Option<Approval>,
    pub second_approval: Option<Approval>,
    pub notice: Option<PublicNotice>,
    pub payment: Option<Payment>,
    /// Oldest first.
    pub recoveries: Vec<Recovery>,
    pub settled_on: Option<NaiveDate>,
    /// The rule that its questions go to.
    pub pins: RulePins,
}

/// What was lost, and by whom.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Loss {
    /// Of principal, as the pool counts them.
    pub overdue_days: i64,
    /// Principal still owed when the claim was verified.
    pub principal: Fen,
    /// What the pool pays.
    pub pay: Fen,
    pub borne: Vec<Borne>,
    /// The stored rule decision behind it.
    pub decision: Option<Uuid>,
}

/// One party's part of the loss, and what it got back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Borne {
    pub party: String,
    pub lost: Fen,
    pub back: Fen,
}

/// Why the pool does not pay.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    pub code: String,
    pub note: String,
    pub refused_on: NaiveDate,
}

/// One authority's word.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Approval {
    pub authority: Authority,
    pub by: String,
    pub approved_on: NaiveDate,
}

/// The payment order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payment {
    pub paid_on: NaiveDate,
    pub paid_by: String,
}

/// What came back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recovery {
    pub gross: Fen,
    pub costs: Fen,
    pub net: Fen,
    pub recovered_on: NaiveDate,
    pub recorded_by: String,
}

impl Borne {
    /// What it still bears.
    pub fn still(&self) -> Fen {
        // What comes back is held to what was lost.
        Fen(self.lost.get() - self.back.get())
    }
}

impl Loss {
    /// What all parties still bear.
    pub fn still(&self) -> Fen {
        Fen(self.borne.iter().map(|borne| borne.still().get()).sum())
    }
}

impl Claim {
    /// Who has a part in the case, and so decides nothing on it.
    pub fn parties(&self) -> [&str; 2] {
        [&self.bank, &self.borrower]
    }

    fn facts(&self, at: &Circumstances<'_>) -> Facts {
        let filing = at.loan.pool_filing.as_ref();
        let pool = self.shares.iter().find(|share| share.party == POOL);
        Facts {
            overdue_days: at.loan.principal_overdue_days(at.today),
            legal_action: self.legal_action.is_some(),
            // Never filed is later than any limit.
            filed_working_days: filing.map_or(i64::MAX, |filing| i64::from(filing.working_days)),
            loss: at.loan.outstanding(),
            bp: pool.map_or(0, |share| share.bp),
            pool: at.pool_available,
            eligible_at_approval: at.eligible_at_approval,
        }
    }
}

#[cfg(test)]
mod tests;
