//! Events of another service as they arrive: each aggregate in order, many aggregates at once,
//! acknowledged after the handler's own commit.
mod attempt;
mod config;
mod lag;
mod lanes;
mod letters;
mod source;
mod trouble;

use std::future::Future;
use std::sync::Arc;

use async_nats::jetstream::ErrorCode;
use async_nats::jetstream::context::{ConsumerInfoErrorKind, GetStreamErrorKind};
use futures::StreamExt;
use kezhuan_database::Database;
use kezhuan_runtime::Shutdown;

use crate::delivery::Consumer;
use crate::{Bus, Delivery, Failure};
use attempt::Attempts;
pub use config::ConsumerConfig;
use lanes::Lanes;
use source::Arrival;

/// Gives the events of one aggregate kind to `handler` until shutdown.
///
/// `Ok` acknowledges. A failure stalls its own aggregate, comes again with growing pauses, and
/// ends in the dead letters. Repeats happen: the handler's write begins with `inbox::expect_next`.
pub async fn consume<H, F>(
    bus: Bus,
    database: Database,
    config: ConsumerConfig,
    handler: H,
    shutdown: Shutdown,
) -> anyhow::Result<()>
where
    H: Fn(Arc<Delivery>) -> F + Send + Sync + 'static,
    F: Future<Output = Result<(), Failure>> + Send + 'static,
{
    let consumer = Consumer {
        durable: config.durable.as_str().into(),
        service: database.service(),
    };
    let mut following = Box::pin(futures::future::join(
        lag::follow(bus.clone(), config.clone()),
        letters::follow(database.clone(), config.durable.clone()),
    ));
    let attempts = Attempts::new(bus.clone(), database, config.clone(), handler);
    let mut arrivals = Box::pin(source::arrivals(bus, config.clone(), consumer));
    let mut lanes = Lanes::new(&config);
    loop {
        tokio::select! {
            () = shutdown.triggered() => break,
            _ = &mut following => anyhow::bail!("the lag and the dead letters are followed no more"),
            Some(done) = lanes.next_done() => lanes.done(done, &attempts),
            arrival = arrivals.next(), if lanes.have_room() => match arrival {
                Some(Arrival::Message(arrived)) => lanes.admit(*arrived, &attempts),
                // Acknowledgements of the old stream's messages would count for others of the new one.
                Some(Arrival::OtherStream) => lanes.forget(),
                None => anyhow::bail!("the arrivals ended"),
            }
        }
    }
    lanes.finish().await;
    Ok(())
}

/// Makes every event come again, for a projection that is built anew: first its tables and its
/// inbox are emptied in one write (`inbox::forget`), then this is called.
pub async fn from_the_beginning(bus: &Bus, config: &ConsumerConfig) -> anyhow::Result<()> {
    let name = bus.stream_name(&config.source_service);
    let stream = match bus.jetstream().get_stream(name).await {
        Ok(stream) => stream,
        Err(error) => match error.kind() {
            // Its source has not run yet: the stream it will make is read from the beginning anyway.
            GetStreamErrorKind::JetStream(cause)
                if cause.error_code() == ErrorCode::STREAM_NOT_FOUND =>
            {
                return Ok(());
            }
            _ => return Err(error.into()),
        },
    };
    match stream.consumer_info(&config.durable).await {
        // Nothing was handed out yet: it stands at the beginning.
        Ok(info) if info.delivered.stream_sequence == 0 => return Ok(()),
        Ok(_) => {}
        Err(error) => match error.kind() {
            ConsumerInfoErrorKind::NotFound => return Ok(()),
            _ => return Err(error.into()),
        },
    }
    // Reset and not deleted: a durable made again while the server still clears the old one away takes over its place. A
    // server that knows no reset (before 2.14) answers that it finds no consumer.
    stream.reset_consumer(&config.durable, Some(1)).await?;
    Ok(())
}
