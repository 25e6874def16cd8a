//! Every RPC × role × foreign county: who may call, and what a stranger is shown.
use kezhuan_testkit::Estate;
use uuid::Uuid;

use crate::event::{Event, accredited, provincial, stay, version};
use crate::negotiated::{contracted, negotiated, outcome, signed};
use crate::world::World;

const COUNTY: &str = "440703";
const USCC: &str = "91440703MA50000A8K";
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
    let (tenancy, moved) = (Uuid::now_v7(), stay(USCC, COUNTY, "2025-03-03"));
    world
        .announce(COUNTY, tenancy, 1, Event::Admitted(moved))
        .await;
    let base = Uuid::now_v7();
    let event = accredited(provincial(base, COUNTY), "2025-03-03", "2028-03-02");
    world
        .announce(COUNTY, base, 1, Event::Accredited(event))
        .await;
    let (negotiation, named) = (Uuid::now_v7(), Uuid::now_v7());
    let moved = negotiated(negotiation, COUNTY);
    for (sequence, event) in [
        (1, signed(moved.clone(), "2025-03-20", 0)),
        (2, contracted(moved, outcome(named, "2025-05-06", true))),
    ] {
        world.announce(COUNTY, negotiation, sequence, event).await;
    }
    all_counted(&world).await;
    let probe = world.probe(&SERVICES);
    let found = probe.roles().await.unwrap();
    assert!(found.is_empty(), "{}", found.join("\n"));
    // Among the RPCs just called was RebuildFigures: what it forgot is still being counted again.
    all_counted(&world).await;
    let (tenancy, base) = (tenancy.to_string(), base.to_string());
    let negotiation = negotiation.to_string();
    let estate = Estate {
        tenant: COUNTY,
        organisation: "office-440703",
        resources: &[format!("contracts/{contract}")],
        secrets: &[&number, USCC, &tenancy, &base, &negotiation],
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

async fn all_counted(world: &World) {
    world.expect_turnover(COUNTY, (300, 1, 0)).await;
    world.expect_count(("K7", 2025), COUNTY, (1, 0)).await;
    world.expect_count(("K9", 2025), COUNTY, (1, 0)).await;
    world.expect_count(("K10", 2025), COUNTY, (1, 0)).await;
    world.expect_count(("K10i", 2025), COUNTY, (1, 0)).await;
}
