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

/// Which entries may not be asked, and what answers instead; those without days of their own, too, for the cases
/// that are pinned to them.
pub fn restraints(entries: &[EntryRow], stored: &Stored) -> Restraints {
    let mut restraints = Restraints::default();
    for stop in &stored.stops {
        if let (Ok(hook), Some(fallback)) = (stop.hook.parse(), fallback(entries, stop)) {
            restraints.stop(&stop.tenant, &hook, fallback);
        }
    }
    for key in &stored.revoked {
        let why = format!("key {} was revoked: {}", key.key_id, key.reason);
        let signed = entries
            .iter()
            .filter(|entry| entry.is_signed_with(&key.tenant, &key.key_id));
        for entry in signed {
            restraints.revoke(entry.id, &why);
        }
    }
    restraints
}

/// A fallback this version doesn't know sends the cases to a person.
fn fallback(entries: &[EntryRow], stop: &StopRow) -> Option<Fallback> {
    match stop.fallback.as_deref()? {
        "PREVIOUS_VERSION" => {
            // Every part of it: a correction that cuts a stopped rule in two ends no stop.
            let parts = entries
                .iter()
                .filter(|entry| Some(entry.approved_as()) == stop.stopped_entry);
            // Where no part has come here yet, nothing asks it.
            let before = parts.clone().map(|entry| entry.in_force_from).min()?;
            Some(Fallback::PreviousVersion {
                stopped: parts.map(|entry| entry.id).collect(),
                before,
            })
        }
        _ => Some(Fallback::ManualQueue),
    }
}
