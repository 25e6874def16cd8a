//! Interest subsidy (贴息): what city and county pay of the interest an enterprise has paid on an IP-pledge loan. A rule
//! proposes the amount; law, fund and people decide.
mod amount;
mod answer;
mod decide;
mod filing;
mod material;
mod money_out;
mod notice_step;
mod review;
mod state;

use chrono::NaiveDate;
use kezhuan_law::Fen;
use kezhuan_law::rule_pins::RulePins;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use amount::{Amount, Interest, Split};
pub use answer::{Answer, RuleOutcome, check_amount, command_after};
pub use decide::{Circumstances, Command, Decided, Event, decide};
pub use filing::{NewClaim, draft};
pub use material::Material;
pub use state::{State, Step, next};

use super::notice::{Counting, Objection, PublicNotice};

/// The city's rate, and figures that are no law in force: the cap and the notice are illustrative.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Terms {
    pub rate_bp: u16,
    /// Per enterprise and year.
    pub cap_year: Fen,
    pub notice_working_days: u32,
    /// Whether a public notice counts its first day.
    pub notice_count_first_day: bool,
}

impl Default for Terms {
    fn default() -> Terms {
        Terms {
            rate_bp: 5_000,
            cap_year: Fen::from_yuan(200_000),
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
    pub enterprise: String,
    pub bank: String,
    pub division: String,
    pub year: i32,
    pub state: State,
    pub version: i64,
    /// The person who drafted it.
    pub applicant: String,
    pub required_materials: Vec<String>,
    /// What the amount was computed on; before that, what the claim was drafted on.
    pub interest: Interest,
    /// `None` until computed, and whenever there is no subsidy.
    pub amount: Option<Amount>,
    /// Reasons of the rule, or of the person who computed by hand.
    pub reasons: Vec<String>,
    /// The stored rule decision behind the amount.
    pub decision: Option<Uuid>,
    /// Why the claim went to a person.
    pub failure: Option<String>,
    pub computed_by: Option<String>,
    pub approved_by: Option<String>,
    pub refusal: Option<Refusal>,
    pub notice: Option<PublicNotice>,
    /// Oldest first; at most the last one is open.
    pub objections: Vec<Objection>,
    pub commitments: Vec<Commitment>,
    pub payment: Option<Payment>,
    pub breach: Option<Breach>,
    /// A grant may come back in parts.
    pub recoveries: Vec<Recovery>,
    /// The rules that its questions go to.
    pub pins: RulePins,
}

/// Why a claim is not paid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    pub code: String,
    pub note: String,
    pub refused_on: NaiveDate,
}

/// A claw-back promise: conditions that hold until a day; a breach recovers the grant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Commitment {
    pub until: NaiveDate,
    pub conditions: Vec<String>,
}

/// The payment order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payment {
    pub paid_on: NaiveDate,
    pub paid_by: String,
}

/// Why a grant is taken back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Breach {
    pub reason: String,
    pub recorded_on: NaiveDate,
}

/// What came back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recovery {
    pub amount: Fen,
    pub split: Split,
    pub recovered_on: NaiveDate,
    pub recorded_by: String,
}

impl Claim {
    /// Who has a part in the case, and so decides nothing on it.
    pub fn parties(&self) -> [&str; 2] {
        [&self.enterprise, &self.bank]
    }

    /// What is to come back and has not yet.
    pub fn outstanding(&self) -> Fen {
        let total = self.amount.map_or(0, |amount| amount.total.get());
        // Each recovery is held to what was outstanding.
        let back: i64 = self.recoveries.iter().map(|part| part.amount.get()).sum();
        Fen(total - back)
    }
}

#[cfg(test)]
mod tests;
