//! A projection built anew is the projection it was.
use kezhuan_protocol::scoreboard::v1::RebuildFiguresRequest;
use tonic::Code;
use uuid::Uuid;

use crate::event::{Event, accredited, left, provincial, stay, version};
use crate::world::World;

const PENGJIANG: &str = "440703";
const JIANGHAI: &str = "440704";
const CITY: &str = "440700";

#[tokio::test]
async fn rebuilt_figures_are_the_same_whatever_became_of_the_table() {
    let world = World::new().await;
    let (kept, other, gone) = (Uuid::now_v7(), Uuid::now_v7(), Uuid::now_v7());
    let first = version(1, PENGJIANG, 5_000_000, 4_000_000);
    let amended = version(2, PENGJIANG, 7_000_000, 4_000_000);
    for (tenant, contract, sequence, event) in [
        (PENGJIANG, kept, 1, Event::Registered(first.clone())),
        (PENGJIANG, kept, 2, Event::Amended(amended)),
        (
            JIANGHAI,
            other,
            1,
            Event::Registered(version(1, JIANGHAI, 9_000_000, 1)),
        ),
        (PENGJIANG, gone, 1, Event::Registered(first)),
        (PENGJIANG, gone, 2, Event::Deregistered),
    ] {
        world.announce(tenant, contract, sequence, event).await;
    }
    world.expect_turnover(PENGJIANG, (7_000_000, 1, 0)).await;
    world.expect_turnover(CITY, (16_000_000, 2, 0)).await;

    let mut admin = world.scoreboard().admin().await.unwrap();
    sqlx::query("UPDATE turnover_standing SET total_amount_fen = 1")
        .execute(&mut admin)
        .await
        .unwrap();
    world.expect_turnover(CITY, (2, 2, 0)).await;

    let message = RebuildFiguresRequest {
        request_id: Uuid::now_v7().to_string(),
    };
    let refused = world
        .client
        .clone()
        .rebuild_figures(world.ask(CITY, "city_stb", message.clone()))
        .await
        .unwrap_err();
    assert_eq!(refused.code(), Code::PermissionDenied);
    for _ in 0..2 {
        let rebuilt = world
            .client
            .clone()
            .rebuild_figures(world.ask(CITY, "operator", message.clone()))
            .await
            .unwrap()
            .into_inner();
        assert_eq!(rebuilt.forgotten_contracts, 3);
        world.expect_turnover(PENGJIANG, (7_000_000, 1, 0)).await;
        world.expect_turnover(JIANGHAI, (9_000_000, 1, 0)).await;
        world.expect_turnover(CITY, (16_000_000, 2, 0)).await;
    }
    world.stop().await;
}

#[tokio::test]
async fn what_a_stream_has_lost_is_asked_for_and_counted_again() {
    let world = World::new().await;
    let (tenancy, base) = (Uuid::now_v7(), Uuid::now_v7());
    let stays = [
        stay("A", PENGJIANG, "2025-03-03"),
        stay("A", JIANGHAI, "2025-03-03"),
        stay("B", JIANGHAI, "2025-03-03"),
    ];
    for (moved, tenancy) in stays.iter().zip([tenancy, Uuid::now_v7(), Uuid::now_v7()]) {
        let event = Event::Admitted(moved.clone());
        world.announce(&moved.tenant, tenancy, 1, event).await;
    }
    let event = accredited(provincial(base, PENGJIANG), "2025-03-03", "2028-03-02");
    world
        .announce(PENGJIANG, base, 1, Event::Accredited(event))
        .await;
    world.expect_count(("K7", 2025), CITY, (2, 0)).await;
    world.expect_count(("K7", 2025), JIANGHAI, (2, 0)).await;
    world.expect_count(("K9", 2025), CITY, (1, 0)).await;
    // Told after the year: the row of 2025 stays, and one of 2026 stands beside it.
    world.advance_to("2026-02-02");
    let gone = left(&stays[0], "2025-12-20");
    world
        .announce(PENGJIANG, tenancy, 2, Event::Exited(gone))
        .await;
    world.expect_count(("K7", 2025), PENGJIANG, (1, -1)).await;

    world.lose("incubation").await;
    let mut admin = world.scoreboard().admin().await.unwrap();
    sqlx::query("UPDATE counted_standing SET counts_from = NULL")
        .execute(&mut admin)
        .await
        .unwrap();
    world.expect_count(("K7", 2025), CITY, (0, 0)).await;
    let message = RebuildFiguresRequest {
        request_id: Uuid::now_v7().to_string(),
    };
    let asked = world.ask(CITY, "operator", message);
    let rebuilt = world.client.clone().rebuild_figures(asked).await;
    let rebuilt = rebuilt.unwrap().into_inner();
    assert_eq!(
        (rebuilt.forgotten_tenancies, rebuilt.forgotten_bases),
        (3, 1),
        "cases, not rows"
    );
    world.expect_count(("K7", 2025), PENGJIANG, (1, -1)).await;
    world.expect_count(("K7", 2025), JIANGHAI, (2, 0)).await;
    world.expect_count(("K7", 2025), CITY, (2, 0)).await;
    world.expect_count(("K9", 2025), CITY, (1, 0)).await;
    world.stop().await;
}
