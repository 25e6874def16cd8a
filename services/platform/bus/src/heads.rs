//! Keeping what other services promise of their logs: a log that was cut off shows against it.
use std::sync::Arc;

use kezhuan_database::{Database, seal};
use kezhuan_protocol::seal::v1::TreeHeadSealed;
use kezhuan_runtime::{Shutdown, Tasks};

use crate::{Bus, ConsumerConfig, Delivery, Failure, consume, inbox};

/// Keeps the tree heads of each of `sources`, as long as `tasks` run.
pub fn keep_heads(
    tasks: &mut Tasks,
    (bus, database): (&Bus, &Database),
    sources: &[&'static str],
    shutdown: &Shutdown,
) {
    for source in sources {
        let durable = format!("{}-heads-of-{source}", database.service());
        let config = ConsumerConfig::new(*source, seal::AGGREGATE, durable);
        let kept = database.clone();
        let handler = move |delivery| keep(kept.clone(), delivery);
        let consuming = consume(
            bus.clone(),
            database.clone(),
            config,
            handler,
            shutdown.clone(),
        );
        tasks.spawn("tree heads of others", consuming);
    }
}

async fn keep(database: Database, delivery: Arc<Delivery>) -> Result<(), Failure> {
    let event: TreeHeadSealed = delivery.decode()?;
    inbox::apply(&database, &delivery, move |write, _| {
        let event = event.clone();
        Box::pin(async move {
            match seal::keep_head(write, &event).await? {
                true => Ok(()),
                false => Err(anyhow::anyhow!("the event carries no tree head").into()),
            }
        })
    })
    .await
}
