//! A year that is over keeps its figure; what is told of it later stands beside it.
use uuid::Uuid;

use crate::event::{Event, left, stay};
use crate::tenants::behind;
use crate::world::World;

const PENGJIANG: &str = "440703";
const XINHUI: &str = "440705";
const CITY: &str = "440700";

#[tokio::test]
async fn news_of_a_year_that_is_over_are_corrections_beside_its_figure() {
    let world = World::new().await;
    let names = ["A", "B", "C", "D"];
    let stays = names.map(|uscc| stay(uscc, PENGJIANG, "2025-03-03"));
    let tenancies = names.map(|_| Uuid::now_v7());
    for (tenancy, moved) in tenancies.iter().zip(&stays) {
        let event = Event::Admitted(moved.clone());
        world.announce(PENGJIANG, *tenancy, 1, event).await;
    }
    let exits = |place: usize, on: &str| Event::Exited(left(&stays[place], on));
    // On the last day of the year, told on that day: it does not count.
    world.advance_to("2025-12-31");
    world
        .announce(PENGJIANG, tenancies[3], 2, exits(3, "2025-12-31"))
        .await;
    world.expect_count(("K7", 2025), CITY, (3, 0)).await;

    world.advance_to("2026-02-02");
    world.expect_count(("K7", 2025), CITY, (3, 0)).await;
    // After the year: nothing of it changes.
    world
        .announce(PENGJIANG, tenancies[1], 2, exits(1, "2026-01-15"))
        .await;
    world.expect_count(("K7", 2026), CITY, (2, 0)).await;
    world.expect_count(("K7", 2025), CITY, (3, 0)).await;
    // Within it, and told too late.
    world
        .announce(PENGJIANG, tenancies[2], 2, exits(2, "2025-12-20"))
        .await;
    world.expect_count(("K7", 2025), PENGJIANG, (3, -1)).await;
    world.expect_count(("K7", 2025), CITY, (3, -1)).await;
    world.expect_count(("K7", 2026), CITY, (1, 0)).await;
    let late = Event::Admitted(stay("E", XINHUI, "2025-11-01"));
    world.announce(XINHUI, Uuid::now_v7(), 1, late).await;
    world.expect_count(("K7", 2025), XINHUI, (0, 1)).await;
    world.expect_count(("K7", 2025), CITY, (3, 0)).await;
    world.expect_count(("K7", 2026), CITY, (2, 0)).await;

    let shown = behind(&world, CITY, "city_stb", ("", 2025), 50).await;
    let shown: Vec<_> = shown
        .iter()
        .map(|row| (row.uscc.as_str(), row.counted, row.still_counted))
        .collect();
    assert_eq!(
        shown,
        [
            ("A", true, true),
            ("B", true, true),
            ("C", true, false),
            ("E", false, true)
        ]
    );
    let figure = world.figure("K7", CITY).await;
    assert_eq!(figure.as_of, "2025-12-31");
    world.stop().await;
}
