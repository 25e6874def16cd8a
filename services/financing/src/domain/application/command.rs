//! What can be asked of an application.
use kezhuan_law::Fen;
use uuid::Uuid;

use super::{Application, AssetValue, Carried, Declaration, Step};
use crate::domain::actor::Actor;
use crate::domain::eligibility::{Facts, Terms};
use crate::domain::product::Share;

/// One request with everything it needs beside the circumstances.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// By the enterprise.
    Submit(Declaration),
    /// The host's rules first, then the city's or the county's package; or a person after a rule failed.
    Examine(Examination),
    /// The rule failed, or its answer was refused.
    ReportFailure {
        failure: String,
        decision: Option<Uuid>,
    },
    /// Back to SUBMITTED, so that the rule is asked again.
    AskAgain,
    /// By a valuer, or by the bank for itself; nothing to value is said so by the bank.
    Value {
        values: Vec<AssetValue>,
        /// What they carry; `None` where nothing is pledged, or where nobody can say.
        collateral: Option<Carried>,
    },
    /// By the bank: the credit officer's finding.
    Review { finding: String },
    /// By another person of the bank.
    Approve(Grant),
    /// By a person of the bank.
    Decline { code: String, note: String },
    /// By the bank and the enterprise, each once.
    Sign,
    /// Nobody signed in time.
    Lapse,
    /// By the enterprise, before the bank has decided.
    Withdraw,
}

/// What the application's eligibility is decided on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Examination {
    /// `None` where the product has no rules of the host's.
    pub host: Option<(Facts, Terms)>,
    /// Reasons of the rule against it; none where it passed, or where no rule is in force.
    pub rule_reasons: Vec<String>,
    pub decision: Option<Uuid>,
    /// What a person says in place of a rule that failed.
    pub reason: String,
}

/// What the bank grants.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    pub amount: Fen,
    pub rate_bp: u16,
    pub term_months: u32,
    /// The host's conditions on the day of the approval; `None` where the product has none.
    pub host: Option<(Facts, Terms)>,
    /// What the rights carry; `None` where none are pledged, or where nobody can say.
    pub collateral: Option<Carried>,
    /// How far a guarantor stands in.
    pub guarantee_bp: u16,
    pub support: Support,
    pub sharing: Sharing,
}

/// How a loan of its stage is supported.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Support {
    pub subsidy_bp: u16,
    pub guarantee_min_bp: u16,
    /// The stored rule decision behind it; `None` where the city's own figures were taken.
    pub decision: Option<Uuid>,
}

/// Who is to bear how much of a loss.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sharing {
    /// None where the pool bears nothing.
    pub shares: Vec<Share>,
    /// Why the pool covers no such loan, by its authority's rule; none where it does.
    pub refused: Vec<String>,
    /// The stored rule decision behind it; `None` where the city's own shares were taken.
    pub decision: Option<Uuid>,
}

impl Command {
    /// The step this command asks of `application`.
    pub(super) fn step_on(&self, application: &Application, actor: &Actor) -> Step {
        match self {
            Command::Submit(_) => Step::Submit,
            Command::Examine(examination) => match examination.reasons().is_empty() {
                true => Step::FindEligible,
                false => Step::FindIneligible,
            },
            Command::ReportFailure { .. } => Step::ReportFailure,
            Command::AskAgain => Step::AskAgain,
            Command::Value { .. } => Step::Value,
            Command::Review { .. } => Step::Review,
            Command::Approve(_) => Step::Approve,
            Command::Decline { .. } => Step::Decline,
            Command::Sign => match &application.signed {
                Some(signed) if application.side(actor).ok() != Some(signed.side) => Step::Sign,
                Some(_) | None => Step::SignFirst,
            },
            Command::Lapse => Step::Lapse,
            Command::Withdraw => Step::Withdraw,
        }
    }
}

impl Examination {
    /// Every reason against the application: the host's in the card's order, then the rule's.
    pub fn reasons(&self) -> Vec<String> {
        let host = self
            .host
            .iter()
            .flat_map(|(facts, terms)| terms.reasons(facts));
        let host = host.map(|reason| reason.as_str().to_owned());
        host.chain(self.rule_reasons.iter().cloned()).collect()
    }
}
