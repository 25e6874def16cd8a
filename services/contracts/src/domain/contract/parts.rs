//! What a contract is made of, beside its form.
use chrono::NaiveDate;
use kezhuan_law::Fen;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::command::Blocked;
use super::state::State;
use crate::domain::code_list::code_list;
use crate::domain::form::{Findings, Form, PriceItem};
use crate::domain::kind::Kind;
use crate::domain::recognition::{Decision, Ground};
use crate::domain::regime::Regime;
use crate::domain::time_limit::Track;

/// An organisation with a part in the case.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Party {
    pub organisation: String,
    pub capacity: Capacity,
}

code_list! {
    /// Which part it has.
    Capacity {
        Seller = "SELLER", "卖方", "seller";
        Buyer = "BUYER", "买方", "buyer";
        /// The domestic buyer of technology from abroad.
        Importer = "IMPORTER", "技术进口方", "importer who applies";
        Broker = "BROKER", "中介方", "broker";
        Agent = "AGENT", "代理申请人", "agent who applies";
    }
}

/// The acceptance and the clock it started.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Acceptance {
    /// Under the measures of 2026 the day of the latest supplement.
    pub accepted_on: NaiveDate,
    pub regime: Regime,
    /// The day after which the time limit runs.
    pub clock_from: NaiveDate,
    /// The promised day if the county promised one, else the legal day.
    pub due_on: NaiveDate,
    pub legal_due_on: NaiveDate,
    pub track: Track,
    pub promised_working_days: Option<u32>,
    pub by: String,
}

/// The first reviewer's result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Classification {
    pub kind: Kind,
    /// T.
    pub total: Fen,
    /// T as the reviewer states it in the contract's foreign currency.
    #[serde(default)]
    pub currency_amount_minor: Option<i64>,
    /// J; `None` while the amount is unknown, and never certified then.
    pub technical: Option<Fen>,
    pub deducted: Fen,
    pub disputed: bool,
    pub decision: Decision,
    /// The first ground hit; `None` when recognised.
    pub ground: Option<Ground>,
    /// J/T below the check threshold: look twice.
    pub low_technical_share: bool,
    /// What the reviewer found otherwise than the applicant.
    pub findings: Option<Findings>,
    pub price_items: Option<Vec<PriceItem>>,
    pub by: String,
    /// The contract's version that this review made; opinions are given on it.
    pub at_version: i64,
}

/// One expert's opinion.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opinion {
    pub expert: String,
    pub recognise: bool,
    pub text: String,
    /// The classification it is about.
    pub on_version: i64,
}

/// The entry in the register.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Registration {
    /// Of version 1; decides the year of the statistics.
    pub registered_on: NaiveDate,
    pub certificate_number: String,
    pub national_number: Option<String>,
    /// Organisation of the office.
    pub office: String,
    pub by: String,
    /// Of the version in force.
    pub in_force_from: NaiveDate,
    /// What version 1 is known by on paper.
    #[serde(default)]
    pub fingerprint: String,
}

/// Why something was returned, refused, asked for, or ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    pub code: String,
    pub note: String,
    pub decided_on: NaiveDate,
    pub by: String,
}

/// A change asked for; the registered version stays in force meanwhile.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Amendment {
    pub form: Form,
    pub reason: String,
    pub requested_on: NaiveDate,
    pub by: String,
    /// The first review, once it is done.
    pub review: Option<Classification>,
}

/// Why a person has to decide.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ManualCase {
    pub from: State,
    pub blocked: Blocked,
    pub hook: String,
    pub failure: String,
}

/// What a person decided without the rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ManualDecision {
    pub blocked: Blocked,
    pub hook: String,
    pub reason: String,
    pub by: String,
    pub decided_on: NaiveDate,
}

/// One registered version: what was in force from when, for statistics of any period end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContractVersion {
    pub contract: Uuid,
    pub form_version: i32,
    pub tenant: String,
    pub number: String,
    pub certificate_number: String,
    pub national_number: Option<String>,
    /// Of version 1.
    pub registered_on: NaiveDate,
    pub in_force_from: NaiveDate,
    pub form: Form,
    pub classification: Classification,
}
