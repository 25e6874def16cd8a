//! What becomes of a rule's answer, and of a claim that none could be had for.
use std::time::Duration;

use kezhuan_law::Fen;
use kezhuan_protocol::grants::v1::grant_claim::State;
use kezhuan_protocol::grants::v1::*;
use kezhuan_runtime::Shutdown;
use kezhuan_testkit::eventually;
use tokio::sync::watch;
use uuid::Uuid;

use crate::shelter::{COUNTY, MOST, Rule};
use crate::world::{World, call, claimant, id, officer, reason};

/// Kind and reasons of the decisions of a claim, oldest first.
async fn decisions(world: &World, claim: &GrantClaim) -> Vec<(String, String)> {
    let of: Uuid = claim
        .name
        .strip_prefix("grantClaims/")
        .unwrap()
        .parse()
        .unwrap();
    sqlx::query_as("SELECT outcome_kind, reasons->>0 FROM decision WHERE case_id = $1 ORDER BY id")
        .bind(of)
        .fetch_all(&mut world.database.admin().await.unwrap())
        .await
        .unwrap()
}

fn kept(kind: &str, reason: &str) -> (String, String) {
    (kind.to_owned(), reason.to_owned())
}

#[tokio::test]
async fn without_a_rule_there_is_no_benefit_and_no_work_for_a_person() {
    let world = World::new().await;
    *world.shelter.rule.lock().unwrap() = Rule::NotInForce;
    let computed = world.filed("rooms/1").await;
    assert_eq!(computed.state(), State::Computed);
    assert_eq!(
        (computed.amount, computed.reasons),
        (None, vec!["NO_RULE_IN_FORCE".to_owned()])
    );
    let claim = world.get(&officer(), &computed.name).await.unwrap();
    let none = world.approve(&officer(), &claim).await.unwrap_err();
    assert_eq!(reason(&none), "AMOUNT_NONE");
    assert_eq!(
        decisions(&world, &claim).await,
        [kept("NO_RULE_IN_FORCE", "NO_RULE_IN_FORCE")]
    );
}

#[tokio::test]
async fn a_person_computes_what_a_rule_could_not_within_law_and_budget() {
    let world = World::with_budget(1_000).await;
    *world.shelter.rule.lock().unwrap() = Rule::Fails;
    let manual = world.filed("rooms/1").await;
    assert_eq!(
        (manual.state(), manual.failure.as_str()),
        (State::Manual, "PLANTED")
    );
    assert_eq!(
        decisions(&world, &manual).await,
        [kept("REFUSED_BY_HOST", "PLANTED")]
    );
    let by_hand = |total_fen, payee: &str| ComputeGrantClaimByHandRequest {
        name: manual.name.clone(),
        etag: manual.etag.clone(),
        request_id: id(),
        total_fen,
        payee: payee.to_owned(),
        reason: "the package failed".to_owned(),
    };
    for (total, payee, wrong) in [
        (1_001, "", "BUDGET_EXHAUSTED"),
        (MOST + 1, "", "OVER_WHAT_IS_DUE"),
        (-1, "", "NEGATIVE_AMOUNT"),
        (1, "other", "PAYEE_NOT_A_PARTY"),
    ] {
        let asked = by_hand(total, payee);
        let refused = call!(world, &officer(), compute_grant_claim_by_hand, asked).unwrap_err();
        assert_eq!(reason(&refused), wrong);
    }
    let asked = by_hand(700, "house");
    let computed = call!(world, &officer(), compute_grant_claim_by_hand, asked).unwrap();
    assert_eq!(computed.amount.clone().unwrap().payee, "house");
    assert_eq!(computed.computed_by, "wu");
    assert_eq!(world.books().await, [300, 700, 0, 0, 0]);
    let same = world.approve(&officer(), &computed).await.unwrap_err();
    assert_eq!(reason(&same), "SAME_PERSON");
}

#[tokio::test]
async fn an_answer_outside_the_law_is_kept_and_goes_to_a_person() {
    let world = World::with_budget(100_000).await;
    *world.shelter.rule.lock().unwrap() = Rule::Grants(MOST + 1);
    let manual = world.filed("rooms/1").await;
    assert_eq!(
        (manual.state(), manual.failure.as_str()),
        (State::Manual, "OVER_WHAT_IS_DUE")
    );
    assert_eq!(
        decisions(&world, &manual).await,
        [kept("REFUSED_BY_HOST", "OVER_WHAT_IS_DUE")]
    );
    assert_eq!(world.books().await, [100_000, 0, 0, 0, 0]);
    *world.shelter.rule.lock().unwrap() = Rule::GrantsTheHouse(400);
    let ask = AskGrantClaimAgainRequest {
        name: manual.name.clone(),
        etag: manual.etag.clone(),
        request_id: id(),
    };
    let computed = call!(world, &officer(), ask_grant_claim_again, ask).unwrap();
    assert_eq!(computed.amount.unwrap().payee, "house");
    assert!(computed.failure.is_empty());
}

