//! The bank's word on an application, which bank is the year's first, and the contract.
use kezhuan_protocol::financing::v1::*;
use kezhuan_testkit::settled;
use tonic::Code;

use super::{application_request, seen};
use crate::lending::*;
use crate::step;
use crate::world::*;

#[tokio::test]
async fn a_bank_approves_with_two_people_and_no_more_than_was_asked_for() {
    let world = World::on(World::CALM).await;
    let eligible = submitted(&world, &drafted(&world, asked_for()).await).await;
    let reviewed = reviewed(&world, &eligible, &banker()).await;
    let same = call!(world, &banker(), approve_application, granted(&reviewed)).unwrap_err();
    assert_eq!(reason(&same), "SAME_PERSON");
    type Change = fn(&mut ApproveApplicationRequest);
    let cases: [(Change, &str); 5] = [
        (|grant| grant.amount_fen += 1, "BEYOND_APPLICATION"),
        (|grant| grant.amount_fen = 0, "AMOUNT_NOT_POSITIVE"),
        (|grant| grant.term_months += 1, "BEYOND_APPLICATION"),
        (|grant| grant.rate_bp = 10_001, "NUMBER_OUT_OF_RANGE"),
        (|grant| grant.biz_no.clear(), "BIZ_NO_INVALID"),
    ];
    for (change, expected) in cases {
        let mut grant = granted(&reviewed);
        change(&mut grant);
        let refused = call!(world, &second_banker(), approve_application, grant).unwrap_err();
        assert_eq!(reason(&refused), expected);
    }
    let decline = |code: &str| DeclineApplicationRequest {
        name: reviewed.name.clone(),
        request_id: id(),
        biz_no: number(),
        code: code.to_owned(),
        ..DeclineApplicationRequest::default()
    };
    let no_code = decline("no");
    let no_code = call!(world, &second_banker(), decline_application, no_code).unwrap_err();
    assert_eq!(reason(&no_code), "REFUSAL_CODE_INVALID");
    let declined = decline("CREDIT_POLICY");
    let declined = call!(world, &second_banker(), decline_application, declined).unwrap();
    assert_eq!(declined.state(), application::State::Declined);
    assert_eq!(declined.refusal.unwrap().code, "CREDIT_POLICY");
}

#[tokio::test]
async fn a_proof_of_concept_is_guaranteed() {
    let world = World::on(World::CALM).await;
    let concept =
        application_request(|asked| asked.product = Some(product(product::Stage::Concept)));
    let eligible = submitted(&world, &drafted(&world, concept).await).await;
    let reviewed = reviewed(&world, &eligible, &banker()).await;
    let bare = granted(&reviewed);
    let bare = call!(world, &second_banker(), approve_application, bare).unwrap_err();
    assert_eq!(reason(&bare), "GUARANTEE_TOO_LOW");
    let guaranteed = ApproveApplicationRequest {
        guarantee_bp: 8_000,
        ..granted(&reviewed)
    };
    let approved = call!(world, &second_banker(), approve_application, guaranteed).unwrap();
    let approval = approved.approval.unwrap();
    assert_eq!(
        (approval.guarantee_bp, approval.guarantee_min_bp),
        (8_000, 8_000)
    );
}

