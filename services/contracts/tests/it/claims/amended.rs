//! A contract that is amended under a claim: before it is paid, and after.
use kezhuan_protocol::contracts::v1::claim::State;
use kezhuan_protocol::contracts::v1::*;
use tonic::Status;

use super::cast::*;
use crate::amendment::{approved, at_price, pending};
use crate::world::{self, World, applicant, call, id, reason};

/// Brings the contract's price, and so its J, to another figure.
async fn amend(world: &World, contract: &Contract, total_amount_fen: i64) {
    let asked = pending(world, contract, at_price(contract, total_amount_fen)).await;
    approved(world, asked).await.unwrap();
}

async fn breach(world: &World, claim: &Claim, amount_fen: i64) -> Result<Claim, Status> {
    let request = RecordBreachRequest {
        name: claim.name.clone(),
        request_id: id(),
        reason: "合同金额减少".to_owned(),
        amount_fen,
        ..Default::default()
    };
    call!(world, &authority(), record_breach, request)
}

/// The names of the claims that are, or are not, outdated. One withdrawn because the rule was not in force yet is none of them.
async fn listed(world: &World, outdated: bool) -> Vec<String> {
    let request = ListClaimsRequest {
        filter: format!("tenant=\"440703\" AND outdated={outdated}"),
        ..Default::default()
    };
    let listed = call!(world, &authority(), list_claims, request).unwrap();
    let standing = listed.claims.into_iter();
    let standing = standing.filter(|claim| claim.state() != State::Withdrawn);
    standing.map(|claim| claim.name).collect()
}

fn basis(claim: &Claim) -> (i32, i64) {
    let basis = claim.basis.as_ref().unwrap();
    (basis.form_version, basis.technical_amount_fen)
}

#[tokio::test]
async fn a_claim_computed_on_an_older_j_is_not_paid_and_is_filed_again() {
    let world = world().await;
    appropriate(&world, 1_000_000).await.unwrap();
    let contract = world.registered(world::form()).await;
    let claim = filed(&world, &contract.name).await;
    let published = approved_and_published(&world, &claim).await;
    assert!(!published.outdated);
    world
        .clock
        .advance_to("2025-03-11".parse().unwrap())
        .unwrap();
    amend(&world, &contract, 20_000_000).await;
    let outdated = get(&world, &authority(), &claim.name).await;
    assert!(outdated.outdated);
    assert_eq!(basis(&outdated), (1, 10_000_000));
    assert_eq!(listed(&world, true).await, [claim.name.as_str()]);
    let stopped = pay(&world, &published).await.unwrap_err();
    assert_eq!(reason(&stopped), "CLAIM_OUTDATED");
    let twice = filed_by(&world, &applicant(), &contract.name, "").await;
    assert_eq!(reason(&twice.unwrap_err()), "ALREADY_CLAIMED");
    let request = RefuseClaimRequest {
        name: claim.name.clone(),
        request_id: id(),
        code: "CONTRACT_AMENDED".to_owned(),
        note: "技术交易额已变更，请重新申请".to_owned(),
        ..Default::default()
    };
    let refused = call!(world, &authority(), refuse_claim, request).unwrap();
    assert_eq!(
        (refused.state(), refused.outdated, refused.refusal_note),
        (
            State::Refused,
            false,
            "技术交易额已变更，请重新申请".to_owned()
        )
    );
    assert_eq!(refused.refused_on, "2025-03-11");
    assert_eq!(programme(&world).await.committed_fen, 0);
    let again = filed_by(&world, &applicant(), &contract.name, "")
        .await
        .unwrap();
    assert_eq!((again.amount_fen, again.outdated), (200_000, false));
    assert_eq!(basis(&again), (2, 20_000_000));
    assert!(listed(&world, true).await.is_empty());
    assert_eq!(
        listed(&world, false).await,
        [again.name.clone(), claim.name]
    );
    // One claim stands in the way of another, as before.
    let third = filed_by(&world, &applicant(), &contract.name, "").await;
    assert_eq!(reason(&third.unwrap_err()), "ALREADY_CLAIMED");
}

#[tokio::test]
async fn of_a_paid_grant_the_part_that_a_smaller_j_does_not_carry_comes_back() {
    let world = world().await;
    appropriate(&world, 1_000_000).await.unwrap();
    let contract = world.registered(world::form()).await;
    let claim = filed(&world, &contract.name).await;
    let published = approved_and_published(&world, &claim).await;
    world
        .clock
        .advance_to("2025-03-11".parse().unwrap())
        .unwrap();
    let paid = pay(&world, &published).await.unwrap();
    let early = breach(&world, &paid, 40_000).await.unwrap_err();
    assert_eq!(reason(&early), "AMOUNT_NOT_REDUCED");
    amend(&world, &contract, 6_000_000).await;
    assert_eq!(listed(&world, true).await, [claim.name.as_str()]);
    let more = breach(&world, &paid, 100_001).await.unwrap_err();
    assert_eq!(reason(&more), "RECOVERY_OUT_OF_RANGE");
    let recovering = breach(&world, &paid, 40_000).await.unwrap();
    let told = recovering.breach.clone().unwrap();
    assert_eq!(
        (told.ground.as_str(), told.reason.as_str(), told.amount_fen),
        ("CONTRACT_AMENDED", "合同金额减少", 40_000)
    );
    assert_eq!(told.recorded_on, "2025-03-11");
    let request = RecordRecoveryRequest {
        name: claim.name.clone(),
        request_id: id(),
        amount_fen: 40_000,
        ..Default::default()
    };
    let recovered = call!(world, &payer(), record_recovery, request).unwrap();
    assert_eq!(
        (
            recovered.state(),
            recovered.recovered_fen,
            recovered.outdated
        ),
        (State::Recovered, 40_000, false)
    );
    assert_eq!(programme(&world).await.recovered_fen, 40_000);
    assert!(listed(&world, true).await.is_empty());
    // What the seller kept goes on counting in its year, with the J that is left.
    assert_eq!(told_of_the_year(&world).await, (60_000, 6_000_000));
}
