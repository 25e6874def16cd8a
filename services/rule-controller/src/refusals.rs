//! What came to nothing lately, and is not tried again for a while: each attempt takes a package out of the registry and up to the
//! rules service, has a proposal tried by all services, or waits for a registry that does not answer.
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use kezhuan_artifacts::Pinned;
use kezhuan_protocol::rules::v1::SigningKey;
use tokio::time::Instant;

use crate::domain::{Mark, Problem, Wanted};

/// How long what only somebody else's change can mend is not tried.
pub const KEPT: Duration = Duration::from_secs(3600);
/// More than a city has.
const KEPT_MAX: usize = 10_000;

/// Everything on which the answer hangs: another of these is tried at once.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Attempt {
    Pull(Pinned),
    Upload {
        pinned: Pinned,
        owner: String,
        author: String,
        /// The key's id, and when it was approved.
        key: Option<(String, Option<(i64, i32)>)>,
    },
    /// Of one period of one resource, in one wording.
    Proposal(Mark),
}

impl Attempt {
    /// Of a resource's package, signed with `key`.
    pub fn upload(wanted: &Wanted, pinned: &Pinned, key: Option<&SigningKey>) -> Attempt {
        let key = key.map(|key| {
            let approved = key.approve_time.as_ref();
            let approved = approved.map(|time| (time.seconds, time.nanos));
            (key.name.clone(), approved)
        });
        Attempt::Upload {
            pinned: pinned.clone(),
            owner: wanted.owner.clone(),
            author: wanted.author.clone(),
            key,
        }
    }
}

/// Why each was refused, and until when that is known.
#[derive(Default)]
pub struct Refusals(Mutex<HashMap<Attempt, (Instant, Problem)>>);

impl Refusals {
    /// Why it need not be tried.
    pub fn of(&self, attempt: &Attempt, now: Instant) -> Option<Problem> {
        let all = self.lock();
        let (until, problem) = all.get(attempt)?;
        (now < *until).then(|| problem.clone())
    }

    /// Keeps what was said, for as long as `kept`.
    pub fn keep(&self, attempt: Attempt, problem: Problem, kept: Duration, now: Instant) {
        let mut all = self.lock();
        all.retain(|_, (until, _)| now < *until);
        if all.len() < KEPT_MAX {
            all.insert(attempt, (now + kept, problem));
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Attempt, (Instant, Problem)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn upload(author: &str) -> Attempt {
        Attempt::Upload {
            pinned: format!("registry.example.org/rules/p@sha256:{}", "0".repeat(64))
                .parse()
                .unwrap(),
            owner: "440703".to_owned(),
            author: author.to_owned(),
            key: None,
        }
    }

    #[test]
    fn a_refusal_is_kept_for_a_while_and_for_that_attempt_alone() {
        let (refusals, now) = (Refusals::default(), Instant::now());
        let problem = Problem::new("RefusedByRules", "不予受理", "not taken");
        refusals.keep(upload("li"), problem.clone(), KEPT, now);
        assert_eq!(
            refusals.of(&upload("li"), now + KEPT / 2),
            Some(problem.clone())
        );
        assert_eq!(refusals.of(&upload("wang"), now), None);
        assert_eq!(refusals.of(&upload("li"), now + KEPT), None);
        refusals.keep(upload("wang"), problem, KEPT, now + KEPT);
        assert_eq!(refusals.lock().len(), 1);
    }

    #[test]
    fn another_wording_of_a_period_is_another_attempt_and_each_is_kept_for_its_time() {
        let (refusals, now) = (Refusals::default(), Instant::now());
        let problem = Problem::new("RefusedByRules", "不予受理", "not taken");
        let proposal = |uid: &str, settings: &str| {
            Attempt::Proposal(Mark::of("pengjiang/incentive", uid, &[settings]))
        };
        refusals.keep(proposal("u-1", "{}"), problem.clone(), KEPT, now);
        refusals.keep(proposal("u-2", "{}"), problem.clone(), KEPT / 4, now);
        let later = now + KEPT / 2;
        let known = refusals.of(&proposal("u-1", "{}"), later);
        assert_eq!(known, Some(problem));
        assert_eq!(refusals.of(&proposal("u-1", r#"{"a":1}"#), later), None);
        assert_eq!(refusals.of(&proposal("u-2", "{}"), later), None);
    }
}
