//! Claims from draft to payment and back, and budgets that many claims reach for at once.
mod amended;
mod announced;
mod by_hand;
pub mod cast;
mod counties;
mod ending;
mod facts;
mod joined;
mod pinned;
mod waiting;

use futures::future::join_all;
use kezhuan_auth::{Caller, CallerKind, Role};
use kezhuan_protocol::contracts::v1::claim::State;
use kezhuan_protocol::contracts::v1::*;
use tonic::Code;

use crate::access::changed;
use crate::world::{self, World, id, person, reason};
use cast::*;

#[tokio::test]
async fn a_claim_is_paid_after_its_notice_and_recovered_when_the_registration_is_lost() {
    let world = world().await;
    appropriate(&world, 1_000_000).await.unwrap();
    let contract = world.registered(world::form()).await;
    let claim = filed(&world, &contract.name).await;
    assert_eq!(
        (claim.state(), claim.amount_fen, claim.payee.as_str()),
        (State::Computed, 100_000, "SELLER")
    );
    assert_eq!((claim.city_fen, claim.county_fen), (30_000, 70_000));
    assert_eq!(programme(&world).await.reserved_fen, 100_000);

    let published = approved_and_published(&world, &claim).await;
    assert_eq!(published.notice.clone().unwrap().last_day, "2025-03-10");
    assert_eq!(
        reason(&pay(&world, &published).await.unwrap_err()),
        "NOTICE_NOT_OVER"
    );
    world
        .clock
        .advance_to("2025-03-11".parse().unwrap())
        .unwrap();
    let paid = pay(&world, &published).await.unwrap();
    assert_eq!(
        (paid.state(), paid.paid_on.as_str()),
        (State::Paid, "2025-03-11")
    );
    let ledger = programme(&world).await;
    assert_eq!(
        (ledger.committed_fen, ledger.paid_fen, ledger.available_fen),
        (0, 100_000, 900_000)
    );
    assert!(!paid.registration_lost);

    let city = person("he", "stb-440700", "440700", &["city_stb"]);
    let request = AnnulContractRequest {
        name: contract.name.clone(),
        request_id: id(),
        note: "虚假登记".to_owned(),
        ..Default::default()
    };
    world
        .client()
        .annul_contract(world.ask(&city, request))
        .await
        .unwrap();
    let lost = ListClaimsRequest {
        filter: "registration_lost=true".to_owned(),
        ..Default::default()
    };
    let told = world
        .client()
        .list_claims(world.ask(&authority(), lost))
        .await
        .unwrap()
        .into_inner()
        .claims;
    // Other tests lose registrations in the same county.
    assert!(told.iter().all(|claim| claim.registration_lost));
    assert!(told.iter().any(|claim| claim.name == paid.name));
    let request = RecordBreachRequest {
        name: paid.name,
        request_id: id(),
        reason: "登记已撤销".to_owned(),
        ..Default::default()
    };
    let recovering = world
        .client()
        .record_breach(world.ask(&authority(), request))
        .await
        .unwrap()
        .into_inner();
    assert_eq!(recovering.state(), State::Recovering);
}

#[tokio::test]
async fn without_a_budget_a_claim_waits_for_a_person_and_is_asked_again() {
    let world = world().await;
    let contract = world.registered(world::form()).await;
    let claim = filed(&world, &contract.name).await;
    assert_eq!(
        (claim.state(), claim.reasons[0].as_str()),
        (State::Manual, "BUDGET_MISSING")
    );
    appropriate(&world, 1_000_000).await.unwrap();
    let request = AskClaimAgainRequest {
        name: claim.name,
        etag: claim.etag,
        request_id: id(),
    };
    let again = world
        .client()
        .ask_claim_again(world.ask(&authority(), request))
        .await
        .unwrap()
        .into_inner();
    assert_eq!(
        (again.state(), again.amount_fen),
        (State::Computed, 100_000)
    );
}

