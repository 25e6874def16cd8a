//! One tenant's way to the threads: its turn, and how far forward its calls stand.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::Semaphore;

use crate::decision::{Decision, FailureKind, Outcome};

/// How long a tenant stands behind everybody else after it ran into a limit.
const BEHIND_FOR: Duration = Duration::from_secs(60);

/// Kept per tenant as long as the process runs.
pub(crate) struct Gate {
    pub(crate) turn: Arc<Semaphore>,
    /// When a call or a package of its was last stopped by a limit.
    stopped: Mutex<Option<Instant>>,
}

impl Gate {
    pub(crate) fn new(calls_max: usize) -> Gate {
        Gate {
            turn: Arc::new(Semaphore::new(calls_max)),
            stopped: Mutex::default(),
        }
    }

    pub(crate) fn is_behind(&self) -> bool {
        let stopped = self.stopped.lock().unwrap_or_else(PoisonError::into_inner);
        stopped.is_some_and(|stopped| stopped.elapsed() < BEHIND_FOR)
    }

    /// Something of the tenant's was stopped by a limit.
    pub(crate) fn hold_back(&self) {
        let mut stopped = self.stopped.lock().unwrap_or_else(PoisonError::into_inner);
        *stopped = Some(Instant::now());
    }
}

/// Whether the call took all it was given of time, memory or words: the next one may do it again.
pub(crate) fn used_up(decision: &Decision) -> bool {
    match &decision.outcome {
        // A question that was too large to be asked is not its doing.
        Outcome::Failed(_) if decision.fuel_used == 0 => false,
        Outcome::Failed(failure) => match failure.kind {
            FailureKind::OutOfFuel
            | FailureKind::Deadline
            | FailureKind::Memory
            | FailureKind::TooLarge => true,
            FailureKind::Trap
            | FailureKind::InvalidOutput
            | FailureKind::InvalidInput
            | FailureKind::Interface
            | FailureKind::NotLoaded
            | FailureKind::Interrupted
            | FailureKind::Stopped
            | FailureKind::KeyRevoked => false,
        },
        Outcome::Answered(_) | Outcome::NoRuleInForce => false,
    }
}
