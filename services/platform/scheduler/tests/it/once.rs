//! What is due is done once, however many look, and whenever they die.
use std::collections::BTreeMap;

use kezhuan_testkit::{eventually, settled};
use uuid::Uuid;

use crate::world::{END, REMIND, SOON, World, day, reminded_on};

/// How often each lease was told of, of one kind.
async fn times(world: &World, what: &str) -> BTreeMap<Uuid, usize> {
    let mut times = BTreeMap::new();
    for (told, lease, _) in world.told().await {
        if told == what {
            *times.entry(lease).or_default() += 1;
        }
    }
    times
}

async fn leases(world: &World, number: usize, ends_on: &str) -> BTreeMap<Uuid, usize> {
    let mut leases = BTreeMap::new();
    for _ in 0..number {
        leases.insert(world.let_until(ends_on).await, 1);
    }
    leases
}

#[tokio::test]
async fn two_schedulers_tell_and_end_each_once() {
    let world = World::on("2026-01-01").await;
    // More than one page of a timer.
    let leases = leases(&world, 450, "2026-03-02").await;
    world.start();
    world.start();
    world.looked().await;
    assert!(world.told().await.is_empty());
    world.advance_to("2026-02-01");
    let reminded = settled(SOON, leases.clone(), async || times(&world, REMIND).await).await;
    assert_eq!(reminded, leases);
    world.advance_to("2026-03-03");
    let ended = settled(SOON, leases.clone(), async || times(&world, END).await).await;
    assert_eq!(ended, leases);
    // Whoever looks once more finds nothing.
    world.advance_to("2026-03-04");
    world.looked().await;
    assert_eq!(times(&world, REMIND).await, leases);
    assert_eq!(times(&world, END).await, leases);
}

#[tokio::test]
async fn one_that_is_killed_in_between_is_gone_on_from() {
    let world = World::on("2026-02-01").await;
    let leases = leases(&world, 20, "2026-03-02").await;
    *world.estate.hangs_after.lock().unwrap() = Some(7);
    let killed = world.start();
    let hangs = eventually(SOON, async || world.told().await.len() == 7).await;
    assert!(hangs, "the first process did not get that far");
    killed.abort();
    *world.estate.hangs_after.lock().unwrap() = None;
    world.start();
    let reminded = settled(SOON, leases.clone(), async || times(&world, REMIND).await).await;
    assert_eq!(reminded, leases);
}

#[tokio::test]
async fn a_reminder_and_the_note_of_it_stand_and_fall_together() {
    let world = World::on("2026-02-01").await;
    let lease = world.let_until("2026-03-02").await;
    world.estate.broken.lock().unwrap().insert(lease);
    world.start();
    // A timer that could not take its step stays at the day before.
    let tried = eventually(SOON, async || {
        world.cleared(REMIND).await == Some(day("2026-01-31"))
    });
    assert!(tried.await, "nobody looked");
    assert!(world.told().await.is_empty());
    let noted: i64 = sqlx::query_scalar("SELECT count(*) FROM timer_firing")
        .fetch_one(&mut world.database.admin().await.unwrap())
        .await
        .unwrap();
    assert_eq!(noted, 0, "the note stayed without what it notes");
    world.estate.broken.lock().unwrap().clear();
    world.advance_to("2026-02-02");
    world.looked().await;
    let told = (REMIND.to_owned(), lease, reminded_on("2026-03-02"));
    assert_eq!(world.told().await, std::slice::from_ref(&told));
    world.advance_to("2026-02-03");
    world.looked().await;
    assert_eq!(world.told().await, [told]);
}
