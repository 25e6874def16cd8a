//! What is stored of stops and revoked keys, as the rulebook takes it.
use kezhuan_rule_host::{Fallback, Restraints};

use crate::store::rule_entries::EntryRow;
use crate::store::rule_revoked_keys::RevokedKeyRow;
use crate::store::rule_stops::StopRow;

/// The rows.
pub struct Stored {
    pub stops: Vec<StopRow>,
    pub revoked: Vec<RevokedKeyRow>,
}

/// Which entries may not be asked, and what answers instead.
pub fn restraints(entries: &[EntryRow], stored: &Stored) -> Restraints {
    let mut restraints = Restraints::default();
    // Restraints go by first days, and what took an entry's place may have its first day: see `askable`.
    let entries: Vec<&EntryRow> = entries.iter().filter(|entry| !entry.is_retired()).collect();
    for stop in &stored.stops {
        if let (Ok(hook), Some(fallback)) = (stop.hook.parse(), fallback(&entries, stop)) {
            restraints.stop(&stop.tenant, &hook, fallback);
        }
    }
    for key in &stored.revoked {
        let why = format!("key {} was revoked: {}", key.key_id, key.reason);
        let signed = entries
            .iter()
            .filter(|entry| entry.is_signed_with(&key.tenant, &key.key_id));
        for entry in signed {
            if let Ok(hook) = entry.hook.parse() {
                restraints.revoke(&entry.tenant, &hook, entry.in_force_from, &why);
            }
        }
    }
    restraints
}

/// Whether an entry is taken into the rulebook at all. One without days of its own is there for the cases pinned to
/// it, unless the key that signed it was revoked.
pub fn askable(entry: &EntryRow, stored: &Stored) -> bool {
    let signed_it = |key: &RevokedKeyRow| entry.is_signed_with(&key.tenant, &key.key_id);
    !(entry.is_retired() && stored.revoked.iter().any(signed_it))
}

/// A fallback this version doesn't know sends the cases to a person.
fn fallback(entries: &[&EntryRow], stop: &StopRow) -> Option<Fallback> {
    match stop.fallback.as_deref()? {
        "PREVIOUS_VERSION" => {
            let is_stopped = |entry: &&&EntryRow| Some(entry.id) == stop.stopped_entry;
            // Where the stopped entry has not come here yet, nothing asks it.
            let entry = entries.iter().find(is_stopped)?;
            Some(Fallback::PreviousVersion {
                stopped: entry.in_force_from,
            })
        }
        _ => Some(Fallback::ManualQueue),
    }
}
