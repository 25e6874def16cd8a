//! How much a process gives to replays.
use std::time::Duration;

use serde::Deserialize;

/// The `[replay]` section of a service's configuration, where each key stands with the value that tests
/// and tools take from `Default`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReplayConfig {
    /// Replays and exports at once; one more is refused.
    pub replays_max: usize,
    /// Threads one replay asks on, and never more than there are cores.
    pub threads_max: usize,
    /// The longest a replay or an export may take, whatever `server.deadline_ms_max` says.
    pub deadline_ms_max: u64,
    /// How often new decisions are looked for that a shadow is to be asked.
    pub shadow_ms: u64,
    /// How often a client hears how far its replay is; 0 after every batch of decisions.
    pub tell_ms: u64,
}

impl Default for ReplayConfig {
    fn default() -> ReplayConfig {
        ReplayConfig {
            replays_max: 2,
            threads_max: 16,
            deadline_ms_max: 600_000,
            shadow_ms: 1_000,
            tell_ms: 200,
        }
    }
}

impl ReplayConfig {
    /// The threads of one replay on this machine.
    pub fn threads(&self) -> usize {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        self.threads_max.clamp(1, cores)
    }
    /// The longest of one replay or export.
    pub(crate) fn deadline(&self) -> Duration {
        Duration::from_millis(self.deadline_ms_max)
    }
}
