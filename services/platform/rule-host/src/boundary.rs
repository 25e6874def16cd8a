//! The questions at the bounds of the law, asked of a package before it is in force: an answer
//! outside the law, or none, is found here and not by a case.

use std::sync::Arc;

use serde_json::Value;

use crate::allowance::Allowance;
use crate::decision::{FailureKind, Outcome};
use crate::hook_id::HookId;
use crate::host::Host;
use crate::invariants::Invariants;
use crate::manifest::WorkedCase;
use crate::package::Package;
use crate::question::Question;
use crate::rulebook::Rule;
use crate::settings::Settings;

/// How the boundary questions of a package went, up to the first that it fails.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BoundaryTrial {
    pub asked: usize,
    /// What they may take together was used up: the rest was not asked.
    pub cut_short: bool,
    pub failure: Option<BoundaryFailure>,
}

/// A question that a package could not answer within the law.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BoundaryFailure {
    /// The worked case the question was made from.
    pub case: String,
    /// What differs from it, such as `contract.j_fen = 0`; empty: nothing does.
    pub changed: String,
    pub why: String,
}

impl Host {
    /// Asks the questions at the bounds of each worked case's hook, in the owner's turn. `None`
    /// where they could not be asked.
    pub async fn try_bounds(&self, package: &Arc<Package>) -> Option<BoundaryTrial> {
        let (host, package) = (self.clone(), Arc::clone(package));
        let owner = package.manifest().owner.clone();
        self.in_turn(&owner, move || host.ask_at_bounds(&package))
            .await
    }

    /// [`Host::try_bounds`] on this thread.
    pub fn ask_at_bounds(&self, package: &Arc<Package>) -> BoundaryTrial {
        let mut trial = Bounds::of(self, package);
        for case in package.cases() {
            let rule = case.rule(package);
            if !trial.at_bounds(case, &rule) {
                break;
            }
        }
        trial.found
    }

    /// Asks one hook's worked cases and the questions at their bounds under settings that `tenant` wants, in
    /// its turn. `None` where they could not be asked.
    pub async fn try_settings(
        &self,
        tenant: &str,
        package: &Arc<Package>,
        (hook, settings): (&HookId, &Settings),
    ) -> Option<BoundaryTrial> {
        let (host, package) = (self.clone(), Arc::clone(package));
        let (hook, settings) = (hook.clone(), settings.clone());
        self.in_turn(tenant, move || host.ask_under(&package, (&hook, &settings)))
            .await
    }

    /// [`Host::try_settings`] on this thread.
    pub fn ask_under(
        &self,
        package: &Arc<Package>,
        (hook, settings): (&HookId, &Settings),
    ) -> BoundaryTrial {
        let rule = Rule::new(Arc::clone(package), settings.clone());
        let mut trial = Bounds::of(self, package);
        let cases = package.cases().iter().filter(|case| case.hook == *hook);
        for case in cases {
            // What the case expects was computed with its own figures: here any lawful answer does.
            let unchanged = (String::new(), case.facts.clone());
            if !(trial.ask(case, &rule, unchanged) && trial.at_bounds(case, &rule)) {
                break;
            }
        }
        trial.found
    }
}

/// Questions of one package, as long as their fuel and time last and it answers within the law.
struct Bounds<'a> {
    host: &'a Host,
    package: &'a Arc<Package>,
    left: Allowance,
    found: BoundaryTrial,
}

impl Bounds<'_> {
    fn of<'a>(host: &'a Host, package: &'a Arc<Package>) -> Bounds<'a> {
        Bounds {
            host,
            package,
            left: Allowance::of(host.limits()),
            found: BoundaryTrial::default(),
        }
    }

    /// Whether the questions at the bounds of this case were answered.
    fn at_bounds(&mut self, case: &WorkedCase, rule: &Rule) -> bool {
        let Some(invariants) = Invariants::of(&case.hook) else {
            return true;
        };
        let questions = invariants.boundary_facts(&case.facts);
        questions
            .into_iter()
            .all(|question| self.ask(case, rule, question))
    }

    /// Whether this one was.
    fn ask(&mut self, case: &WorkedCase, rule: &Rule, (changed, facts): (String, Value)) -> bool {
        if self.left.is_used_up() {
            self.found.cut_short = true;
            return false;
        }
        let question = Question {
            facts,
            ..case.question(self.package)
        };
        let decision = self.host.ask_json_blocking(Some(rule), question);
        self.left.take(&decision);
        let Outcome::Failed(failure) = decision.outcome else {
            self.found.asked += 1;
            return true;
        };
        // The interface can't even put such a question, so no service asks it.
        if failure.kind == FailureKind::InvalidInput {
            return true;
        }
        self.found.asked += 1;
        self.found.failure = Some(BoundaryFailure {
            case: case.id.clone(),
            changed,
            why: failure.to_string(),
        });
        false
    }
}
