//! What the questions of a trial may take together: each is bounded by itself, and there may be thousands.

use std::time::{Duration, Instant};

use crate::config::HostConfig;
use crate::decision::Decision;

/// Fuel and time that are left.
pub(crate) struct Allowance {
    fuel_left: u64,
    until: Instant,
}

impl Allowance {
    /// Starts the clock.
    pub(crate) fn of(limits: &HostConfig) -> Allowance {
        Allowance {
            fuel_left: limits.cases_fuel_max,
            until: Instant::now() + Duration::from_millis(limits.cases_ms_max),
        }
    }

    /// Whether nothing more may be asked.
    pub(crate) fn is_used_up(&self) -> bool {
        self.fuel_left == 0 || Instant::now() >= self.until
    }

    /// Takes what a question took.
    pub(crate) fn take(&mut self, decision: &Decision) {
        self.fuel_left = self.fuel_left.saturating_sub(decision.fuel_used);
    }
}
