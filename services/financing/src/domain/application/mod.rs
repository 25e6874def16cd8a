//! An enterprise's application for a loan, from its draft to the signed contract, or to the reason why not.
mod command;
mod credit;
mod decide;
mod declaration;
mod draft;
mod examine;
mod sign;
mod state;

use chrono::NaiveDate;
use kezhuan_law::Fen;
use kezhuan_law::rule_pins::RulePins;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use command::{Command, Examination, Grant, Sharing, Support};
pub use decide::{Circumstances, Decided, Event, decide};
pub use declaration::{Card, Declaration, InUse};
pub use draft::{NewApplication, draft};
pub use state::{State, Step, next};

use super::ltv;
use super::party::Party;
use super::product::{Product, Security, Share};

/// Figures of the suite's own; no law.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Terms {
    /// Calendar days from the approval to the contract.
    pub sign_within_days: u32,
}

impl Default for Terms {
    fn default() -> Terms {
        Terms {
            sign_within_days: 90,
        }
    }
}

/// One application with everything decided on it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Application {
    pub id: Uuid,
    /// Human number, given by the service.
    pub number: String,
    pub enterprise: String,
    /// Division the enterprise is registered in.
    pub division: String,
    pub bank: String,
    pub product: Product,
    pub security: Vec<Security>,
    pub amount: Fen,
    pub term_months: u32,
    pub purpose: String,
    pub repayment_source: String,
    /// Rights offered as a pledge.
    pub assets: Vec<Uuid>,
    /// Valuer, insurer and guarantor, as far as there are any.
    pub others: Vec<Party>,
    /// The loan it becomes.
    pub loan: Uuid,
    pub state: State,
    pub version: i64,
    pub applicant: String,
    pub submitted_on: Option<NaiveDate>,
    /// As submitted.
    pub declaration: Option<Declaration>,
    /// Why it is not eligible.
    pub reasons: Vec<String>,
    /// The stored rule decision behind that.
    pub decision: Option<Uuid>,
    /// Why it waits for a person.
    pub failure: Option<String>,
    pub examined_by: Option<String>,
    pub valued: Option<Valued>,
    /// `None` until valued, and where nothing is pledged or nobody can say.
    pub collateral: Option<Carried>,
    pub finding: Option<String>,
    pub reviewed_by: Option<String>,
    pub approval: Option<Approval>,
    pub refusal: Option<Refusal>,
    pub signed: Option<Signature>,
    pub contracted_on: Option<NaiveDate>,
    /// Which rules it goes to.
    pub pins: RulePins,
}

/// What the offered rights are worth together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Valued {
    pub total: Fen,
    /// Organisation of who valued.
    pub by: String,
    pub valued_on: NaiveDate,
    /// Of the first report that ends; `None` where nothing is pledged.
    pub valid_until: Option<NaiveDate>,
    pub values: Vec<AssetValue>,
}

/// What one offered right was found to be worth.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssetValue {
    pub asset: Uuid,
    pub value: Fen,
    pub valid_until: NaiveDate,
}

/// What the offered rights carry: by the bank's own rule, or by the defaults where it has none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Carried {
    /// In the order of the application.
    pub per_asset: Vec<AssetCarries>,
    pub cap: Fen,
    /// The largest loan on them: at most what was asked for and what the product allows.
    pub loan_max: Fen,
    /// The stored rule decision behind it; `None` where the defaults were taken.
    pub decision: Option<Uuid>,
}

/// What one offered right carries.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssetCarries {
    pub asset: Uuid,
    pub value: Fen,
    pub carries: Fen,
}

/// What the bank granted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Approval {
    pub amount: Fen,
    pub rate_bp: u16,
    pub term_months: u32,
    pub approved_by: String,
    /// The legal date of the stage, the risk shares and the claim's check.
    pub approved_on: NaiveDate,
    pub sign_until: NaiveDate,
    /// How far a guarantor stands in.
    pub guarantee_bp: u16,
    /// How far the stage wants it guaranteed.
    pub guarantee_min_bp: u16,
    /// What the stage lets be subsidised of the interest.
    pub subsidy_bp: u16,
    /// The stored rule decision on the stage; `None` where the city's own figures were taken.
    pub stage_decision: Option<Uuid>,
    /// Who will bear how much of a loss; none where the pool bears nothing.
    pub shares: Vec<Share>,
    /// The stored rule decision on the shares; `None` where the city's own were taken.
    pub shares_decision: Option<Uuid>,
}

/// Why the bank does not lend.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    pub code: String,
    pub note: String,
    pub refused_on: NaiveDate,
}

/// The two sides of a contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Side {
    Bank,
    Enterprise,
}

/// The first signature; the second one makes the contract.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signature {
    pub side: Side,
    pub by: String,
    pub signed_on: NaiveDate,
}

impl Carried {
    /// What a rule, or the defaults, found of these values.
    pub fn of(values: &[AssetValue], found: ltv::Collateral, decision: Option<Uuid>) -> Carried {
        let carries = values.iter().zip(&found.per_asset);
        Carried {
            per_asset: carries
                .map(|(valued, carries)| AssetCarries {
                    asset: valued.asset,
                    value: valued.value,
                    carries: *carries,
                })
                .collect(),
            cap: found.cap,
            loan_max: found.loan_max,
            decision,
        }
    }
}

impl Application {
    /// Whether the conditions were met when it was examined last: a claim on the pool asks.
    pub fn was_eligible(&self) -> bool {
        self.submitted_on.is_some() && self.reasons.is_empty()
    }

    /// Who has a part in the case, and so takes no decision of an authority on it.
    pub fn parties(&self) -> [&str; 2] {
        [&self.enterprise, &self.bank]
    }
}

#[cfg(test)]
mod tests;
