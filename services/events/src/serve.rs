//! The service put together: what is its own of what it serves, and of what runs beside the server.
use std::sync::Arc;

use kezhuan_bus::{Bus, consume};
use kezhuan_cases::Numbers;
use kezhuan_law::WorkingCalendar;
use kezhuan_notifications::{NotificationApi, Sender};
use kezhuan_protocol::events::v1::events_service_server::EventsServiceServer;
use kezhuan_protocol::notifications::v1::notification_service_server::NotificationServiceServer;
use kezhuan_runtime::{LegalClock, Shutdown, Tasks};
use kezhuan_service::{Service, Surface};
use tokio::net::TcpListener;
use tonic::service::Routes;

use crate::adoption::Events;
use crate::api::{EventsApi, TicketSigner};
use crate::config::Config;
use crate::consumers::notices::Teller;
use crate::outcomes::Outcomes;
use crate::rules::Rules;
use crate::timers::{self, Timers};
use crate::{asking_again, consumers, matching_runs, notices};

const SERVICES: [&str; 2] = [
    "kezhuan.events.v1.EventsService",
    kezhuan_notifications::SERVICE,
];
const PERMISSIONS: [&str; 2] = [
    include_str!("../../../proto/kezhuan/events/v1/permissions.toml"),
    kezhuan_notifications::PERMISSIONS,
];

/// Runs the service until `shutdown`.
pub async fn run(
    config: Config,
    listener: TcpListener,
    clock: LegalClock,
    shutdown: Shutdown,
) -> anyhow::Result<()> {
    let tickets = TicketSigner::create_or_load(&config.tickets.key_file)?;
    let service = Box::pin(Service::<Events>::open(
        config.shared(),
        &config.parameters,
        clock,
        shutdown,
    ))
    .await?;
    let api = EventsApi {
        database: service.database.clone(),
        rules: Rules::of(service.rules.clone()),
        adoption: service.adoption.clone(),
        clock: service.clock.clone(),
        parameters: Arc::new(config.parameters.clone()),
        calendar: WorkingCalendar::shipped(),
        numbers: Numbers::new(service.database.clone(), &config.numbers),
        tickets: Arc::new(tickets),
        award_office: config.notices.award_office.as_str().into(),
    };
    let own = surface(api.clone(), config.server.message_bytes_max);
    let bus = service.bus.clone();
    let sender = Sender::new(api.database.clone(), notices::KINDS, &config.notifications)?;
    let teller = Teller::of(&api);
    let beside = move |tasks: &mut Tasks, shutdown: &Shutdown| {
        hear_of_contracts(tasks, &bus, &api, shutdown);
        tell_people(tasks, (&bus, teller), sender, shutdown);
        go_on_alone(tasks, api, shutdown);
    };
    Box::pin(service.serve(listener, own, beside)).await
}

/// Learns what the contracts service tells of its register.
fn hear_of_contracts(tasks: &mut Tasks, bus: &Bus, api: &EventsApi, shutdown: &Shutdown) {
    let outcomes = Outcomes::of(api);
    let handler = move |delivery| consumers::contract::handle(outcomes.clone(), delivery);
    let (to, on) = (bus.clone(), api.database.clone());
    let hearing = consume(to, on, consumers::contracts(), handler, shutdown.clone());
    tasks.spawn("contracts", hearing);
}

/// Tells people in their rooms what happened to their cases, and sends it where they want it.
fn tell_people(
    tasks: &mut Tasks,
    (bus, teller): (&Bus, Teller),
    sender: Sender,
    shutdown: &Shutdown,
) {
    let (to, on) = (bus.clone(), teller.database.clone());
    let handler = move |delivery| consumers::notices::handle(teller.clone(), delivery);
    let telling = consume(to, on, consumers::notices(), handler, shutdown.clone());
    tasks.spawn("notices", telling);
    tasks.spawn("messages that wait", sender.clone().watch(shutdown.clone()));
    tasks.spawn("messages to people", sender.run(shutdown.clone()));
}

/// What happens without anybody's asking: because a day passed, or because a rule came into force.
fn go_on_alone(tasks: &mut Tasks, api: EventsApi, shutdown: &Shutdown) {
    let timers = Timers {
        database: api.database.clone(),
        clock: api.clock.clone(),
        calendar: api.calendar,
        parameters: api.parameters.clone(),
    };
    let scheduler = timers::scheduler(timers);
    tasks.spawn("timers", scheduler.run(shutdown.clone()));
    tasks.spawn(
        "matching runs",
        matching_runs::run(api.clone(), shutdown.clone()),
    );
    tasks.spawn("asking again", asking_again::run(api, shutdown.clone()));
}

fn surface(api: EventsApi, bytes_max: usize) -> Surface {
    let notifications = NotificationApi {
        database: api.database.clone(),
        kinds: notices::KINDS,
    };
    let notifications =
        NotificationServiceServer::new(notifications).max_decoding_message_size(bytes_max);
    let events = EventsServiceServer::new(api).max_decoding_message_size(bytes_max);
    Surface {
        routes: Routes::new(events).add_service(notifications),
        names: &SERVICES,
        permissions: &PERMISSIONS,
    }
}