#[tokio::test]
async fn a_rule_is_told_what_was_granted_to_every_party_before() {
    let world = World::with_budget(100_000).await;
    *world.shelter.rule.lock().unwrap() = Rule::GrantsTheHouse(400);
    world.filed("rooms/1").await;
    *world.shelter.rule.lock().unwrap() = Rule::Grants(300);
    let second = world.filed("rooms/2").await;
    world.withdraw(&claimant(), &second).await.unwrap();
    world.filed("rooms/3").await;
    let questions = world.shelter.questions.lock().unwrap().clone();
    let last = questions.last().unwrap();
    assert_eq!(last.paid_year_of("house"), Fen(400));
    // What was withdrawn counts no more.
    assert_eq!(last.paid_year(), Fen::ZERO);
    assert_eq!(last.budget_left, Some(Fen(99_600)));
    let first = &questions[0];
    assert_eq!((first.paid_year(), first.earlier.len()), (Fen::ZERO, 0));
}

#[tokio::test]
async fn what_changed_between_question_and_write_is_asked_again() {
    let world = World::with_budget(1_000).await;
    *world.shelter.rule.lock().unwrap() = Rule::GrantsWhileTheRoomChanges(500);
    let computed = world.filed("rooms/1").await;
    assert_eq!(computed.state(), State::Computed);
    assert_eq!(world.shelter.questions.lock().unwrap().len(), 2);
    // Only what led to the amount is kept.
    assert_eq!(
        decisions(&world, &computed).await,
        [kept("ANSWERED", "AID")]
    );
    // The subject carries less by now, so that the amount is not approved.
    world.shelter.standing.lock().unwrap().most = Some(Fen(499));
    let less = world.approve(&officer(), &computed).await.unwrap_err();
    assert_eq!(reason(&less), "OVER_WHAT_IS_DUE");
}

#[tokio::test]
async fn a_newer_rule_is_asked_about_what_waits_for_a_person() {
    let world = World::with_budget(1_000).await;
    *world.shelter.rule.lock().unwrap() = Rule::Fails;
    let manual = world.filed("rooms/1").await;
    let other = world.filed("rooms/2").await;
    *world.shelter.rule.lock().unwrap() = Rule::Grants(500);
    let (shutdown, (changes, changed)) = (Shutdown::new(), watch::channel(0));
    let following = world.grants.clone().follow_rules(changed, shutdown.clone());
    let following = kezhuan_runtime::spawn("follow rules", following);
    sqlx::query("INSERT INTO rule_entry (id, tenant, hook) VALUES ($1, $2, 'aid.rent@2'), ($3, '440703', 'aid.rent@1')")
        .bind(Uuid::now_v7())
        .bind(COUNTY)
        .bind(Uuid::now_v7())
        .execute(&mut world.database.admin().await.unwrap())
        .await
        .unwrap();
    changes.send_replace(1);
    for waiting in [&manual, &other] {
        let computed = eventually(Duration::from_secs(30), async || {
            let claim = world.get(&officer(), &waiting.name).await.unwrap();
            claim.state() == State::Computed
        });
        assert!(computed.await, "nobody asked again");
    }
    shutdown.trigger();
    following.await.unwrap().unwrap();
    assert_eq!(world.books().await, [0, 1_000, 0, 0, 0]);
}

#[tokio::test]
async fn a_replay_counts_the_last_answer_and_none_of_what_was_withdrawn() {
    let world = World::with_budget(1_000).await;
    let outdone = async || -> i64 {
        sqlx::query_scalar("SELECT count(*) FROM outdone_decision")
            .fetch_one(&mut world.database.admin().await.unwrap())
            .await
            .unwrap()
    };
    *world.shelter.rule.lock().unwrap() = Rule::Fails;
    let manual = world.filed("rooms/1").await;
    assert_eq!(outdone().await, 0);
    *world.shelter.rule.lock().unwrap() = Rule::Grants(500);
    let ask = AskGrantClaimAgainRequest {
        name: manual.name.clone(),
        etag: manual.etag.clone(),
        request_id: id(),
    };
    let computed = call!(world, &officer(), ask_grant_claim_again, ask).unwrap();
    assert_eq!(outdone().await, 1);
    world.withdraw(&claimant(), &computed).await.unwrap();
    assert_eq!(outdone().await, 2);
}
