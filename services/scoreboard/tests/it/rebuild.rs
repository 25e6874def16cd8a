//! A projection built anew is the projection it was.
use kezhuan_protocol::scoreboard::v1::RebuildFiguresRequest;
use tonic::Code;
use uuid::Uuid;

use crate::world::{Event, World, version};

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
