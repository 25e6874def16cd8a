use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use futures::future::BoxFuture;
use kezhuan_database::{Error, Write};
use sqlx::{Connection, Row};
use tokio::sync::Barrier;
use uuid::Uuid;

use crate::world::*;

#[tokio::test]
async fn a_write_commits_the_change_and_all_that_goes_with_it() {
    let world = world().await;
    let caller = registrar(COUNTY);
    let id = Uuid::now_v7();
    let thing = world
        .database
        .write(&caller, &key(&caller, id, "a"), adding(COUNTY, "a"))
        .await
        .unwrap();

    let label: String = world
        .database
        .read(&caller, async |connection| {
            let row = sqlx::query("SELECT label FROM thing")
                .fetch_one(connection)
                .await
                .map_err(Error::from)?;
            Ok::<_, Error>(row.get(0))
        })
        .await
        .unwrap();
    assert_eq!(label, thing.label);
    let (tenant, actor, request_id): (String, String, Uuid) =
        sqlx::query_as("SELECT tenant, actor, request_id FROM audit")
            .fetch_one(&mut world.admin().await)
            .await
            .unwrap();
    assert_eq!(
        (tenant.as_str(), actor.as_str(), request_id),
        (COUNTY, caller.subject.as_str(), id)
    );
    for table in ["thing", "audit", "decision", "outbox", "request"] {
        assert_eq!(world.count(table).await, 1, "{table}");
    }
}

#[tokio::test]
async fn a_refused_write_leaves_nothing() {
    let world = world().await;
    let caller = registrar(COUNTY);
    let refused = world
        .database
        .write(&caller, &key(&caller, Uuid::now_v7(), "a"), |write| {
            Box::pin(async move {
                add(write, COUNTY, "a").await?;
                Err::<Thing, _>(Refused::Told)
            })
        })
        .await;
    assert!(matches!(refused, Err(Refused::Told)), "{refused:?}");
    for table in ["thing", "audit", "decision", "outbox", "request"] {
        assert_eq!(world.count(table).await, 0, "{table}");
    }
}

#[tokio::test]
async fn a_panicking_write_is_an_error_and_the_next_one_works() {
    let world = world_with(|config| config.pool_max = 1).await;
    let caller = registrar(COUNTY);
    let panicked = world
        .database
        .write_as(&caller, |write| {
            Box::pin(async move {
                add(write, COUNTY, "a").await?;
                if true {
                    panic!("planted");
                }
                Ok::<_, Refused>(())
            })
        })
        .await;
    assert!(
        matches!(panicked, Err(Refused::Database(Error::Panicked))),
        "{panicked:?}"
    );
    world
        .database
        .write_as(&caller, adding(COUNTY, "b"))
        .await
        .unwrap();
    assert_eq!(world.labels().await, ["b".to_owned()].into());
}

// Postgres answers the COMMIT of a broken transaction with ROLLBACK and no error.
#[tokio::test]
async fn a_write_that_hides_a_failed_statement_is_not_acknowledged() {
    let world = world().await;
    let caller = registrar(COUNTY);
    let hidden = world
        .database
        .write_as(&caller, |write| {
            Box::pin(async move {
                sqlx::query("INSERT INTO thing (id, tenant, label) VALUES (gen_random_uuid(), '440703', 'a')")
                    .execute(&mut **write)
                    .await?;
                let _ = sqlx::query("SELECT 1 / 0").execute(&mut **write).await;
                Ok::<_, Refused>(())
            })
        })
        .await;
    assert!(hidden.is_err(), "acknowledged a write that was rolled back");
    assert_eq!(world.count("thing").await, 0);
}

#[tokio::test]
async fn a_repeat_gets_the_first_answer_and_another_body_is_refused() {
    let world = world().await;
    let caller = registrar(COUNTY);
    let key_a = key(&caller, Uuid::now_v7(), "a");
    let first = world
        .database
        .write(&caller, &key_a, adding(COUNTY, "a"))
        .await
        .unwrap();
    let repeat = world
        .database
        .write(&caller, &key_a, adding(COUNTY, "not even written"))
        .await
        .unwrap();
    assert_eq!(first, repeat);

    let other_body = key(&caller, key_a.id, "b");
    let reused = world
        .database
        .write(&caller, &other_body, adding(COUNTY, "b"))
        .await;
    assert!(
        matches!(reused, Err(Refused::Database(Error::RequestIdReused(_)))),
        "{reused:?}"
    );
    assert_eq!(world.labels().await, ["a".to_owned()].into());

    // Another organisation may use the same id.
    let elsewhere = registrar(OTHER_COUNTY);
    let key_b = key(&elsewhere, key_a.id, "c");
    world
        .database
        .write(&elsewhere, &key_b, adding(OTHER_COUNTY, "c"))
        .await
        .unwrap();
    assert_eq!(world.count("thing").await, 2);
}

