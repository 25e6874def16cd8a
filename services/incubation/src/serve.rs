//! The service put together: what runs beside the server, and what the server serves.
use std::sync::Arc;

use kezhuan_adoption::{Candidates, RULES_SERVICE};
use kezhuan_auth::{PermissionTable, Verifier, protect};
use kezhuan_bus::{Bus, beside_the_database, keep_heads};
use kezhuan_cases::Numbers;
use kezhuan_database::{Database, refuse_unsafe, seal};
use kezhuan_grants::Grants;
use kezhuan_law::WorkingCalendar;
use kezhuan_protocol::incubation::v1::incubation_service_server::IncubationServiceServer;
use kezhuan_protocol::replay::v1::replay_service_server::ReplayServiceServer;
use kezhuan_protocol::seal::v1::seal_service_server::SealServiceServer;
use kezhuan_replay::Replays;
use kezhuan_rpc::{Served, clock_service, serve_while};
use kezhuan_rule_host::Host;
use kezhuan_runtime::{LegalClock, Shutdown, Tasks};
use tokio::net::TcpListener;
use tonic::service::Routes;

use crate::adoption::Adoption;
use crate::api::IncubationApi;
use crate::benefits::IncubationBenefits;
use crate::config::Config;
use crate::rules::{Rules, Tables};
use crate::timers::{self, Timers};
use crate::{NAME, asking_again, consumers};

const SERVICES: [&str; 5] = [
    "kezhuan.incubation.v1.IncubationService",
    kezhuan_grants::SERVICE,
    kezhuan_adoption::SERVICE,
    seal::SERVICE,
    kezhuan_replay::SERVICE,
];
const PERMISSIONS: [&str; 6] = [
    include_str!("../../../proto/kezhuan/incubation/v1/permissions.toml"),
    kezhuan_grants::PERMISSIONS,
    kezhuan_adoption::PERMISSIONS,
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
    let api = IncubationApi {
        database: database.clone(),
        rules: rules.clone(),
        adoption: adoption.clone(),
        clock: clock.clone(),
        parameters: Arc::new(config.parameters.clone()),
        calendar: WorkingCalendar::shipped(),
        numbers: Numbers::new(database.clone(), &config.numbers),
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
    let grants = grants_of(&api);
    let apis = (api.clone(), grants.clone());
    let served = served(&config, &clock, apis, adoption.clone(), platform)?;

    if !rules.knows_what_is_in_force(&shutdown).await {
        return Ok(());
    }
    let mut tasks = Tasks::new(shutdown.clone());
    keep_heads(&mut tasks, (&bus, &database), &HEADS_OF, &shutdown);
    adoption.follow_rules(
        &mut tasks,
        (&bus, &database),
        consumers::RULEBOOK,
        &shutdown,
    );
    adoption.follow_troubles(&mut tasks, config.troubles.clone(), &shutdown);
    adoption.follow_shadows(&mut tasks, (&database, host), config.replay, &shutdown);
    let follow = grants.follow_rules(rules.changes(), shutdown.clone());
    tasks.spawn("grants", follow);
    go_on_alone(&mut tasks, api, &shutdown);
    let ready = beside_the_database(&mut tasks, bus, database, signer, &shutdown);
    tasks.spawn("server", async move {
        serve_while(ready, listener, &config.server, served, shutdown).await
    });
    tasks.join().await
}

/// The grants that counties pay here by their rules.
fn grants_of(api: &IncubationApi) -> Grants<IncubationBenefits> {
    Grants {
        benefits: IncubationBenefits {
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

/// What happens without anybody's asking: because a day passed, or because a rule came into force.
fn go_on_alone(tasks: &mut Tasks, api: IncubationApi, shutdown: &Shutdown) {
    let timers = Timers {
        database: api.database.clone(),
        clock: api.clock.clone(),
        calendar: api.calendar,
        parameters: api.parameters.clone(),
    };
    tasks.spawn("timers", timers::scheduler(timers).run(shutdown.clone()));
    tasks.spawn("asking again", asking_again::run(api, shutdown.clone()));
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
    (api, grants): (IncubationApi, Grants<IncubationBenefits>),
    adoption: Adoption,
    platform: Platform,
) -> anyhow::Result<Served> {
    let bytes_max = config.server.message_bytes_max;
    let incubation = IncubationServiceServer::new(api).max_decoding_message_size(bytes_max);
    let adoption = kezhuan_adoption::service(adoption).max_decoding_message_size(bytes_max);
    let grants = kezhuan_grants::service(grants).max_decoding_message_size(bytes_max);
    let mut routes = Routes::new(incubation)
        .add_service(grants)
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
