//! The service put together: what is its own of what it serves, and of what runs beside the server.
use std::sync::Arc;

use kezhuan_bus::{Bus, ConsumerConfig, consume};
use kezhuan_cases::Numbers;
use kezhuan_database::Database;
use kezhuan_law::WorkingCalendar;
use kezhuan_protocol::financing::v1::financing_service_server::FinancingServiceServer;
use kezhuan_protocol::financing::v1::webhook_service_server::WebhookServiceServer;
use kezhuan_runtime::{LegalClock, Shutdown, Tasks};
use kezhuan_service::{Service, Surface};
use tokio::net::TcpListener;
use tonic::service::Routes;

use crate::adoption::Financing;
use crate::api::{FinancingApi, WebhooksApi};
use crate::config::Config;
use crate::rules::Rules;
use crate::timers::{self, Timers};
use crate::webhooks::{self, Sender};
use crate::{NAME, asking_again, consumers};

const SERVICES: [&str; 2] = [
    "kezhuan.financing.v1.FinancingService",
    "kezhuan.financing.v1.WebhookService",
];
const PERMISSIONS: [&str; 2] = [
    include_str!("../../../proto/kezhuan/financing/v1/permissions.toml"),
    include_str!("../../../proto/kezhuan/financing/v1/webhook_permissions.toml"),
];

/// Runs the service until `shutdown`.
pub async fn run(
    config: Config,
    listener: TcpListener,
    clock: LegalClock,
    shutdown: Shutdown,
) -> anyhow::Result<()> {
    let service = Box::pin(Service::<Financing>::open(
        config.shared(),
        &config.parameters,
        clock,
        shutdown,
    ))
    .await?;
    let webhooks = WebhooksApi::new(&service.database, &config.webhooks)?;
    let api = FinancingApi {
        database: service.database.clone(),
        rules: Rules::of(service.rules.clone()),
        adoption: service.adoption.clone(),
        clock: service.clock.clone(),
        parameters: Arc::new(config.parameters.clone()),
        calendar: WorkingCalendar::shipped(),
        numbers: Numbers::new(service.database.clone(), &config.numbers),
        messages: webhooks.webhooks.messages.clone(),
    };
    let own = surface(
        api.clone(),
        webhooks.clone(),
        config.server.message_bytes_max,
    );
    let (bus, database) = (service.bus.clone(), service.database.clone());
    let beside = move |tasks: &mut Tasks, shutdown: &Shutdown| {
        hear_others(tasks, (&bus, &database), shutdown);
        tell_by_webhook(tasks, &bus, webhooks, shutdown);
        go_on_alone(tasks, api, shutdown);
    };
    Box::pin(service.serve(listener, own, beside)).await
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

/// The RPCs of loans, and those of the addresses that are told of them.
fn surface(api: FinancingApi, webhooks: WebhooksApi, bytes_max: usize) -> Surface {
    let financing = FinancingServiceServer::new(api).max_decoding_message_size(bytes_max);
    let webhooks = WebhookServiceServer::new(webhooks).max_decoding_message_size(bytes_max);
    Surface {
        routes: Routes::new(financing).add_service(webhooks),
        names: &SERVICES,
        permissions: &PERMISSIONS,
    }
}
