//! Rule packages and their timelines: kept here, adopted by the services that ask.
mod adoption;
mod api;
mod checking;
mod config;
pub mod domain;
mod error;
mod preview;
mod store;

use std::sync::Arc;

use kezhuan_auth::{PermissionTable, Verifier, protect};
use kezhuan_bus::{Bus, relay};
use kezhuan_database::{Database, refuse_unsafe, request, seal, watch_presence};
use kezhuan_protocol::rules::v1::rules_service_server::RulesServiceServer;
use kezhuan_rpc::{Served, clock_service, serve_while};
use kezhuan_runtime::{LegalClock, Shutdown, Tasks};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tonic::service::Routes;

use adoption::Teller;
pub use config::{AdoptionConfig, Config, SealConfig};
use preview::Previewer;

/// Names the service in subjects, databases and settings.
pub const NAME: &str = "rules";
/// The tables of this service.
pub static MIGRATIONS: sqlx::migrate::Migrator = sqlx::migrate!();

const SERVICE: &str = "kezhuan.rules.v1.RulesService";
const PERMISSIONS: &str = include_str!("../../../proto/kezhuan/rules/v1/permissions.toml");
const CLOCK_PERMISSIONS: &str = include_str!("../../../proto/kezhuan/clock/v1/permissions.toml");

/// Runs the service until `shutdown`.
pub async fn run(
    config: Config,
    listener: TcpListener,
    clock: LegalClock,
    shutdown: Shutdown,
) -> anyhow::Result<()> {
    let database = Database::with_clock(&config.database, NAME, clock.clone())?;
    refuse_unsafe(&database, &shutdown).await?;
    let bus = Bus::connect(&config.bus).await?;
    let signer = Arc::new(seal::SealingKey::create_or_load(&config.seal.key_file)?);

    let host = kezhuan_rule_host::Host::start(&config.rule_host)?;
    let api = api::RulesApi {
        database: database.clone(),
        host,
        teller: Teller::new(&config.adoption, &config.client),
        previewer: Previewer::new(&config.adoption, &config.client),
    };
    let service =
        RulesServiceServer::new(api).max_decoding_message_size(config.server.message_bytes_max);
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
    tasks.spawn(
        "relay",
        relay(bus, database.clone(), NAME, shutdown.clone()),
    );
    tasks.spawn(
        "request ids",
        request::keep_young(database.clone(), shutdown.clone()),
    );
    let (present, ready) = watch::channel(false);
    tasks.spawn(
        "presence",
        watch_presence(database.clone(), present, shutdown.clone()),
    );
    tasks.spawn("sealer", seal::run(database, signer, shutdown.clone()));
    tasks.spawn("server", async move {
        serve_while(ready, listener, &config.server, served, shutdown).await
    });
    tasks.join().await
}
