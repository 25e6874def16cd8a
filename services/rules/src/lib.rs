//! Rule packages and their timelines: kept here, adopted by the services that ask.
mod adoption;
mod alerts;
mod api;
mod checking;
mod config;
mod consumers;
pub mod domain;
mod error;
mod intake;
mod preview;
mod retelling;
mod store;

use std::sync::Arc;

use kezhuan_auth::{PermissionTable, Verifier, protect};
use kezhuan_bus::{Bus, beside_the_database, consume};
use kezhuan_database::{Database, refuse_unsafe, seal};
use kezhuan_protocol::rules::v1::rules_service_server::RulesServiceServer;
use kezhuan_rpc::{Operation, Part, Readiness, Served, clock_service, serve_while};
use kezhuan_runtime::{LegalClock, Shutdown, Tasks};
use tokio::net::TcpListener;
use tokio::sync::Notify;
use tonic::service::Routes;
use tonic::service::interceptor::InterceptedService;

use adoption::Teller;
use alerts::Watch;
pub use config::{
    AdoptionConfig, AlertsConfig, CarryingConfig, Config, IntakeConfig, ShadowsConfig,
};
use intake::Intake;
use preview::Previewer;
use retelling::Retelling;

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
    let readiness = Readiness::of(NAME, &[Part::Database, Part::Nats]);
    let operation = Operation::start(&config.server, readiness, &shutdown).await?;
    let database = Database::with_clock(&config.database, NAME, clock.clone())?;
    refuse_unsafe(&database, &shutdown).await?;
    let bus = Bus::connect(&config.bus).await?;
    let signer = Arc::new(seal::SealingKey::create_or_load(&config.seal.key_file)?);

    let host = kezhuan_rule_host::Host::start(&config.rule_host)?;
    let news = Arc::new(Notify::new());
    let teller = Teller::new(&config.adoption, &config.client);
    let retelling = Retelling::new(teller.clone(), database.clone());
    let api = api::RulesApi {
        database: database.clone(),
        host,
        teller,
        retelling: retelling.clone(),
        news: news.clone(),
        previewer: Previewer::new(&config.adoption, &config.client),
        intake: Intake::new(&config.intake),
        carriers: config.carrying.services.clone().into(),
        shadows_max: config.shadows.per_hook_max,
    };
    let served = served(&config, &clock, api, &signer)?;
    let watch = Watch {
        database: database.clone(),
        clock,
        config: config.alerts.clone(),
        news,
    };

    let mut tasks = Tasks::new(shutdown.clone());
    tasks.spawn("alerts", watch.run(shutdown.clone()));
    tasks.spawn("stops and revocations", retelling.run(shutdown.clone()));
    hear(&mut tasks, &bus, &database, &shutdown);
    let readiness = operation.readiness();
    let ready = beside_the_database(&mut tasks, bus, database, signer, readiness, &shutdown);
    tasks.spawn("server", async move {
        serve_while(ready, listener, &config.server, served, shutdown).await
    });
    tasks.join().await
}

/// Listens to what the services that ask rules find.
fn hear(tasks: &mut Tasks, bus: &Bus, database: &Database, shutdown: &Shutdown) {
    for source in consumers::ASKING {
        let heard = database.clone();
        let handler =
            move |delivery| consumers::rule_trouble::handle(source, heard.clone(), delivery);
        let consuming = consume(
            bus.clone(),
            database.clone(),
            consumers::troubles(source),
            handler,
            shutdown.clone(),
        );
        tasks.spawn("troubles with rules", consuming);
    }
}

/// Every RPC behind its permission row and its size cap.
fn served(
    config: &Config,
    clock: &LegalClock,
    api: api::RulesApi,
    signer: &seal::SealingKey,
) -> anyhow::Result<Served> {
    let bytes_max = config.server.message_bytes_max;
    let log = seal::service(api.database.clone(), signer.verifying_key())
        .max_decoding_message_size(bytes_max);
    let service = RulesServiceServer::new(api).max_decoding_message_size(bytes_max);
    let service = InterceptedService::new(service, api::acting::for_organisation);
    let mut routes = Routes::new(service).add_service(log);
    if let Some(clock_service) = clock_service::for_clock(clock) {
        routes = routes.add_service(clock_service);
    }
    let tables = vec![
        PermissionTable::parse(PERMISSIONS)?,
        PermissionTable::parse(seal::PERMISSIONS)?,
        PermissionTable::parse(CLOCK_PERMISSIONS)?,
    ];
    Ok(Served {
        routes: protect(routes, Verifier::new(config.auth.clone()), tables),
        service_names: vec![SERVICE, seal::SERVICE],
    })
}
