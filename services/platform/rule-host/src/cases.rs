//! A package's own worked cases, run as any holder of the file can run them.

use serde_json::Value;

use crate::canonical;
use crate::decision::{Decision, Outcome};
use crate::host::Host;
use crate::manifest::WorkedCase;
use crate::package::Package;
use crate::question::Question;
use crate::rulebook::Rule;
use std::sync::Arc;

/// How one worked case went.
#[derive(Clone, Debug)]
pub struct CaseResult {
    pub id: String,
    pub passed: bool,
    pub expected: Value,
    /// The answer, or the failure under `failed`.
    pub got: Value,
    pub fuel_used: u64,
    /// Share of the budget, in hundredths of a percent.
    pub fuel_bp: u64,
}

impl WorkedCase {
    /// The question of this case to its package.
    pub fn question(&self, package: &Package) -> Question {
        let tenant = self
            .tenant
            .clone()
            .unwrap_or_else(|| package.manifest().owner.clone());
        Question {
            division: tenant.clone(),
            tenant,
            hook: self.hook.clone(),
            legal_date: self.on,
            as_of: self.on,
            budget_left_fen: self.budget_left_fen,
            facts: self.facts.clone(),
        }
    }

    /// The package under the settings of this case.
    pub fn rule(&self, package: &Arc<Package>) -> Rule {
        let settings = package.settings_schema().check(&self.settings);
        // Inspection has checked the case's settings; what slipped through shows as a failed case.
        Rule::new(
            Arc::clone(package),
            settings.unwrap_or_else(|_| self.settings.clone()),
        )
    }
}

impl Host {
    /// Runs every worked case of the package. Blocks.
    pub fn run_cases(&self, package: &Arc<Package>) -> Vec<CaseResult> {
        let results = package.cases().iter().map(|case| {
            let rule = case.rule(package);
            let decision = self.ask_json_blocking(Some(&rule), case.question(package));
            result(case, &decision, self.limits().fuel_max)
        });
        results.collect()
    }
}

fn result(case: &WorkedCase, decision: &Decision, fuel_max: u64) -> CaseResult {
    let expected = canonical::bytes(&case.outcome);
    let got = match &decision.outcome {
        Outcome::Answered(answer) => answer.value.clone(),
        Outcome::Failed(failure) => serde_json::json!({ "failed": failure.to_string() }),
        Outcome::NoRuleInForce => Value::Null,
    };
    CaseResult {
        id: case.id.clone(),
        passed: decision
            .answer()
            .is_some_and(|answer| Ok(&answer.canonical) == expected.as_ref()),
        expected: case.outcome.clone(),
        got,
        fuel_used: decision.fuel_used,
        fuel_bp: decision.fuel_used.saturating_mul(10_000) / fuel_max.max(1),
    }
}
