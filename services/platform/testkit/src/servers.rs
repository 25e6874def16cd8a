//! One Postgres and one nats-server for all tests of a process.
use kezhuan_runtime::telemetry::{self, LogFormat, TelemetryConfig};
use kezhuan_servers::Ephemeral;
use tokio::sync::OnceCell;

/// What is logged to the terminal, in the syntax of `RUST_LOG`; unset logs nothing.
const LOG_VARIABLE: &str = "KEZHUAN_TEST_LOG";

static SERVERS: OnceCell<Ephemeral> = OnceCell::const_new();

/// The servers of this test process, started by whoever asks first; they end with the process.
pub async fn servers() -> anyhow::Result<&'static Ephemeral> {
    SERVERS.get_or_try_init(start).await
}

async fn start() -> anyhow::Result<Ephemeral> {
    if let Ok(log_filter) = std::env::var(LOG_VARIABLE) {
        // Without an exporter there is nothing to flush at the end.
        let _ = telemetry::init(
            "test",
            &TelemetryConfig {
                log_format: LogFormat::Text,
                log_filter,
                otlp_endpoint: String::new(),
            },
        )?;
    }
    Ok(Ephemeral::start().await?)
}
