//! An amount that a person computes in place of the rule.
use kezhuan_protocol::contracts::v1::claim::State;
use kezhuan_protocol::contracts::v1::*;
use tonic::Status;

use super::cast::*;
use crate::world::{self, World, call, id, reason};

/// A claim that waits for a person since there was no budget, with a budget now.
async fn waiting(world: &World) -> Claim {
    let contract = world.registered(world::form()).await;
    let claim = filed(world, &contract.name).await;
    assert_eq!(claim.state(), State::Manual);
    appropriate(world, 1_000_000).await.unwrap();
    claim
}

async fn compute(world: &World, claim: &Claim, counted_fen: Option<i64>) -> Result<Claim, Status> {
    let request = ComputeClaimByHandRequest {
        name: claim.name.clone(),
        request_id: id(),
        amount_fen: 70_000,
        payee: "SELLER".to_owned(),
        reason: "按办法第三条人工核算".to_owned(),
        counted_fen,
        ..Default::default()
    };
    call!(world, &authority(), compute_claim_by_hand, request)
}

#[tokio::test]
async fn an_amount_found_by_hand_counts_j_in_the_payee_s_year() {
    let world = world().await;
    let claim = waiting(&world).await;
    let computed = compute(&world, &claim, None).await.unwrap();
    assert!(computed.computed_by_hand);
    assert_eq!(
        (computed.payee_name.as_str(), computed.counted_fen),
        ("蓬江照明有限公司", 10_000_000)
    );
    assert_eq!(told_of_the_year(&world).await, (70_000, 10_000_000));
}

#[tokio::test]
async fn a_person_may_weigh_what_counts_within_j() {
    let world = world().await;
    let claim = waiting(&world).await;
    for (counted_fen, expected) in [
        (-1, "NEGATIVE_AMOUNT"),
        (10_000_001, "COUNTED_OVER_TECHNICAL_AMOUNT"),
    ] {
        let refused = compute(&world, &claim, Some(counted_fen)).await;
        assert_eq!(reason(&refused.unwrap_err()), expected);
    }
    let computed = compute(&world, &claim, Some(5_000_000)).await.unwrap();
    assert_eq!(computed.counted_fen, 5_000_000);
    assert_eq!(told_of_the_year(&world).await, (70_000, 5_000_000));
}
