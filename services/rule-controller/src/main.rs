//! Rule controller. Reads top to bottom: configure, listen, run, stop.
use kezhuan_rule_controller::{Config, NAME, definition, run};
use kezhuan_runtime::{LegalClock, Shutdown, telemetry};
use tokio::net::TcpListener;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    // What a cluster is told needs none.
    if std::env::args().nth(1).as_deref() == Some("--crd") {
        print!("{}", definition()?);
        return Ok(());
    }
    let config = Config::load()?;
    let telemetry = telemetry::init(NAME, &config.telemetry)?;
    let shutdown = Shutdown::on_signals()?;
    let listener = TcpListener::bind(&config.server.address).await?;
    let ended = run(config, listener, LegalClock::system(), shutdown).await;
    telemetry.shutdown();
    ended
}
