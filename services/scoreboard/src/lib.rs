//! The plan's figures, derived from events of other services only.
mod api;
pub mod cards;
mod config;
mod consumers;
pub mod domain;
mod error;
mod store;

use std::sync::Arc;

use kezhuan_auth::{PermissionTable, Verifier, protect};
use kezhuan_bus::{Bus, beside_the_database, consume, keep_heads};
use kezhuan_database::{Database, refuse_unsafe, seal};
use kezhuan_protocol::scoreboard::v1::scoreboard_service_server::ScoreboardServiceServer;
use kezhuan_rpc::{Operation, Part, Readiness, Served, clock_service, serve_while};
use kezhuan_runtime::{LegalClock, Shutdown, Tasks};
use tokio::net::TcpListener;
use tonic::service::Routes;

pub use config::Config;
pub use store::guarded::GUARDED;

/// Names the service in subjects, databases and settings.
pub const NAME: &str = "scoreboard";
/// The tables of this service.
pub static MIGRATIONS: sqlx::migrate::Migrator = sqlx::migrate!();

const SERVICE: &str = "kezhuan.scoreboard.v1.ScoreboardService";
const PERMISSIONS: &str = include_str!("../../../proto/kezhuan/scoreboard/v1/permissions.toml");
const CLOCK_PERMISSIONS: &str = include_str!("../../../proto/kezhuan/clock/v1/permissions.toml");

/// Whose tree heads this service keeps.
const HEADS_OF: [&str; 6] = [
    "agriculture",
    "contracts",
    "events",
    "financing",
    "incubation",
    "rules",
];

/// Runs the service until `shutdown`.
pub async fn run(
    config: Config,
    listener: TcpListener,
    clock: LegalClock,
    shutdown: Shutdown,
) -> anyhow::Result<()> {
    let readiness = Readiness::of(NAME, &[Part::Database, Part::Nats]);
    let operation = Operation::start(&config.server, readiness, &shutdown).await?;
    let database = Database::with_clock(&config.database, NAME, clock.clone())?;
    refuse_unsafe(&database, &shutdown).await?;
    let bus = Bus::connect(&config.bus).await?;
    let signer = Arc::new(seal::SealingKey::create_or_load(&config.seal.key_file)?);

    let api = api::ScoreboardApi {
        database: database.clone(),
        bus: bus.clone(),
        clock: clock.clone(),
    };
    let service = ScoreboardServiceServer::new(api)
        .max_decoding_message_size(config.server.message_bytes_max);
    let log = seal::service(database.clone(), signer.verifying_key())
        .max_decoding_message_size(config.server.message_bytes_max);
    let mut routes = Routes::new(service).add_service(log);
    if let Some(clock_service) = clock_service::for_clock(&clock) {
        routes = routes.add_service(clock_service);
    }
    let tables = vec![
        PermissionTable::parse(PERMISSIONS)?,
        PermissionTable::parse(seal::PERMISSIONS)?,
        PermissionTable::parse(CLOCK_PERMISSIONS)?,
    ];
    let routes = protect(routes, Verifier::new(config.auth.clone()), tables);
    let served = Served {
        routes,
        service_names: vec![SERVICE, seal::SERVICE],
    };

    let mut tasks = Tasks::new(shutdown.clone());
    keep_heads(&mut tasks, (&bus, &database), &HEADS_OF, &shutdown);
    count(&mut tasks, (&bus, &database), &shutdown);
    let readiness = operation.readiness();
    let ready = beside_the_database(&mut tasks, bus, database, signer, readiness, &shutdown);
    tasks.spawn("server", async move {
        serve_while(ready, listener, &config.server, served, shutdown).await
    });
    tasks.join().await
}

/// Counts what the sources publish.
fn count(tasks: &mut Tasks, (bus, database): (&Bus, &Database), shutdown: &Shutdown) {
    for consumer in consumers::all() {
        let handler = {
            let database = database.clone();
            move |delivery| consumers::handle(database.clone(), delivery)
        };
        tasks.spawn(
            "counting",
            consume(
                bus.clone(),
                database.clone(),
                consumer,
                handler,
                shutdown.clone(),
            ),
        );
    }
}