#[tokio::test]
async fn a_year_has_one_bank_whoever_was_found_eligible_first() {
    let world = World::on(World::CALM).await;
    let elsewhere = application_request(|asked| asked.bank = "bank-2".to_owned());
    let elsewhere = submitted(&world, &drafted(&world, elsewhere).await).await;
    let here = submitted(&world, &drafted(&world, asked_for()).await).await;
    approved(&world, &reviewed(&world, &here, &banker()).await).await;
    let reviewed = reviewed(&world, &elsewhere, &other_banker()).await;
    let second = person("pan", "bank-2", "", &["bank"]);
    let refused = call!(world, &second, approve_application, granted(&reviewed)).unwrap_err();
    assert_eq!(reason(&refused), "NOT_ELIGIBLE_NOW");
    let after = drafted(
        &world,
        application_request(|asked| asked.bank = "bank-2".to_owned()),
    )
    .await;
    assert_eq!(
        submitted(&world, &after).await.reasons,
        ["OTHER_BANK_THIS_YEAR"]
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_banks_that_approve_at_once_are_not_both_the_first() {
    let world = World::on(World::CALM).await;
    let elsewhere = application_request(|asked| asked.bank = "bank-2".to_owned());
    let elsewhere = submitted(&world, &drafted(&world, elsewhere).await).await;
    let here = submitted(&world, &drafted(&world, asked_for()).await).await;
    let here = granted(&reviewed(&world, &here, &banker()).await);
    let elsewhere = granted(&reviewed(&world, &elsewhere, &other_banker()).await);
    let (of_first, of_second) = (second_banker(), person("pan", "bank-2", "", &["bank"]));
    let approve = async |person: &Person, grant| call!(world, person, approve_application, grant);
    let (first, second) = tokio::join!(approve(&of_first, here), approve(&of_second, elsewhere));
    let refused: Vec<String> = [first, second]
        .iter()
        .filter_map(|answer| answer.as_ref().err().map(reason))
        .collect();
    assert_eq!(refused, ["NOT_ELIGIBLE_NOW"]);
}

#[tokio::test]
async fn both_sides_sign_in_time_or_it_lapses() {
    let world = World::on(World::CALM).await;
    let eligible = submitted(&world, &drafted(&world, asked_for()).await).await;
    let approved = approved(&world, &reviewed(&world, &eligible, &banker()).await).await;
    let until = approved.approval.clone().unwrap().sign_until;
    let first = step!(
        world,
        banker(),
        approved,
        sign_application,
        SignApplicationRequest { biz_no: number() }
    )
    .unwrap();
    let again = step!(
        world,
        second_banker(),
        first,
        sign_application,
        SignApplicationRequest { biz_no: number() }
    )
    .unwrap_err();
    assert_eq!(reason(&again), "ALREADY_SIGNED");
    let list = |filter: String| ListApplicationsRequest {
        filter,
        ..ListApplicationsRequest::default()
    };
    let by_then = list(format!("state=APPROVED AND sign_until<={until}"));
    let found = call!(world, &banker(), list_applications, by_then).unwrap();
    assert_eq!(found.applications, std::slice::from_ref(&first));
    let today = "submitted_on>=2025-03-03 AND submitted_on<=2025-03-03 AND failed=false";
    let today = call!(world, &banker(), list_applications, list(today.to_owned())).unwrap();
    assert_eq!(today.applications, std::slice::from_ref(&first));
    let elsewhere = list("tenant=\"440781\"".to_owned());
    let none = call!(world, &banker(), list_applications, elsewhere).unwrap();
    assert_eq!(none.applications, []);
    let before = list("sign_until<=2025-03-31 AND bank=\"bank-1\"".to_owned());
    let none = call!(world, &banker(), list_applications, before).unwrap();
    assert_eq!(none.applications, []);
    let wrong = list("sign_until=soon".to_owned());
    let wrong = call!(world, &banker(), list_applications, wrong).unwrap_err();
    assert_eq!(reason(&wrong), "FILTER_INVALID");
    world.advance_to("2025-06-10");
    let lapsed = settled(SOON, true, async || {
        let events = world.events_of(&first.name).await;
        events
            .last()
            .is_some_and(|event| event == "ApplicationLapsed")
    })
    .await;
    assert!(lapsed);
    let late = step!(
        world,
        applicant(),
        first,
        sign_application,
        SignApplicationRequest {}
    )
    .unwrap_err();
    assert_eq!(reason(&late), "STALE_ETAG");
}

#[tokio::test]
async fn an_enterprise_takes_it_back_before_the_bank_has_decided() {
    let world = World::on(World::CALM).await;
    let withdraw = async |application: &Application| {
        step!(
            world,
            applicant(),
            application,
            withdraw_application,
            WithdrawApplicationRequest {}
        )
    };
    let draft = drafted(&world, asked_for()).await;
    let gone = withdraw(&draft).await.unwrap();
    assert_eq!(gone.state(), application::State::Withdrawn);
    // No bank ever saw it, nor is one told of it.
    let unseen = seen(&world, &banker(), &draft.name).await.unwrap_err();
    assert_eq!(unseen.code(), Code::NotFound);
    let (_, id) = draft.name.split_once('/').unwrap();
    let mut admin = world.database.admin().await.unwrap();
    let told: Vec<(String, bool)> = sqlx::query_as(
        "SELECT substring(subject FROM '[^.]+$'), position('bank-1'::bytea IN payload) > 0
           FROM outbox WHERE aggregate_id = $1::uuid ORDER BY sequence",
    )
    .bind(id)
    .fetch_all(&mut admin)
    .await
    .unwrap();
    assert_eq!(told, [("ApplicationWithdrawn".to_owned(), false)]);

    let eligible = submitted(&world, &drafted(&world, asked_for()).await).await;
    let in_review = reviewed(&world, &eligible, &banker()).await;
    let by_bank = step!(
        world,
        banker(),
        in_review,
        withdraw_application,
        WithdrawApplicationRequest {}
    );
    assert_eq!(by_bank.unwrap_err().code(), Code::PermissionDenied);
    let gone = withdraw(&in_review).await.unwrap();
    let late = call!(world, &second_banker(), approve_application, granted(&gone));
    assert_eq!(reason(&late.unwrap_err()), "STATE_FORBIDS");
    let events = world.events_of(&gone.name).await;
    let last = events.last().map(String::as_str);
    assert_eq!((events.len(), last), (5, Some("ApplicationWithdrawn")));

    let eligible = submitted(&world, &drafted(&world, asked_for()).await).await;
    let in_review = reviewed(&world, &eligible, &banker()).await;
    let decided = approved(&world, &in_review).await;
    let late = withdraw(&decided).await.unwrap_err();
    assert_eq!(reason(&late), "STATE_FORBIDS");
}
