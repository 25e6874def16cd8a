//! One Postgres and one nats-server for all tests of a process.
use kezhuan_servers::Ephemeral;
use tokio::sync::OnceCell;

static SERVERS: OnceCell<Ephemeral> = OnceCell::const_new();

/// The servers of this test process, started by whoever asks first; they end with the process.
pub async fn servers() -> anyhow::Result<&'static Ephemeral> {
    Ok(SERVERS.get_or_try_init(Ephemeral::start).await?)
}
