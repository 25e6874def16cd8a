//! One claim with everything decided on it.
use chrono::NaiveDate;
use kezhuan_law::Fen;
use kezhuan_law::notice::{Objection, PublicNotice};
use kezhuan_law::rule_pins::RulePins;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Party, Period, State};

/// One claim.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claim {
    pub id: Uuid,
    /// Human number, given by the service.
    pub number: String,
    /// The authority that pays and decides.
    pub tenant: String,
    pub division: String,
    /// Family of the programme.
    pub programme: String,
    /// What it is claimed for, as the service names it.
    pub subject: String,
    /// Which event of the subject; empty where the programme knows none.
    pub occasion: String,
    pub period: Option<Period>,
    pub claimant: String,
    pub others: Vec<Party>,
    pub facts: Vec<String>,
    pub legal_date: NaiveDate,
    pub year: i32,
    pub state: State,
    pub version: i64,
    /// The person who drafted it.
    pub applicant: String,
    pub required_materials: Vec<String>,
    /// `None` until computed, and whenever there is no benefit.
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

/// A benefit that is not none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Amount {
    pub total: Fen,
    /// The organisation that is paid.
    pub payee: String,
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
    pub recovered_on: NaiveDate,
    pub recorded_by: String,
}

impl Claim {
    /// Who has a part in the case, and so decides nothing on it.
    pub fn organisations(&self) -> Vec<&str> {
        let others = self.others.iter().map(|party| party.organisation.as_str());
        std::iter::once(self.claimant.as_str())
            .chain(others)
            .collect()
    }

    /// The benefit in fen; zero when there is none.
    pub fn total(&self) -> Fen {
        self.amount
            .as_ref()
            .map_or(Fen::ZERO, |amount| amount.total)
    }

    /// What has come back so far.
    pub fn recovered(&self) -> Fen {
        // Each is held to what was outstanding, so the sum never passes the amount.
        Fen(self.recoveries.iter().map(|part| part.amount.get()).sum())
    }

    /// What is to come back and has not yet.
    pub fn outstanding(&self) -> Fen {
        match self.state {
            State::Recovering => Fen(self.total().get() - self.recovered().get()),
            State::Draft
            | State::Filed
            | State::Manual
            | State::Computed
            | State::Approved
            | State::Published
            | State::Suspended
            | State::Paid
            | State::Recovered
            | State::Refused
            | State::Withdrawn => Fen::ZERO,
        }
    }

    /// Whether its facts are taken: nobody else may be granted them.
    pub fn is_live(&self) -> bool {
        match self.state {
            State::Draft
            | State::Filed
            | State::Manual
            | State::Computed
            | State::Approved
            | State::Published
            | State::Suspended
            | State::Paid
            | State::Recovering
            | State::Recovered => true,
            State::Refused | State::Withdrawn => false,
        }
    }
}
