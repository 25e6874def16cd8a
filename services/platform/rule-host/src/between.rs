//! The questions between the bounds of the law, asked of a package before it is in force. One without a lawful answer
//! refuses nothing: it may never come, and would go to a person. Whoever approves the package is told.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::allowance::Allowance;
use crate::boundary::BoundaryFailure;
use crate::decision::{FailureKind, Outcome};
use crate::generated::variations_while;
use crate::hook_id::HookId;
use crate::host::Host;
use crate::package::Package;

/// Variations that are asked of each hook.
const VARIATIONS_MAX: usize = 500;

/// How the questions between the bounds of a package went.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct VariedTrial {
    pub asked: usize,
    /// What they may take together was used up: the rest was not asked.
    pub cut_short: bool,
    /// Those without a lawful answer, and the first of them.
    pub unanswered: usize,
    pub first: Option<BoundaryFailure>,
}

impl Host {
    /// Asks variations of each hook's worked cases, in the owner's turn. `None` where they could not be asked.
    pub async fn try_variations(&self, package: &Arc<Package>) -> Option<VariedTrial> {
        let (host, package) = (self.clone(), Arc::clone(package));
        let owner = package.manifest().owner.clone();
        self.in_turn(&owner, move || host.ask_variations(&package))
            .await
    }

    /// [`Host::try_variations`] on this thread.
    pub fn ask_variations(&self, package: &Arc<Package>) -> VariedTrial {
        let mut trial = VariedTrial::default();
        let mut left = Allowance::of(self.limits());
        let hooks: BTreeSet<&HookId> = package.answers().iter().map(|own| &own.hook).collect();
        for hook in hooks {
            let packages = [package.as_ref()];
            let goes_on = || !left.is_used_up();
            let varied = variations_while(&packages, hook, VARIATIONS_MAX, &goes_on);
            for variation in varied {
                if left.is_used_up() {
                    break;
                }
                let case = &variation.case;
                let rule = case.rule(package);
                let decision = self.ask_json_blocking(Some(&rule), case.question(package));
                left.take(&decision);
                let failure = match decision.outcome {
                    Outcome::Answered(_) | Outcome::NoRuleInForce => None,
                    // The interface can't even put such a question, so no service asks it.
                    Outcome::Failed(failure) if failure.kind == FailureKind::InvalidInput => {
                        continue;
                    }
                    Outcome::Failed(failure) => Some(failure),
                };
                trial.asked += 1;
                if let Some(failure) = failure {
                    trial.unanswered += 1;
                    trial.first.get_or_insert_with(|| BoundaryFailure {
                        case: case.id.clone(),
                        changed: variation.changed.join(", "),
                        why: failure.to_string(),
                    });
                }
            }
        }
        trial.cut_short = left.is_used_up();
        trial
    }
}
