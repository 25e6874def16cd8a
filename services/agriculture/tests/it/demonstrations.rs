//! Demonstrations over gRPC: from the site's polygon to the extension.
pub mod cast;

use kezhuan_protocol::agriculture::v1::*;
use tonic::Code;

use self::cast::*;
use crate::bases::cast::drafted;
use crate::step;
use crate::trials::cast::{decider, fields, pair};
use crate::varieties::approved;
use crate::world::*;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_demonstration_goes_from_its_site_to_its_extension() {
    let world = World::on(World::CALM).await;
    let base = drafted(&world, base::Level::City).await;
    let variety = approved(&world, "美香占2号").await;
    let request = planning(&base, &variety);
    let planned = call!(
        world,
        &operator_of_base(),
        plan_demonstration,
        request.clone()
    )
    .unwrap();
    assert_eq!(
        (planned.state(), planned.tenant.as_str()),
        (demonstration::State::Planned, base.tenant.as_str())
    );
    assert!(
        (1_690..=1_730).contains(&planned.site_area_c),
        "{}",
        planned.site_area_c
    );
    assert!(
        (11_300..=11_500).contains(&planned.site_area_m2),
        "{}",
        planned.site_area_m2
    );
    assert_eq!(
        call!(world, &operator_of_base(), plan_demonstration, request).unwrap(),
        planned
    );
    let measured = measured(&world, &started(&world, &planned).await).await;
    let figures = measured.measurement.clone().unwrap();
    assert_eq!(
        (figures.yield_c, figures.check_yield_c, figures.increase_bp),
        (59_500, 56_000, 625)
    );
    assert_eq!(figures.recorded_by, "", "to the operator");
    let own = step!(
        world,
        operator_of_base(),
        measured,
        accept_demonstration,
        AcceptDemonstrationRequest {}
    );
    assert_eq!(own.unwrap_err().code(), Code::PermissionDenied);
    let accepted = step!(
        world,
        decider(&base),
        measured,
        accept_demonstration,
        AcceptDemonstrationRequest {}
    )
    .unwrap();
    assert_eq!(
        accepted.acceptance.clone().unwrap().accepted_on,
        World::CALM
    );
    let extended = step!(
        world,
        operator_of_base(),
        accepted,
        extend_demonstration,
        ExtendDemonstrationRequest {}
    )
    .unwrap();
    assert_eq!(
        (extended.state(), extended.extended_on.as_str()),
        (demonstration::State::Extended, World::CALM)
    );
    let events = world.events_of(&extended.name).await;
    assert_eq!(
        events,
        [
            "DemonstrationPlanned",
            "DemonstrationStarted",
            "DemonstrationMeasured",
            "DemonstrationAccepted",
            "DemonstrationExtended",
        ]
    );
    let late = step!(
        world,
        operator_of_base(),
        extended,
        withdraw_demonstration,
        WithdrawDemonstrationRequest {}
    );
    assert_eq!(reason(&late.unwrap_err()), "STATE_FORBIDS");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_not_approved_is_not_extended() {
    let world = World::on(World::CALM).await;
    let base = drafted(&world, base::Level::City).await;
    let (unapproved, _) = pair(&world).await;
    let planned = planned(&world, &base, &unapproved).await;
    let measured = measured(&world, &started(&world, &planned).await).await;
    let accepted = step!(
        world,
        decider(&base),
        measured,
        accept_demonstration,
        AcceptDemonstrationRequest {}
    )
    .unwrap();
    let refused = step!(
        world,
        operator_of_base(),
        accepted,
        extend_demonstration,
        ExtendDemonstrationRequest {}
    );
    assert_eq!(reason(&refused.unwrap_err()), "NOT_APPROVED");
    let withdrawn = cast::planned(&world, &base, &unapproved).await;
    let withdrawn = step!(
        world,
        operator_of_base(),
        withdrawn,
        withdraw_demonstration,
        WithdrawDemonstrationRequest {}
    );
    assert_eq!(withdrawn.unwrap().state(), demonstration::State::Withdrawn);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_ground_is_demonstrated_on_twice_in_a_season() {
    let world = World::on(World::CALM).await;
    let base = drafted(&world, base::Level::City).await;
    let (variety, _) = pair(&world).await;
    let on = |site_geojson: String| PlanDemonstrationRequest {
        site_geojson,
        ..planning(&base, &variety)
    };
    let plan = async |request: PlanDemonstrationRequest| {
        call!(world, &operator_of_base(), plan_demonstration, request)
    };
    let both = tokio::join!(
        plan(on(ground_at(3_000, (1, 1)))),
        plan(on(ground_at(3_000, (1, 1))))
    );
    let (first, second) = match both {
        (Ok(first), Err(second)) | (Err(second), Ok(first)) => (first, second),
        both => panic!("one of them stands: {both:?}"),
    };
    assert_eq!(reason(&second), "SITE_DEMONSTRATED");
    assert!(plan(on(ground_at(3_001, (1, 1)))).await.is_ok(), "an edge");
    let later = PlanDemonstrationRequest {
        season: "2025-L".to_owned(),
        starts_on: "2025-08-01".to_owned(),
        ends_on: "2025-11-30".to_owned(),
        ..on(ground_at(3_000, (1, 1)))
    };
    assert!(plan(later).await.is_ok(), "another season");
    step!(
        world,
        operator_of_base(),
        first,
        withdraw_demonstration,
        WithdrawDemonstrationRequest {}
    )
    .unwrap();
    assert!(plan(on(ground_at(3_000, (1, 1)))).await.is_ok(), "given up");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wrong_site_is_refused_with_its_reason() {
    let world = World::on(World::CALM).await;
    let base = drafted(&world, base::Level::City).await;
    let variety = approved(&world, "美香占2号").await;
    for (site, expected) in [
        ("", "SITE_UNREADABLE"),
        (
            r#"{"type":"Point","coordinates":[112.68,22.37]}"#,
            "SITE_TYPE_UNSUPPORTED",
        ),
        (
            r#"{"type":"Polygon","coordinates":[[[22.37,112.68],[22.38,112.68],[22.38,112.69],[22.37,112.68]]]}"#,
            "SITE_COORDINATE_INVALID",
        ),
        (
            r#"{"type":"Polygon","coordinates":[[[116.3,39.9],[116.4,39.9],[116.4,40.0],[116.3,39.9]]]}"#,
            "SITE_OUTSIDE_BOUNDS",
        ),
        (
            r#"{"type":"Polygon","coordinates":[[[112.68,22.37],[112.69,22.38],[112.69,22.37],[112.68,22.38],[112.68,22.37]]]}"#,
            "SITE_RING_CROSSES_ITSELF",
        ),
    ] {
        let request = PlanDemonstrationRequest {
            site_geojson: site.to_owned(),
            ..planning(&base, &variety)
        };
        let status = call!(world, &operator_of_base(), plan_demonstration, request).unwrap_err();
        assert_eq!(
            (status.code(), reason(&status).as_str()),
            (Code::InvalidArgument, expected)
        );
        assert_eq!(fields(&status), ["site_geojson"]);
    }
    let request = PlanDemonstrationRequest {
        stated_area_c: 2_500,
        ..planning(&base, &variety)
    };
    let status = call!(world, &operator_of_base(), plan_demonstration, request).unwrap_err();
    assert_eq!(
        (reason(&status).as_str(), fields(&status)),
        ("SITE_AREA_DIFFERS", vec!["stated_area_c".to_owned()])
    );
    let mut nul = planning(&base, &variety);
    nul.inputs[0].item = "肥\0料".to_owned();
    let status = call!(world, &operator_of_base(), plan_demonstration, nul).unwrap_err();
    assert_eq!(reason(&status), "TEXT_INVALID");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn experts_have_no_part_in_it_and_strangers_find_nothing() {
    let world = World::on(World::CALM).await;
    let base = drafted(&world, base::Level::City).await;
    let variety = approved(&world, "美香占2号").await;
    let running = started(&world, &planned(&world, &base, &variety).await).await;
    let mut asked = measuring(&running);
    asked.experts[2].organisation = base.organisation.clone();
    let status = call!(world, &operator_of_base(), measure_demonstration, asked).unwrap_err();
    assert_eq!(
        (status.code(), reason(&status).as_str()),
        (Code::PermissionDenied, "EXPERT_CONFLICT")
    );
    let mut two = measuring(&running);
    two.experts.pop();
    let status = call!(world, &operator_of_base(), measure_demonstration, two).unwrap_err();
    assert_eq!(fields(&status)[0], "experts");
    let stranger = person("qian", "other-base", "", &["carrier_op"]);
    for person in [&stranger, &other_county()] {
        let get = GetDemonstrationRequest {
            name: running.name.clone(),
        };
        let hidden = call!(world, person, get_demonstration, get).unwrap_err();
        assert_eq!(hidden.code(), Code::NotFound);
    }
    let by_stranger = step!(
        world,
        stranger,
        running,
        withdraw_demonstration,
        WithdrawDemonstrationRequest {}
    );
    assert_eq!(by_stranger.unwrap_err().code(), Code::NotFound);
    let listed = ListDemonstrationsRequest {
        filter: format!(
            "base=\"{}\" AND season=\"2025-E\" AND state=\"RUNNING\" AND crop=\"rice\"",
            base.name
        ),
        ..ListDemonstrationsRequest::default()
    };
    let found = call!(world, &operator_of_base(), list_demonstrations, listed).unwrap();
    assert_eq!(found.demonstrations, [running]);
}
