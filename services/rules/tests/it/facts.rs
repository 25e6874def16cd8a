//! A fact that programmes of two services could pay: it is paid once, whatever comes between the steps, and never blocked
//! for ever.
mod listed;

use std::collections::BTreeMap;
use std::time::Duration;

use futures::future::join_all;
use kezhuan_protocol::rules::v1::fact_reservation::State;
use kezhuan_protocol::rules::v1::rules_service_client::RulesServiceClient;
use kezhuan_protocol::rules::v1::{
    ConfirmFactPaidRequest, FactKey, FactReservation, ReleaseFactRequest, ReserveFactRequest,
    SetAppropriationRequest,
};
use kezhuan_rpc::Explanation;
use kezhuan_testkit::settled;
use sqlx::Connection;
use tonic::transport::Channel;
use tonic::{Code, Status};
use uuid::Uuid;

use crate::appropriations::{self, wanted};
use crate::world::{COUNTY, NEIGHBOUR, World, refused, request_id};

/// One of two services with a programme each; either's payment bars the other's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Payer {
    service: &'static str,
    family: &'static str,
}

const CONTRACTS: Payer = Payer {
    service: "contracts",
    family: "tc.incentive",
};
const FINANCING: Payer = Payer {
    service: "financing",
    family: "ip.subsidy",
};
const PAYERS: [Payer; 2] = [CONTRACTS, FINANCING];
const SOON: Duration = Duration::from_secs(10);

fn key(payer: Payer, tenant: &str, fact: &str, case: &str) -> FactKey {
    FactKey {
        tenant: tenant.to_owned(),
        fact: fact.to_owned(),
        family: payer.family.to_owned(),
        year: 2025,
        case: case.to_owned(),
    }
}

/// The service that each payer's calls reach: the same for both, or each an instance of its own.
fn way(world: &World, payer: Payer) -> RulesServiceClient<Channel> {
    match (&world.second, payer == FINANCING) {
        (Some(second), true) => second.clone(),
        _ => world.client.clone(),
    }
}

async fn reserve(
    world: &World,
    payer: Payer,
    key: FactKey,
    hold_seconds: i32,
) -> Result<FactReservation, Status> {
    let message = ReserveFactRequest {
        key: Some(key),
        hold_seconds,
        request_id: request_id(),
    };
    let request = world.ask_as_service(payer.service, message);
    let answer = way(world, payer).reserve_fact(request).await?;
    Ok(answer.into_inner())
}

async fn confirm(world: &World, payer: Payer, key: FactKey) -> Result<FactReservation, Status> {
    let message = ConfirmFactPaidRequest {
        key: Some(key),
        request_id: request_id(),
    };
    let request = world.ask_as_service(payer.service, message);
    let answer = way(world, payer).confirm_fact_paid(request).await?;
    Ok(answer.into_inner())
}

async fn release(world: &World, payer: Payer, key: FactKey) -> Result<FactReservation, Status> {
    let message = ReleaseFactRequest {
        key: Some(key),
        request_id: request_id(),
    };
    let request = world.ask_as_service(payer.service, message);
    let answer = way(world, payer).release_fact(request).await?;
    Ok(answer.into_inner())
}

/// A fact that is kept for a claim of the county.
pub async fn kept(world: &World) -> FactReservation {
    let key = key(CONTRACTS, COUNTY, "contracts/1", "claims/1");
    reserve(world, CONTRACTS, key, 60).await.unwrap()
}

/// A county whose incentive and interest subsidy bar each other; only one of the two says so.
async fn world() -> World {
    let world = World::new().await;
    appropriations::set(&world, COUNTY, &wanted(100))
        .await
        .unwrap();
    world
}

/// What everybody waits for, in an instant.
async fn expire_all(world: &World) {
    let mut admin = world.database.admin().await.unwrap();
    sqlx::query("UPDATE fact_reservation SET expire_time = now() - interval '1 s' WHERE expire_time IS NOT NULL")
        .execute(&mut admin)
        .await
        .unwrap();
}

