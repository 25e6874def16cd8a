//! Where NATS is and how far one process may go with it.
use std::time::Duration;

/// The `[bus]` section of a service's configuration, where each key stands with the value that
/// tests and tools take from `Default`.
#[derive(Debug, Clone, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BusConfig {
    /// One server or several of a cluster, separated by commas.
    pub nats_url: String,
    /// Refuses to speak without TLS.
    pub tls_required: bool,
    /// Stands before every subject and stream, so that several suites can share one NATS.
    pub namespace: String,
    /// Copies of each stream in a cluster.
    pub stream_replicas: usize,
    /// An event not acknowledged for this long is published again.
    pub ack_ms_max: u64,
    /// Events that may wait for their acknowledgement at once.
    pub acks_max: usize,
    /// Events published and marked together by the sweep.
    pub batch_max: usize,
    /// How often the stream is looked at and the outbox swept; also the age of what is swept.
    pub sweep_ms: u64,
    /// How much a NATS that doesn't sync each write may forget when the power fails; this much
    /// is published again after a start and after a loss was seen. 0 where it does sync.
    pub unsynced_s: u64,
}

impl Default for BusConfig {
    fn default() -> Self {
        Self {
            nats_url: String::new(),
            tls_required: false,
            namespace: String::new(),
            stream_replicas: 1,
            ack_ms_max: 3_000,
            acks_max: 4_096,
            batch_max: 500,
            sweep_ms: 1_000,
            unsynced_s: 180,
        }
    }
}

impl BusConfig {
    /// The defaults for a given url.
    pub fn new(nats_url: impl Into<String>) -> Self {
        Self {
            nats_url: nats_url.into(),
            ..Self::default()
        }
    }

    pub(crate) fn ack_max(&self) -> Duration {
        Duration::from_millis(self.ack_ms_max)
    }

    pub(crate) fn sweep(&self) -> Duration {
        Duration::from_millis(self.sweep_ms)
    }

    pub(crate) fn unsynced(&self) -> Duration {
        Duration::from_secs(self.unsynced_s)
    }
}
