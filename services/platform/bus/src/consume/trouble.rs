//! What went wrong lately, per aggregate: how often, and when it is tried next.
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;
use uuid::Uuid;

const ASK_AGAIN: Duration = Duration::from_secs(1);
/// A retry whose time has come may still be on its way, or under way.
const RETRY_LATE_MAX: Duration = Duration::from_secs(1);

#[derive(Default)]
struct Trouble {
    /// The event that fails, how often it has, and when it is tried next.
    failing: Option<(Uuid, u32, Instant)>,
    /// How often a later event came too early.
    gaps: u32,
    asked_at: Option<Instant>,
}

/// What to do about an event that came too early.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Early {
    /// Most often the missing one is just behind.
    Once,
    /// The event before it is tried again at a known time.
    AfterRetry(Duration),
    /// Still missing: this often now, and whether it is time to ask the source.
    Still { times: u32, ask: bool },
}

#[derive(Default)]
pub(super) struct Troubles(Mutex<HashMap<Uuid, Trouble>>);

impl Troubles {
    /// The aggregate goes on.
    pub fn over(&self, aggregate_id: Uuid) {
        self.lock().remove(&aggregate_id);
    }

    /// How often this event has failed now, in this process.
    pub fn failed(&self, aggregate_id: Uuid, event_id: Uuid) -> u32 {
        let mut troubles = self.lock();
        let trouble = troubles.entry(aggregate_id).or_default();
        let times = match trouble.failing {
            Some((known, times, _)) if known == event_id => times + 1,
            _ => 1,
        };
        trouble.failing = Some((event_id, times, Instant::now()));
        times
    }

    /// Its next try is `pause` from now.
    pub fn retried_in(&self, aggregate_id: Uuid, pause: Duration) {
        if let Some((_, _, next)) = self
            .lock()
            .get_mut(&aggregate_id)
            .and_then(|known| known.failing.as_mut())
        {
            *next = Instant::now() + pause;
        }
    }

    /// An event of the aggregate came too early.
    pub fn early(&self, aggregate_id: Uuid) -> Early {
        let now = Instant::now();
        let mut troubles = self.lock();
        let trouble = troubles.entry(aggregate_id).or_default();
        if let Some((_, _, next)) = trouble.failing
            && next + RETRY_LATE_MAX > now
        {
            return Early::AfterRetry(next.saturating_duration_since(now));
        }
        trouble.gaps = trouble.gaps.saturating_add(1);
        if trouble.gaps == 1 {
            return Early::Once;
        }
        let ask = trouble
            .asked_at
            .is_none_or(|asked| now - asked >= ASK_AGAIN);
        if ask {
            trouble.asked_at = Some(now);
        }
        Early::Still {
            times: trouble.gaps,
            ask,
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Uuid, Trouble>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_gap_is_waited_for_once_and_then_asked_about_once_a_second() {
        let (troubles, aggregate) = (Troubles::default(), Uuid::now_v7());
        assert_eq!(troubles.early(aggregate), Early::Once);
        assert_eq!(
            troubles.early(aggregate),
            Early::Still {
                times: 2,
                ask: true
            }
        );
        assert_eq!(
            troubles.early(aggregate),
            Early::Still {
                times: 3,
                ask: false
            }
        );
        troubles.over(aggregate);
        assert_eq!(troubles.early(aggregate), Early::Once);
    }

    #[tokio::test]
    async fn events_behind_a_failing_one_wait_for_its_retry() {
        let (troubles, aggregate, event) = (Troubles::default(), Uuid::now_v7(), Uuid::now_v7());
        assert_eq!(troubles.failed(aggregate, event), 1);
        troubles.retried_in(aggregate, Duration::from_secs(60));
        assert!(matches!(troubles.early(aggregate), Early::AfterRetry(_)));
        assert_eq!(troubles.failed(aggregate, event), 2);
        assert_eq!(troubles.failed(aggregate, Uuid::now_v7()), 1);
    }
}
