//! The service put together: what runs beside the server, and what the server serves.
use std::sync::Arc;

use kezhuan_adoption::{Candidates, RULES_SERVICE};
use kezhuan_auth::{PermissionTable, Verifier, protect};
use kezhuan_bus::{Bus, beside_the_database, keep_heads};
use kezhuan_cases::Numbers;
use kezhuan_database::{Database, refuse_unsafe, seal};
use kezhuan_grants::Grants;
use kezhuan_law::WorkingCalendar;
use kezhuan_protocol::agriculture::v1::agriculture_service_server::AgricultureServiceServer;
use kezhuan_protocol::replay::v1::replay_service_server::ReplayServiceServer;
use kezhuan_protocol::seal::v1::seal_service_server::SealServiceServer;
use kezhuan_replay::Replays;
use kezhuan_rpc::{Served, clock_service, serve_while};
use kezhuan_rule_host::Host;
use kezhuan_runtime::{LegalClock, Shutdown, Tasks};
use tokio::net::TcpListener;
use tonic::service::Routes;

use crate::adoption::Adoption;
use crate::api::{AgricultureApi, RULEBOOK};
use crate::benefits::AgricultureBenefits;
use crate::config::Config;
use crate::rules::{Rules, Tables};
use crate::timers::Timers;
use crate::{NAME, asking_again, timers};

const SERVICES: [&str; 5] = [
    "kezhuan.agriculture.v1.AgricultureService",
    kezhuan_adoption::SERVICE,
    kezhuan_grants::SERVICE,
    seal::SERVICE,
    kezhuan_replay::SERVICE,
];
const PERMISSIONS: [&str; 6] = [
    include_str!("../../../proto/kezhuan/agriculture/v1/permissions.toml"),
    kezhuan_adoption::PERMISSIONS,
    kezhuan_grants::PERMISSIONS,
    seal::PERMISSIONS,
    kezhuan_replay::PERMISSIONS,
    include_str!("../../../proto/kezhuan/clock/v1/permissions.toml"),
];

/// Whose tree heads this service keeps.
const HEADS_OF: [&str; 1] = [RULES_SERVICE];

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
    let api = AgricultureApi {
        database: database.clone(),
        rules: rules.clone(),
        adoption: adoption.clone(),
        clock: clock.clone(),
        parameters: Arc::new(config.parameters.clone()),
        calendar: WorkingCalendar::shipped(),
        numbers: Numbers::new(database.clone(), &config.numbers),
    };
    let platform = Platform {
        grants: granting(&api),
        log: seal::service(database.clone(), signer.verifying_key()),
        replays: kezhuan_replay::service(
            database.clone(),
            host.clone(),
            Candidates::new(adoption.clone(), host.clone()),
            config.replay,
        ),
    };
    let alone = api.clone();
    let served = served(&config, &clock, api, adoption.clone(), platform)?;

    if !rules.knows_what_is_in_force(&shutdown).await {
        return Ok(());
    }
    let mut tasks = Tasks::new(shutdown.clone());
    keep_heads(&mut tasks, (&bus, &database), &HEADS_OF, &shutdown);
    let on = (&bus, &database);
    adoption.follow_rules(&mut tasks, on, RULEBOOK, &shutdown);
    adoption.follow_troubles(&mut tasks, config.troubles.clone(), &shutdown);
    adoption.follow_shadows(&mut tasks, (&database, host), config.replay, &shutdown);
    go_on_alone(&mut tasks, alone, &shutdown);
    let ready = beside_the_database(&mut tasks, bus, database, signer, &shutdown);
    tasks.spawn("server", async move {
        serve_while(ready, listener, &config.server, served, shutdown).await
    });
    tasks.join().await
}

/// What happens without anybody's asking: because a day passed, or because a rule came into force.
fn go_on_alone(tasks: &mut Tasks, api: AgricultureApi, shutdown: &Shutdown) {
    let timers = Timers {
        database: api.database.clone(),
        clock: api.clock.clone(),
        calendar: api.calendar,
        parameters: api.parameters.clone(),
    };
    let scheduler = timers::scheduler(timers);
    tasks.spawn("timers", scheduler.run(shutdown.clone()));
    let changes = api.rules.changes();
    let granting = granting(&api).follow_rules(changes, shutdown.clone());
    tasks.spawn("grants", granting);
    tasks.spawn("asking again", asking_again::run(api, shutdown.clone()));
}

/// What counties pay by their rules.
fn granting(api: &AgricultureApi) -> Grants<AgricultureBenefits> {
    Grants {
        benefits: AgricultureBenefits {
            database: api.database.clone(),
            rules: api.rules.clone(),
        },
        database: api.database.clone(),
        clock: api.clock.clone(),
        calendar: api.calendar,
        terms: api.parameters.grants,
        numbers: api.numbers.clone(),
    }
}

/// What the platform serves of this service's decisions and grants.
struct Platform {
    grants: Grants<AgricultureBenefits>,
    log: SealServiceServer<seal::SealedLog>,
    replays: ReplayServiceServer<Replays>,
}

/// Every RPC behind its permission row and its size cap.
fn served(
    config: &Config,
    clock: &LegalClock,
    api: AgricultureApi,
    adoption: Adoption,
    platform: Platform,
) -> anyhow::Result<Served> {
    let bytes_max = config.server.message_bytes_max;
    let agriculture = AgricultureServiceServer::new(api).max_decoding_message_size(bytes_max);
    let adoption = kezhuan_adoption::service(adoption).max_decoding_message_size(bytes_max);
    let grants = kezhuan_grants::service(platform.grants).max_decoding_message_size(bytes_max);
    let mut routes = Routes::new(agriculture)
        .add_service(adoption)
        .add_service(grants)
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
