//! Extensions as tests need them.
use kezhuan_protocol::agriculture::v1::record_households_response::Status as RowStatus;
use kezhuan_protocol::agriculture::v1::*;
use tonic::Status;

use crate::demonstrations::cast::{measured, planning, started};
use crate::step;
use crate::trials::cast::decider;
use crate::world::*;

/// A demonstration that its county accepted: 595 kg a mu, its check 560 kg.
pub async fn accepted(world: &World, base: &Base, variety: &Variety) -> Demonstration {
    accepted_as(world, base, planning(base, variety)).await
}

pub async fn accepted_as(
    world: &World,
    base: &Base,
    planning: PlanDemonstrationRequest,
) -> Demonstration {
    let planned = call!(world, &operator_of_base(), plan_demonstration, planning).unwrap();
    let measured = measured(world, &started(world, &planned).await).await;
    step!(
        world,
        decider(base),
        measured,
        accept_demonstration,
        AcceptDemonstrationRequest {}
    )
    .unwrap()
}

pub async fn open(world: &World, shown: &Demonstration, season: &str) -> Result<Extension, Status> {
    let request = OpenExtensionRequest {
        demonstration: shown.name.clone(),
        season: season.to_owned(),
        request_id: id(),
    };
    call!(world, &operator_of_base(), open_extension, request)
}

pub fn row(household: &str, plot: &str, area_c: i64) -> HouseholdRow {
    HouseholdRow {
        division: String::new(),
        household: household.to_owned(),
        person: "李小明".to_owned(),
        village: "塘口村".to_owned(),
        plot: plot.to_owned(),
        area_c,
    }
}

/// Without its etag: lists are sent in many requests.
pub fn recording(extension: &Extension, rows: &[HouseholdRow]) -> RecordHouseholdsRequest {
    RecordHouseholdsRequest {
        name: extension.name.clone(),
        etag: String::new(),
        request_id: id(),
        rows: rows.to_vec(),
    }
}

pub async fn record(
    world: &World,
    extension: &Extension,
    rows: &[HouseholdRow],
) -> RecordHouseholdsResponse {
    let request = recording(extension, rows);
    call!(world, &operator_of_base(), record_households, request).unwrap()
}

/// Of each row its status, or why it was refused.
pub fn fates(answer: &RecordHouseholdsResponse) -> Vec<String> {
    let fate = |result: &record_households_response::RowResult| match result.status() {
        RowStatus::Refused => result.problems[0].reason.clone(),
        status => status.as_str_name().to_owned(),
    };
    answer.results.iter().map(fate).collect()
}

pub async fn report(world: &World, extension: &Extension) -> Result<Extension, Status> {
    step!(
        world,
        operator_of_base(),
        extension,
        report_extension,
        ReportExtensionRequest {
            price: Some(extension::Price {
                fen_per_kg: 310,
                source: "开平市粮食收购价公告".to_owned(),
                of_day: "2025-03-01".to_owned(),
            })
        }
    )
}

pub async fn confirm(
    world: &World,
    by: Person,
    extension: &Extension,
) -> Result<Extension, Status> {
    step!(
        world,
        by,
        extension,
        confirm_extension,
        ConfirmExtensionRequest {}
    )
}

/// Recorded, reported and confirmed.
pub async fn confirmed(
    world: &World,
    base: &Base,
    extension: &Extension,
    rows: &[HouseholdRow],
) -> Extension {
    let recorded = record(world, extension, rows).await.extension.unwrap();
    let reported = report(world, &recorded).await.unwrap();
    confirm(world, decider(base), &reported).await.unwrap()
}

pub async fn outcome(world: &World, by: &Person, request: GetOutcomeRequest) -> Outcome {
    call!(world, by, get_outcome, request).unwrap()
}
