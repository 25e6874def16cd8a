//! Rights: entered, valued, preserved, challenged, paid for, handed over, ended.
use kezhuan_financing::store::parties;
use kezhuan_protocol::financing::v1::financing_service_client::FinancingServiceClient;
use kezhuan_protocol::financing::v1::*;

use super::story::{Story, prove, prove_on};
use super::{bank, clerk, owner};
use crate::secured::*;
use crate::step;
use crate::world::*;

pub const LIVING: [&str; 10] = [
    "RegisterAsset",
    "RecordAssetValuation",
    "RecordAssetPreservation",
    "LiftAssetPreservation",
    "FileAssetInvalidation",
    "KeepAsset",
    "TransferAsset",
    "InvalidateAsset",
    "ReportAssetFeeLate",
    "PayAssetFee",
];
pub const ENDING: [&str; 2] = ["EndAssetTerm", "EndAssetGrace"];

#[tokio::test]
async fn a_right_in_its_life() {
    let world = looked_on(World::CALM).await;
    let mut story = Story::of(&world).await;
    prove!(story, clerk(), register_asset, trademark("TM1"));
    let mark = prove!(story, owner(), register_asset, trademark("TM2"));
    shown(&world, &mark, "bank-1", parties::BANK).await;
    let report = RecordAssetValuationRequest {
        name: mark.name.clone(),
        etag: mark.etag.clone(),
        purpose: valuation::Purpose::Pledge.into(),
        method: valuation::Method::Income.into(),
        valued_on: "2025-02-28".to_owned(),
        value_fen: 500,
        ..RecordAssetValuationRequest::default()
    };
    let valued = prove!(story, bank(), record_asset_valuation, report);
    let preserved = prove_on!(
        story,
        clerk(),
        valued,
        record_asset_preservation,
        RecordAssetPreservationRequest {}
    );
    let lifted = prove_on!(
        story,
        clerk(),
        preserved,
        lift_asset_preservation,
        LiftAssetPreservationRequest {}
    );
    let challenged = prove_on!(
        story,
        clerk(),
        lifted,
        file_asset_invalidation,
        FileAssetInvalidationRequest {}
    );
    let kept = prove_on!(story, clerk(), challenged, keep_asset, KeepAssetRequest {});
    let moved = prove_on!(
        story,
        owner(),
        kept,
        transfer_asset,
        TransferAssetRequest {
            to: "enterprise-2".to_owned(),
        }
    );
    let challenged = step!(
        world,
        registry_clerk(),
        moved,
        file_asset_invalidation,
        FileAssetInvalidationRequest {}
    )
    .unwrap();
    prove_on!(
        story,
        clerk(),
        challenged,
        invalidate_asset,
        InvalidateAssetRequest {}
    );
    // Its seventh fee is late since February.
    let patent = entered(&world, patent(PATENTS[0])).await;
    let late = prove_on!(
        story,
        clerk(),
        patent,
        report_asset_fee_late,
        ReportAssetFeeLateRequest {}
    );
    prove_on!(
        story,
        owner(),
        late,
        pay_asset_fee,
        PayAssetFeeRequest { year: 7 }
    );
    story.ends(&LIVING);
}

#[tokio::test]
async fn a_right_at_its_end() {
    let world = looked_on("2025-09-01").await;
    let mut story = Story::of(&world).await;
    let over = RegisterAssetRequest {
        expires_on: "2025-08-31".to_owned(),
        ..trademark("TM1")
    };
    entered(&world, trademark("TM2")).await;
    let over = entered(&world, over).await;
    prove_on!(story, clerk(), over, end_asset_term, EndAssetTermRequest {});
    let unpaid = entered(&world, patent(PATENTS[0])).await;
    let late = step!(
        world,
        registry_clerk(),
        unpaid,
        report_asset_fee_late,
        ReportAssetFeeLateRequest {}
    )
    .unwrap();
    prove_on!(
        story,
        clerk(),
        late,
        end_asset_grace,
        EndAssetGraceRequest {}
    );
    story.ends(&ENDING);
}
