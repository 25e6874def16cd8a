//! Versions and events of one contract count 1, 2, 3 … without a hole and without a repeat.
use super::{Finding, Stored};

/// Holds the audit log's versions and the outbox's sequences against each contract's own counts.
pub fn without_holes(stored: &[Stored]) -> Vec<Finding> {
    let counts = |seen: &[i64], last: i64| seen.iter().copied().eq(1..=last);
    let of_row = |row: &Stored| {
        let versions = (!counts(&row.audited_versions, row.version)).then(|| Finding::Hole {
            contract: row.contract.clone(),
            of: "audited versions",
            seen: row.audited_versions.clone(),
            last: row.version,
        });
        let events = (!counts(&row.event_sequences, row.event_sequence)).then(|| Finding::Hole {
            contract: row.contract.clone(),
            of: "events",
            seen: row.event_sequences.clone(),
            last: row.event_sequence,
        });
        versions.into_iter().chain(events)
    };
    stored.iter().flat_map(of_row).collect()
}
