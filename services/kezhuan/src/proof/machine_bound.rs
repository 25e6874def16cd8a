//! Differences that hang on a machine and not on the question: they prove nothing against a decision.
use kezhuan_rule_host::{Decision, Outcome};

use super::DecisionFile;

/// Failures that time, memory and faults of a machine decide.
const OF_THE_MACHINE: [&str; 3] = ["DEADLINE", "INTERRUPTED", "MEMORY"];
const OUT_OF_FUEL: &str = "OUT_OF_FUEL";

/// Why the stored result and the one of now can't be compared, if one of the two is the end of a call that a
/// machine or its budget set.
pub fn of_the_machine(file: &DecisionFile, again: &Decision, fuel_max: u64) -> Option<String> {
    let stored = file.failed();
    let now = match &again.outcome {
        Outcome::Failed(failure) => Some(failure.kind.code()),
        Outcome::Answered(_) | Outcome::NoRuleInForce => None,
    };
    let is_machines = |code: &&str| OF_THE_MACHINE.contains(code);
    if let Some(code) = stored.filter(is_machines) {
        let told = now.unwrap_or("an answer");
        return Some(format!(
            "{code} depends on the machine the rule ran on; asked again, this one gives {told}"
        ));
    }
    if let Some(code) = now.filter(is_machines) {
        return Some(format!(
            "asked again, this machine ends with {code}; try one with more time and memory"
        ));
    }
    let fuel = u64::try_from(file.fuel).unwrap_or_default();
    let is_other_budget = (stored == Some(OUT_OF_FUEL) && fuel < fuel_max)
        || (now == Some(OUT_OF_FUEL) && fuel > fuel_max);
    is_other_budget.then(|| {
        format!("the call took {fuel} fuel of a budget that is not the one here ({fuel_max})")
    })
}
