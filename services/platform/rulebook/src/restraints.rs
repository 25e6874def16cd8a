//! What is stored of stops and revoked keys, as the rulebook takes it.
use kezhuan_rule_host::{Fallback, Restraints};

use crate::shelf::{Kept, KeptEntry, KeptStop};

/// Which entries may not be asked, and what answers instead; those without days of their own, too, for the cases
/// that are pinned to them.
pub fn restraints(kept: &Kept) -> Restraints {
    let mut restraints = Restraints::default();
    for stop in &kept.stops {
        if let (Ok(hook), Some(fallback)) = (stop.hook.parse(), fallback(&kept.entries, stop)) {
            restraints.stop(&stop.tenant, &hook, fallback);
        }
    }
    for key in &kept.revoked {
        let why = format!("key {} was revoked: {}", key.key_id, key.reason);
        let signed = kept
            .entries
            .iter()
            .filter(|kept| kept.is_signed_with(&key.tenant, &key.key_id));
        for kept in signed {
            restraints.revoke(kept.entry.id, &why);
        }
    }
    restraints
}

/// A fallback this version doesn't know sends the cases to a person.
fn fallback(entries: &[KeptEntry], stop: &KeptStop) -> Option<Fallback> {
    match stop.fallback.as_deref()? {
        "PREVIOUS_VERSION" => {
            // Every part of it: a correction that cuts a stopped rule in two ends no stop.
            let parts = entries
                .iter()
                .filter(|kept| Some(kept.approved_as) == stop.stopped_entry);
            // Where no part has come here yet, nothing asks it.
            let before = parts.clone().map(|kept| kept.entry.from).min()?;
            Some(Fallback::PreviousVersion {
                stopped: parts.map(|kept| kept.entry.id).collect(),
                before,
            })
        }
        _ => Some(Fallback::ManualQueue),
    }
}