#[tokio::test]
async fn a_fact_kept_for_one_programme_bars_the_other_until_it_is_free() {
    let world = world().await;
    let ours = || key(CONTRACTS, COUNTY, "contracts/1", "claims/1");
    let theirs = || key(FINANCING, COUNTY, "contracts/1", "loans/1");
    let kept = reserve(&world, CONTRACTS, ours(), 60).await.unwrap();
    assert_eq!(
        (kept.state(), kept.level.as_str(), kept.version),
        (State::Reserved, "COUNTY", 1)
    );
    let taken = reserve(&world, FINANCING, theirs(), 60).await;
    refused(taken, Code::FailedPrecondition, "FACT_TAKEN");
    // Another case of the same family, too; other facts, counties and families go their way.
    let second = key(CONTRACTS, COUNTY, "contracts/1", "claims/2");
    let taken = reserve(&world, CONTRACTS, second, 60).await;
    refused(taken, Code::FailedPrecondition, "FACT_TAKEN");
    let unrelated = Payer {
        service: "financing",
        family: "ip.premium",
    };
    for (payer, other) in [
        (FINANCING, key(FINANCING, COUNTY, "contracts/2", "loans/1")),
        (
            FINANCING,
            key(FINANCING, NEIGHBOUR, "contracts/1", "loans/1"),
        ),
        (unrelated, key(unrelated, COUNTY, "contracts/1", "loans/1")),
    ] {
        reserve(&world, payer, other, 60).await.unwrap();
    }
    // Who is paid is told apart from who is kept for, and a repeat changes nothing.
    let kept = reserve(&world, CONTRACTS, ours(), 0).await.unwrap();
    assert_eq!((kept.expire_time, kept.version), (None, 2));
    assert_eq!(reserve(&world, CONTRACTS, ours(), 60).await.unwrap(), kept);
    expire_all(&world).await;
    let paid = confirm(&world, CONTRACTS, ours()).await.unwrap();
    assert_eq!(paid.state(), State::Paid);
    assert_eq!(confirm(&world, CONTRACTS, ours()).await.unwrap(), paid);
    let answer = release(&world, CONTRACTS, ours()).await;
    refused(answer, Code::FailedPrecondition, "FACT_PAID");
    let answer = confirm(&world, FINANCING, theirs()).await;
    refused(answer, Code::FailedPrecondition, "FACT_TAKEN");
    world.stop().await;
}

#[tokio::test]
async fn what_expired_or_was_released_may_be_taken_and_nobody_elses_can_be_let_go() {
    let world = world().await;
    let ours = || key(CONTRACTS, COUNTY, "contracts/1", "claims/1");
    let theirs = || key(FINANCING, COUNTY, "contracts/1", "loans/1");
    reserve(&world, CONTRACTS, ours(), 60).await.unwrap();
    expire_all(&world).await;
    reserve(&world, FINANCING, theirs(), 60).await.unwrap();
    let late = confirm(&world, CONTRACTS, ours()).await;
    refused(late, Code::FailedPrecondition, "FACT_TAKEN");
    // Another service says it is the one it is kept for.
    let answer = release(&world, CONTRACTS, theirs()).await;
    refused(answer, Code::FailedPrecondition, "FACT_NOT_RESERVED");
    for _ in 0..2 {
        let freed = release(&world, FINANCING, theirs()).await.unwrap();
        assert_eq!((freed.state(), freed.version), (State::Released, 2));
    }
    reserve(&world, CONTRACTS, ours(), 0).await.unwrap();
    assert_eq!(
        world.events_of("fact_reservation").await,
        [
            "FactReserved",
            "FactReserved",
            "FactReleased",
            "FactReserved"
        ]
    );
    for (wrong, seconds) in [
        (key(CONTRACTS, "999999", "contracts/1", "claims/1"), 60),
        (key(CONTRACTS, COUNTY, "", "claims/1"), 60),
        (key(CONTRACTS, COUNTY, "contracts/1", ""), 60),
        (ours(), -1),
        (ours(), i32::MAX),
    ] {
        let answer = reserve(&world, CONTRACTS, wrong, seconds).await;
        refused(answer, Code::InvalidArgument, "FIELD_INVALID");
    }
    world.stop().await;
}