#[tokio::test]
async fn a_claim_that_finds_the_budget_empty_waits_for_the_next_appropriation() {
    let world = world().await;
    appropriate(&world, 100_000).await.unwrap();
    let first = world.registered(world::form()).await;
    assert_eq!(filed(&world, &first.name).await.amount_fen, 100_000);
    let second = world.registered(world::form()).await;
    let waiting = filed(&world, &second.name).await;
    assert_eq!(
        (waiting.state(), waiting.reasons[0].as_str()),
        (State::Manual, "BUDGET_EXHAUSTED")
    );
    appropriate(&world, 300_000).await.unwrap();
    let request = AskClaimAgainRequest {
        name: waiting.name,
        etag: waiting.etag,
        request_id: id(),
    };
    let again = world
        .client()
        .ask_claim_again(world.ask(&authority(), request))
        .await
        .unwrap()
        .into_inner();
    assert_eq!(
        (again.state(), again.amount_fen),
        (State::Computed, 100_000)
    );
}

#[tokio::test]
async fn claims_filed_at_once_never_reserve_more_than_there_is() {
    let world = world().await;
    appropriate(&world, 350_000).await.unwrap();
    let first = world.registered(world::form()).await;
    let mut claims = vec![filed(&world, &first.name).await];
    let mut drafts = Vec::new();
    for _ in 0..5 {
        let contract = world.registered(world::form()).await;
        drafts.push(create(&world, &contract.name).await);
    }
    claims.extend(
        join_all(drafts.iter().map(|draft| file(&world, draft)))
            .await
            .into_iter()
            .map(Result::unwrap),
    );
    let granted: i64 = claims.iter().map(|claim| claim.amount_fen).sum();
    let ledger = programme(&world).await;
    assert_eq!(ledger.reserved_fen, granted);
    assert!(
        ledger.available_fen >= 0 && (300_000..=350_000).contains(&granted),
        "{ledger:?}"
    );
}

async fn objects_and_changes_nothing_more(world: &World) {
    let objector = Caller {
        kind: CallerKind::Person,
        roles: [Role::Applicant].into(),
        ..Caller::service("rival-1", "")
    };
    for more in [
        "UPDATE claim SET amount_fen = 1",
        "UPDATE claim SET body = body || '{\"amount\": null}'",
        "UPDATE claim SET state = 'PUBLISHED'",
        "INSERT INTO case_party SELECT case_id, 'friend-1', 'APPLICANT', tenant FROM case_party LIMIT 1",
        "SELECT 1 FROM claim WHERE record_objection(id, body, event_sequence + 1)",
    ] {
        let done = changed(world, &objector, more).await;
        assert!(!matches!(done, Ok(1..)), "an objector may {more}");
    }
}

#[tokio::test]
async fn anyone_may_object_to_a_published_claim_and_nobody_sees_one_before() {
    let world = world().await;
    appropriate(&world, 1_000_000).await.unwrap();
    let contract = world.registered(world::form()).await;
    let claim = filed(&world, &contract.name).await;
    let stranger = person("zhou", "rival-1", "", &["applicant"]);
    let objection = |request_id: String| ObjectToClaimRequest {
        name: claim.name.clone(),
        etag: String::new(),
        request_id,
        text: "技术并非卖方所有".to_owned(),
    };
    let hidden = world
        .client()
        .object_to_claim(world.ask(&stranger, objection(id())))
        .await
        .unwrap_err();
    assert_eq!(hidden.code(), Code::NotFound);
    approved_and_published(&world, &claim).await;
    let suspended = world
        .client()
        .object_to_claim(world.ask(&stranger, objection(id())))
        .await
        .unwrap()
        .into_inner();
    assert_eq!(suspended.state(), State::Suspended);
    objects_and_changes_nothing_more(&world).await;
    world
        .clock
        .advance_to("2025-03-11".parse().unwrap())
        .unwrap();
    assert_eq!(
        reason(&pay(&world, &suspended).await.unwrap_err()),
        "STATE_FORBIDS"
    );
}
