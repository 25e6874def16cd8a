use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use async_nats::jetstream::consumer::PullConsumer;
use futures::StreamExt;
use kezhuan_bus::{Delivery, Failure, consume};
use kezhuan_runtime::telemetry;
use kezhuan_testkit::{eventually, settled};

use crate::world::{SOON, World, aggregates};

/// A figure has no namespace: no other test has a consumer of this name.
const HELD_UP: &str = "held-up";

/// What a scraper is told.
fn lag() -> Option<u64> {
    figure("lag")
}

fn figure<T: FromStr>(name: &str) -> Option<T> {
    let figure = format!(r#"kezhuan_consumer_{name}{{consumer="{HELD_UP}"}} "#);
    let told = telemetry::scraped().unwrap();
    let mut lines = told.lines();
    lines.find_map(|line| line.strip_prefix(&figure)?.parse().ok())
}

async fn publish(world: &World, events: usize) {
    for aggregate in aggregates(events) {
        world.publish(aggregate, 1).await;
    }
}

/// What another process of the service does that is not held up; it tells no figure here.
async fn handle_all(world: &World) {
    let jetstream = world.jetstream().await;
    let stream = jetstream.get_stream(world.stream_name()).await.unwrap();
    let durable: PullConsumer = stream.get_consumer(HELD_UP).await.unwrap();
    let batch = durable.batch().max_messages(1_000);
    let batch = batch.expires(Duration::from_secs(1)).messages();
    let mut batch = batch.await.unwrap();
    while let Some(message) = batch.next().await {
        message.unwrap().ack().await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_process_that_gets_nothing_tells_what_waits_and_that_others_handled_it() {
    let mut world = World::new().await;
    world.consumer.durable = HELD_UP.to_owned();
    // With its first event it is as busy as it can be, so that of the others no more than a few come to it.
    world.consumer.concurrency_max = 1;
    world.consumer.queue_max = 1;
    let for_ever = |_: Arc<Delivery>| std::future::pending::<Result<(), Failure>>();
    let held_up = consume(
        world.bus().await,
        world.counter_doors.clone(),
        world.consumer.clone(),
        for_ever,
        world.shutdown.clone(),
    );
    kezhuan_runtime::spawn("consumer", held_up);
    world.start_relay().await;

    // Those that came to it count too: nobody has done with them.
    publish(&world, 10).await;
    assert_eq!(settled(SOON, Some(10), async || lag()).await, Some(10));
    publish(&world, 30).await;
    assert_eq!(settled(SOON, Some(40), async || lag()).await, Some(40));

    let stuck = async || figure::<f64>("stuck_seconds").is_some_and(|seconds| seconds > 0.0);
    assert!(eventually(SOON, stuck).await);

    handle_all(&world).await;
    let few = async || lag().is_some_and(|lag| lag <= 5);
    assert!(eventually(SOON, few).await, "{:?}", lag());
}
