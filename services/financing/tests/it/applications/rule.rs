//! What the rules say of an application, who decides where they fail, and when they are asked again.
use kezhuan_auth::Caller;
use kezhuan_financing::store::applications;
use kezhuan_financing::{Error, NAME};
use kezhuan_protocol::financing::v1::*;
use kezhuan_testkit::settled;
use uuid::Uuid;

use super::{CITY, COUNTY, application_request, asked_about, city_answers};
use crate::lending::*;
use crate::step;
use crate::world::*;

#[tokio::test]
async fn the_host_s_own_conditions_ask_no_rule() {
    let world = World::on(World::CALM).await;
    let draft = drafted(&world, asked_for()).await;
    let listed = Declaration {
        listed: true,
        last_violation_on: "2024-01-02".to_owned(),
        ..declared()
    };
    let refused = step!(
        world,
        applicant(),
        draft,
        submit_application,
        SubmitApplicationRequest {
            declaration: Some(listed)
        }
    )
    .unwrap();
    assert_eq!(refused.state(), application::State::Ineligible);
    assert_eq!(refused.reasons, ["LISTED", "VIOLATION"]);
    assert_eq!(refused.decision, "");
    assert_eq!(asked_about(&world, &draft).await, [""; 0]);
    let draft = drafted(&world, asked_for()).await;
    let nothing = step!(
        world,
        applicant(),
        draft,
        submit_application,
        SubmitApplicationRequest {}
    )
    .unwrap_err();
    assert_eq!(reason(&nothing), "DECLARATION_MISSING");
    let future = Declaration {
        last_violation_on: "2025-03-04".to_owned(),
        ..declared()
    };
    let future = step!(
        world,
        applicant(),
        draft,
        submit_application,
        SubmitApplicationRequest {
            declaration: Some(future)
        }
    )
    .unwrap_err();
    assert_eq!(reason(&future), "VIOLATION_IN_FUTURE");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_city_s_rule_speaks_where_the_county_has_none() {
    let mut world = World::on(World::CALM).await;
    city_answers(
        &world,
        "ip.eligibility@1",
        CITY,
        &[("loan_max_fen", 5_000_000)],
    )
    .await;
    city_answers(
        &world,
        "ip.stage@1",
        CITY,
        &[("industrial_subsidy_bp", 4_000)],
    )
    .await;
    city_answers(&world, "ip.risk_share@1", CITY, &[]).await;
    world.restarted(async |_| {}).await;
    let draft = drafted(&world, asked_for()).await;
    let refused = submitted(&world, &draft).await;
    assert_eq!(refused.state(), application::State::Ineligible);
    assert_eq!(refused.reasons, ["SINGLE_LOAN_CAP"]);
    assert!(refused.decision.starts_with("decisions/"));
    let pins = refused
        .rule_pins
        .iter()
        .map(|pin| (pin.hook.as_str(), pin.tenant.as_str()));
    assert_eq!(pins.collect::<Vec<_>>(), [("ip.eligibility@1", CITY)]);

    let smaller = application_request(|asked| asked.amount_fen = 5_000_000);
    let draft = drafted(&world, smaller).await;
    let eligible = submitted(&world, &draft).await;
    let reviewed = reviewed(&world, &eligible, &banker()).await;
    let approval = approved(&world, &reviewed).await.approval.unwrap();
    assert_eq!(approval.subsidy_bp, 4_000);
    assert!(approval.stage_decision.starts_with("decisions/"));
    assert!(approval.shares_decision.starts_with("decisions/"));
    let pool = approval.shares.iter().find(|share| share.party == "pool");
    assert_eq!(pool.unwrap().bp, 4_000);
}

/// A term that no rule can be asked about.
async fn failed(world: &World) -> Application {
    let asked = application_request(|asked| {
        asked.product = Some(Product {
            kind: product::Kind::RndLoan.into(),
            mode: 0,
            ..product(product::Stage::Pilot)
        });
        asked.term_months = 361;
    });
    let waiting = submitted(world, &drafted(world, asked).await).await;
    assert_eq!(waiting.state(), application::State::Manual);
    assert_eq!(waiting.failure, "INVALID_INPUT");
    waiting
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_rule_that_fails_leaves_it_to_a_person_of_the_city() {
    let mut world = World::on(World::CALM).await;
    city_answers(&world, "ip.eligibility@1", CITY, &[]).await;
    world.restarted(async |_| {}).await;
    let waiting = failed(&world).await;
    let examine = |ask_again, reasons: &[&str], reason: &str| ExamineApplicationRequest {
        name: waiting.name.clone(),
        request_id: id(),
        ask_again,
        reasons: reasons.iter().map(|code| (*code).to_owned()).collect(),
        reason: reason.to_owned(),
        ..ExamineApplicationRequest::default()
    };
    for (request, refusal) in [
        (examine(true, &[], "because"), "EXAMINATION_MIXED"),
        (
            examine(false, &["no code"], "because"),
            "REFUSAL_CODE_INVALID",
        ),
        (examine(false, &[], " "), "REASON_MISSING"),
    ] {
        let refused = call!(world, &city_stb(), examine_application, request).unwrap_err();
        assert_eq!(reason(&refused), refusal);
    }
    // Asked again it fails again, and waits on.
    let again = call!(
        world,
        &city_stb(),
        examine_application,
        examine(true, &[], "")
    )
    .unwrap();
    assert_eq!(again.state(), application::State::Manual);
    assert_ne!(again.etag, waiting.etag);
    let by_hand = examine(false, &[], "sound on paper");
    let passed = call!(world, &city_stb(), examine_application, by_hand).unwrap();
    assert_eq!(passed.state(), application::State::Eligible);
    assert_eq!(
        (passed.examined_by.as_str(), passed.failure.as_str()),
        ("zhao", "")
    );
    let late = examine(false, &["LOCAL"], "too late");
    let late = call!(world, &city_stb(), examine_application, late).unwrap_err();
    assert_eq!(reason(&late), "STATE_FORBIDS");
}

/// How many applications the service would ask about again by itself.
async fn to_be_asked(world: &World) -> usize {
    let database = world.database.open_with(world.clock.clone()).unwrap();
    let reader = Caller::service(NAME, "");
    let read = database.read(&reader, async |connection| {
        let waiting = applications::unexamined(connection, Uuid::nil(), 9).await?;
        Ok::<usize, Error>(waiting.len())
    });
    read.await.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_newer_rule_is_asked_by_itself() {
    let mut world = World::on(World::CALM).await;
    city_answers(&world, "ip.eligibility@1", CITY, &[]).await;
    world.restarted(async |_| {}).await;
    let waiting = failed(&world).await;
    assert_eq!(to_be_asked(&world).await, 0);
    city_answers(&world, "ip.eligibility@1", COUNTY, &[]).await;
    let expected = [
        "ApplicationSubmitted",
        "ApplicationRuleFailed",
        "ApplicationAskedAgain",
        "ApplicationRuleFailed",
    ];
    let expected = expected.map(str::to_owned).to_vec();
    let shown = settled(SOON, expected.clone(), async || {
        world.events_of(&waiting.name).await
    })
    .await;
    assert_eq!(shown, expected);
    // Once for each newer rule, not for ever.
    assert_eq!(to_be_asked(&world).await, 0);
    let asked = asked_about(&world, &waiting).await;
    assert_eq!(asked.last().unwrap(), "ip.eligibility@1 440703 FAILED");
}
