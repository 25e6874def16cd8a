//! Tokens whose signature was checked: a caller sends the same one with every request, and checking
//! it costs more than the rest of the way in.
use std::collections::HashMap;
use std::sync::{PoisonError, RwLock};
use std::time::{SystemTime, UNIX_EPOCH};

use sha2::{Digest, Sha256};

use crate::Caller;

/// Then all are forgotten and checked again: simple, and rare with hour-long tokens.
const SEEN_MAX: usize = 10_000;

type Fingerprint = [u8; 32];

struct Entry {
    caller: Caller,
    good_until: u64,
    reading: u64,
}

/// Callers by the digest of their token.
#[derive(Default)]
pub(crate) struct Seen {
    entries: RwLock<HashMap<Fingerprint, Entry>>,
}

impl Seen {
    /// The caller of a token seen before, while it is good and `confirms` the keys it was checked with.
    pub fn caller(&self, token: &str, confirms: impl FnOnce(u64) -> bool) -> Option<Caller> {
        let entries = self.entries.read().unwrap_or_else(PoisonError::into_inner);
        let entry = entries.get(&fingerprint(token))?;
        (entry.good_until > now() && confirms(entry.reading)).then(|| entry.caller.clone())
    }

    /// Keeps what a check came to.
    pub fn keep(&self, token: &str, caller: &Caller, good_until: u64, reading: u64) {
        let mut entries = self.entries.write().unwrap_or_else(PoisonError::into_inner);
        if entries.len() >= SEEN_MAX {
            entries.clear();
        }
        entries.insert(
            fingerprint(token),
            Entry {
                caller: caller.clone(),
                good_until,
                reading,
            },
        );
    }
}

fn fingerprint(token: &str) -> Fingerprint {
    Sha256::digest(token.as_bytes()).into()
}

/// Seconds since 1970, by the machine's clock as tokens want it.
pub(crate) fn now() -> u64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map(|since| since.as_secs())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_forgotten_when_it_ends_or_its_keys_change() {
        let seen = Seen::default();
        let caller = Caller::service("rules", "440703");
        seen.keep("good", &caller, now() + 60, 1);
        seen.keep("ended", &caller, now(), 1);
        assert_eq!(seen.caller("good", |reading| reading == 1), Some(caller));
        assert_eq!(seen.caller("good", |reading| reading == 2), None);
        assert_eq!(seen.caller("ended", |_| true), None);
        assert_eq!(seen.caller("never", |_| true), None);
    }

    #[test]
    fn what_is_remembered_has_an_end() {
        let seen = Seen::default();
        for number in 0..=SEEN_MAX {
            seen.keep(
                &number.to_string(),
                &Caller::service("a", ""),
                now() + 60,
                1,
            );
        }
        assert!(seen.entries.read().unwrap().len() <= SEEN_MAX);
    }
}
