//! The service put together: what is its own of what it serves, and of what runs beside the server.
use std::sync::Arc;

use kezhuan_cases::Numbers;
use kezhuan_grants::Grants;
use kezhuan_law::WorkingCalendar;
use kezhuan_protocol::incubation::v1::incubation_service_server::IncubationServiceServer;
use kezhuan_runtime::{LegalClock, Shutdown, Tasks};
use kezhuan_service::{Service, Surface};
use tokio::net::TcpListener;
use tonic::service::Routes;

use crate::adoption::Incubation;
use crate::api::IncubationApi;
use crate::asking_again;
use crate::benefits::IncubationBenefits;
use crate::config::Config;
use crate::rules::Rules;
use crate::timers::{self, Timers};

const SERVICES: [&str; 2] = [
    "kezhuan.incubation.v1.IncubationService",
    kezhuan_grants::SERVICE,
];
const PERMISSIONS: [&str; 2] = [
    include_str!("../../../proto/kezhuan/incubation/v1/permissions.toml"),
    kezhuan_grants::PERMISSIONS,
];

/// Runs the service until `shutdown`.
pub async fn run(
    config: Config,
    listener: TcpListener,
    clock: LegalClock,
    shutdown: Shutdown,
) -> anyhow::Result<()> {
    let service = Box::pin(Service::<Incubation>::open(
        config.shared(),
        &config.parameters,
        clock,
        shutdown,
    ))
    .await?;
    let api = IncubationApi {
        database: service.database.clone(),
        rules: Rules::of(service.rules.clone()),
        adoption: service.adoption.clone(),
        clock: service.clock.clone(),
        parameters: Arc::new(config.parameters.clone()),
        calendar: WorkingCalendar::shipped(),
        numbers: Numbers::new(service.database.clone(), &config.numbers),
    };
    let grants = grants_of(&api);
    let own = surface(api.clone(), grants.clone(), config.server.message_bytes_max);
    let beside = move |tasks: &mut Tasks, shutdown: &Shutdown| {
        let follow = grants.follow_rules(api.rules.changes(), shutdown.clone());
        tasks.spawn("grants", follow);
        go_on_alone(tasks, api, shutdown);
    };
    Box::pin(service.serve(listener, own, beside)).await
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

/// The RPCs of carriers, and those of the grants that are paid here.
fn surface(api: IncubationApi, grants: Grants<IncubationBenefits>, bytes_max: usize) -> Surface {
    let incubation = IncubationServiceServer::new(api).max_decoding_message_size(bytes_max);
    let grants = kezhuan_grants::service(grants).max_decoding_message_size(bytes_max);
    Surface {
        routes: Routes::new(incubation).add_service(grants),
        names: &SERVICES,
        permissions: &PERMISSIONS,
    }
}
