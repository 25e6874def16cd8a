//! Packages that the rules service would not take. For a while nothing is tried again that only somebody else's change can mend:
//! each attempt takes the whole package out of the registry and up to the service.
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use kezhuan_artifacts::Pinned;
use kezhuan_protocol::rules::v1::SigningKey;
use tokio::time::Instant;

use crate::domain::{Problem, Wanted};

const KEPT: Duration = Duration::from_secs(3600);
/// More than a city has.
const KEPT_MAX: usize = 10_000;

/// Everything on which the answer hangs: another of these is tried at once.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Attempt {
    pinned: Pinned,
    owner: String,
    author: String,
    /// The key's id, and when it was approved.
    key: Option<(String, Option<(i64, i32)>)>,
}

impl Attempt {
    /// Of a resource's package, signed with `key`.
    pub fn of(wanted: &Wanted, pinned: &Pinned, key: Option<&SigningKey>) -> Attempt {
        let key = key.map(|key| {
            let approved = key.approve_time.as_ref();
            let approved = approved.map(|time| (time.seconds, time.nanos));
            (key.name.clone(), approved)
        });
        Attempt {
            pinned: pinned.clone(),
            owner: wanted.owner.clone(),
            author: wanted.author.clone(),
            key,
        }
    }
}

/// What was refused lately.
#[derive(Default)]
pub struct Refusals(Mutex<HashMap<Attempt, (Instant, Problem)>>);

impl Refusals {
    /// Why it need not be tried.
    pub fn of(&self, attempt: &Attempt, now: Instant) -> Option<Problem> {
        let all = self.lock();
        let (since, problem) = all.get(attempt)?;
        (now.duration_since(*since) < KEPT).then(|| problem.clone())
    }

    /// Keeps what the service said.
    pub fn keep(&self, attempt: Attempt, problem: Problem, now: Instant) {
        let mut all = self.lock();
        all.retain(|_, (since, _)| now.duration_since(*since) < KEPT);
        if all.len() < KEPT_MAX {
            all.insert(attempt, (now, problem));
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Attempt, (Instant, Problem)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_is_kept_for_a_while_and_for_that_attempt_alone() {
        let attempt = |author: &str| Attempt {
            pinned: format!("registry.example.org/rules/p@sha256:{}", "0".repeat(64))
                .parse()
                .unwrap(),
            owner: "440703".to_owned(),
            author: author.to_owned(),
            key: None,
        };
        let (refusals, now) = (Refusals::default(), Instant::now());
        let problem = Problem::new("RefusedByRules", "不予受理", "not taken");
        refusals.keep(attempt("li"), problem.clone(), now);
        assert_eq!(
            refusals.of(&attempt("li"), now + KEPT / 2),
            Some(problem.clone())
        );
        assert_eq!(refusals.of(&attempt("wang"), now), None);
        assert_eq!(refusals.of(&attempt("li"), now + KEPT), None);
        refusals.keep(attempt("wang"), problem, now + KEPT);
        assert_eq!(refusals.lock().len(), 1);
    }
}
