//! What days bring: notices that are over, assessments that are due, rectifications without time.
use kezhuan_testkit::settled;

use super::*;

async fn assessed(world: &World, carrier: &Carrier, year: i32) -> Result<Carrier, Answer> {
    let carrier = read(world, &carrier.name).await;
    step!(
        world,
        county_stb(),
        carrier,
        assess_carrier,
        AssessCarrierRequest { year: year }
    )
}

async fn last_event(world: &World, carrier: &Carrier, expected: &str) {
    let told = settled(SOON, Some(expected.to_owned()), async || {
        world.events_of(&carrier.name).await.pop()
    });
    assert_eq!(told.await.as_deref(), Some(expected));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_office_hears_once_that_a_notice_is_over_and_that_a_year_waits() {
    let world = World::on(World::CALM).await;
    let carrier = proposed(&world).await;
    world.advance_to("2025-03-11");
    last_event(&world, &carrier, "CarrierNoticeOver").await;
    let carrier = read(&world, &carrier.name).await;
    let accredited = step!(
        world,
        second_county_stb(),
        carrier,
        accredit_carrier,
        AccreditCarrierRequest {}
    );
    let carrier = accredited.unwrap();
    world.advance_to("2026-04-01");
    last_event(&world, &carrier, "CarrierAssessmentDue").await;
    world.advance_to("2026-04-07");
    let assessed = assessed(&world, &carrier, 2025).await.unwrap();
    assert_eq!(assessed.assessments.len(), 1);
    let events = world.events_of(&carrier.name).await;
    let reminders = events
        .iter()
        .filter(|event| *event == "CarrierAssessmentDue");
    assert_eq!(reminders.count(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_year_without_anything_is_put_right_in_time_or_ends_the_status() {
    let world = World::on(World::CALM).await;
    let carrier = accredited(&world).await;
    world.advance_to("2026-01-05");
    let early = assessed(&world, &carrier, 2026).await.unwrap_err();
    assert_eq!(reason(&early), "YEAR_INVALID");
    // Nothing is recorded of the year: by the default weights it is a D.
    let rectifying = assessed(&world, &carrier, 2025).await.unwrap();
    assert_eq!(rectifying.state(), State::Rectifying);
    assert_eq!(rectifying.assessments[0].grade(), assessment::Grade::D);
    assert_eq!(
        rectifying.rectification.as_ref().unwrap().until,
        "2026-07-05"
    );
    world.advance_to("2026-07-06");
    last_event(&world, &carrier, "CarrierRevoked").await;
    let revoked = read(&world, &carrier.name).await;
    assert_eq!(revoked.state(), State::Revoked);
    let revocation = revoked.revocation.unwrap();
    assert_eq!(revocation.ground(), revocation::Ground::RectificationOver);
    assert_eq!(revocation.revoked_on, "2026-07-06");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_second_bad_year_ends_the_status_at_once() {
    let world = World::on(World::CALM).await;
    let carrier = accredited(&world).await;
    world.advance_to("2026-02-02");
    let rectifying = assessed(&world, &carrier, 2025).await.unwrap();
    let passed = step!(
        world,
        county_stb(),
        rectifying,
        recheck_carrier,
        RecheckCarrierRequest {
            passed: true,
            reason: "已补报".to_owned(),
        }
    )
    .unwrap();
    assert_eq!(passed.state(), State::Accredited);
    world.advance_to("2027-02-01");
    let dropped = assessed(&world, &passed, 2026).await.unwrap();
    assert_eq!(dropped.state(), State::Revoked);
    let ground = dropped.revocation.unwrap().ground();
    assert_eq!(ground, revocation::Ground::AssessedDAgain);
    let listed = ListAssessmentsRequest {
        carrier: carrier.name,
        page_size: 1,
        ..Default::default()
    };
    let page = call!(world, &operator(), list_assessments, listed.clone()).unwrap();
    assert_eq!(page.assessments[0].year, 2026);
    let next = ListAssessmentsRequest {
        page_token: page.next_page_token,
        ..listed
    };
    let page = call!(world, &operator(), list_assessments, next).unwrap();
    assert_eq!(page.assessments[0].year, 2025);
    assert_eq!(page.next_page_token, "");
}
