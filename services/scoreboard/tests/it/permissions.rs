//! Every RPC × role × foreign county: who may call, and what a stranger is shown.
use kezhuan_testkit::Estate;
use uuid::Uuid;

use crate::world::{Event, World, version};

const COUNTY: &str = "440703";
const SERVICES: [&str; 2] = [
    "kezhuan.scoreboard.v1.ScoreboardService",
    "kezhuan.clock.v1.ClockService",
];

#[tokio::test]
async fn every_rpc_admits_the_roles_of_its_row_and_hides_what_is_not_public() {
    let world = World::new().await;
    let (contract, counted) = (Uuid::now_v7(), version(1, COUNTY, 300, 200));
    let number = counted.number.clone();
    world
        .announce(COUNTY, contract, 1, Event::Registered(counted))
        .await;
    world.expect_turnover(COUNTY, (300, 1, 0)).await;
    let probe = world.probe(&SERVICES);
    let found = probe.roles().await.unwrap();
    assert!(found.is_empty(), "{}", found.join("\n"));
    // Among the RPCs just called was RebuildFigures: what it forgot is still being counted again.
    world.expect_turnover(COUNTY, (300, 1, 0)).await;
    let estate = Estate {
        tenant: COUNTY,
        organisation: "office-440703",
        resources: &[format!("contracts/{contract}")],
        secrets: &[&number],
        // Figures are public. Dead letters are of the installation, not of a county.
        open: &[
            "GetFigure",
            "ListFigures",
            "ListDeadLetters",
            "ReplayDeadLetter",
        ],
        plausible: &[("code", "K6"), ("year", "2025"), ("division", COUNTY)],
    };
    let found = probe.hides(&estate).await.unwrap();
    assert!(found.is_empty(), "{}", found.join("\n"));
    world.stop().await;
}
