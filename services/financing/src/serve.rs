//! The service put together: what runs beside the server, and what the server serves.
use std::sync::Arc;

use kezhuan_adoption::{Candidates, RULES_SERVICE};
use kezhuan_auth::{PermissionTable, Verifier, protect};
use kezhuan_bus::{Bus, ConsumerConfig, beside_the_database, consume, keep_heads};
use kezhuan_database::{Database, refuse_unsafe, seal};
use kezhuan_law::WorkingCalendar;
use kezhuan_protocol::financing::v1::financing_service_server::FinancingServiceServer;
use kezhuan_protocol::financing::v1::webhook_service_server::WebhookServiceServer;
use kezhuan_protocol::replay::v1::replay_service_server::ReplayServiceServer;
use kezhuan_protocol::seal::v1::seal_service_server::SealServiceServer;
use kezhuan_replay::Replays;
use kezhuan_rpc::{Served, clock_service, serve_while};
use kezhuan_rule_host::Host;
use kezhuan_runtime::{LegalClock, Shutdown, Tasks};
use tokio::net::TcpListener;
use tonic::service::Routes;

use crate::adoption::Adoption;
use crate::api::{FinancingApi, WebhooksApi};
use crate::config::Config;
use crate::rules::{Rules, Tables};
use crate::store::numbers::Numbers;
use crate::timers::{self, Timers};
use crate::webhooks::{self, Sender};
use crate::{NAME, asking_again, consumers};

const SERVICES: [&str; 5] = [
    "kezhuan.financing.v1.FinancingService",
    "kezhuan.financing.v1.WebhookService",
    kezhuan_adoption::SERVICE,
    seal::SERVICE,
    kezhuan_replay::SERVICE,
];
const PERMISSIONS: [&str; 6] = [
    include_str!("../../../proto/kezhuan/financing/v1/permissions.toml"),
    include_str!("../../../proto/kezhuan/financing/v1/webhook_permissions.toml"),
    kezhuan_adoption::PERMISSIONS,
    seal::PERMISSIONS,
    kezhuan_replay::PERMISSIONS,
    include_str!("../../../proto/kezhuan/clock/v1/permissions.toml"),
];

/// Whose tree heads this service keeps.
const HEADS_OF: [&str; 2] = [consumers::CONTRACTS_SERVICE, RULES_SERVICE];

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
    let webhooks = WebhooksApi::new(&database, &config.webhooks)?;
    let api = FinancingApi {
        database: database.clone(),
        rules: rules.clone(),
        adoption: adoption.clone(),
        clock: clock.clone(),
        parameters: Arc::new(config.parameters.clone()),
        calendar: WorkingCalendar::shipped(),
        numbers: Numbers::new(database.clone(), &config.numbers),
        messages: webhooks.webhooks.messages.clone(),
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
    let (alone, apis) = (api.clone(), (api, webhooks.clone()));
    let served = served(&config, &clock, apis, adoption.clone(), platform)?;

    if !rules.knows_what_is_in_force(&shutdown).await {
        return Ok(());
    }
    let mut tasks = Tasks::new(shutdown.clone());
    keep_heads(&mut tasks, (&bus, &database), &HEADS_OF, &shutdown);
    let on = (&bus, &database);
    adoption.follow_rules(&mut tasks, on, consumers::RULEBOOK, &shutdown);
    adoption.follow_troubles(&mut tasks, config.troubles.clone(), &shutdown);
    adoption.follow_shadows(&mut tasks, (&database, host), config.replay, &shutdown);
    hear_others(&mut tasks, on, &shutdown);
    tell_by_webhook(&mut tasks, &bus, webhooks, &shutdown);
    go_on_alone(&mut tasks, alone, &shutdown);
    let ready = beside_the_database(&mut tasks, bus, database, signer, &shutdown);
    tasks.spawn("server", async move {
        serve_while(ready, listener, &config.server, served, shutdown).await
    });
    tasks.join().await
}

/// What happens without anybody's asking: because a day passed, or because a rule came into force.
fn go_on_alone(tasks: &mut Tasks, api: FinancingApi, shutdown: &Shutdown) {
    let timers = Timers {
        database: api.database.clone(),
        clock: api.clock.clone(),
        calendar: api.calendar,
        parameters: api.parameters.clone(),
        rules: api.rules.clone(),
    };
    let timers = timers::scheduler(timers);
    tasks.spawn("timers", timers.run(shutdown.clone()));
    tasks.spawn("asking again", asking_again::run(api, shutdown.clone()));
}

/// Learns of enterprises what contracts and incubation tell.
fn hear_others(tasks: &mut Tasks, (bus, database): (&Bus, &Database), shutdown: &Shutdown) {
    let heard = database.clone();
    let contracts = move |delivery| consumers::contract::handle(heard.clone(), delivery);
    let heard = database.clone();
    let tenancies = move |delivery| consumers::tenancy::handle(heard.clone(), delivery);
    let (to, on) = (bus.clone(), database.clone());
    let hearing = consume(to, on, consumers::contracts(), contracts, shutdown.clone());
    tasks.spawn("contracts", hearing);
    let (to, on) = (bus.clone(), database.clone());
    let hearing = consume(to, on, consumers::tenancies(), tenancies, shutdown.clone());
    tasks.spawn("tenancies", hearing);
}

/// Tells organisations at their own addresses what happened here.
fn tell_by_webhook(tasks: &mut Tasks, bus: &Bus, api: WebhooksApi, shutdown: &Shutdown) {
    let WebhooksApi { database, webhooks } = api;
    let own = ConsumerConfig::new(NAME, "*", consumers::WEBHOOKS);
    let (messages, heard) = (webhooks.messages.clone(), database.clone());
    let handler =
        move |delivery| consumers::webhooks::handle(messages.clone(), heard.clone(), delivery);
    let consuming = consume(
        bus.clone(),
        database.clone(),
        own,
        handler,
        shutdown.clone(),
    );
    tasks.spawn("webhooks to send", consuming);
    let kept_days = webhooks.config.kept_days;
    tasks.spawn(
        "webhook log",
        webhooks::forget(database.clone(), kept_days, shutdown.clone()),
    );
    let watching = webhooks::watch(database.clone(), shutdown.clone());
    tasks.spawn("webhook figures", watching);
    let sender = Sender { database, webhooks };
    tasks.spawn("webhooks", sender.run(shutdown.clone()));
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
    (api, webhooks): (FinancingApi, WebhooksApi),
    adoption: Adoption,
    platform: Platform,
) -> anyhow::Result<Served> {
    let bytes_max = config.server.message_bytes_max;
    let financing = FinancingServiceServer::new(api).max_decoding_message_size(bytes_max);
    let adoption = kezhuan_adoption::service(adoption).max_decoding_message_size(bytes_max);
    let webhooks = WebhookServiceServer::new(webhooks).max_decoding_message_size(bytes_max);
    let mut routes = Routes::new(financing)
        .add_service(webhooks)
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
