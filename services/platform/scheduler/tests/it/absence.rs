//! Days that nobody looked at: an outage, or a clock that jumps a year.
use chrono::NaiveDate;
use uuid::Uuid;

use crate::world::{CLEAR, END, REMIND, World, day, reminded_on};

fn told(what: &str, lease: Uuid, due_on: &str) -> (String, Uuid, NaiveDate) {
    (what.to_owned(), lease, day(due_on))
}

#[tokio::test]
async fn after_an_outage_everything_comes_in_the_order_of_its_days() {
    let world = World::on("2026-02-20").await;
    // The last one is let first, so that the order of ids is not the order of days.
    let last = world.let_until("2026-02-14").await;
    let first = world.let_until("2026-02-01").await;
    let second = world.let_until("2026-02-09").await;
    world.start();
    world.looked().await;
    // The first is cleared on the twelfth because it ended on the second: before the last one ended.
    let expected = [
        told(END, first, "2026-02-02"),
        told(END, second, "2026-02-10"),
        told(CLEAR, first, "2026-02-12"),
        told(END, last, "2026-02-15"),
        told(CLEAR, second, "2026-02-20"),
    ];
    assert_eq!(world.told().await, expected);
}

#[tokio::test]
async fn a_year_that_is_jumped_over_is_recorded_on_its_days_without_late_news() {
    let world = World::on("2026-01-05").await;
    let ended = world.let_until("2026-06-30").await;
    let ends_soon = world.let_until("2027-01-20").await;
    let goes_on = world.let_until("2027-03-01").await;
    world.start();
    world.looked().await;
    assert!(world.told().await.is_empty());
    world.advance_to("2027-01-05");
    world.looked().await;
    // Nobody is reminded in January of what ended in June; of what ends in two weeks they are, though two weeks late.
    let reminder = (REMIND.to_owned(), ends_soon, reminded_on("2027-01-20"));
    let expected = [
        told(END, ended, "2026-07-01"),
        told(CLEAR, ended, "2026-07-11"),
        reminder,
    ];
    assert_eq!(world.told().await, expected);
    assert!(!expected.iter().any(|(_, lease, _)| *lease == goes_on));
    // The record says on which days that was.
    let recorded: Vec<(String, NaiveDate)> =
        sqlx::query_as("SELECT action, legal_date FROM audit ORDER BY legal_date")
            .fetch_all(&mut world.database.admin().await.unwrap())
            .await
            .unwrap();
    let days = [
        (END.to_owned(), day("2026-07-01")),
        (CLEAR.to_owned(), day("2026-07-11")),
        (REMIND.to_owned(), reminded_on("2027-01-20")),
    ];
    assert_eq!(recorded, days);
}

#[tokio::test]
async fn a_restart_goes_on_where_the_last_one_ended() {
    let world = World::on("2026-01-05").await;
    let lease = world.let_until("2026-01-31").await;
    let before = world.start();
    world.looked().await;
    let reminder = (REMIND.to_owned(), lease, reminded_on("2026-01-31"));
    assert_eq!(world.told().await, std::slice::from_ref(&reminder));
    before.abort();
    world.advance_to("2026-02-03");
    world.start();
    world.looked().await;
    let end = told(END, lease, "2026-02-01");
    assert_eq!(world.told().await, [reminder, end]);
}
