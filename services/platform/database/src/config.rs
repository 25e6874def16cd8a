//! Where the database is and how far one process may go with it.
use std::time::Duration;

/// The `[database]` section of a service's configuration, where each key stands with the value
/// that tests and tools take from `Default`.
#[derive(Debug, Clone, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DatabaseConfig {
    /// Connects as the service's app role.
    pub url: String,
    /// Connects as the service's relay role: outbox, sealer, purges.
    pub relay_url: String,
    /// Refuses to start on a connection without TLS.
    pub tls_required: bool,
    pub pool_max: u32,
    pub relay_pool_max: u32,
    /// Writes that may share one commit.
    pub group_max: usize,
    /// Groups that may be under way at once; below `pool_max`, so that reads keep a way in.
    pub lanes_max: usize,
    /// Writes that may wait before new ones are turned away.
    pub queue_max: usize,
    /// Committed groups that may wait for the relay; the sweep finds what overflows.
    pub handover_max: usize,
    pub acquire_ms_max: u64,
    pub statement_ms_max: u64,
    pub lock_ms_max: u64,
    pub idle_in_transaction_ms_max: u64,
}

impl Default for DatabaseConfig {
    fn default() -> Self {
        Self {
            url: String::new(),
            relay_url: String::new(),
            tls_required: false,
            pool_max: 16,
            relay_pool_max: 4,
            group_max: 128,
            lanes_max: 4,
            queue_max: 4_096,
            handover_max: 1_024,
            acquire_ms_max: 5_000,
            statement_ms_max: 30_000,
            lock_ms_max: 10_000,
            idle_in_transaction_ms_max: 10_000,
        }
    }
}

impl DatabaseConfig {
    /// The defaults for two given urls.
    pub fn new(url: impl Into<String>, relay_url: impl Into<String>) -> Self {
        Self {
            url: url.into(),
            relay_url: relay_url.into(),
            ..Self::default()
        }
    }

    pub(crate) fn acquire_max(&self) -> Duration {
        Duration::from_millis(self.acquire_ms_max)
    }
}
