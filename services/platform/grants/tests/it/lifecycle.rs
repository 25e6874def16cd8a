//! A grant from the claim to the payment and what comes back.
use kezhuan_protocol::grants::v1::grant_claim::State;
use kezhuan_protocol::grants::v1::*;

use crate::shelter::Rule;
use crate::world::{World, call, claimant, id, officer, payer, reason, stranger};

/// The events of a claim, in the order they were published.
async fn events(world: &World, claim: &GrantClaim) -> Vec<String> {
    let of: uuid::Uuid = claim
        .name
        .strip_prefix("grantClaims/")
        .unwrap()
        .parse()
        .unwrap();
    let subjects: Vec<String> =
        sqlx::query_scalar("SELECT subject FROM outbox WHERE aggregate_id = $1 ORDER BY sequence")
            .bind(of)
            .fetch_all(&mut world.database.admin().await.unwrap())
            .await
            .unwrap();
    let name = |subject: String| {
        let name = subject.strip_prefix("kezhuan.shelter.v1.grant.");
        name.unwrap().to_owned()
    };
    subjects.into_iter().map(name).collect()
}

#[tokio::test]
async fn a_grant_goes_its_whole_way_and_the_books_follow() {
    let world = World::with_budget(1_000).await;
    let draft = world.create(&claimant(), "rooms/1").await.unwrap();
    assert_eq!(draft.state(), State::Draft);
    assert_eq!(draft.number, "KZ-AIR-2026-440704-000001");
    let computed = world.file(&claimant(), &draft).await.unwrap();
    assert_eq!(computed.state(), State::Computed);
    let amount = computed.amount.clone().unwrap();
    assert_eq!((amount.total_fen, amount.payee.as_str()), (500, "acme"));
    assert_eq!(world.books().await, [500, 500, 0, 0, 0]);
    let approved = world.approve(&officer(), &computed).await.unwrap();
    assert_eq!(world.books().await, [500, 0, 500, 0, 0]);
    let published = world.publish(&approved).await.unwrap();
    assert_eq!(published.notice.clone().unwrap().last_day, "2026-03-10");
    let early = world.pay(&payer(), &published).await.unwrap_err();
    assert_eq!(reason(&early), "NOTICE_NOT_OVER");
    world.advance_to("2026-03-11");
    let paid = world.pay(&payer(), &published).await.unwrap();
    assert_eq!(
        (paid.paid_on.as_str(), paid.paid_by.as_str()),
        ("2026-03-11", "qian")
    );
    assert_eq!(world.books().await, [500, 0, 0, 500, 0]);
    let seen = world.get(&claimant(), &paid.name).await.unwrap();
    assert_eq!((seen.paid_by.as_str(), seen.approved_by.as_str()), ("", ""));

    world.advance_to("2026-06-01");
    let breach = RecordGrantBreachRequest {
        name: paid.name.clone(),
        etag: paid.etag.clone(),
        request_id: id(),
        reason: "moved away".to_owned(),
    };
    let recovering = call!(world, &officer(), record_grant_breach, breach).unwrap();
    assert_eq!(recovering.outstanding_fen, 500);
    let back = |amount_fen, etag: &str| RecordGrantRecoveryRequest {
        name: paid.name.clone(),
        etag: etag.to_owned(),
        request_id: id(),
        amount_fen,
    };
    let part = back(200, &recovering.etag);
    let part = call!(world, &payer(), record_grant_recovery, part).unwrap();
    assert_eq!(
        (part.state(), part.outstanding_fen),
        (State::Recovering, 300)
    );
    let last = back(300, &part.etag);
    let last = call!(world, &payer(), record_grant_recovery, last).unwrap();
    assert_eq!(last.state(), State::Recovered);
    // What came back went to the treasury.
    assert_eq!(world.books().await, [500, 0, 0, 500, 500]);
    assert_eq!(
        events(&world, &last).await,
        [
            "GrantClaimFiled",
            "GrantClaimComputed",
            "GrantClaimApproved",
            "GrantClaimPublished",
            "GrantClaimPaid",
            "GrantClaimRecovering",
            "GrantClaimRecoveredInPart",
            "GrantClaimRecovered",
        ]
    );
}

#[tokio::test]
async fn the_same_is_granted_once_until_a_claim_makes_room() {
    let world = World::with_budget(1_000).await;
    let first = world.filed("rooms/1").await;
    let again = world.create(&claimant(), "rooms/1").await.unwrap_err();
    assert_eq!(reason(&again), "ALREADY_CLAIMED");
    // Whoever claims, and though they can't see the first.
    let other = world.create(&stranger(), "rooms/1").await.unwrap_err();
    assert_eq!(reason(&other), "ALREADY_CLAIMED");
    world.withdraw(&claimant(), &first).await.unwrap();
    assert_eq!(world.books().await, [1_000, 0, 0, 0, 0]);
    let second = world.filed("rooms/1").await;
    let refuse = RefuseGrantClaimRequest {
        name: second.name.clone(),
        etag: second.etag.clone(),
        request_id: id(),
        code: "NO_LEASE".to_owned(),
        note: "the lease ended".to_owned(),
    };
    let refused = call!(world, &officer(), refuse_grant_claim, refuse).unwrap();
    assert_eq!(refused.state(), State::Refused);
    assert_eq!(world.books().await, [1_000, 0, 0, 0, 0]);
    world.create(&stranger(), "rooms/1").await.unwrap();
}

