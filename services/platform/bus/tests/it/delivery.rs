use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use kezhuan_auth::Caller;
use kezhuan_bus::consume::from_the_beginning;
use kezhuan_bus::{Failure, consume, inbox};
use kezhuan_testkit::{eventually, settled};
use tokio::sync::mpsc;
use uuid::Uuid;

use crate::world::{DURABLE, SOON, World, aggregates, all};

#[tokio::test]
async fn each_aggregate_is_counted_once_and_in_order() {
    let world = World::new().await;
    world.start_relay().await;
    world.start_consumer().await;
    let contracts = aggregates(20);
    for sequence in 1..=10 {
        for contract in &contracts {
            world.publish(*contract, sequence).await;
        }
    }
    world.expect_counted(all(&contracts, 10)).await;
    assert_eq!(
        settled(SOON, 0, async || world.unpublished().await).await,
        0
    );
}

#[tokio::test]
async fn events_committed_before_anybody_ran_arrive() {
    let world = World::new().await;
    let contracts = aggregates(3);
    for sequence in 1..=5 {
        for contract in &contracts {
            world.publish(*contract, sequence).await;
        }
    }
    world.start_consumer().await;
    world.start_relay().await;
    world.expect_counted(all(&contracts, 5)).await;
}

#[tokio::test]
async fn an_event_delivered_twice_is_counted_once() {
    let world = World::new().await;
    world.start_relay().await;
    world.start_consumer().await;
    let contracts = aggregates(1);
    world.publish(contracts[0], 1).await;
    world.publish(contracts[0], 2).await;
    world.expect_counted(all(&contracts, 2)).await;
    // The same events as new messages: inside its window JetStream must not drop what was asked for.
    let client = world.client().await;
    let request = serde_json::json!({"aggregate": "contract", "aggregate_id": contracts[0], "from": 1, "to": 2});
    let subject = format!("{}.kezhuan.source.resend", world.config.namespace);
    client
        .publish(subject, request.to_string().into())
        .await
        .unwrap();
    assert_eq!(
        settled(SOON, Some(4), async || world.stored().await).await,
        Some(4)
    );
    world.publish(contracts[0], 3).await;
    world.expect_counted(all(&contracts, 3)).await;
}

#[tokio::test]
async fn a_projection_can_be_built_anew_from_its_source() {
    let world = World::new().await;
    world.start_relay().await;
    world.start_consumer().await;
    let contracts = aggregates(3);
    for sequence in 1..=3 {
        for contract in &contracts {
            world.publish(*contract, sequence).await;
        }
    }
    world.expect_counted(all(&contracts, 3)).await;
    let caller = Caller::service("counter", "440703");
    let emptied = world.counter_doors.write_as(&caller, |write| {
        Box::pin(async move {
            sqlx::query("DELETE FROM counted")
                .execute(&mut **write)
                .await?;
            inbox::forget(write, DURABLE).await?;
            Ok::<(), Failure>(())
        })
    });
    emptied.await.unwrap();
    assert!(world.counted().await.is_empty());
    from_the_beginning(&world.bus_connected().await, &world.consumer)
        .await
        .unwrap();
    world.expect_counted(all(&contracts, 3)).await;
}

#[tokio::test]
async fn a_projection_of_a_source_that_has_not_run_waits_for_its_first_event() {
    let world = World::new().await;
    from_the_beginning(&world.bus_connected().await, &world.consumer)
        .await
        .unwrap();
    world.start_consumer().await;
    world.start_relay().await;
    let contracts = aggregates(1);
    world.publish(contracts[0], 1).await;
    world.expect_counted(all(&contracts, 1)).await;
}

#[tokio::test]
async fn the_message_carries_the_event_as_cloudevents_do() {
    let world = World::new().await;
    world.start_relay().await;
    let contract = Uuid::now_v7();
    world.publish(contract, 1).await;
    assert!(eventually(SOON, async || world.stored().await == Some(1)).await);
    let stream = world
        .jetstream()
        .await
        .get_stream(world.stream_name())
        .await
        .unwrap();
    let message = stream.get_raw_message(1).await.unwrap();
    let subject = format!(
        "{}.kezhuan.source.v1.contract.ContractSubmitted",
        world.config.namespace
    );
    assert_eq!(message.subject.as_str(), subject);
    let header = |name: &str| {
        message
            .headers
            .get(name)
            .map(|value| value.as_str().to_owned())
    };
    assert_eq!(header("ce-specversion").as_deref(), Some("1.0"));
    assert_eq!(
        header("ce-type").as_deref(),
        Some("kezhuan.source.v1.ContractSubmitted")
    );
    assert_eq!(header("ce-source").as_deref(), Some("/kezhuan/source"));
    assert_eq!(header("ce-aggregateid"), Some(contract.to_string()));
    assert_eq!(header("ce-sequence").as_deref(), Some("1"));
    assert_eq!(header("ce-tenant").as_deref(), Some("440703"));
    assert_eq!(header("ce-id"), header("Nats-Msg-Id"));
    assert!(header("ce-actor").is_some_and(|actor| !actor.is_empty()));
    assert_eq!(header("ce-pluginversions"), None);
}

/// Far above what it takes (a millisecond or so), and far below what the sweep would need.
const DIRECT_MAX: Duration = Duration::from_millis(100);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_event_reaches_its_handler_right_after_the_commit() {
    let world = World::new().await;
    world.start_relay().await;
    let (arrived, mut arrivals) = mpsc::unbounded_channel();
    let handler = move |delivery: Arc<kezhuan_bus::Delivery>| {
        let told = arrived.send((delivery.aggregate_id, Instant::now()));
        async move { told.map_err(|error| Failure::Other(error.into())) }
    };
    let work = consume(
        world.bus().await,
        world.counter_doors.clone(),
        world.consumer.clone(),
        handler,
        world.shutdown.clone(),
    );
    kezhuan_runtime::spawn("consumer", work);
    let first = Uuid::now_v7();
    world.publish(first, 1).await;
    arrivals.recv().await.unwrap();
    let mut committed = BTreeMap::new();
    for contract in aggregates(200) {
        world.publish(contract, 1).await;
        committed.insert(contract, Instant::now());
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    let mut waits = Vec::new();
    while waits.len() < committed.len() {
        let (contract, at) = arrivals.recv().await.unwrap();
        if let Some(since) = committed.get(&contract) {
            waits.push(at.saturating_duration_since(*since));
        }
    }
    waits.sort();
    let (median, p99) = (waits[waits.len() / 2], waits[waits.len() * 99 / 100]);
    println!("commit to handler: p50 {median:?}, p99 {p99:?}");
    assert!(median < DIRECT_MAX, "p50 {median:?}");
}
