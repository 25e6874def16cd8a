//! The questions at the bounds of the law, asked of a package before it is in force: an answer
//! outside the law, or none, is found here and not by a case.

use std::sync::Arc;

use crate::allowance::Allowance;
use crate::decision::{FailureKind, Outcome};
use crate::host::Host;
use crate::invariants::Invariants;
use crate::package::Package;
use crate::question::Question;

/// How the boundary questions of a package went, up to the first that it fails.
#[derive(Clone, Debug, PartialEq, Eq)]
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
    /// What differs from it, such as `contract.j_fen = 0`.
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
        let mut trial = BoundaryTrial {
            asked: 0,
            cut_short: false,
            failure: None,
        };
        let mut left = Allowance::of(self.limits());
        for case in package.cases() {
            let Some(invariants) = Invariants::of(&case.hook) else {
                continue;
            };
            let rule = case.rule(package);
            for (changed, facts) in invariants.boundary_facts(&case.facts) {
                if left.is_used_up() {
                    trial.cut_short = true;
                    return trial;
                }
                let question = Question {
                    facts,
                    ..case.question(package)
                };
                let decision = self.ask_json_blocking(Some(&rule), question);
                left.take(&decision);
                let Outcome::Failed(failure) = decision.outcome else {
                    trial.asked += 1;
                    continue;
                };
                // The interface can't even put such a question, so no service asks it.
                if failure.kind == FailureKind::InvalidInput {
                    continue;
                }
                trial.asked += 1;
                trial.failure = Some(BoundaryFailure {
                    case: case.id.clone(),
                    changed,
                    why: failure.to_string(),
                });
                return trial;
            }
        }
        trial
    }
}
