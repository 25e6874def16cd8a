//! What a service with a database of its own runs beside its server, whatever stands in it.
use std::sync::Arc;

use kezhuan_database::{Database, request, seal, watch_presence};
use kezhuan_runtime::{Shutdown, Tasks};
use tokio::sync::watch;

use crate::{Bus, relay};

/// Relays events, keeps the request ids young, watches Postgres and seals the log with `signer`; tells whether Postgres
/// answers.
pub fn beside_the_database(
    tasks: &mut Tasks,
    bus: Bus,
    database: Database,
    signer: Arc<seal::SealingKey>,
    shutdown: &Shutdown,
) -> watch::Receiver<bool> {
    let service = database.service();
    tasks.spawn(
        "relay",
        relay(bus, database.clone(), service, shutdown.clone()),
    );
    tasks.spawn(
        "request ids",
        request::keep_young(database.clone(), shutdown.clone()),
    );
    let (present, ready) = watch::channel(false);
    tasks.spawn(
        "presence",
        watch_presence(database.clone(), present, shutdown.clone()),
    );
    tasks.spawn("sealer", seal::run(database, signer, shutdown.clone()));
    ready
}
