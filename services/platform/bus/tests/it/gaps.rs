use kezhuan_testkit::{eventually, settled};

use crate::world::{SOON, World, aggregates, all};

#[tokio::test]
async fn missing_events_are_asked_for_and_applied_in_their_place() {
    let world = world_with_a_stream().await;
    let contracts = aggregates(2);
    for sequence in 1..=4 {
        for contract in &contracts {
            world.publish(*contract, sequence).await;
        }
    }
    let lost = contracts[0];
    world
        .lose(&format!("sequence IN (2, 3) AND aggregate_id = '{lost}'"))
        .await;
    world.start_relay().await;
    assert_eq!(
        settled(SOON, Some(6), async || world.stored().await).await,
        Some(6)
    );
    world.start_consumer().await;
    world.expect_counted(all(&contracts, 4)).await;
}

#[tokio::test]
async fn a_missing_first_event_is_asked_for_too() {
    let world = world_with_a_stream().await;
    let contracts = aggregates(1);
    for sequence in 1..=3 {
        world.publish(contracts[0], sequence).await;
    }
    world.lose("sequence = 1").await;
    world.start_relay().await;
    assert_eq!(
        settled(SOON, Some(2), async || world.stored().await).await,
        Some(2)
    );
    world.start_consumer().await;
    world.expect_counted(all(&contracts, 3)).await;
}

/// The stream is known, and no relay runs yet.
async fn world_with_a_stream() -> World {
    let mut world = World::new().await;
    // Nothing is published again on a suspicion: only who asks gets it.
    world.config.unsynced_s = 0;
    let relay = world.start_relay().await;
    let known = async || world.number("SELECT count(*) FROM stream_state").await == 1;
    assert!(eventually(SOON, known).await);
    relay.abort();
    world
}

impl World {
    /// What the outbox believes to be published, the stream never sees.
    async fn lose(&self, which: &str) {
        self.source_admin(&format!(
            "UPDATE outbox SET published_at = now() WHERE {which}"
        ))
        .await;
    }
}
