//! Every step that asks the county's rule has exactly one answer of it on record.
use super::{Finding, Stored};
use crate::rule::HOOKS;

/// The states in which the answer of each hook, in the order of `HOOKS`, must be there.
const ASKED_BY: [&[&str]; 2] = [
    &["ACCEPTED", "FIRST_REVIEWED", "REGISTERED"],
    &["REGISTERED"],
];

/// Holds the stored decisions against the state each contract has reached.
pub fn decided_once(stored: &[Stored]) -> Vec<Finding> {
    let of_row = |row: &Stored| {
        let mut expected: Vec<String> = HOOKS
            .iter()
            .zip(ASKED_BY)
            .filter(|(_, states)| states.contains(&row.state.as_str()))
            .map(|(hook, _)| format!("{hook} ANSWERED"))
            .collect();
        expected.sort();
        (row.decisions != expected).then(|| Finding::DecisionsDiffer {
            contract: row.contract.clone(),
            expected,
            stored: row.decisions.clone(),
        })
    };
    stored.iter().filter_map(of_row).collect()
}