/// A claim as its own service keeps it: what its database says survives a crash, the rest does not.
#[derive(Clone, Debug, Default)]
struct Local {
    computed: bool,
    paid: bool,
    ended: bool,
    told: bool,
}

/// Small and reproducible: which steps are interrupted, and which claims end unpaid.
struct Dice(u64);

impl Dice {
    fn throw(&mut self, sides: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (self.0 >> 33) % sides
    }
}

/// One claim's whole life in its service; each `crash` loses what is not in `Local`, and it starts again from there.
async fn live(world: &World, payer: Payer, fact: String, seed: u64) -> Local {
    let case = format!("cases/{}", Uuid::now_v7());
    let key = || key(payer, COUNTY, &fact, &case);
    let (mut local, mut dice) = (Local::default(), Dice(seed));
    let is_taken = |status: &Status| Explanation::of(status).reason == "FACT_TAKEN";
    for _ in 0..60 {
        let crash = dice.throw(3) == 0;
        // The same as in contracts: keep, compute; keep on, pay; tell.
        if !local.computed && !local.ended {
            match reserve(world, payer, key(), 600).await {
                Err(status) if is_taken(&status) => local.ended = dice.throw(8) == 0,
                answer => {
                    answer.unwrap();
                    local.computed = !crash;
                    // Nobody comes back for some.
                    if crash && dice.throw(4) == 0 {
                        return local;
                    }
                }
            }
        } else if local.computed && !local.paid && !local.ended {
            match reserve(world, payer, key(), 0).await {
                Err(status) if is_taken(&status) => local.ended = true,
                answer => {
                    answer.unwrap();
                    if !crash {
                        // Objected to, or paid.
                        match dice.throw(4) {
                            0 => local.ended = true,
                            _ => local.paid = true,
                        }
                    }
                }
            }
        } else if !local.told {
            let told = match local.paid {
                true => confirm(world, payer, key()).await,
                false => release(world, payer, key()).await,
            };
            match told {
                Err(status) => {
                    let reason = Explanation::of(&status).reason;
                    assert_eq!(reason, "FACT_NOT_RESERVED", "{local:?}");
                    assert!(!local.paid, "a payment can't be told");
                    local.told = true;
                }
                Ok(_) => local.told = !crash,
            }
        } else {
            return local;
        }
    }
    local
}

#[tokio::test]
async fn claims_of_two_services_at_once_pay_a_fact_once_whatever_crashes_between_the_steps() {
    // Each reaches an instance of its own: no queue of one process puts their steps in order.
    let mut world = world().await;
    world.second = Some(world.beside().await);
    let mut paid_of_all = 0;
    for round in 0..12_u64 {
        let facts: Vec<String> = (0..4)
            .map(|fact| format!("contracts/{round}-{fact}"))
            .collect();
        let lives = facts.iter().enumerate().flat_map(|(index, fact)| {
            let world = &world;
            PAYERS.iter().flat_map(move |payer| {
                (0..2_u64).map(move |claim| {
                    let seed =
                        round * 1_000 + index as u64 * 10 + claim + payer.family.len() as u64 * 77;
                    let life = live(world, *payer, fact.clone(), seed);
                    async move { (fact.clone(), life.await) }
                })
            })
        });
        let mut payments: BTreeMap<String, usize> = BTreeMap::new();
        for (fact, local) in join_all(lives).await {
            *payments.entry(fact).or_default() += usize::from(local.paid);
        }
        assert!(payments.values().all(|paid| *paid <= 1), "{payments:?}");
        paid_of_all += payments.values().sum::<usize>();
        // Those that nobody comes back for expire; what was not paid is nobody's then.
        expire_all(&world).await;
        for (fact, paid) in payments {
            let late = key(FINANCING, COUNTY, &fact, "loans/late");
            let answer = reserve(&world, FINANCING, late, 60).await;
            assert_eq!(answer.is_ok(), paid == 0, "{fact}: {answer:?}");
        }
    }
    assert!(
        paid_of_all > 20,
        "only {paid_of_all} were paid: nothing was shown"
    );
    world.stop().await;
}

