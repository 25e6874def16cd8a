//! The rules this service asks: its live rulebook, and one file per hook.
pub mod parties;
mod rulebook;
pub mod tc_claim_materials;
pub mod tc_college_check;
pub mod tc_incentive;
pub mod tc_sla;
pub mod tc_split;

pub use kezhuan_rulebook::{Asked, Asking, Verdict, in_every_major};
pub use rulebook::Rules;

use crate::adoption::Contracts;

/// The rulebook as this service's own tables hold it.
pub type Tables = kezhuan_service::Tables<Contracts>;

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
