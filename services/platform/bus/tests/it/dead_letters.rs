use kezhuan_bus::dead_letter;
use kezhuan_runtime::telemetry;
use kezhuan_testkit::settled;

use crate::world::{DURABLE, SOON, World, aggregates, all};

#[tokio::test]
async fn a_poisonous_event_stalls_its_own_aggregate_until_it_is_replayed() {
    let world = World::new().await;
    let contracts = aggregates(4);
    let sick = contracts[0];
    world.poisoned.lock().unwrap().insert((sick, 2));
    world.start_relay().await;
    world.start_consumer().await;
    for sequence in 1..=4 {
        for contract in &contracts {
            world.publish(*contract, sequence).await;
        }
    }
    let mut expected = all(&contracts, 4);
    expected.insert(sick, vec![1]);
    world.expect_counted(expected.clone()).await;
    let open = async || {
        let letters = dead_letter::open(&world.counter_doors, DURABLE, Some(sick), 10)
            .await
            .unwrap();
        letters
            .iter()
            .filter_map(dead_letter::DeadLetter::sequence)
            .collect::<Vec<_>>()
    };
    assert_eq!(settled(SOON, vec![2, 3, 4], open).await, [2, 3, 4]);
    let letters = dead_letter::open(&world.counter_doors, DURABLE, None, 10)
        .await
        .unwrap();
    assert_eq!(letters[0].cause, "no county has this code");
    assert_eq!(letters[0].aggregate_id(), Some(sick));
    assert!(letters[0].tries >= 3, "{}", letters[0].tries);

    // Replayed too early: still refused, still there, and nothing after it overtakes.
    let replay = async || {
        dead_letter::replay(&world.counter_doors, DURABLE, sick, world.handler())
            .await
            .unwrap()
    };
    let replayed = replay().await;
    assert_eq!(replayed.applied, 0);
    assert_eq!(replayed.stopped.unwrap().1, "no county has this code");
    assert_eq!(world.counted().await, expected);

    world.poisoned.lock().unwrap().clear();
    let replayed = replay().await;
    assert_eq!((replayed.applied, replayed.stopped), (3, None));
    assert_eq!(open().await, Vec::<i64>::new());
    world.publish(sick, 5).await;
    expected.insert(sick, (1..=5).collect());
    world.expect_counted(expected).await;
}

#[tokio::test]
async fn an_event_that_fails_for_a_while_is_applied_in_the_end() {
    let mut world = World::new().await;
    world.consumer.tries_max = 100;
    let contracts = aggregates(2);
    world.poisoned.lock().unwrap().insert((contracts[0], 1));
    world.start_relay().await;
    world.start_consumer().await;
    for sequence in 1..=3 {
        for contract in &contracts {
            world.publish(*contract, sequence).await;
        }
    }
    world.expect_counted(all(&contracts[1..], 3)).await;
    world.poisoned.lock().unwrap().clear();
    world.expect_counted(all(&contracts, 3)).await;
    assert!(
        dead_letter::open(&world.counter_doors, DURABLE, None, 10)
            .await
            .unwrap()
            .is_empty()
    );
}

/// A figure has no namespace: no other test has a consumer of this name.
const LETTERED: &str = "lettered";

/// What a scraper is told of open letters.
fn told_open() -> Option<i64> {
    let figure = format!(r#"kezhuan_consumer_dead_letters_open{{consumer="{LETTERED}"}} "#);
    let told = telemetry::scraped().unwrap();
    let mut lines = told.lines();
    lines.find_map(|line| line.strip_prefix(&figure)?.parse().ok())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_stands_aside_is_told_until_it_is_replayed() {
    let mut world = World::new().await;
    world.consumer.durable = LETTERED.to_owned();
    let contracts = aggregates(1);
    world.poisoned.lock().unwrap().insert((contracts[0], 1));
    world.start_relay().await;
    world.start_consumer().await;
    for sequence in 1..=2 {
        world.publish(contracts[0], sequence).await;
    }
    // The second waits behind the first.
    assert_eq!(settled(SOON, Some(2), async || told_open()).await, Some(2));

    world.poisoned.lock().unwrap().clear();
    let replayed = dead_letter::replay(
        &world.counter_doors,
        LETTERED,
        contracts[0],
        world.handler(),
    )
    .await;
    assert_eq!(replayed.unwrap().applied, 2);
    assert_eq!(settled(SOON, Some(0), async || told_open()).await, Some(0));
}