#[tokio::test]
async fn writes_survive_the_loss_of_their_connections() {
    let world = world().await;
    let caller = registrar(COUNTY);
    for round in 0..5 {
        let label = format!("l{round}");
        world
            .database
            .write(
                &caller,
                &key(&caller, Uuid::now_v7(), &label),
                adding(COUNTY, &label),
            )
            .await
            .unwrap();
        sqlx::query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename LIKE $1 AND datname = $2")
            .bind("%_app")
            .bind(&world.prepared.database)
            .execute(&mut world.admin().await)
            .await
            .unwrap();
    }
    assert_eq!(world.count("thing").await, 5);
}

#[tokio::test]
async fn a_full_queue_turns_writes_away() {
    let world = world_with(|config| config.queue_max = 0).await;
    let full = world
        .database
        .write_as(&registrar(COUNTY), adding(COUNTY, "a"))
        .await;
    assert!(
        matches!(full, Err(Refused::Database(Error::Overloaded))),
        "{full:?}"
    );
}

/// Raises both, and has the first when the other write has the other.
fn raising(
    ids: [Uuid; 2],
    meeting: Arc<Barrier>,
) -> impl for<'w> Fn(&'w mut Write) -> BoxFuture<'w, Result<(), Refused>> + Send + 'static {
    let met = Arc::new(AtomicBool::new(false));
    move |write| {
        let (meeting, met) = (meeting.clone(), met.clone());
        Box::pin(async move {
            for id in ids {
                sqlx::query("UPDATE thing SET amount = amount + 1 WHERE id = $1")
                    .bind(id)
                    .execute(&mut **write)
                    .await?;
                if !met.swap(true, Ordering::Relaxed) {
                    meeting.wait().await;
                }
            }
            Ok::<_, Refused>(())
        })
    }
}

#[tokio::test]
async fn a_write_that_postgres_ends_for_a_deadlock_is_run_again() {
    let world = world().await;
    let caller = registrar(COUNTY);
    let other = kezhuan_auth::Caller {
        organisation: format!("office-2:{COUNTY}"),
        ..caller.clone()
    };
    let mut ids = Vec::new();
    for label in ["a", "b"] {
        let thing = world.database.write_as(&caller, adding(COUNTY, label));
        ids.push(Uuid::parse_str(&thing.await.unwrap().id).unwrap());
    }
    let meeting = Arc::new(Barrier::new(2));
    let there = raising([ids[0], ids[1]], meeting.clone());
    let back = raising([ids[1], ids[0]], meeting);
    let (there, back) = tokio::join!(
        world.database.write_as(&caller, there),
        world.database.write_as(&other, back),
    );
    assert!(there.is_ok() && back.is_ok(), "{there:?} {back:?}");
    let amounts: Vec<i64> = sqlx::query_scalar("SELECT amount FROM thing")
        .fetch_all(&mut world.admin().await)
        .await
        .unwrap();
    assert_eq!(amounts, [2, 2]);
}

/// Raises one thing by one.
fn raising_one(
    id: Uuid,
) -> impl for<'w> Fn(&'w mut Write) -> BoxFuture<'w, Result<Thing, Refused>> + Send + 'static {
    move |write| {
        Box::pin(async move {
            sqlx::query("UPDATE thing SET amount = amount + 1 WHERE id = $1")
                .bind(id)
                .execute(&mut **write)
                .await?;
            Ok::<_, Refused>(Thing::default())
        })
    }
}

#[tokio::test]
async fn what_another_holds_too_long_is_told_apart_and_its_request_stays_open() {
    let world = world_with(|config| config.lock_ms_max = 200).await;
    let caller = registrar(COUNTY);
    let thing = world.database.write_as(&caller, adding(COUNTY, "a"));
    let id = Uuid::parse_str(&thing.await.unwrap().id).unwrap();
    let mut admin = world.admin().await;
    let mut holding = admin.begin().await.unwrap();
    sqlx::query("SELECT id FROM thing WHERE id = $1 FOR UPDATE")
        .bind(id)
        .execute(&mut *holding)
        .await
        .unwrap();
    let key = key(&caller, Uuid::now_v7(), "raise");
    let raise = async || world.database.write(&caller, &key, raising_one(id)).await;
    let held = raise().await.unwrap_err();
    assert!(
        matches!(&held, Refused::Database(Error::Held(_))),
        "{held:?}"
    );
    let told = tonic::Status::from(held);
    let explained = kezhuan_rpc::Explanation::of(&told);
    assert_eq!(
        (told.code(), explained.reason.as_str()),
        (tonic::Code::Aborted, "HELD_BY_ANOTHER")
    );
    holding.rollback().await.unwrap();
    raise().await.unwrap();
}
