//! An answer with its decision: what the case does with it, and the row that is kept of it.
use kezhuan_database::DecisionRow;
use kezhuan_law::rule_pins::RulePin;
use kezhuan_rule_host::{Decision, Hook, Outcome};
use serde::de::DeserializeOwned;
use uuid::Uuid;

/// What came of a question.
#[derive(Debug, Clone)]
pub enum Verdict<T> {
    Answered(T),
    /// Nothing in force on the legal date: no local benefit, and no work for a person.
    NoRule,
    /// With the stable code of the failure: the case goes to a person.
    Failed(String),
}

/// One asked question.
#[derive(Debug, Clone)]
pub struct Asked<T> {
    /// The id its decision is stored under.
    pub id: Uuid,
    pub decision: Decision,
    pub verdict: Verdict<T>,
    refused: Option<String>,
}

/// An answer that is not what the hook says.
const INVALID: &str = "INVALID_OUTPUT";

impl<T: DeserializeOwned> Asked<T> {
    /// Reads the answer in the hook's own shape.
    pub fn of(decision: Decision) -> Asked<T> {
        let answer = decision.answer();
        let outcome = answer.and_then(|answer| serde_json::from_value(answer.value.clone()).ok());
        Asked::with(decision, outcome)
    }
}

impl<T> Asked<T> {
    /// The same of a hook that was asked in its own types.
    pub fn typed<H: Hook<Outcome = T>>(asked: kezhuan_rule_host::Asked<H>) -> Asked<T> {
        Asked::with(asked.decision, asked.outcome)
    }

    fn with(decision: Decision, outcome: Option<T>) -> Asked<T> {
        let verdict = match (&decision.outcome, outcome) {
            (Outcome::Answered(_), Some(outcome)) => Verdict::Answered(outcome),
            (Outcome::Answered(_), None) => Verdict::Failed(INVALID.to_owned()),
            (Outcome::Failed(failure), _) => Verdict::Failed(failure.kind.code().to_owned()),
            (Outcome::NoRuleInForce, _) => Verdict::NoRule,
        };
        Asked {
            id: Uuid::now_v7(),
            decision,
            verdict,
            refused: None,
        }
    }

    /// The answer in the service's own words, where its law allows it. What it forbids is kept as it was given, with the
    /// reason, and the case goes to a person.
    pub fn held_to<U>(self, law: impl FnOnce(T) -> Result<U, &'static str>) -> Asked<U> {
        let (verdict, refused) = match self.verdict {
            Verdict::Answered(answer) => match law(answer) {
                Ok(lawful) => (Verdict::Answered(lawful), self.refused),
                Err(reason) => (Verdict::Failed(reason.to_owned()), Some(reason.to_owned())),
            },
            Verdict::NoRule => (Verdict::NoRule, self.refused),
            Verdict::Failed(failure) => (Verdict::Failed(failure), self.refused),
        };
        Asked {
            id: self.id,
            decision: self.decision,
            verdict,
            refused,
        }
    }

    /// The host found the answer outside the law; it is kept, with the host's reason.
    pub fn refused_by_host(mut self, reason: &str) -> Asked<T> {
        self.refused = Some(reason.to_owned());
        self
    }

    /// The answer, if there is one.
    pub fn answer(&self) -> Option<&T> {
        match &self.verdict {
            Verdict::Answered(answer) => Some(answer),
            Verdict::NoRule | Verdict::Failed(_) => None,
        }
    }

    /// What the case keeps, so that later questions of the hook go to the same rule.
    pub fn rule_pin(&self) -> Option<RulePin> {
        let pin = self.decision.pin()?;
        Some(RulePin {
            hook: self.decision.hook.to_string(),
            tenant: self.decision.tenant.clone(),
            package_digest: pin.package.to_string(),
            settings_digest: pin.settings.to_string(),
            legal_date: pin.legal_date,
        })
    }

    /// The row that is kept beside the change the answer led to.
    pub fn into_row(self, case_id: Uuid) -> DecisionRow {
        let decision = self.decision;
        let (kind, reasons) = match (&self.refused, &decision.outcome) {
            (Some(reason), _) => ("REFUSED_BY_HOST", vec![reason.clone()]),
            (None, Outcome::Answered(_)) => ("ANSWERED", decision.reasons()),
            (None, Outcome::Failed(_)) => ("FAILED", decision.reasons()),
            (None, Outcome::NoRuleInForce) => ("NO_RULE_IN_FORCE", decision.reasons()),
        };
        DecisionRow {
            id: self.id,
            case_id,
            hook: decision.hook.to_string(),
            legal_date: decision.legal_date,
            package_digest: decision.package.map(|digest| digest.as_bytes().to_vec()),
            settings_digest: decision
                .settings_digest()
                .map(|digest| digest.as_bytes().to_vec()),
            outcome: decision.result_bytes(),
            outcome_kind: kind.to_owned(),
            reasons: reasons.into(),
            fuel: i64::try_from(decision.fuel_used).unwrap_or(i64::MAX),
            rule_tenant: decision.tenant,
            interface_version: decision.interface_version.unwrap_or_default(),
            input: decision.input,
        }
    }
}
