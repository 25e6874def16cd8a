//! Many writers, random failures, repeats and cut connections: every acknowledged write is
//! there exactly once, and nothing else is there in part.
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use futures::future::join_all;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use sqlx::Row;
use uuid::Uuid;

use crate::world::*;

#[derive(Debug, Clone, Copy, PartialEq)]
enum Fate {
    Writes,
    Refuses,
    Panics,
    /// Fails a statement, says nothing.
    Hides,
    /// Nobody waits for the answer.
    Abandoned,
}

#[derive(Debug, Clone)]
struct Planned {
    request: u8,
    county: bool,
    fate: Fate,
    delay: u8,
}

fn planned() -> impl Strategy<Value = Planned> {
    let fate = prop_oneof![
        12 => Just(Fate::Writes),
        2 => Just(Fate::Refuses),
        1 => Just(Fate::Panics),
        1 => Just(Fate::Hides),
        1 => Just(Fate::Abandoned),
    ];
    (0..60_u8, any::<bool>(), fate, 0..4_u8).prop_map(|(request, county, fate, delay)| Planned {
        request,
        county,
        fate,
        delay,
    })
}

/// Request ids are an organisation's own.
type Request = (bool, Uuid);

fn request_id(planned: &Planned) -> Uuid {
    Uuid::from_u128(u128::from(planned.request) + 1)
}

async fn run(world: &Arc<World>, planned: Planned) -> Option<(Request, Thing)> {
    tokio::time::sleep(Duration::from_millis(u64::from(planned.delay))).await;
    let caller = registrar(if planned.county { COUNTY } else { OTHER_COUNTY });
    let key = key(&caller, request_id(&planned), "same body");
    // Labels are free, so that only the request id keeps a repeat out.
    let (tenant, fate) = (caller.tenant.clone(), planned.fate);
    let writing = world.database.write(&caller, &key, move |write| {
        let tenant = tenant.clone();
        Box::pin(async move {
            let thing = add(write, &tenant, &Uuid::now_v7().to_string()).await?;
            match fate {
                Fate::Refuses => return Err(Refused::Told),
                Fate::Panics => panic!("planted"),
                Fate::Hides => drop(sqlx::query("SELECT 1 / 0").execute(&mut **write).await),
                Fate::Writes | Fate::Abandoned => {}
            }
            Ok(thing)
        })
    });
    if fate == Fate::Abandoned {
        let _ = tokio::time::timeout(Duration::from_millis(1), writing).await;
        return None;
    }
    let answer = writing.await.ok()?;
    Some(((planned.county, key.id), answer))
}

async fn storm(plans: Vec<Planned>, cut: bool) {
    let world = Arc::new(
        world_with(|config| {
            config.group_max = 16;
            config.lanes_max = 3;
        })
        .await,
    );
    let cutter = async {
        for _ in 0..if cut { 5 } else { 0 } {
            tokio::time::sleep(Duration::from_millis(7)).await;
            sqlx::query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1 AND pid <> pg_backend_pid()")
                .bind(&world.prepared.database)
                .execute(&mut world.admin().await)
                .await
                .ok();
        }
    };
    let (answers, ()) = tokio::join!(
        join_all(plans.into_iter().map(|planned| run(&world, planned))),
        cutter
    );
    settle(&world).await;
    check(&world, answers.into_iter().flatten().collect()).await;
}

/// Abandoned writes may still be on their way.
async fn settle(world: &World) {
    for tenant in [COUNTY, OTHER_COUNTY] {
        world
            .database
            .write_as(&registrar(tenant), |_| {
                Box::pin(async { Ok::<_, Refused>(()) })
            })
            .await
            .ok();
    }
}

async fn check(world: &World, answers: Vec<(Request, Thing)>) {
    let mut admin = world.admin().await;
    let things: BTreeSet<Uuid> = sqlx::query_scalar("SELECT id FROM thing")
        .fetch_all(&mut admin)
        .await
        .unwrap()
        .into_iter()
        .collect();
    let mut first: BTreeMap<Request, Thing> = BTreeMap::new();
    for (request, thing) in answers {
        assert!(
            things.contains(&Uuid::parse_str(&thing.id).unwrap()),
            "acknowledged and gone: {thing:?}"
        );
        assert_eq!(
            first.entry(request).or_insert_with(|| thing.clone()),
            &thing,
            "two answers to one request"
        );
    }
    // One request, one thing, with everything that belongs to it.
    let row = sqlx::query(
        "SELECT count(*),
                count(*) FILTER (WHERE (SELECT count(*) FROM audit a WHERE a.aggregate_id = t.id) <> 1
                                    OR (SELECT count(*) FROM outbox o WHERE o.aggregate_id = t.id) <> 1
                                    OR (SELECT count(*) FROM decision d WHERE d.case_id = t.id) <> 1),
                (SELECT count(*) FROM request), (SELECT count(*) FROM audit), (SELECT count(*) FROM outbox)
           FROM thing t",
    )
    .fetch_one(&mut admin)
    .await
    .unwrap();
    let [count, partial, requests, audit, outbox] = [0, 1, 2, 3, 4].map(|at| row.get::<i64, _>(at));
    assert_eq!(partial, 0, "partial writes");
    assert_eq!([requests, audit, outbox], [count; 3]);
}

#[test]
fn acknowledged_writes_are_there_once_and_whole() {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap();
    let config = Config {
        cases: 6,
        failure_persistence: None,
        max_shrink_iters: 0,
        ..Config::default()
    };
    let strategy = (proptest::collection::vec(planned(), 50..250), any::<bool>());
    TestRunner::new(config)
        .run(&strategy, |(plans, cut)| {
            runtime.block_on(storm(plans, cut));
            Ok(())
        })
        .unwrap();
}
