//! One tenant's way to the threads: its turn, and how far forward its calls stand.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::sync::Semaphore;

use crate::decision::{Decision, FailureKind, Outcome};

/// Kept per tenant as long as the process runs.
pub(crate) struct Gate {
    pub(crate) turn: Arc<Semaphore>,
    /// Its last call was stopped by a limit: until one ends by itself, its calls stand behind everybody else's.
    behind: AtomicBool,
}

impl Gate {
    pub(crate) fn new(calls_max: usize) -> Gate {
        Gate {
            turn: Arc::new(Semaphore::new(calls_max)),
            behind: AtomicBool::new(false),
        }
    }

    pub(crate) fn is_behind(&self) -> bool {
        self.behind.load(Ordering::Relaxed)
    }

    /// What became of a call says where the next one stands.
    pub(crate) fn remember(&self, decision: &Decision) {
        self.behind.store(used_up(decision), Ordering::Relaxed);
    }
}

/// Whether the call took all it was given of time or memory: the next one may do it again.
fn used_up(decision: &Decision) -> bool {
    match &decision.outcome {
        Outcome::Failed(failure) => match failure.kind {
            FailureKind::OutOfFuel | FailureKind::Deadline | FailureKind::Memory => true,
            FailureKind::Trap
            | FailureKind::TooLarge
            | FailureKind::InvalidOutput
            | FailureKind::InvalidInput
            | FailureKind::Interface
            | FailureKind::NotLoaded
            | FailureKind::Stopped
            | FailureKind::KeyRevoked => false,
        },
        Outcome::Answered(_) | Outcome::NoRuleInForce => false,
    }
}
