//! A contract that another programme could pay, too: kept in the rules service before money is set aside and before it
//! goes out, and told what became of it.
mod barred;
mod crashes;

use std::time::{Duration, Instant};

use kezhuan_protocol::contracts::v1::claim::State;
use kezhuan_protocol::contracts::v1::*;
use kezhuan_protocol::rules::v1::Appropriation;
use tokio::net::TcpListener;
use tonic::Code;

use super::cast::*;
use crate::adoption::announce;
use crate::fact_desk::{FactDesk, Failing};
use crate::shelf::{Shelf, serve};
use crate::step;
use crate::world::{self, World, applicant, call, id, reason};

/// A service beside rules that keep facts, with money that another family's payment bars.
async fn beside_rules() -> (World, FactDesk) {
    barring(&["ip.subsidy"]).await
}

/// The same with money that bars these families.
async fn barring(excludes: &[&str]) -> (World, FactDesk) {
    let facts = FactDesk::default();
    let shelf = Shelf {
        facts: facts.clone(),
        ..Shelf::default()
    };
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let world = World::with_rules("2025-03-03", &serve(listener, shelf)).await;
    put_in_force(&world, "440703", "pengjiang", "[2025-01-01,)").await;
    let told = Appropriation {
        excludes: excludes.iter().map(|family| (*family).to_owned()).collect(),
        ..appropriation("440703", 1_000_000)
    };
    announce(&world, told, false).await.unwrap();
    (world, facts)
}

async fn until_told(facts: &FactDesk, claim: &Claim, steps: &[&str]) {
    let since = Instant::now();
    while facts.steps_of(&claim.name) != steps {
        let told = facts.steps_of(&claim.name);
        assert!(since.elapsed() < DEADLINE, "{told:?} instead of {steps:?}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

async fn told(world: &World, claim: &Claim) -> String {
    let (_, id) = claim.name.split_once('/').unwrap();
    let mut admin = world.database.admin().await.unwrap();
    sqlx::query_scalar("SELECT told FROM fact_hold WHERE claim_id = $1::uuid")
        .bind(id)
        .fetch_one(&mut admin)
        .await
        .unwrap()
}

async fn until_noted(world: &World, claim: &Claim, wanted: &str) {
    let since = Instant::now();
    while told(world, claim).await != wanted {
        assert!(since.elapsed() < DEADLINE, "never {wanted}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

#[tokio::test]
async fn a_fact_is_kept_from_the_computation_to_the_payment() {
    let (world, facts) = beside_rules().await;
    let contract = world.registered(world::form()).await;
    let claim = filed(&world, &contract.name).await;
    assert_eq!(
        (claim.state(), claim.amount_fen),
        (State::Computed, 100_000)
    );
    until_told(&facts, &claim, &["reserve"]).await;
    until_noted(&world, &claim, "KEPT").await;
    let published = approved_and_published(&world, &claim).await;
    world
        .clock
        .advance_to("2025-03-11".parse().unwrap())
        .unwrap();
    // Nothing is paid of which nobody can say that it was not paid elsewhere.
    facts.fails(Some(Failing::Away));
    let away = pay(&world, &published).await.unwrap_err();
    assert_eq!(away.code(), Code::Unavailable);
    facts.fails(Some(Failing::Refuses("FACT_TAKEN")));
    let taken = pay(&world, &published).await.unwrap_err();
    assert_eq!(
        (taken.code(), reason(&taken).as_str()),
        (Code::FailedPrecondition, "FACT_TAKEN")
    );
    facts.fails(None);
    let paid = pay(&world, &published).await.unwrap();
    // The rules service is away just then: it is told when it is back.
    facts.fails(Some(Failing::Away));
    assert_eq!(paid.state(), State::Paid);
    facts.fails(None);
    until_told(&facts, &claim, &["reserve", "confirm"]).await;
    until_noted(&world, &claim, "PAID").await;
}

#[tokio::test]
async fn what_cannot_be_kept_goes_to_a_person_and_what_ends_unpaid_is_free_again() {
    let (world, facts) = beside_rules().await;
    let contract = world.registered(world::form()).await;
    // The rule is in force once this one was answered.
    let first = filed(&world, &contract.name).await;
    facts.fails(Some(Failing::Refuses("FACT_TAKEN")));
    let contract = world.registered(world::form()).await;
    let taken = filed(&world, &contract.name).await;
    assert_eq!(
        (taken.state(), taken.reasons[0].as_str()),
        (State::Manual, "FACT_TAKEN")
    );
    let by_hand = step!(
        world,
        authority(),
        taken,
        compute_claim_by_hand,
        ComputeClaimByHandRequest {
            amount_fen: 1,
            payee: "SELLER".to_owned(),
            reason: "人工核算".to_owned(),
        }
    );
    assert_eq!(reason(&by_hand.unwrap_err()), "FACT_TAKEN");
    facts.fails(Some(Failing::Away));
    let contract = world.registered(world::form()).await;
    let waiting = filed(&world, &contract.name).await;
    assert_eq!(
        (waiting.state(), waiting.reasons[0].as_str()),
        (State::Manual, "FACT_NOT_RESERVED")
    );
    facts.fails(None);
    let request = AskClaimAgainRequest {
        name: waiting.name.clone(),
        etag: waiting.etag,
        request_id: id(),
    };
    let again = call!(world, &authority(), ask_claim_again, request).unwrap();
    assert_eq!(again.state(), State::Computed);

    let gone = get(&world, &authority(), &first.name).await;
    step!(
        world,
        applicant(),
        gone,
        withdraw_claim,
        WithdrawClaimRequest {}
    )
    .unwrap();
    until_told(&facts, &first, &["reserve", "release"]).await;
    until_noted(&world, &first, "RELEASED").await;
}

#[tokio::test]
async fn what_was_not_told_before_a_crash_is_told_after_it() {
    let (mut world, facts) = beside_rules().await;
    let contract = world.registered(world::form()).await;
    let claim = filed(&world, &contract.name).await;
    until_noted(&world, &claim, "KEPT").await;
    facts.fails(Some(Failing::Away));
    let gone = get(&world, &authority(), &claim.name).await;
    step!(
        world,
        applicant(),
        gone,
        withdraw_claim,
        WithdrawClaimRequest {}
    )
    .unwrap();
    world.restarted(async |_| facts.fails(None)).await;
    until_told(&facts, &claim, &["reserve", "release"]).await;
}

#[tokio::test]
async fn a_programme_that_bars_no_other_asks_nobody() {
    let world = world().await;
    appropriate(&world, 1_000_000).await.unwrap();
    let contract = world.registered(world::form()).await;
    // No rules service is there.
    let claim = filed(&world, &contract.name).await;
    assert_eq!(claim.state(), State::Computed);
}
