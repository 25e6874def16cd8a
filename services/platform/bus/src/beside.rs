//! What a service with a database of its own runs beside its server, whatever stands in it.
use std::sync::Arc;
use std::time::Duration;

use kezhuan_database::{Database, request, seal, watch_presence};
use kezhuan_rpc::{Part, Readiness};
use kezhuan_runtime::{Shutdown, Tasks};
use tokio::sync::watch;

use crate::{Bus, relay};

const LOOK_EVERY: Duration = Duration::from_millis(500);

/// Relays events, keeps the request ids young, watches Postgres and seals the log with `signer`; tells whether Postgres
/// answers, and `readiness` what is at hand.
pub fn beside_the_database(
    tasks: &mut Tasks,
    bus: Bus,
    database: Database,
    signer: Arc<seal::SealingKey>,
    readiness: &Readiness,
    shutdown: &Shutdown,
) -> watch::Receiver<bool> {
    let service = database.service();
    tasks.spawn(
        "relay",
        relay(bus.clone(), database.clone(), service, shutdown.clone()),
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
    let at_hand = tell(
        readiness.clone(),
        ready.clone(),
        move || bus.is_connected(),
        shutdown.clone(),
    );
    tasks.spawn("readiness", at_hand);
    tasks.spawn("sealer", seal::run(database, signer, shutdown.clone()));
    ready
}

/// Tells whether Postgres and NATS are there, as long as the service runs.
async fn tell(
    readiness: Readiness,
    mut postgres: watch::Receiver<bool>,
    nats: impl Fn() -> bool + Send,
    shutdown: Shutdown,
) -> anyhow::Result<()> {
    loop {
        readiness.is_at_hand(Part::Database, *postgres.borrow_and_update());
        readiness.is_at_hand(Part::Nats, nats());
        tokio::select! {
            () = shutdown.triggered() => return Ok(()),
            // At once, as health does: no call is sent here meanwhile that can't be answered.
            Ok(()) = postgres.changed() => {}
            () = tokio::time::sleep(LOOK_EVERY) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_database_that_comes_or_goes_is_told_of_before_the_next_look() {
        let readiness = Readiness::of("source", &[Part::Database]);
        let (present, postgres) = watch::channel(false);
        let telling = tell(readiness.clone(), postgres, || true, Shutdown::new());
        let telling = kezhuan_runtime::spawn("readiness", telling);
        for there in [true, false, true] {
            present.send_replace(there);
            // The task takes its turn, and no time to speak of passes.
            for _ in 0..8 {
                tokio::task::yield_now().await;
            }
            assert_eq!(readiness.waits_for().is_empty(), there);
        }
        telling.abort();
    }
}
