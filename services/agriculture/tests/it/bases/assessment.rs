//! Assessments, rectifications and the end of a base.
use kezhuan_protocol::agriculture::v1::*;
use tonic::Code;

use super::cast::*;
use crate::step;
use crate::world::*;

async fn assessed(world: &World, base: &Base, year: i32, points: i32) -> Base {
    step!(
        world,
        city(),
        base,
        assess_base,
        AssessBaseRequest {
            year: year,
            indicators: indicators(points),
        }
    )
    .unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_failures_in_a_row_take_the_plate() {
    let world = World::on(World::CALM).await;
    let base = accredited(&world).await;
    world.advance_to("2025-12-30");
    let warned = assessed(&world, &base, 2025, 50).await;
    assert_eq!(warned.state(), base::State::Warned);
    let again = step!(
        world,
        city(),
        warned,
        assess_base,
        AssessBaseRequest {
            year: 2025,
            indicators: indicators(90),
        }
    );
    let again = again.unwrap_err();
    assert_eq!(
        (again.code(), reason(&again).as_str()),
        (Code::AlreadyExists, "ASSESSED_BEFORE")
    );
    world.advance_to("2026-12-30");
    let warned = call!(
        world,
        &city(),
        get_base,
        GetBaseRequest { name: warned.name }
    )
    .unwrap();
    let gone = assessed(&world, &warned, 2026, 40).await;
    assert_eq!(gone.state(), base::State::Delisted);
    assert_eq!(gone.delisting.unwrap().code, "TWO_FAILS");
    let of_base = ListAssessmentsRequest {
        base: gone.name.clone(),
        filter: "grade=\"FAIL\"".to_owned(),
        page_size: 1,
        ..ListAssessmentsRequest::default()
    };
    let page = call!(world, &county(), list_assessments, of_base.clone()).unwrap();
    assert_eq!(page.assessments[0].year, 2026);
    let next = ListAssessmentsRequest {
        page_token: page.next_page_token,
        ..of_base
    };
    let page = call!(world, &county(), list_assessments, next).unwrap();
    assert_eq!(
        (page.assessments[0].year, page.next_page_token.as_str()),
        (2025, "")
    );
    let none = call!(
        world,
        &stranger(),
        list_assessments,
        ListAssessmentsRequest::default()
    );
    assert_eq!(none.unwrap().assessments, []);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_rectification_is_checked_and_fraud_ends_it() {
    let world = World::on(World::CALM).await;
    let base = accredited(&world).await;
    let rectifying = assessed(&world, &base, 2025, 65).await;
    assert_eq!(rectifying.state(), base::State::Rectifying);
    assert_eq!(rectifying.rectify_until, "2025-09-11");
    let note = || "现场复核".to_owned();
    let failed = step!(
        world,
        city(),
        rectifying,
        fail_rectification,
        FailRectificationRequest { note: note() }
    )
    .unwrap();
    assert_eq!(failed.state(), base::State::Warned);
    let passed = step!(
        world,
        city(),
        failed,
        pass_rectification,
        PassRectificationRequest { note: note() }
    );
    assert_eq!(reason(&passed.unwrap_err()), "STATE_FORBIDS");
    let gone = step!(
        world,
        city(),
        failed,
        delist_base,
        DelistBaseRequest {
            reason: "伪造数据".to_owned()
        }
    )
    .unwrap();
    assert_eq!(gone.state(), base::State::Delisted);
    let expected = [
        "BaseAccredited",
        "BaseAssessed",
        "BaseRectificationChecked",
        "BaseDelisted",
    ];
    let events = world.events_of(&gone.name).await;
    assert!(events.ends_with(&expected.map(str::to_owned)), "{events:?}");
}