#[tokio::test]
async fn everybody_sees_the_notice_and_may_object() {
    let world = World::with_budget(1_000).await;
    let published = world.published("rooms/1").await;
    let list = ListGrantNoticesRequest::default();
    let notices = call!(world, &stranger(), list_grant_notices, list.clone()).unwrap();
    assert_eq!(notices.notices.len(), 1);
    assert_eq!(notices.notices[0].claim, published.name);
    assert_eq!(notices.notices[0].amount_fen, 500);
    let object = ObjectToGrantClaimRequest {
        name: published.name.clone(),
        request_id: id(),
        text: "the room stands empty".to_owned(),
        ..Default::default()
    };
    let suspended = call!(world, &stranger(), object_to_grant_claim, object).unwrap();
    assert_eq!(suspended.state(), State::Suspended);
    assert_eq!(suspended.objections.len(), 1);
    let notices = call!(world, &stranger(), list_grant_notices, list).unwrap();
    assert!(notices.notices.is_empty());
    let late = world.pay(&payer(), &suspended).await.unwrap_err();
    assert_eq!(reason(&late), "STATE_FORBIDS");
    let resolve = |upheld, etag: &str| ResolveGrantObjectionRequest {
        name: published.name.clone(),
        etag: etag.to_owned(),
        request_id: id(),
        upheld,
        code: "NOT_IN_USE".to_owned(),
        reason: "looked at".to_owned(),
    };
    let dismissed = resolve(false, &suspended.etag);
    let dismissed = call!(world, &officer(), resolve_grant_objection, dismissed).unwrap();
    assert_eq!(dismissed.state(), State::Approved);
    let anew = world.publish(&dismissed).await.unwrap();
    let object = ObjectToGrantClaimRequest {
        name: published.name.clone(),
        request_id: id(),
        text: "it still does".to_owned(),
        ..Default::default()
    };
    let suspended = call!(world, &stranger(), object_to_grant_claim, object).unwrap();
    assert_ne!(anew.etag, suspended.etag);
    let upheld = resolve(true, &suspended.etag);
    let upheld = call!(world, &officer(), resolve_grant_objection, upheld).unwrap();
    assert_eq!(upheld.state(), State::Refused);
    assert_eq!(upheld.refusal.unwrap().code, "NOT_IN_USE");
    assert_eq!(world.books().await, [1_000, 0, 0, 0, 0]);
}

#[tokio::test]
async fn a_request_that_comes_again_gets_the_first_answer() {
    let world = World::with_budget(1_000).await;
    let create = CreateGrantClaimRequest {
        programme: "aid.rent".to_owned(),
        subject: "rooms/1".to_owned(),
        request_id: id(),
        ..Default::default()
    };
    let first = call!(world, &claimant(), create_grant_claim, create.clone()).unwrap();
    let again = call!(world, &claimant(), create_grant_claim, create.clone()).unwrap();
    assert_eq!(first, again);
    let other = CreateGrantClaimRequest {
        subject: "rooms/2".to_owned(),
        ..create
    };
    let reused = call!(world, &claimant(), create_grant_claim, other).unwrap_err();
    assert_eq!(reason(&reused), "REQUEST_ID_REUSED");
    let file = FileGrantClaimRequest {
        name: first.name.clone(),
        etag: first.etag.clone(),
        request_id: id(),
        materials: vec!["RECEIPT".to_owned()],
    };
    let filed = call!(world, &claimant(), file_grant_claim, file.clone()).unwrap();
    *world.shelter.rule.lock().unwrap() = Rule::Grants(900);
    let again = call!(world, &claimant(), file_grant_claim, file).unwrap();
    assert_eq!(filed, again);
    assert_eq!(world.books().await, [500, 500, 0, 0, 0]);
    let stale = world.withdraw(&claimant(), &first).await.unwrap_err();
    assert_eq!(reason(&stale), "STALE_ETAG");
}

#[tokio::test]
async fn lists_are_narrowed_and_paged() {
    let world = World::with_budget(1_000).await;
    for room in ["rooms/1", "rooms/2", "rooms/3"] {
        world.create(&claimant(), room).await.unwrap();
    }
    world.filed("rooms/4").await;
    let list = |filter: &str, page_size, page_token: String| ListGrantClaimsRequest {
        filter: filter.to_owned(),
        page_size,
        page_token,
    };
    let drafts = "state=\"DRAFT\" AND programme=\"aid.rent\" AND claimant=\"acme\" AND tenant=\"440704\" AND year=2026";
    let first = list(drafts, 2, String::new());
    let first = call!(world, &officer(), list_grant_claims, first).unwrap();
    let rest = list(drafts, 2, first.next_page_token.clone());
    let rest = call!(world, &officer(), list_grant_claims, rest).unwrap();
    let rooms = first.grant_claims.iter().chain(&rest.grant_claims);
    let rooms: Vec<&str> = rooms.map(|claim| claim.subject.as_str()).collect();
    assert_eq!(rooms, ["rooms/3", "rooms/2", "rooms/1"]);
    assert!(rest.next_page_token.is_empty());
    for (filter, count) in [
        ("subject=\"rooms/4\"", 1),
        ("notice_ends_on<=\"2026-12-31\"", 0),
    ] {
        let found = list(filter, 0, String::new());
        let found = call!(world, &officer(), list_grant_claims, found).unwrap();
        assert_eq!(found.grant_claims.len(), count, "{filter}");
    }
    let wrong = list("colour=\"red\"", 0, String::new());
    let wrong = call!(world, &officer(), list_grant_claims, wrong).unwrap_err();
    assert_eq!(reason(&wrong), "FILTER_INVALID");
}