#[tokio::test]
async fn of_two_instances_that_reserve_a_fact_at_once_one_gets_it() {
    let mut world = world().await;
    world.second = Some(world.beside().await);
    let mut admin = world.database.admin().await.unwrap();
    let mut watching = world.database.admin().await.unwrap();
    for fact in ["contracts/1", "contracts/2", "contracts/3"] {
        // Both may look, and neither may write, until both stand still: whoever looked before the other wrote has seen
        // nothing that bars it.
        let mut standstill = admin.begin().await.unwrap();
        sqlx::query("LOCK TABLE fact_reservation IN SHARE MODE")
            .execute(&mut *standstill)
            .await
            .unwrap();
        let both = async {
            tokio::join!(
                reserve(
                    &world,
                    CONTRACTS,
                    key(CONTRACTS, COUNTY, fact, "claims/1"),
                    60
                ),
                reserve(
                    &world,
                    FINANCING,
                    key(FINANCING, COUNTY, fact, "loans/1"),
                    60
                ),
            )
        };
        let letting_go = async {
            let waiting = settled(SOON, 2, async || {
                sqlx::query_scalar::<_, i64>(
                    "SELECT count(*) FROM pg_stat_activity
                      WHERE datname = current_database() AND wait_event_type = 'Lock'",
                )
                .fetch_one(&mut watching)
                .await
                .unwrap()
            });
            assert_eq!(waiting.await, 2);
            standstill.commit().await.unwrap();
        };
        let ((ours, theirs), ()) = tokio::join!(both, letting_go);
        let granted = usize::from(ours.is_ok()) + usize::from(theirs.is_ok());
        assert_eq!(granted, 1, "{ours:?} {theirs:?}");
        let taken = if ours.is_ok() { theirs } else { ours };
        refused(taken, Code::FailedPrecondition, "FACT_TAKEN");
    }
    world.stop().await;
}

#[tokio::test]
async fn a_bar_that_either_side_declares_holds_for_both() {
    let world = World::new().await;
    let silent = SetAppropriationRequest {
        excludes: Vec::new(),
        ..wanted(100)
    };
    appropriations::set(&world, COUNTY, &silent).await.unwrap();
    let ours = || key(CONTRACTS, COUNTY, "contracts/1", "claims/1");
    let theirs = |fact: &str| key(FINANCING, COUNTY, fact, "loans/1");
    reserve(&world, CONTRACTS, ours(), 0).await.unwrap();
    // Nobody said that they bar each other.
    reserve(&world, FINANCING, theirs("contracts/1"), 0)
        .await
        .unwrap();
    let barring = SetAppropriationRequest {
        family: "ip.subsidy".to_owned(),
        excludes: vec!["tc.incentive".to_owned()],
        ..wanted(100)
    };
    appropriations::set(&world, COUNTY, &barring).await.unwrap();
    let second = key(CONTRACTS, COUNTY, "contracts/2", "claims/2");
    reserve(&world, FINANCING, theirs("contracts/2"), 0)
        .await
        .unwrap();
    let taken = reserve(&world, CONTRACTS, second, 0).await;
    refused(taken, Code::FailedPrecondition, "FACT_TAKEN");
    world.stop().await;
}
