//! A request that its organisation numbered by itself: one number, one body, one answer, for ever.
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use futures::future::join_all;
use kezhuan_auth::Caller;
use kezhuan_database::{Error, RequestKey, answered_before, once_for, request};
use kezhuan_protocol::Numbered;
use kezhuan_rpc::Explanation;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use tonic::{Code, Status};
use uuid::Uuid;

use crate::world::*;

#[derive(Clone, PartialEq, prost::Message)]
struct AddNumberedThing {
    #[prost(string, tag = "1")]
    request_id: String,
    #[prost(string, tag = "2")]
    biz_no: String,
    #[prost(string, tag = "3")]
    label: String,
}

impl prost::Name for AddNumberedThing {
    const NAME: &'static str = "AddNumberedThing";
    const PACKAGE: &'static str = "kezhuan.test.v1";
}

impl Numbered for AddNumberedThing {
    fn biz_no(&self) -> &str {
        &self.biz_no
    }

    fn resource(&self) -> &str {
        ""
    }

    fn numbered_body(&self) -> Vec<u8> {
        let mut body = self.clone();
        body.request_id.clear();
        prost::Message::encode_to_vec(&body)
    }
}

fn numbered(caller: &Caller, number: &str, label: &str) -> RequestKey {
    let message = AddNumberedThing {
        // Another one with every sending.
        request_id: Uuid::now_v7().to_string(),
        biz_no: number.to_owned(),
        label: label.to_owned(),
    };
    RequestKey::numbered(caller, &message)
}

/// Sends `label` under `number`; a label is free, so that only the number keeps a repeat out.
async fn sent(world: &World, caller: &Caller, number: &str, label: &str) -> Result<Thing, Status> {
    let key = numbered(caller, number, label);
    let thing = format!("{label} {}", Uuid::now_v7());
    let work = world
        .database
        .write(caller, &key, adding(&caller.tenant, &thing));
    once_for(&world.database, caller, &key, work).await
}

fn told(status: &Status) -> (Code, String) {
    (status.code(), Explanation::of(status).reason)
}

fn conflict() -> (Code, String) {
    (Code::AlreadyExists, "IDEMPOTENCY_CONFLICT".to_owned())
}

#[tokio::test]
async fn the_same_number_and_body_get_the_same_answer_and_another_body_none() {
    let world = world().await;
    let caller = registrar(COUNTY);
    let first = sent(&world, &caller, "P001", "a").await.unwrap();
    assert_eq!(sent(&world, &caller, "P001", "a").await.unwrap(), first);
    let refused = sent(&world, &caller, "P001", "b").await.unwrap_err();
    assert_eq!(told(&refused), conflict());
    let said = Explanation::of(&refused);
    assert_eq!(said.fields[0].path, "biz_no");
    assert!(!said.zh.is_ascii());
    // A number is its organisation's own, as written.
    for (caller, number) in [(registrar(OTHER_COUNTY), "P001"), (caller, "p001")] {
        sent(&world, &caller, number, "b").await.unwrap();
    }
    assert_eq!(world.count("thing").await, 3);
}

#[tokio::test]
async fn a_number_is_never_forgotten() {
    let world = world().await;
    let caller = registrar(COUNTY);
    let first = sent(&world, &caller, "P001", "a").await.unwrap();
    let refusing = numbered(&caller, "P002", "a");
    let refusal = async { Err::<Thing, _>(Refused::Told) };
    once_for(&world.database, &caller, &refusing, refusal)
        .await
        .unwrap_err();
    sqlx::query("UPDATE request SET created_at = now() - interval '20 years'")
        .execute(&mut world.admin().await)
        .await
        .unwrap();
    assert_eq!(request::purge(&world.database).await.unwrap(), 0);
    assert_eq!(sent(&world, &caller, "P001", "a").await.unwrap(), first);
    let again = sent(&world, &caller, "P002", "a").await.unwrap_err();
    assert_eq!(again.code(), Code::FailedPrecondition);
    let other = sent(&world, &caller, "P002", "b").await.unwrap_err();
    assert_eq!(told(&other), conflict());
}

#[tokio::test]
async fn what_is_still_running_is_aborted_and_changes_nothing() {
    let world = world().await;
    let caller = registrar(COUNTY);
    let key = numbered(&caller, "P001", "a");
    let (go, wait) = tokio::sync::oneshot::channel::<()>();
    let running = once_for(&world.database, &caller, &key, async {
        wait.await.unwrap();
        world
            .database
            .write::<_, Refused, _>(&caller, &key, adding(COUNTY, "a"))
            .await
    });
    let meanwhile = async {
        tokio::task::yield_now().await;
        let refused = sent(&world, &caller, "P001", "a").await.unwrap_err();
        assert_eq!(
            told(&refused),
            (Code::Aborted, "REQUEST_IN_PROGRESS".to_owned())
        );
        let before = answered_before::<Thing>(&world.database, &caller, &key).await;
        assert_eq!(before.unwrap(), None);
        go.send(()).unwrap();
    };
    let (answer, ()) = tokio::join!(running, meanwhile);
    let first = answer.unwrap();
    assert_eq!(sent(&world, &caller, "P001", "a").await.unwrap(), first);
    assert_eq!(world.count("thing").await, 1);
}

