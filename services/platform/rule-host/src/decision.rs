//! What a service stores of an asked question: enough to show the answer again, bit for bit.

use std::sync::Arc;

use chrono::NaiveDate;
use serde_json::{Value, json};

use crate::canonical;
use crate::digest::Digest;
use crate::hook_id::HookId;
use crate::settings::Settings;

/// A question, the rule that answered it, and what came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    pub hook: HookId,
    /// Interface version of the package that answered.
    pub interface_version: Option<String>,
    pub tenant: String,
    pub legal_date: NaiveDate,
    /// Canonical JSON of the facts with their header.
    pub input: Vec<u8>,
    pub package: Option<Digest>,
    /// The settings in force; their digest is `pin().settings`.
    pub settings: Option<Arc<Settings>>,
    pub outcome: Outcome,
    pub fuel_used: u64,
}

/// What came of a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    Answered(Answer),
    /// The case goes to a person: never an approval, never a refusal.
    Failed(Failure),
    /// Nothing of the tenant's timeline is in force on the legal date.
    NoRuleInForce,
}

impl Outcome {
    /// Canonical JSON, as it is stored.
    pub fn bytes(&self) -> Vec<u8> {
        let result = match self {
            Outcome::Answered(answer) => return answer.canonical.clone(),
            // The message may name addresses or times; the code is what can be shown again.
            Outcome::Failed(failure) => json!({ "failed": failure.kind.code() }),
            Outcome::NoRuleInForce => json!({ "no_rule": "NO_RULE_IN_FORCE" }),
        };
        canonical::bytes(&result).unwrap_or_default()
    }

    /// Codes people are shown: the rule's own, or why there is no answer of a rule.
    pub fn reasons(&self) -> Vec<String> {
        match self {
            Outcome::Answered(answer) => answer.reasons.clone(),
            Outcome::Failed(failure) => vec![format!("RULE_FAILED_{}", failure.kind.code())],
            Outcome::NoRuleInForce => vec!["NO_RULE_IN_FORCE".to_owned()],
        }
    }
}

/// An answer inside the law.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// Canonical JSON of the outcome.
    pub canonical: Vec<u8>,
    pub value: Value,
    pub ok: bool,
    pub reasons: Vec<String>,
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}: {message}", kind.code())]
pub struct Failure {
    pub kind: FailureKind,
    pub message: String,
}

/// The kinds of failure, each with its stable code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FailureKind {
    /// The package ran into a trap, such as a panic or a stack overflow.
    Trap,
    OutOfFuel,
    Deadline,
    Memory,
    /// Question or answer beyond the bounds.
    TooLarge,
    /// Not canonical, or outside the hook's invariants.
    InvalidOutput,
    /// The facts are not what the interface or its invariants take.
    InvalidInput,
    /// The package doesn't answer this hook.
    Interface,
    /// The package in force is not loaded here.
    NotLoaded,
    /// The host could not end the call: it is no answer of the package.
    Interrupted,
    /// Its owner stopped the rule, and a person decides meanwhile.
    Stopped,
    /// The key its package was signed with was revoked.
    KeyRevoked,
}

impl FailureKind {
    /// The stable code.
    pub fn code(self) -> &'static str {
        match self {
            FailureKind::Trap => "TRAP",
            FailureKind::OutOfFuel => "OUT_OF_FUEL",
            FailureKind::Deadline => "DEADLINE",
            FailureKind::Memory => "MEMORY",
            FailureKind::TooLarge => "TOO_LARGE",
            FailureKind::InvalidOutput => "INVALID_OUTPUT",
            FailureKind::InvalidInput => "INVALID_INPUT",
            FailureKind::Interface => "INTERFACE",
            FailureKind::NotLoaded => "NOT_LOADED",
            FailureKind::Interrupted => "INTERRUPTED",
            FailureKind::Stopped => "STOPPED",
            FailureKind::KeyRevoked => "KEY_REVOKED",
        }
    }
}

impl Failure {
    /// A failure with its reason.
    pub fn new(kind: FailureKind, message: impl ToString) -> Failure {
        Failure {
            kind,
            message: message.to_string(),
        }
    }
}

/// What a case keeps of its first question of a hook, for the later ones.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pin {
    pub package: Digest,
    pub settings: Digest,
    pub legal_date: NaiveDate,
}

impl Decision {
    /// Digest of the question.
    pub fn input_digest(&self) -> Digest {
        Digest::of(&self.input)
    }

    /// The answer, where there is one.
    pub fn answer(&self) -> Option<&Answer> {
        match &self.outcome {
            Outcome::Answered(answer) => Some(answer),
            Outcome::Failed(_) | Outcome::NoRuleInForce => None,
        }
    }

    /// Codes people are shown: the rule's own, or why there is no answer of a rule.
    pub fn reasons(&self) -> Vec<String> {
        self.outcome.reasons()
    }

    /// Canonical JSON of what came of the question, to be stored and sealed.
    pub fn result_bytes(&self) -> Vec<u8> {
        self.outcome.bytes()
    }

    /// Digest of the settings in force.
    pub fn settings_digest(&self) -> Option<Digest> {
        self.settings.as_ref().map(|settings| settings.digest())
    }

    /// What the case keeps, when a package was asked.
    pub fn pin(&self) -> Option<Pin> {
        let (package, settings) = (self.package?, self.settings_digest()?);
        Some(Pin {
            package,
            settings,
            legal_date: self.legal_date,
        })
    }
}
