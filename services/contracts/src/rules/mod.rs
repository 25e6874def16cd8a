//! The rules this service asks: its live rulebook, and one file per hook.
mod asked;
mod kept;
pub mod parties;
mod restraints;
mod rulebook;
pub mod tc_claim_materials;
pub mod tc_college_check;
pub mod tc_incentive;
pub mod tc_sla;
pub mod tc_split;

pub use asked::{Asked, Verdict};
pub use kept::KeptRules;
pub use rulebook::{Rules, follow, follow_restraints};

use chrono::NaiveDate;
use kezhuan_rule_host::majors;

use crate::domain::rule_pins::RulePins;

/// The hooks this service asks.
pub const HOOKS: [&str; 5] = [
    "tc.sla@1",
    "tc.college.check@1",
    "tc.incentive@1",
    "tc.split@1",
    "tc.claim.materials@1",
];

/// Those that are asked about a claim.
pub const CLAIM_HOOKS: [&str; 3] = ["tc.incentive@1", "tc.split@1", "tc.claim.materials@1"];

/// The hooks in every major that the host knows: a rule of a major before the asked one goes on answering.
pub fn in_every_major(hooks: &[&str]) -> Vec<&'static str> {
    hooks.iter().flat_map(|hook| majors(hook)).collect()
}

/// Whose rule is asked, and for which days.
#[derive(Debug, Clone)]
pub struct Asking {
    pub tenant: String,
    /// Picks the rule.
    pub legal_date: NaiveDate,
    /// The day the question is asked.
    pub as_of: NaiveDate,
    /// The rules that the case goes to.
    pub pins: RulePins,
}

#[cfg(test)]
mod tests {
    use kezhuan_rule_host::Invariants;
    use serde_json::json;

    use crate::domain::kind::Kind;

    #[test]
    fn every_kind_of_the_form_may_be_asked_about() {
        for hook in [
            "tc.sla@1",
            "tc.college.check@1",
            "tc.incentive@1",
            "tc.claim.materials@1",
        ] {
            let invariants = Invariants::of(&hook.parse().unwrap()).unwrap();
            let ask = |kind: &str| {
                invariants.check_facts(&json!({ "kind": kind, "contract": { "kind": kind } }))
            };
            for kind in Kind::ALL {
                ask(kind.as_str()).unwrap();
            }
            assert!(ask("KF-XX").is_err(), "{hook}");
        }
    }
}