#[derive(Debug, Clone)]
struct Sending {
    number: u8,
    body: u8,
    /// As another replica would send it: past the claims of this process.
    elsewhere: bool,
    abandoned: bool,
    delay: u8,
}

fn sending() -> impl Strategy<Value = Sending> {
    let rarely = proptest::bool::weighted(0.1);
    (0..12_u8, 0..2_u8, any::<bool>(), rarely, 0..4_u8).prop_map(
        |(number, body, elsewhere, abandoned, delay)| Sending {
            number,
            body,
            elsewhere,
            abandoned,
            delay,
        },
    )
}

/// What came back: the answer to a number and its body, or that the number stands for another body.
enum Came {
    Answer(Thing),
    Conflict,
}

async fn send(world: &World, plan: &Sending) -> Option<Came> {
    tokio::time::sleep(Duration::from_millis(u64::from(plan.delay))).await;
    let caller = registrar(COUNTY);
    let (number, label) = (format!("P{}", plan.number), format!("body {}", plan.body));
    let sending = async {
        if !plan.elsewhere {
            return sent(world, &caller, &number, &label).await;
        }
        let key = numbered(&caller, &number, &label);
        let thing = format!("{label} {}", Uuid::now_v7());
        let body = adding(COUNTY, &thing);
        let written = world
            .database
            .write::<Thing, Refused, _>(&caller, &key, body);
        written.await.map_err(Status::from)
    };
    if plan.abandoned {
        let _ = tokio::time::timeout(Duration::from_millis(1), sending).await;
        return None;
    }
    match sending.await {
        Ok(thing) => Some(Came::Answer(thing)),
        Err(status) if told(&status) == conflict() => Some(Came::Conflict),
        // Under way, or the connection was cut: the sender does not know, and asks again later.
        Err(status) => {
            let passing = [Code::Aborted, Code::Unavailable, Code::Internal];
            assert!(passing.contains(&status.code()), "{status:?}");
            None
        }
    }
}

async fn storm(plans: Vec<Sending>, cut: bool) {
    let world = Arc::new(world_with(|config| config.group_max = 8).await);
    let cutter = async {
        for _ in 0..if cut { 4 } else { 0 } {
            tokio::time::sleep(Duration::from_millis(6)).await;
            sqlx::query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1 AND pid <> pg_backend_pid()")
                .bind(&world.prepared.database)
                .execute(&mut world.admin().await)
                .await
                .ok();
        }
    };
    let (came, ()) = tokio::join!(
        join_all(plans.iter().map(|plan| send(&world, plan))),
        cutter
    );
    // Whoever does not know asks again, and is told; what was abandoned has ended by then.
    let mut answers: BTreeMap<u8, (u8, Thing)> = BTreeMap::new();
    for plan in &plans {
        let again = Sending {
            elsewhere: false,
            abandoned: false,
            ..plan.clone()
        };
        match send(&world, &again).await {
            Some(Came::Answer(thing)) => {
                let first = answers.entry(plan.number);
                let first = first.or_insert_with(|| (plan.body, thing.clone()));
                assert_eq!(first, &(plan.body, thing), "two answers under one number");
            }
            Some(Came::Conflict) => {}
            None => panic!("nothing runs any more"),
        }
    }
    for (plan, came) in plans.iter().zip(came) {
        let (body, thing) = &answers[&plan.number];
        match came {
            Some(Came::Answer(answer)) => assert_eq!((body, thing), (&plan.body, &answer)),
            Some(Came::Conflict) => assert_ne!(body, &plan.body, "refused the body that stands"),
            None => {}
        }
    }
    let numbers = answers.len() as i64;
    assert_eq!(
        world.count("thing").await,
        numbers,
        "one number, one effect"
    );
    assert_eq!(world.count("audit").await, numbers);
    assert_eq!(world.count("request").await, numbers);
}

#[test]
fn however_they_come_each_number_has_one_effect_and_one_answer() {
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
    let strategy = (proptest::collection::vec(sending(), 40..120), any::<bool>());
    TestRunner::new(config)
        .run(&strategy, |(plans, cut)| {
            runtime.block_on(storm(plans, cut));
            Ok(())
        })
        .unwrap();
}

#[tokio::test]
async fn a_number_stands_apart_from_request_ids() {
    let world = world().await;
    let caller = registrar(COUNTY);
    let numbered = numbered(&caller, "P001", "a");
    assert_eq!(numbered.id.get_version_num(), 8);
    sent(&world, &caller, "P001", "a").await.unwrap();
    // Whoever names a request like a number of its own is refused, and told so in that request's words.
    let named_so = key(&caller, numbered.id, "a");
    let refused: Result<Thing, Refused> = world
        .database
        .write(&caller, &named_so, adding(COUNTY, "b"))
        .await;
    assert!(matches!(
        refused,
        Err(Refused::Database(Error::RequestIdReused(_)))
    ));
}
