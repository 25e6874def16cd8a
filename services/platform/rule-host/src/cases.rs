//! A package's own worked cases, run as any holder of the file can run them.

use serde_json::Value;

use crate::allowance::Allowance;
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
    /// Tries a package before it is in force: its worked cases, in its owner's turn. `None` where
    /// it could not be run.
    pub async fn try_out(&self, package: &Arc<Package>) -> Option<Vec<CaseResult>> {
        let (host, package) = (self.clone(), Arc::clone(package));
        let owner = package.manifest().owner.clone();
        self.in_turn(&owner, move || host.run_cases(&package)).await
    }

    /// Runs every worked case of the package. Blocks.
    pub fn run_cases(&self, package: &Arc<Package>) -> Vec<CaseResult> {
        let mut trial = Trial::of(self, package);
        trial.worked_cases();
        trial.results
    }
}

/// The questions of one package, as long as their fuel and time last.
struct Trial<'a> {
    host: &'a Host,
    package: &'a Arc<Package>,
    left: Allowance,
    results: Vec<CaseResult>,
}

impl Trial<'_> {
    fn of<'a>(host: &'a Host, package: &'a Arc<Package>) -> Trial<'a> {
        Trial {
            host,
            package,
            left: Allowance::of(host.limits()),
            results: Vec::new(),
        }
    }

    fn worked_cases(&mut self) {
        for case in self.package.cases() {
            let Some(decision) = self.ask(case, &case.id, case.question(self.package)) else {
                return;
            };
            let fuel_max = self.host.limits().fuel_max;
            self.results.push(result(case, &decision, fuel_max));
        }
    }

    /// Asks, or says once that fuel or time is used up.
    fn ask(&mut self, case: &WorkedCase, id: &str, question: Question) -> Option<Decision> {
        if self.left.is_used_up() {
            let limits = self.host.limits();
            let (fuel, ms) = (limits.cases_fuel_max, limits.cases_ms_max);
            let why =
                format!("not asked: the cases together take more than {fuel} fuel or {ms} ms");
            self.results.push(CaseResult {
                id: id.to_owned(),
                passed: false,
                expected: case.outcome.clone(),
                got: serde_json::json!({ "failed": why }),
                fuel_used: 0,
                fuel_bp: 0,
            });
            return None;
        }
        let rule = case.rule(self.package);
        let decision = self.host.ask_json_blocking(Some(&rule), question);
        self.left.take(&decision);
        Some(decision)
    }
}

impl CaseResult {
    fn of(id: String, decision: &Decision, fuel_max: u64) -> CaseResult {
        CaseResult {
            id,
            passed: false,
            expected: Value::Null,
            got: got(decision),
            fuel_used: decision.fuel_used,
            fuel_bp: decision.fuel_used.saturating_mul(10_000) / fuel_max.max(1),
        }
    }
}

fn got(decision: &Decision) -> Value {
    match &decision.outcome {
        Outcome::Answered(answer) => answer.value.clone(),
        Outcome::Failed(failure) => serde_json::json!({ "failed": failure.to_string() }),
        Outcome::NoRuleInForce => Value::Null,
    }
}

fn result(case: &WorkedCase, decision: &Decision, fuel_max: u64) -> CaseResult {
    let expected = canonical::bytes(&case.outcome);
    let answer = decision.answer();
    CaseResult {
        passed: answer.is_some_and(|answer| Ok(&answer.canonical) == expected.as_ref()),
        expected: case.outcome.clone(),
        ..CaseResult::of(case.id.clone(), decision, fuel_max)
    }
}
