use std::path::Path;
use std::time::Duration;

use kezhuan_testkit::{OwnNats, eventually, settled};

use crate::world::{SOON, World, aggregates, all};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stream_deleted_under_load_is_published_again() {
    let world = World::new().await;
    world.start_relay().await;
    world.start_consumer().await;
    let contracts = aggregates(20);
    for sequence in 1..=12 {
        for (place, contract) in contracts.iter().enumerate() {
            world.publish(*contract, sequence).await;
            if sequence % 4 == 0 && place == 10 {
                let jetstream = world.jetstream().await;
                let delete = async || jetstream.delete_stream(world.stream_name()).await.is_ok();
                assert!(eventually(SOON, delete).await);
            }
        }
    }
    world.expect_counted(all(&contracts, 12)).await;
    // Not only the consumer has it: everything stands in the new stream for whoever comes later.
    assert_eq!(
        settled(SOON, 0, async || world.unpublished().await).await,
        0
    );
    let stored = async || world.stored().await.is_some_and(|stored| stored >= 240);
    assert!(eventually(SOON, stored).await, "{:?}", world.stored().await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_nats_that_comes_back_empty_is_filled_again() {
    let nats = OwnNats::start().await.unwrap();
    let world = World::on(&nats).await;
    world.start_relay().await;
    world.start_consumer().await;
    let contracts = aggregates(10);
    for sequence in 1..=3 {
        for contract in &contracts {
            world.publish(*contract, sequence).await;
        }
    }
    world.expect_counted(all(&contracts, 3)).await;
    nats.delete_store().await.unwrap();
    for contract in &contracts {
        world.publish(*contract, 4).await;
    }
    nats.restart().await.unwrap();
    for contract in &contracts {
        world.publish(*contract, 5).await;
    }
    world.expect_counted(all(&contracts, 5)).await;
    assert_eq!(
        settled(SOON, 0, async || world.unpublished().await).await,
        0
    );
    let stored = async || world.stored().await.is_some_and(|stored| stored >= 50);
    assert!(eventually(SOON, stored).await, "{:?}", world.stored().await);
}

/// What a power failure does to a server that doesn't sync each write: the same stream, shorter.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stream_that_forgot_its_end_gets_it_back() {
    let nats = OwnNats::start().await.unwrap();
    let world = World::on(&nats).await;
    world.start_relay().await;
    let contracts = aggregates(5);
    for contract in &contracts {
        world.publish(*contract, 1).await;
    }
    assert!(eventually(SOON, async || world.stored().await == Some(5)).await);
    let kept = tempfile::tempdir().unwrap();
    nats.stop().await.unwrap();
    copy(&nats.store_folder(), kept.path());
    nats.restart().await.unwrap();
    for contract in &contracts {
        world.publish(*contract, 2).await;
    }
    let marked = async || world.stored().await == Some(10) && world.unpublished().await == 0;
    assert!(eventually(SOON, marked).await);
    nats.delete_store().await.unwrap();
    copy(kept.path(), &nats.store_folder());
    nats.restart().await.unwrap();
    assert!(
        eventually(SOON, async || world.stored().await == Some(10)).await,
        "{:?}",
        world.stored().await
    );
    world.start_consumer().await;
    world.expect_counted(all(&contracts, 2)).await;
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let place = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &place);
        } else {
            std::fs::copy(entry.path(), place).unwrap();
        }
    }
}

#[tokio::test]
async fn many_waiting_events_are_published_in_batches() {
    let world = World::new().await;
    let (contracts, last) = (aggregates(100), 12);
    for sequence in 1..=last {
        futures::future::join_all(
            contracts
                .iter()
                .map(|contract| world.publish(*contract, sequence)),
        )
        .await;
    }
    let started = std::time::Instant::now();
    world.start_relay().await;
    let done = async || world.unpublished().await == 0;
    assert!(eventually(SOON, done).await);
    println!("1,200 waiting events swept in {:?}", started.elapsed());
    assert!(started.elapsed() < Duration::from_secs(20));
    assert_eq!(world.stored().await, Some(1_200));
}
