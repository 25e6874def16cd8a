//! Incentive claim (奖补申请): what one tenant pays on one registered contract, from draft to paid or recovered.
//! A rule package proposes the amount; law, budget and people decide. Nothing here acts on its own.
mod amount;
mod answer;
mod basis;
mod command;
mod decide;
mod draft;
mod event;
mod fact_hold;
mod filing;
mod guard;
mod machine;
mod money_out;
mod notice_step;
mod review;
mod state;
mod waiting;

pub use amount::{Amount, Payee, Recipient, Split};
pub use answer::{Answer, Limits, RuleOutcome, check_amount, command_after};
pub use basis::Basis;
pub use command::{Command, Step};
pub use decide::{Circumstances, Decided, decide};
pub use draft::{ContractFacts, FactsParty, NewClaim, draft};
pub use event::Event;
pub use fact_hold::Told;
pub use machine::next;
pub use notice_step::NOTICE_WORKING_DAYS_MIN;
pub use state::{BudgetState, State};
pub use waiting::{Line, turn};

use answer::check_counted;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::notice::{self, Objection, PublicNotice};
use kezhuan_law::Fen;
use kezhuan_law::rule_pins::RulePins;

/// The programme family these claims belong to.
pub const PROGRAMME_FAMILY: &str = "tc.incentive";

/// One claim with everything decided on it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claim {
    pub id: Uuid,
    /// Human number, given by the service.
    pub number: String,
    pub contract: Uuid,
    /// The paying tenant.
    pub tenant: String,
    pub state: State,
    pub version: i64,
    /// The person who drafted it and the organisation it is for.
    pub applicant: String,
    pub applicant_organisation: String,
    /// Organisations of the contract's parties and the claimant: none of them may decide.
    pub parties: Vec<String>,
    pub required_materials: Vec<String>,
    /// Why nobody knows which local materials are required: the rule failed, and a person looks at the claim.
    #[serde(default)]
    pub materials_failure: Option<String>,
    /// The rules that this claim goes to, beside those of its contract.
    #[serde(default)]
    pub pins: RulePins,
    /// `None` only in claims drafted before it was kept.
    #[serde(default)]
    pub basis: Option<Basis>,
    /// `None` until computed, and whenever the benefit is none.
    pub amount: Option<Amount>,
    /// Reasons of the rule, or of the person who computed by hand.
    pub reasons: Vec<String>,
    /// The stored rule decision behind the amount.
    pub decision: Option<Uuid>,
    /// Why the claim went to a person.
    pub failure: Option<String>,
    /// Who computed by hand.
    pub computed_by: Option<String>,
    pub approved_by: Option<String>,
    pub refusal: Option<Refusal>,
    pub notice: Option<PublicNotice>,
    /// Notices that another replaced after an objection, oldest first.
    #[serde(default)]
    pub earlier_notices: Vec<PublicNotice>,
    pub objections: Vec<Objection>,
    pub commitments: Vec<Commitment>,
    pub payment: Option<Payment>,
    pub breach: Option<Breach>,
    /// A grant may come back in parts.
    pub recoveries: Vec<Recovery>,
    /// Where it stands in the line of those the budget can't cover, while it does.
    #[serde(default)]
    pub place: Option<i64>,
    /// What it came to before it shared what was left with others.
    #[serde(default)]
    pub prorated_from: Option<Fen>,
}

/// Why a claim is not paid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    pub code: String,
    pub note: String,
    pub refused_on: NaiveDate,
    /// The contract's J had changed: what was refused is the old computation, and the contract may be claimed again.
    #[serde(default)]
    pub outdated: bool,
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
    pub ground: BreachGround,
    pub reason: String,
    pub recorded_on: NaiveDate,
}

/// What was broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum BreachGround {
    /// A commitment that still runs.
    Commitment,
    /// The registration behind the grant was cancelled or annulled.
    RegistrationLost,
    /// An amendment made J smaller, and so this part of the grant too much.
    ContractAmended { too_much: Fen },
}

/// What came back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recovery {
    pub amount: Fen,
    pub recovered_on: NaiveDate,
    pub recorded_by: String,
}

impl BreachGround {
    /// The stable name sent.
    pub const fn as_str(self) -> &'static str {
        match self {
            BreachGround::Commitment => "COMMITMENT",
            BreachGround::RegistrationLost => "REGISTRATION_LOST",
            BreachGround::ContractAmended { .. } => "CONTRACT_AMENDED",
        }
    }
}

impl Claim {
    /// What the claim holds of its programme's budget.
    pub fn budget_state(&self) -> BudgetState {
        BudgetState::of(self.state, self.amount.is_some())
    }

    /// The benefit in fen; zero when there is none.
    pub fn amount_fen(&self) -> Fen {
        self.amount
            .as_ref()
            .map_or(Fen::ZERO, |amount| amount.total)
    }

    /// What has come back so far.
    pub fn recovered(&self) -> Fen {
        // Each is held to what was outstanding, so the sum never passes the amount.
        Fen(self.recoveries.iter().map(|part| part.amount.get()).sum())
    }

    /// What is to come back in all, if anything is.
    pub fn owed(&self) -> Fen {
        match self.breach.as_ref().map(|breach| breach.ground) {
            Some(BreachGround::ContractAmended { too_much }) => too_much,
            Some(BreachGround::Commitment | BreachGround::RegistrationLost) | None => {
                self.amount_fen()
            }
        }
    }

    /// What is to come back and has not yet.
    pub fn outstanding(&self) -> Fen {
        Fen(self.owed().get() - self.recovered().get())
    }

    /// The objection that waits for an answer.
    pub fn open_objection(&self) -> Option<&Objection> {
        notice::open_objection(&self.objections)
    }
}

#[cfg(test)]
mod tests;
