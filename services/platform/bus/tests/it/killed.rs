use std::time::Duration;

use kezhuan_testkit::{OwnNats, eventually, settled};
use sqlx::Connection;

use crate::world::{SOON, World, aggregates, all};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nats_killed_in_the_middle_loses_nothing() {
    let nats = OwnNats::start().await.unwrap();
    let world = World::on(&nats).await;
    world.start_relay().await;
    world.start_consumer().await;
    let contracts = aggregates(30);
    for sequence in 1..=10 {
        for contract in &contracts {
            world.publish(*contract, sequence).await;
        }
        // Killed with events under way, and absent for a while of them.
        if sequence == 3 {
            nats.kill().await.unwrap();
        }
        if sequence == 7 {
            nats.restart().await.unwrap();
        }
    }
    world.expect_counted(all(&contracts, 10)).await;
    assert_eq!(
        settled(SOON, 0, async || world.unpublished().await).await,
        0
    );
}

#[tokio::test]
async fn both_services_start_before_nats_does() {
    let nats = OwnNats::start().await.unwrap();
    let world = World::on(&nats).await;
    nats.stop().await.unwrap();
    world.start_relay().await;
    world.start_consumer().await;
    let contracts = aggregates(2);
    world.publish(contracts[0], 1).await;
    world.publish(contracts[1], 1).await;
    nats.restart().await.unwrap();
    world.expect_counted(all(&contracts, 1)).await;
}

#[tokio::test]
async fn a_relay_killed_between_publish_and_mark_has_no_double_effect() {
    let world = World::new().await;
    let relay = world.start_relay().await;
    world.start_consumer().await;
    let contracts = aggregates(2);
    world.publish(contracts[0], 1).await;
    world.expect_counted(all(&contracts[..1], 1)).await;
    assert_eq!(
        settled(SOON, 0, async || world.unpublished().await).await,
        0
    );

    // Held by somebody else, so that the mark has to wait.
    let mut holder = world.source.admin().await.unwrap();
    let mut holding = holder.begin().await.unwrap();
    sqlx::query("LOCK TABLE stream_state IN ACCESS EXCLUSIVE MODE")
        .execute(&mut *holding)
        .await
        .unwrap();
    world.publish(contracts[1], 1).await;
    world.expect_counted(all(&contracts, 1)).await;
    let waiting = "SELECT count(*) FROM pg_stat_activity
        WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%stream_state%'";
    assert!(
        eventually(SOON, async || world.number(waiting).await > 0).await,
        "the mark waits"
    );
    relay.abort();
    world
        .source_admin(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
              WHERE datname = current_database() AND wait_event_type = 'Lock'",
        )
        .await;
    holding.rollback().await.unwrap();
    assert_eq!(world.unpublished().await, 1, "published, and not marked");

    world.start_relay().await;
    assert_eq!(
        settled(SOON, 0, async || world.unpublished().await).await,
        0
    );
    world.publish(contracts[1], 2).await;
    let mut expected = all(&contracts, 1);
    expected.insert(contracts[1], vec![1, 2]);
    world.expect_counted(expected).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn relays_and_consumers_killed_at_any_moment_lose_and_double_nothing() {
    let world = World::new().await;
    let contracts = aggregates(10);
    for sequence in 1..=20 {
        let relay = world.start_relay().await;
        let consumer = world.start_consumer().await;
        for contract in &contracts {
            world.publish(*contract, sequence).await;
        }
        // A different moment each time, from before the first publish to after the last mark.
        tokio::time::sleep(Duration::from_millis(u64::try_from(sequence).unwrap() * 2)).await;
        relay.abort();
        consumer.abort();
    }
    world.start_relay().await;
    world.start_consumer().await;
    world.expect_counted(all(&contracts, 20)).await;
    assert_eq!(
        settled(SOON, 0, async || world.unpublished().await).await,
        0
    );
}

#[tokio::test]
async fn what_was_committed_before_the_shutdown_is_published() {
    let world = World::new().await;
    let relay = world.start_relay().await;
    assert!(
        eventually(SOON, async || world
            .number("SELECT count(*) FROM stream_state")
            .await
            == 1)
        .await
    );
    let contracts = aggregates(50);
    for contract in &contracts {
        world.publish(*contract, 1).await;
    }
    world.shutdown.trigger();
    tokio::time::timeout(SOON, relay)
        .await
        .unwrap()
        .unwrap()
        .unwrap();
    assert_eq!(world.unpublished().await, 0);
    assert_eq!(world.stored().await, Some(50));
}
