//! The service put together: what runs beside the server, and what the server serves.
use std::sync::Arc;

use kezhuan_adoption::{Candidates, RULES_SERVICE};
use kezhuan_auth::{PermissionTable, Verifier, protect};
use kezhuan_bus::{Bus, beside_the_database, keep_heads};
use kezhuan_database::{Database, refuse_unsafe, seal};
use kezhuan_law::WorkingCalendar;
use kezhuan_protocol::contracts::v1::contracts_service_server::ContractsServiceServer;
use kezhuan_protocol::replay::v1::replay_service_server::ReplayServiceServer;
use kezhuan_protocol::seal::v1::seal_service_server::SealServiceServer;
use kezhuan_replay::Replays;
use kezhuan_rpc::{Served, clock_service, serve_while};
use kezhuan_rule_host::Host;
use kezhuan_runtime::{LegalClock, Shutdown, Tasks};
use tokio::net::TcpListener;
use tonic::service::Routes;

use crate::adoption::Adoption;
use crate::api::ContractsApi;
use crate::config::Config;
use crate::rules::{Rules, Tables};
use crate::store::numbers::Numbers;
use crate::timers::{self, Timers};
use crate::{NAME, asking_again, consumers, corrections, facts, going_on};

const SERVICES: [&str; 4] = [
    "kezhuan.contracts.v1.ContractsService",
    kezhuan_adoption::SERVICE,
    seal::SERVICE,
    kezhuan_replay::SERVICE,
];
const PERMISSIONS: [&str; 5] = [
    include_str!("../../../proto/kezhuan/contracts/v1/permissions.toml"),
    kezhuan_adoption::PERMISSIONS,
    seal::PERMISSIONS,
    kezhuan_replay::PERMISSIONS,
    include_str!("../../../proto/kezhuan/clock/v1/permissions.toml"),
];

/// Whose tree heads this service keeps.
const HEADS_OF: [&str; 2] = [RULES_SERVICE, "scoreboard"];

/// Runs the service until `shutdown`.
pub async fn run(
    config: Config,
    listener: TcpListener,
    clock: LegalClock,
    shutdown: Shutdown,
) -> anyhow::Result<()> {
    let database = Database::with_clock(&config.database, NAME, clock.clone())?;
    database.decides_by(&config.parameters)?;
    refuse_unsafe(&database, &shutdown).await?;
    let bus = Bus::connect(&config.bus).await?;
    let signer = Arc::new(seal::SealingKey::create_or_load(&config.seal.key_file)?);
    let host = Host::start(&config.rule_host)?;
    let rules = Rules::new(host.clone(), database.clone());
    let adoption = Adoption::new(
        (database.clone(), Tables(database.clone())),
        rules.live(),
        config.rules_service.clone(),
        &config.client,
        config.rule_host.package_bytes_max,
    )?;
    let api = ContractsApi {
        database: database.clone(),
        rules: rules.clone(),
        adoption: adoption.clone(),
        clock: clock.clone(),
        parameters: Arc::new(config.parameters.clone()),
        calendar: WorkingCalendar::shipped(),
        numbers: Numbers::new(database.clone(), &config.numbers),
    };
    let timers = Timers {
        database: database.clone(),
        clock: clock.clone(),
        calendar: api.calendar,
        parameters: api.parameters.clone(),
    };
    let platform = Platform {
        log: seal::service(database.clone(), signer.verifying_key()),
        replays: kezhuan_replay::service(
            database.clone(),
            host.clone(),
            Candidates::new(adoption.clone(), host.clone()),
            config.replay,
        ),
    };
    let served = served(&config, &clock, api.clone(), adoption.clone(), platform)?;

    if !rules.knows_what_is_in_force(&shutdown).await {
        return Ok(());
    }
    let mut tasks = Tasks::new(shutdown.clone());
    keep_heads(&mut tasks, (&bus, &database), &HEADS_OF, &shutdown);
    let on = (&bus, &database);
    adoption.follow_rules(&mut tasks, on, consumers::RULEBOOK, &shutdown);
    adoption.follow_troubles(&mut tasks, config.troubles.clone(), &shutdown);
    adoption.follow_shadows(&mut tasks, (&database, host), config.replay, &shutdown);
    follow_cases(&mut tasks, &api, &shutdown);
    let timers = timers::scheduler(timers);
    tasks.spawn("timers", timers.run(shutdown.clone()));
    let ready = beside_the_database(&mut tasks, bus, database, signer, &shutdown);
    tasks.spawn("server", async move {
        serve_while(ready, listener, &config.server, served, shutdown).await
    });
    tasks.join().await
}

/// What cases wait for, and goes on without anybody's asking.
fn follow_cases(tasks: &mut Tasks, api: &ContractsApi, shutdown: &Shutdown) {
    tasks.spawn(
        "corrections",
        corrections::run(api.clone(), shutdown.clone()),
    );
    tasks.spawn(
        "asking again",
        asking_again::run(api.clone(), shutdown.clone()),
    );
    tasks.spawn(
        "facts",
        facts::keep_told(api.adoption.clone(), api.database.clone(), shutdown.clone()),
    );
    tasks.spawn("going on", going_on::run(api.clone(), shutdown.clone()));
}

/// What the platform serves of this service's decisions.
struct Platform {
    log: SealServiceServer<seal::SealedLog>,
    replays: ReplayServiceServer<Replays>,
}

/// Every RPC behind its permission row and its size cap.
fn served(
    config: &Config,
    clock: &LegalClock,
    api: ContractsApi,
    adoption: Adoption,
    platform: Platform,
) -> anyhow::Result<Served> {
    let bytes_max = config.server.message_bytes_max;
    let contracts = ContractsServiceServer::new(api).max_decoding_message_size(bytes_max);
    let adoption = kezhuan_adoption::service(adoption).max_decoding_message_size(bytes_max);
    let mut routes = Routes::new(contracts)
        .add_service(adoption)
        .add_service(platform.log.max_decoding_message_size(bytes_max))
        .add_service(platform.replays.max_decoding_message_size(bytes_max));
    if let Some(clock_service) = clock_service::for_clock(clock) {
        routes = routes.add_service(clock_service);
    }
    let tables = PERMISSIONS
        .into_iter()
        .map(PermissionTable::parse)
        .collect::<Result<Vec<_>, _>>()?;
    let routes = protect(routes, Verifier::new(config.auth.clone()), tables);
    Ok(Served {
        routes,
        service_names: SERVICES.to_vec(),
    })
}
