//! The service put together: what is its own of what it serves, and of what runs beside the server.
use std::sync::Arc;

use kezhuan_law::WorkingCalendar;
use kezhuan_protocol::contracts::v1::contracts_service_server::ContractsServiceServer;
use kezhuan_runtime::{LegalClock, Shutdown, Tasks};
use kezhuan_service::{Service, Surface};
use tokio::net::TcpListener;
use tonic::service::Routes;

use crate::adoption::Contracts;
use crate::api::ContractsApi;
use crate::config::Config;
use crate::rules::Rules;
use crate::store::numbers::Numbers;
use crate::timers::{self, Timers};
use crate::{asking_again, corrections, facts, going_on};

const SERVICES: [&str; 1] = ["kezhuan.contracts.v1.ContractsService"];
const PERMISSIONS: [&str; 1] = [include_str!(
    "../../../proto/kezhuan/contracts/v1/permissions.toml"
)];

/// Runs the service until `shutdown`.
pub async fn run(
    config: Config,
    listener: TcpListener,
    clock: LegalClock,
    shutdown: Shutdown,
) -> anyhow::Result<()> {
    let service = Box::pin(Service::<Contracts>::open(
        config.shared(),
        &config.parameters,
        clock,
        shutdown,
    ))
    .await?;
    let api = ContractsApi {
        database: service.database.clone(),
        rules: Rules::of(service.rules.clone()),
        adoption: service.adoption.clone(),
        clock: service.clock.clone(),
        parameters: Arc::new(config.parameters.clone()),
        calendar: WorkingCalendar::shipped(),
        numbers: Numbers::new(service.database.clone(), &config.numbers),
    };
    let own = surface(api.clone(), config.server.message_bytes_max);
    let beside = move |tasks: &mut Tasks, shutdown: &Shutdown| {
        follow_cases(tasks, &api, shutdown);
        keep_time(tasks, api, shutdown);
    };
    Box::pin(service.serve(listener, own, beside)).await
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

/// What happens because a day passed.
fn keep_time(tasks: &mut Tasks, api: ContractsApi, shutdown: &Shutdown) {
    let timers = Timers {
        database: api.database,
        clock: api.clock,
        calendar: api.calendar,
        parameters: api.parameters,
    };
    tasks.spawn("timers", timers::scheduler(timers).run(shutdown.clone()));
}

/// The RPCs of contracts.
fn surface(api: ContractsApi, bytes_max: usize) -> Surface {
    let contracts = ContractsServiceServer::new(api).max_decoding_message_size(bytes_max);
    Surface {
        routes: Routes::new(contracts),
        names: &SERVICES,
        permissions: &PERMISSIONS,
    }
}
