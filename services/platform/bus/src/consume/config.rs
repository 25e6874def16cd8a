//! What a consumer listens to and how patient it is.
use std::time::Duration;

/// One durable consumer. Made with `new`; the rest has defaults.
#[derive(Debug, Clone)]
pub struct ConsumerConfig {
    /// The service whose events these are.
    pub source_service: String,
    /// The aggregate kind, or `*` for all of the service.
    pub aggregate: String,
    /// Names the consumer on the server, in the inbox and in the dead letters: unique per service.
    pub durable: String,
    /// Aggregates worked on at once.
    pub concurrency_max: usize,
    /// Events fetched and not yet worked on.
    pub queue_max: usize,
    /// Events handed out and not acknowledged, over all replicas.
    pub pending_max: i64,
    /// Failures of one event before it becomes a dead letter.
    pub tries_max: u32,
    /// The pause after the first failure; it doubles from there.
    pub retry_first: Duration,
    pub retry_max: Duration,
    /// An event neither acknowledged nor refused comes again after this long.
    pub ack_wait: Duration,
}

impl ConsumerConfig {
    /// The defaults for these three names.
    pub fn new(
        source_service: impl Into<String>,
        aggregate: impl Into<String>,
        durable: impl Into<String>,
    ) -> Self {
        Self {
            source_service: source_service.into(),
            aggregate: aggregate.into(),
            durable: durable.into(),
            concurrency_max: 64,
            queue_max: 1_024,
            pending_max: 8_192,
            tries_max: 8,
            retry_first: Duration::from_millis(100),
            retry_max: Duration::from_secs(10),
            ack_wait: Duration::from_secs(5),
        }
    }

    /// How long to wait after the `failures`th failure in a row.
    pub(super) fn pause(&self, failures: u32) -> Duration {
        let doubled = 2_u32.saturating_pow(failures.saturating_sub(1));
        self.retry_first.saturating_mul(doubled).min(self.retry_max)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_their_limit() {
        let config = ConsumerConfig::new("contracts", "contract", "scoreboard");
        let millis: Vec<_> = (1..=9)
            .map(|failures| config.pause(failures).as_millis())
            .collect();
        assert_eq!(
            millis,
            [100, 200, 400, 800, 1_600, 3_200, 6_400, 10_000, 10_000]
        );
        assert_eq!(config.pause(u32::MAX), config.retry_max);
    }
}
