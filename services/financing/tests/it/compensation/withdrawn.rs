//! A claim that the bank takes back.
use kezhuan_protocol::financing::v1::compensation_claim::State;
use kezhuan_protocol::financing::v1::*;
use tonic::Code;

use super::{approve, defaulted, filed, filing, loan, suit, verify};
use crate::claim_cast::*;
use crate::step;
use crate::world::*;

#[tokio::test]
async fn a_claim_that_is_taken_back_leaves_its_loan_covered_and_the_pool_s_money_free() {
    let world = World::on(World::CALM).await;
    let losses = pool_fund::Kind::Compensation;
    deposited(&world, losses, 2_610_000_000).await;
    let name = lent(&world, Lent::due("2025-03-10")).await;
    defaulted(&world, &name, World::CALM, "2025-05-09").await;
    let claim = filed(&world, &name).await;
    let verified = verify(&world, &claim, "").await.unwrap();
    assert_eq!(fund(&world, losses).await, (2_610_000_000, 120_000_000));
    let halfway = approve(&world, &verified, city_stb()).await.unwrap();
    let by_manager = step!(
        world,
        pool_manager(),
        halfway,
        withdraw_compensation_claim,
        WithdrawCompensationClaimRequest {}
    );
    assert_eq!(by_manager.unwrap_err().code(), Code::PermissionDenied);
    let by_stranger = step!(
        world,
        other_banker(),
        halfway,
        withdraw_compensation_claim,
        WithdrawCompensationClaimRequest {
            biz_no: "X1".to_owned(),
        }
    );
    assert_eq!(by_stranger.unwrap_err().code(), Code::NotFound);

    let request = WithdrawCompensationClaimRequest {
        name: halfway.name.clone(),
        biz_no: "X1".to_owned(),
        ..WithdrawCompensationClaimRequest::default()
    };
    let withdrawn = call!(
        world,
        &banker(),
        withdraw_compensation_claim,
        request.clone()
    )
    .unwrap();
    assert_eq!(withdrawn.state(), State::Withdrawn);
    let again = call!(world, &banker(), withdraw_compensation_claim, request);
    assert_eq!(again.unwrap(), withdrawn);
    let asked = GetInstructionRequest {
        biz_no: "X1".to_owned(),
        ..GetInstructionRequest::default()
    };
    let instruction = call!(world, &banker(), get_instruction, asked).unwrap();
    assert_eq!(instruction.case, claim.name);

    assert_eq!(fund(&world, losses).await, (2_610_000_000, 0));
    let stands = exposure(&world).await;
    assert_eq!((stands.covered_fen, stands.claimed_fen), (PRINCIPAL, 0));
    assert_eq!(loan(&world, &name).await.compensation_claim, "");
    let late = approve(&world, &withdrawn, city_amr()).await;
    assert_eq!(reason(&late.unwrap_err()), "STATE_FORBIDS");
    assert_eq!(
        world.events_of(&claim.name).await,
        [
            "CompensationFiled",
            "CompensationVerified",
            "CompensationApprovedFirst",
            "CompensationWithdrawn",
        ]
    );
    let anew = call!(
        world,
        &banker(),
        file_compensation_claim,
        filing(&name, "C2", Some(suit()))
    );
    assert_ne!(anew.unwrap().name, claim.name);
}
