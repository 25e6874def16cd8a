//! What this process knows of the stream it publishes into, and when it stops to believe it.
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use async_nats::jetstream::publish::PublishAck;
use chrono::{DateTime, Utc};
use tokio::sync::Notify;

/// The stream as it was known when an event was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Stamp {
    /// When the stream was made: another time means another stream.
    pub created: DateTime<Utc>,
    /// Grows when the same stream was seen to have lost its end.
    pub generation: u64,
    /// The highest place in the stream anything was acknowledged at.
    pub reached: u64,
}

#[derive(Default)]
pub(crate) struct StreamState {
    current: Mutex<Option<Stamp>>,
    counted_backwards: AtomicBool,
    pub doubt: Notify,
    pub work: Notify,
}

impl StreamState {
    pub fn stamp(&self) -> Option<Stamp> {
        *self.lock()
    }

    /// Another stream stands there, and the outbox knows.
    pub fn renewed(&self, created: DateTime<Utc>, last_sequence: u64) {
        let mut current = self.lock();
        let generation = current.map_or(0, |stamp| stamp.generation + 1);
        *current = Some(Stamp {
            created,
            generation,
            reached: last_sequence,
        });
        self.work.notify_one();
    }

    /// The same stream forgot its end: what is under way doesn't count any more.
    pub fn shortened(&self, last_sequence: u64) {
        if let Some(stamp) = self.lock().as_mut() {
            stamp.generation += 1;
            stamp.reached = last_sequence;
        }
        self.work.notify_one();
    }

    /// Whether an acknowledgement was mistrusted since this was last asked.
    pub fn take_suspicion(&self) -> bool {
        self.counted_backwards.swap(false, Ordering::Relaxed)
    }

    /// Whether an acknowledgement can be trusted. The stream only grows, so a place below one
    /// that was acknowledged before the event was sent means that the stream lost its end.
    pub fn trusts(&self, sent: &Stamp, acknowledged: &PublishAck) -> bool {
        if acknowledged.duplicate {
            return true;
        }
        if acknowledged.sequence <= sent.reached {
            self.counted_backwards.store(true, Ordering::Relaxed);
            self.doubt.notify_one();
            return false;
        }
        if let Some(stamp) = self.lock().as_mut()
            && stamp.created == sent.created
            && stamp.generation == sent.generation
        {
            stamp.reached = stamp.reached.max(acknowledged.sequence);
        }
        true
    }

    fn lock(&self) -> MutexGuard<'_, Option<Stamp>> {
        self.current.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn acknowledged(sequence: u64) -> PublishAck {
        serde_json::from_value(serde_json::json!({"stream": "S", "seq": sequence})).unwrap()
    }

    #[test]
    fn a_stream_that_counts_backwards_is_doubted() {
        let state = StreamState::default();
        let created = "2026-01-01T00:00:00Z".parse().unwrap();
        state.renewed(created, 10);
        let before = state.stamp().unwrap();
        assert!(state.trusts(&before, &acknowledged(11)));
        // Sent before 11 was acknowledged: both under way together.
        assert!(state.trusts(&before, &acknowledged(12)));
        let after = state.stamp().unwrap();
        assert_eq!(after.reached, 12);
        assert!(!state.trusts(&after, &acknowledged(12)));
        assert!(state.take_suspicion() && !state.take_suspicion());
        state.shortened(5);
        assert!(state.trusts(&state.stamp().unwrap(), &acknowledged(6)));
        assert_ne!(state.stamp().unwrap().generation, after.generation);
    }
}
