//! Claims on the pool: filed, refused, checked, approved, published, paid, recovered, settled.
use kezhuan_protocol::financing::v1::financing_service_client::FinancingServiceClient;
use kezhuan_protocol::financing::v1::*;

use super::story::{Story, prove, prove_on};
use super::{Pair, bank, office};
use crate::claim_cast::{Lent, deposited, lent};
use crate::compensation::{self, defaulted, filing, suit};
use crate::step;
use crate::world::*;

pub const RPCS: [&str; 9] = [
    "FileCompensationClaim",
    "RefuseCompensationClaim",
    "WithdrawCompensationClaim",
    "VerifyCompensationClaim",
    "ApproveCompensationClaim",
    "PublishCompensationClaim",
    "PayCompensationClaim",
    "RecordCompensationRecovery",
    "SettleCompensationClaim",
];

fn pool() -> Pair {
    office(pool_manager(), "pool_manager")
}

fn bureau() -> Pair {
    office(city_stb(), "city_stb")
}

#[tokio::test]
async fn from_the_default_to_the_settlement() {
    let world = World::on(World::CALM).await;
    let mut story = Story::of(&world).await;
    deposited(&world, pool_fund::Kind::Compensation, 2_610_000_000).await;
    let name = lent(&world, Lent::due("2025-03-10")).await;
    defaulted(&world, &name, World::CALM, "2025-05-09").await;
    step!(
        world,
        banker(),
        compensation::loan(&world, &name).await,
        dispose_loan,
        DisposeLoanRequest {
            way: "拍卖".to_owned(),
            biz_no: "V1".to_owned(),
        }
    )
    .unwrap();
    let request = filing(&name, "", Some(suit()));
    let first = prove!(story, bank(), file_compensation_claim, request);
    prove_on!(
        story,
        pool(),
        first,
        refuse_compensation_claim,
        RefuseCompensationClaimRequest {
            code: "OTHER".to_owned(),
        }
    );
    let unwanted = filing(&name, "C1", Some(suit()));
    let unwanted = call!(world, &banker(), file_compensation_claim, unwanted).unwrap();
    prove_on!(
        story,
        bank(),
        unwanted,
        withdraw_compensation_claim,
        WithdrawCompensationClaimRequest {}
    );
    let anew = filing(&name, "C2", Some(suit()));
    let anew = call!(world, &banker(), file_compensation_claim, anew).unwrap();
    let verified = prove_on!(
        story,
        pool(),
        anew,
        verify_compensation_claim,
        VerifyCompensationClaimRequest {}
    );
    let by_one = prove_on!(
        story,
        bureau(),
        verified,
        approve_compensation_claim,
        ApproveCompensationClaimRequest {}
    );
    let by_both = prove_on!(
        story,
        office(city_amr(), "city_amr"),
        by_one,
        approve_compensation_claim,
        ApproveCompensationClaimRequest {}
    );
    let published = prove_on!(
        story,
        bureau(),
        by_both,
        publish_compensation_claim,
        PublishCompensationClaimRequest {}
    );
    world.advance_to("2025-05-17");
    let paid = prove_on!(
        story,
        office(second_pool_manager(), "pool_manager"),
        published,
        pay_compensation_claim,
        PayCompensationClaimRequest {}
    );
    let recovered = prove_on!(
        story,
        pool(),
        paid,
        record_compensation_recovery,
        RecordCompensationRecoveryRequest {
            gross_fen: 50_000_000,
            costs_fen: 5_000_001,
        }
    );
    step!(
        world,
        banker(),
        compensation::loan(&world, &name).await,
        close_loan,
        CloseLoanRequest {
            write_off: loan::WriteOff::CourtTermination.into(),
            biz_no: "W1".to_owned(),
        }
    )
    .unwrap();
    prove_on!(
        story,
        pool(),
        recovered,
        settle_compensation_claim,
        SettleCompensationClaimRequest {}
    );
    story.ends(&RPCS);
}
