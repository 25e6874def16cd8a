//! What else came of a base: reported once, accepted by another, and counted in its year.
use kezhuan_protocol::agriculture::v1::achievement::{Kind, State};
use kezhuan_protocol::agriculture::v1::*;
use tonic::{Code, Status};

use super::cast::outcome;
use crate::bases::cast::drafted;
use crate::step;
use crate::trials::cast::{decider, fields};
use crate::world::*;

fn reporting(base: &Base, kind: Kind, reference: &str) -> ReportAchievementRequest {
    ReportAchievementRequest {
        base: base.name.clone(),
        kind: kind.into(),
        title: "稻渔综合种养".to_owned(),
        reference: reference.to_owned(),
        contract: String::new(),
        happened_on: "2025-01-20".to_owned(),
        request_id: id(),
    }
}

async fn report(world: &World, request: ReportAchievementRequest) -> Result<Achievement, Status> {
    call!(world, &operator_of_base(), report_achievement, request)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_number_counts_once_of_its_kind() {
    let world = World::on(World::CALM).await;
    let base = drafted(&world, base::Level::City).await;
    let request = ReportAchievementRequest {
        contract: format!("contracts/{}", id()),
        ..reporting(&base, Kind::TechnologyContract, "2025440783000012")
    };
    let reported = report(&world, request.clone()).await.unwrap();
    assert_eq!(
        (reported.state(), reported.reported_by.as_str()),
        (State::Proposed, "")
    );
    assert_eq!(report(&world, request).await.unwrap(), reported);
    let twice = report(
        &world,
        reporting(&base, Kind::TechnologyContract, "2025440783000012"),
    )
    .await;
    let twice = twice.unwrap_err();
    assert_eq!(
        (twice.code(), reason(&twice).as_str()),
        (Code::AlreadyExists, "ACHIEVEMENT_REPORTED")
    );
    let brand = report(&world, reporting(&base, Kind::Brand, "2025440783000012"))
        .await
        .unwrap();

    let own = step!(
        world,
        operator_of_base(),
        reported,
        accept_achievement,
        AcceptAchievementRequest {}
    );
    assert_eq!(own.unwrap_err().code(), Code::PermissionDenied);
    let foreign = step!(
        world,
        other_county(),
        reported,
        accept_achievement,
        AcceptAchievementRequest {}
    );
    assert_eq!(foreign.unwrap_err().code(), Code::NotFound);
    let accepted = step!(
        world,
        decider(&base),
        reported,
        accept_achievement,
        AcceptAchievementRequest {}
    )
    .unwrap();
    assert_eq!(accepted.state(), State::Accepted);
    let declined = step!(
        world,
        decider(&base),
        brand,
        decline_achievement,
        DeclineAchievementRequest {
            reason: "商标尚未核准".to_owned()
        }
    )
    .unwrap();
    assert_eq!(declined.refusal_reason, "商标尚未核准");
    // What was declined may be reported anew.
    let again = report(&world, reporting(&base, Kind::Brand, "2025440783000012"))
        .await
        .unwrap();
    let back = step!(
        world,
        operator_of_base(),
        again,
        take_back_achievement,
        TakeBackAchievementRequest {}
    );
    assert_eq!(back.unwrap().state(), State::TakenBack);
    assert_eq!(
        world.events_of(&declined.name).await,
        ["AchievementReported", "AchievementDeclined"]
    );
    for (year, contracts) in [(2025, 1), (2024, 0), (0, 1)] {
        let request = GetOutcomeRequest {
            year,
            ..GetOutcomeRequest::default()
        };
        let found = outcome(&world, &county(), request).await;
        assert_eq!(
            (found.technology_contracts, found.brands),
            (contracts, 0),
            "{year}"
        );
    }
    let listed = ListAchievementsRequest {
        filter: format!(
            "state=\"ACCEPTED\" AND kind=\"TECHNOLOGY_CONTRACT\" AND base=\"{}\" AND happened_on>=\"2025-01-01\"",
            base.name
        ),
        ..ListAchievementsRequest::default()
    };
    let found = call!(world, &county(), list_achievements, listed).unwrap();
    assert_eq!(found.achievements.len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wrong_report_is_told_field_by_field() {
    let world = World::on(World::CALM).await;
    let base = drafted(&world, base::Level::City).await;
    for (request, field) in [
        (reporting(&base, Kind::Unspecified, "1"), "kind"),
        (reporting(&base, Kind::Brand, " "), "reference"),
        (
            ReportAchievementRequest {
                contract: "contracts/7".to_owned(),
                ..reporting(&base, Kind::TechnologyContract, "1")
            },
            "contract",
        ),
        (
            ReportAchievementRequest {
                contract: format!("contracts/{}", id()),
                ..reporting(&base, Kind::Brand, "1")
            },
            "contract",
        ),
        (
            ReportAchievementRequest {
                happened_on: "2025-03-04".to_owned(),
                ..reporting(&base, Kind::Brand, "1")
            },
            "happened_on",
        ),
    ] {
        let status = report(&world, request).await.unwrap_err();
        assert_eq!(
            (status.code(), fields(&status)),
            (Code::InvalidArgument, vec![field.to_owned()])
        );
    }
    let nul = ReportAchievementRequest {
        title: "稻\0渔".to_owned(),
        ..reporting(&base, Kind::Brand, "1")
    };
    assert_eq!(
        reason(&report(&world, nul).await.unwrap_err()),
        "TEXT_INVALID"
    );
}
