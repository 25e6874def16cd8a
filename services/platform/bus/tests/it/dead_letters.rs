use kezhuan_bus::dead_letter;
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
