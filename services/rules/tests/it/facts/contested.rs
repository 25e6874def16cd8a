//! A fact that two programmes had before one barred the other: the first in time goes on, and what was paid all the same
//! is known.
use kezhuan_protocol::rules::v1::SetAppropriationRequest;
use kezhuan_protocol::rules::v1::alert::Kind;
use kezhuan_protocol::rules::v1::fact_reservation::State;
use tonic::Code;

use super::{CONTRACTS, FINANCING, Payer, confirm, key, release, reserve};
use crate::appropriations::{self, wanted};
use crate::world::{COUNTY, World, refused};

/// Two programmes of the county that don't know each other.
async fn world() -> World {
    let world = World::new().await;
    let silent = SetAppropriationRequest {
        excludes: Vec::new(),
        ..wanted(100)
    };
    appropriations::set(&world, COUNTY, &silent).await.unwrap();
    world
}

/// From now on the interest subsidy bars the incentive.
async fn bar(world: &World) {
    let barring = SetAppropriationRequest {
        family: "ip.subsidy".to_owned(),
        excludes: vec!["tc.incentive".to_owned()],
        ..wanted(100)
    };
    appropriations::set(world, COUNTY, &barring).await.unwrap();
}

#[tokio::test]
async fn of_two_that_were_both_kept_before_the_bar_the_first_goes_on_and_the_other_is_told() {
    let world = world().await;
    let of = |payer: Payer, fact: &str| {
        let case = match payer == CONTRACTS {
            true => "claims/1",
            false => "loans/1",
        };
        key(payer, COUNTY, fact, case)
    };
    // Each is the first of one fact.
    for (fact, order) in [
        ("contracts/1", [CONTRACTS, FINANCING]),
        ("contracts/2", [FINANCING, CONTRACTS]),
    ] {
        for payer in order {
            reserve(&world, payer, of(payer, fact), 0).await.unwrap();
        }
    }
    bar(&world).await;
    for (fact, [first, second]) in [
        ("contracts/1", [CONTRACTS, FINANCING]),
        ("contracts/2", [FINANCING, CONTRACTS]),
    ] {
        for _ in 0..2 {
            reserve(&world, first, of(first, fact), 0).await.unwrap();
            let taken = reserve(&world, second, of(second, fact), 0).await;
            refused(taken, Code::FailedPrecondition, "FACT_TAKEN");
        }
    }
    world.open(&[]).await;

    // The second was paid before it could know, and says so after the bar.
    let paid = confirm(&world, FINANCING, of(FINANCING, "contracts/1")).await;
    let paid = paid.unwrap();
    assert_eq!(paid.state(), State::Paid);
    let again = confirm(&world, FINANCING, of(FINANCING, "contracts/1")).await;
    assert_eq!(again.unwrap(), paid);
    let taken = reserve(&world, CONTRACTS, of(CONTRACTS, "contracts/1"), 0).await;
    refused(taken, Code::FailedPrecondition, "FACT_TAKEN");
    world
        .clock
        .advance_to("2025-03-04".parse().unwrap())
        .unwrap();
    let told = world.open(&[Kind::FactContested]).await.remove(0);
    assert_eq!(
        (told.tenant.as_str(), told.since.as_str()),
        (COUNTY, "2025-03-03")
    );
    for text in [&told.text_zh, &told.text_en] {
        for name in ["contracts/1", "claims/1", "loans/1"] {
            assert!(text.contains(name), "{text}");
        }
    }
    // The other gives way.
    release(&world, CONTRACTS, of(CONTRACTS, "contracts/1"))
        .await
        .unwrap();
    world
        .clock
        .advance_to("2025-03-05".parse().unwrap())
        .unwrap();
    world.open(&[]).await;
    world.stop().await;
}

#[tokio::test]
async fn what_was_paid_without_being_reserved_is_known_and_bars_the_other() {
    let world = world().await;
    bar(&world).await;
    let ours = key(CONTRACTS, COUNTY, "contracts/1", "claims/1");
    let paid = confirm(&world, CONTRACTS, ours).await.unwrap();
    assert_eq!((paid.state(), paid.version), (State::Paid, 1));
    let theirs = || key(FINANCING, COUNTY, "contracts/1", "loans/1");
    let taken = reserve(&world, FINANCING, theirs(), 0).await;
    refused(taken, Code::FailedPrecondition, "FACT_TAKEN");
    // Both paid: nothing is refused, and nothing stays unsaid.
    confirm(&world, FINANCING, theirs()).await.unwrap();
    world
        .clock
        .advance_to("2025-03-04".parse().unwrap())
        .unwrap();
    let told = world.open(&[Kind::FactContested]).await.remove(0);
    assert!(told.text_en.contains("recovered"), "{}", told.text_en);
    world.stop().await;
}
