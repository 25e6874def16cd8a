//! Every acknowledged contract is there, once, in at least the state that was acknowledged.
use std::collections::{BTreeMap, BTreeSet};

use super::{Finding, Stored};
use crate::history::{Entry, Outcome};

/// The states of a contract's straight way into the register, in order.
const WAY: [&str; 5] = [
    "DRAFT",
    "SUBMITTED",
    "ACCEPTED",
    "FIRST_REVIEWED",
    "REGISTERED",
];

/// Compares what was acknowledged with what is stored.
pub fn nothing_lost(history: &[Entry], stored: &[Stored]) -> Vec<Finding> {
    let by_name: BTreeMap<&str, &Stored> = stored
        .iter()
        .map(|row| (row.contract.as_str(), row))
        .collect();
    let mut findings = BTreeMap::new();
    let mut answers: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for entry in history {
        match &entry.outcome {
            Outcome::Unknown { .. } => {}
            Outcome::Refused { code, message } => {
                let why = format!("{code:?}: {message}");
                let refused = Finding::Refused {
                    case: entry.case.clone(),
                    call: entry.call,
                    why,
                };
                findings.insert((entry.case.clone(), entry.call), refused);
            }
            Outcome::Ok { contract, state } => {
                answers
                    .entry(&entry.request_id)
                    .or_default()
                    .insert(contract);
                if let Some(finding) = missing(
                    by_name.get(contract.as_str()).copied(),
                    contract,
                    state,
                    entry.call,
                ) {
                    findings.insert((contract.clone(), entry.call), finding);
                }
            }
        }
    }
    let mut times: BTreeMap<&str, usize> = BTreeMap::new();
    stored
        .iter()
        .for_each(|row| *times.entry(&row.case).or_default() += 1);
    let doubled = times.into_iter().filter(|(_, times)| *times > 1);
    let doubled = doubled.map(|(case, times)| Finding::Doubled {
        case: case.to_owned(),
        times,
    });
    let ambiguous = answers
        .into_iter()
        .filter(|(_, contracts)| contracts.len() > 1);
    let ambiguous = ambiguous.map(|(request_id, _)| Finding::Ambiguous {
        request_id: request_id.to_owned(),
    });
    findings
        .into_values()
        .chain(doubled)
        .chain(ambiguous)
        .collect()
}

fn missing(
    stored: Option<&Stored>,
    contract: &str,
    state: &str,
    call: &'static str,
) -> Option<Finding> {
    let Some(stored) = stored else {
        return Some(Finding::Lost {
            contract: contract.to_owned(),
            call,
        });
    };
    let place = |state: &str| WAY.iter().position(|step| *step == state);
    let reached = match (place(&stored.state), place(state)) {
        (Some(stored), Some(acknowledged)) => stored >= acknowledged,
        // Off the straight way, which no call of the harness leaves.
        _ => false,
    };
    (!reached).then(|| Finding::Behind {
        contract: contract.to_owned(),
        acknowledged: state.to_owned(),
        stored: stored.state.clone(),
    })
}
