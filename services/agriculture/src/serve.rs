//! The service put together: what is its own of what it serves, and of what runs beside the server.
use std::sync::Arc;

use kezhuan_cases::Numbers;
use kezhuan_grants::Grants;
use kezhuan_law::WorkingCalendar;
use kezhuan_protocol::agriculture::v1::agriculture_service_server::AgricultureServiceServer;
use kezhuan_runtime::{LegalClock, Shutdown, Tasks};
use kezhuan_service::{Service, Surface};
use tokio::net::TcpListener;
use tonic::service::Routes;

use crate::adoption::Agriculture;
use crate::api::AgricultureApi;
use crate::asking_again;
use crate::benefits::AgricultureBenefits;
use crate::config::Config;
use crate::rules::Rules;
use crate::timers::{self, Timers};

const SERVICES: [&str; 2] = [
    "kezhuan.agriculture.v1.AgricultureService",
    kezhuan_grants::SERVICE,
];
const PERMISSIONS: [&str; 2] = [
    include_str!("../../../proto/kezhuan/agriculture/v1/permissions.toml"),
    kezhuan_grants::PERMISSIONS,
];

/// Runs the service until `shutdown`.
pub async fn run(
    config: Config,
    listener: TcpListener,
    clock: LegalClock,
    shutdown: Shutdown,
) -> anyhow::Result<()> {
    let service = Box::pin(Service::<Agriculture>::open(
        config.shared(),
        &config.parameters,
        clock,
        shutdown,
    ))
    .await?;
    let api = AgricultureApi {
        database: service.database.clone(),
        rules: Rules::of(service.rules.clone()),
        adoption: service.adoption.clone(),
        clock: service.clock.clone(),
        parameters: Arc::new(config.parameters.clone()),
        calendar: WorkingCalendar::shipped(),
        numbers: Numbers::new(service.database.clone(), &config.numbers),
    };
    let own = surface(api.clone(), granting(&api), config.server.message_bytes_max);
    let beside = move |tasks: &mut Tasks, shutdown: &Shutdown| go_on_alone(tasks, api, shutdown);
    Box::pin(service.serve(listener, own, beside)).await
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

/// The RPCs of bases, and those of the grants that are paid here.
fn surface(api: AgricultureApi, grants: Grants<AgricultureBenefits>, bytes_max: usize) -> Surface {
    let agriculture = AgricultureServiceServer::new(api).max_decoding_message_size(bytes_max);
    let grants = kezhuan_grants::service(grants).max_decoding_message_size(bytes_max);
    Surface {
        routes: Routes::new(agriculture).add_service(grants),
        names: &SERVICES,
        permissions: &PERMISSIONS,
    }
}
