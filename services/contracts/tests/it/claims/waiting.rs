//! Claims that the budget can't cover: held in their order, going on by themselves, or sharing at the close.
use std::time::Instant;

use futures::future::join_all;
use kezhuan_protocol::contracts::v1::claim::State;
use kezhuan_protocol::contracts::v1::*;
use kezhuan_protocol::rules::v1::Appropriation;
use kezhuan_protocol::rules::v1::appropriation::WhenExhausted;
use kezhuan_testkit::settled;
use sqlx::Connection;
use tonic::{Code, Status};

use super::cast::*;
use crate::adoption::announce;
use crate::step;
use crate::world::{self, World, applicant, call, id, person, reason};

async fn set(world: &World, appropriation_fen: i64, policy: WhenExhausted) {
    let told = Appropriation {
        when_exhausted: policy.into(),
        ..appropriation("440703", appropriation_fen)
    };
    announce(world, told, false).await.unwrap();
}

/// A claim of 100,000 fen, filed.
async fn another(world: &World) -> Claim {
    let contract = world.registered(world::form()).await;
    filed(world, &contract.name).await
}

async fn now(world: &World, claim: &Claim) -> Claim {
    get(world, &authority(), &claim.name).await
}

/// Waits until the claim is in a state; going on looks once a second.
async fn until(world: &World, claim: &Claim, state: State) -> Claim {
    let since = Instant::now();
    loop {
        let found = now(world, claim).await;
        if found.state() == state {
            return found;
        }
        assert!(since.elapsed() < DEADLINE, "still {:?}", found.state());
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
}

async fn refuse(world: &World, claim: &Claim) -> Result<Claim, Status> {
    let claim = now(world, claim).await;
    step!(
        world,
        checker(),
        claim,
        refuse_claim,
        RefuseClaimRequest {
            code: "FALSE_DOCUMENTS".to_owned(),
            note: "材料不实".to_owned(),
        }
    )
}

#[tokio::test]
async fn who_finds_the_budget_empty_waits_and_goes_on_in_the_order_of_acceptance() {
    let world = world().await;
    set(&world, 100_000, WhenExhausted::Queue).await;
    let paid = another(&world).await;
    assert_eq!(paid.state(), State::Computed);
    let (first, second) = (another(&world).await, another(&world).await);
    assert_eq!(
        (first.state(), first.place, first.amount_fen, first.cap_hit),
        (State::Held, 1, 100_000, false)
    );
    assert_eq!((second.state(), second.place), (State::Held, 2));
    assert_eq!(programme(&world).await.reserved_fen, 100_000);
    // What waits counts towards the year of its payee.
    assert_eq!(told_of_the_year(&world).await.0, 300_000);

    // Another gives back what it held: the first goes on, and nobody else.
    refuse(&world, &paid).await.unwrap();
    let covered = until(&world, &first, State::Computed).await;
    assert_eq!((covered.place, covered.amount_fen), (0, 100_000));
    assert_eq!(now(&world, &second).await.state(), State::Held);
    assert_eq!(
        world.events_of(&first.name).await,
        ["ClaimFiled", "ClaimHeld", "ClaimCovered"]
    );
    // More is appropriated: all go on, and who comes then needs not wait.
    set(&world, 500_000, WhenExhausted::Queue).await;
    until(&world, &second, State::Computed).await;
    let since = Instant::now();
    while programme(&world).await.reserved_fen < 300_000 {
        assert!(since.elapsed() < DEADLINE);
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    let third = another(&world).await;
    assert_eq!((third.state(), third.place), (State::Computed, 0));
    assert_eq!(programme(&world).await.available_fen, 100_000);
}

#[tokio::test]
async fn who_waits_may_leave_and_what_its_contract_no_longer_carries_leaves_by_itself() {
    let world = world().await;
    set(&world, 100_000, WhenExhausted::Queue).await;
    another(&world).await;
    let (lost, refused, withdrawn) = (
        another(&world).await,
        another(&world).await,
        another(&world).await,
    );
    let last = another(&world).await;
    let city = person("he", "stb-440700", "440700", &["city_stb"]);
    let request = AnnulContractRequest {
        name: lost.contract.clone(),
        request_id: id(),
        note: "虚假登记".to_owned(),
        ..Default::default()
    };
    call!(world, &city, annul_contract, request).unwrap();
    refuse(&world, &refused).await.unwrap();
    let done = step!(
        world,
        applicant(),
        withdrawn,
        withdraw_claim,
        WithdrawClaimRequest {}
    )
    .unwrap();
    assert_eq!((done.state(), done.place), (State::Withdrawn, 0));
    let left = until(&world, &lost, State::Manual).await;
    assert_eq!(left.reasons[0], "CONTRACT_NOT_IN_FORCE");
    set(&world, 200_000, WhenExhausted::Queue).await;
    until(&world, &last, State::Computed).await;
    assert_eq!(programme(&world).await.reserved_fen, 200_000);
}

#[tokio::test]
async fn what_a_person_computes_overtakes_nobody() {
    let world = world().await;
    // It went to a person while there was no budget.
    let manual = another(&world).await;
    assert_eq!(manual.state(), State::Manual);
    set(&world, 100_000, WhenExhausted::Queue).await;
    let (covered, waiting) = (another(&world).await, another(&world).await);
    // There is money again, and it is the other's.
    set(&world, 150_000, WhenExhausted::Queue).await;
    let by_hand = step!(
        world,
        authority(),
        manual,
        compute_claim_by_hand,
        ComputeClaimByHandRequest {
            amount_fen: 50_000,
            payee: "SELLER".to_owned(),
            reason: "人工核算".to_owned(),
        }
    )
    .unwrap();
    assert_eq!((by_hand.state(), by_hand.place), (State::Held, 2));
    assert_eq!(programme(&world).await.available_fen, 50_000);
    refuse(&world, &covered).await.unwrap();
    until(&world, &waiting, State::Computed).await;
    until(&world, &by_hand, State::Computed).await;
    assert_eq!(programme(&world).await.available_fen, 0);
}

#[tokio::test]
async fn two_instances_and_many_claims_keep_the_order_and_the_books() {
    let world = world().await;
    set(&world, 200_000, WhenExhausted::Queue).await;
    another(&world).await;
    let _beside = world.beside().await;
    let mut drafts = Vec::new();
    for _ in 0..8 {
        let contract = world.registered(world::form()).await;
        drafts.push(create(&world, &contract.name).await);
    }
    let filings = join_all(drafts.iter().map(|draft| file(&world, draft)));
    let raising = async {
        for more in [300_000, 400_000, 600_000] {
            set(&world, more, WhenExhausted::Queue).await;
        }
    };
    let (claims, ()) = tokio::join!(filings, raising);
    let claims: Vec<Claim> = claims.into_iter().map(Result::unwrap).collect();
    set(&world, 900_000, WhenExhausted::Queue).await;
    for claim in &claims {
        until(&world, claim, State::Computed).await;
    }
    let ledger = programme(&world).await;
    assert_eq!((ledger.reserved_fen, ledger.available_fen), (900_000, 0));
    // Whoever was accepted first got money first; each once.
    let mut admin = world.database.admin().await.unwrap();
    for claim in &claims {
        let events = world.events_of(&claim.name).await;
        let once = events == ["ClaimFiled", "ClaimComputed"]
            || events == ["ClaimFiled", "ClaimHeld", "ClaimCovered"];
        assert!(once, "{events:?}");
    }
    let order = "SELECT aggregate_id::text FROM outbox WHERE aggregate = 'claim' AND subject LIKE $1 ORDER BY occurred_at";
    let mut orders = Vec::new();
    for event in ["%ClaimHeld", "%ClaimCovered"] {
        let order: Vec<String> = sqlx::query_scalar(order)
            .bind(event)
            .fetch_all(&mut admin)
            .await
            .unwrap();
        orders.push(order);
    }
    assert!(!orders[0].is_empty());
    assert_eq!(orders[0], orders[1]);
}

#[tokio::test]
async fn who_waits_goes_on_after_a_restart() {
    let mut world = world().await;
    set(&world, 100_000, WhenExhausted::Queue).await;
    let (paid, waiting) = (another(&world).await, another(&world).await);
    assert_eq!(waiting.state(), State::Held);
    // Killed after the money was there and before anybody took it.
    world
        .restarted(async |database| {
            let raised = "UPDATE programme SET announced_fen = 200000, appropriation_fen = 200000";
            let mut admin = database.admin().await.unwrap();
            sqlx::query(raised).execute(&mut admin).await.unwrap();
        })
        .await;
    until(&world, &waiting, State::Computed).await;
    assert_eq!(now(&world, &paid).await.state(), State::Computed);
    assert_eq!(programme(&world).await.reserved_fen, 200_000);
}

async fn shares(world: &World, by: &world::Person, name: &str) -> Result<ProgrammeShares, Status> {
    let request = GetProgrammeSharesRequest {
        name: name.to_owned(),
    };
    call!(world, by, get_programme_shares, request)
}

async fn close(world: &World, name: &str, etag: &str) -> Result<ProgrammeShares, Status> {
    let request = CloseProgrammeRequest {
        name: name.to_owned(),
        etag: etag.to_owned(),
        reason: "年度结算".to_owned(),
        request_id: id(),
    };
    call!(world, &authority(), close_programme, request)
}

#[tokio::test]
async fn at_the_close_who_waits_shares_what_is_left() {
    let world = world().await;
    set(&world, 200_001, WhenExhausted::Queue).await;
    another(&world).await;
    let name = programme(&world).await.name;
    let wrong = close(&world, &name, "").await.unwrap_err();
    assert_eq!(reason(&wrong), "NOT_PRORATED");
    set(&world, 200_001, WhenExhausted::Prorate).await;
    let nobody = shares(&world, &authority(), &name).await.unwrap_err();
    assert_eq!(reason(&nobody), "NOTHING_HELD");
    another(&world).await;
    let held = [
        another(&world).await,
        another(&world).await,
        another(&world).await,
    ];
    assert!(held.iter().all(|claim| claim.state() == State::Held));
    // What comes back is not given to whoever came first.
    set(&world, 300_001, WhenExhausted::Prorate).await;
    let preview = shares(&world, &authority(), &name).await.unwrap();
    let told: Vec<(i64, i64)> = preview
        .shares
        .iter()
        .map(|share| (share.due_fen, share.share_fen))
        .collect();
    assert_eq!(
        told,
        [(100_000, 33_334), (100_000, 33_334), (100_000, 33_333)]
    );
    assert_eq!(programme(&world).await.reserved_fen, 200_000);
    let stranger = person("he", "stb-440705", "440705", &["county_stb"]);
    let hidden = shares(&world, &stranger, &name).await.unwrap_err();
    assert_eq!(hidden.code(), Code::NotFound);

    // Somebody leaves after the office looked.
    let gone = now(&world, &held[1]).await;
    step!(
        world,
        applicant(),
        gone,
        withdraw_claim,
        WithdrawClaimRequest {}
    )
    .unwrap();
    let stale = close(&world, &name, &preview.etag).await.unwrap_err();
    assert_eq!(reason(&stale), "STALE_ETAG");
    let again = shares(&world, &authority(), &name).await.unwrap();
    let closed = close(&world, &name, &again.etag).await.unwrap();
    assert_eq!(closed.shares, again.shares);
    let ledger = programme(&world).await;
    assert_eq!((ledger.reserved_fen, ledger.available_fen), (300_001, 0));
    let (first, last) = (now(&world, &held[0]).await, now(&world, &held[2]).await);
    assert_eq!(
        (first.state(), first.amount_fen, first.prorated_from_fen),
        (State::Computed, 50_001, 100_000)
    );
    assert_eq!((last.amount_fen, last.cap_hit), (50_000, true));
    assert_eq!(last.city_fen + last.county_fen, 50_000);
    assert_eq!(
        world.events_of(&last.name).await,
        ["ClaimFiled", "ClaimHeld", "ClaimProrated"]
    );
}

/// Waits until so many writes of the service wait for a lock.
async fn until_waiting(world: &World, writes: i64) {
    let mut admin = world.database.admin().await.unwrap();
    let waiting = settled(DEADLINE, writes, async || {
        sqlx::query_scalar::<_, i64>(
            "SELECT count(*) FROM pg_stat_activity
              WHERE datname = current_database() AND wait_event_type = 'Lock'",
        )
        .fetch_one(&mut admin)
        .await
        .unwrap()
    });
    assert_eq!(waiting.await, writes);
}

#[tokio::test]
async fn who_joins_while_the_office_closes_is_not_left_out_of_the_shares() {
    let world = world().await;
    set(&world, 100_000, WhenExhausted::Prorate).await;
    another(&world).await;
    let waiting = another(&world).await;
    assert_eq!(waiting.state(), State::Held);
    set(&world, 150_000, WhenExhausted::Prorate).await;
    let contract = world.registered(world::form()).await;
    let draft = create(&world, &contract.name).await;
    let name = programme(&world).await.name;
    let mut admin = world.database.admin().await.unwrap();
    let mut holder = admin.begin().await.unwrap();
    sqlx::query("SELECT id FROM programme FOR UPDATE")
        .execute(&mut *holder)
        .await
        .unwrap();
    // The one who joins waits for the programme first, and the close read the line before it came.
    let closing = async {
        until_waiting(&world, 1).await;
        close(&world, &name, "").await
    };
    let letting_go = async {
        until_waiting(&world, 2).await;
        holder.rollback().await.unwrap();
    };
    let (joined, closed, ()) = tokio::join!(file(&world, &draft), closing, letting_go);
    let joined = joined.unwrap();
    assert_eq!((joined.state(), joined.place), (State::Held, 2));
    let closed = closed.unwrap_err();
    assert_eq!(
        (closed.code(), reason(&closed).as_str()),
        (Code::Aborted, "STALE_ETAG")
    );
    let closed = close(&world, &name, "").await.unwrap();
    assert_eq!(closed.shares.len(), 2);
    for claim in [&waiting, &joined] {
        let claim = now(&world, claim).await;
        assert_eq!((claim.state(), claim.amount_fen), (State::Computed, 25_000));
    }
}
