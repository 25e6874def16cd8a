use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use futures::future::join_all;
use kezhuan_database::{Database, RequestKey, answered_before, once, request};
use kezhuan_runtime::Shutdown;
use tonic::{Code, Request, Response, Status};
use uuid::Uuid;

use crate::world::*;

fn request(id: &str, label: &str) -> Request<AddThing> {
    let mut request = Request::new(AddThing {
        request_id: id.to_owned(),
        label: label.to_owned(),
    });
    request.extensions_mut().insert(registrar(COUNTY));
    request
}

async fn call(database: &Database, request: Request<AddThing>) -> Result<Response<Thing>, Status> {
    once(database, request, async |caller, input: AddThing, key| {
        database
            .write(&caller, &key, adding(COUNTY, &input.label))
            .await
    })
    .await
}

#[tokio::test]
async fn a_repeat_gets_the_first_answer_although_the_state_has_moved_on() {
    let world = world().await;
    let id = Uuid::now_v7().to_string();
    let first = call(&world.database, request(&id, "a"))
        .await
        .unwrap()
        .into_inner();
    // Run again, the handler would find the label taken.
    let repeat = call(&world.database, request(&id, "a"))
        .await
        .unwrap()
        .into_inner();
    assert_eq!(first, repeat);
    let reused = call(&world.database, request(&id, "b")).await.unwrap_err();
    assert_eq!(reused.code(), Code::InvalidArgument);
    assert!(
        reused.message().contains("used for another request"),
        "{reused:?}"
    );
    let malformed = call(&world.database, request("no uuid", "b"))
        .await
        .unwrap_err();
    assert_eq!(malformed.code(), Code::InvalidArgument);
    assert_eq!(world.labels().await, ["a".to_owned()].into());
}

#[tokio::test]
async fn what_a_request_came_to_is_found_without_its_work() {
    let world = world().await;
    let before = async |id: &str, label: &str| {
        let caller = registrar(COUNTY);
        let asked = request(id, label).into_inner();
        let key = RequestKey::of(&caller, id, &asked).unwrap();
        answered_before::<Thing>(&world.database, &caller, &key).await
    };
    let id = Uuid::now_v7().to_string();
    assert_eq!(before(&id, "a").await.unwrap(), None);
    let first = call(&world.database, request(&id, "a")).await.unwrap();
    assert_eq!(before(&id, "a").await.unwrap(), Some(first.into_inner()));
    let reused = before(&id, "b").await.unwrap_err();
    assert_eq!(reused.code(), Code::InvalidArgument);
    let second = Uuid::now_v7().to_string();
    let refused = call(&world.database, request(&second, "a"))
        .await
        .unwrap_err();
    let again = before(&second, "a").await.unwrap_err();
    assert_eq!(
        (again.code(), again.details()),
        (refused.code(), refused.details())
    );
}

#[tokio::test]
async fn a_refusal_is_repeated_even_when_it_would_succeed_now() {
    let world = world().await;
    call(&world.database, request(&Uuid::now_v7().to_string(), "a"))
        .await
        .unwrap();
    let id = Uuid::now_v7().to_string();
    let refused = call(&world.database, request(&id, "a")).await.unwrap_err();
    assert_eq!(refused.code(), Code::AlreadyExists);
    sqlx::query("DELETE FROM thing")
        .execute(&mut world.admin().await)
        .await
        .unwrap();
    let again = call(&world.database, request(&id, "a")).await.unwrap_err();
    assert_eq!(
        (again.code(), again.message()),
        (refused.code(), refused.message())
    );
    assert_eq!(again.details(), refused.details());
    call(&world.database, request(&Uuid::now_v7().to_string(), "a"))
        .await
        .unwrap();
}

#[tokio::test]
async fn what_time_may_heal_is_not_stored() {
    let world = world().await;
    let id = Uuid::now_v7().to_string();
    for code in [
        Code::Unavailable,
        Code::Aborted,
        Code::Internal,
        Code::NotFound,
        Code::DeadlineExceeded,
    ] {
        let refused = once(&world.database, request(&id, "a"), async |_, _, _| {
            Err::<Thing, _>(Status::new(code, "not now"))
        })
        .await
        .unwrap_err();
        assert_eq!(refused.code(), code);
    }
    call(&world.database, request(&id, "a")).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_request_sixty_four_times_at_once_is_answered_once() {
    let world = world().await;
    let id = Uuid::now_v7().to_string();
    let answered = AtomicUsize::new(0);
    let calls = (0..64).map(|_| async {
        match call(&world.database, request(&id, "a")).await {
            Ok(_) => drop(answered.fetch_add(1, Ordering::Relaxed)),
            Err(status) => assert_eq!(status.code(), Code::Aborted, "{status:?}"),
        }
    });
    join_all(calls).await;
    assert!(answered.into_inner() >= 1);
    assert_eq!(world.count("thing").await, 1);
    call(&world.database, request(&id, "a")).await.unwrap();
}

#[tokio::test]
async fn old_requests_are_forgotten_and_young_ones_kept() {
    let world = world().await;
    for label in ["a", "b"] {
        call(&world.database, request(&Uuid::now_v7().to_string(), label))
            .await
            .unwrap();
    }
    let aged = "UPDATE request SET created_at = now() - interval '31 days' WHERE request_id = (SELECT min(request_id::text)::uuid FROM request)";
    sqlx::query(aged)
        .execute(&mut world.admin().await)
        .await
        .unwrap();
    assert_eq!(request::purge(&world.database).await.unwrap(), 1);
    assert_eq!(world.count("request").await, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_replica_forgets_old_requests_by_itself_batch_after_batch() {
    let world = world().await;
    sqlx::query(
        "INSERT INTO request (organisation, request_id, body_digest, answer, created_at)
         SELECT 'org', gen_random_uuid(), '', '', now() - make_interval(days => CASE WHEN n <= 2500 THEN 31 ELSE 29 END)
           FROM generate_series(1, 2510) AS n",
    )
    .execute(&mut world.admin().await)
    .await
    .unwrap();
    let shutdown = Shutdown::new();
    let replicas: Vec<_> = (0..3)
        .map(|_| {
            let purge = request::keep_young(world.database.clone(), shutdown.clone());
            kezhuan_runtime::spawn("replica", purge)
        })
        .collect();
    let until = Instant::now() + Duration::from_secs(20);
    while world.count("request").await > 10 {
        assert!(Instant::now() < until, "old requests stay");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(world.count("request").await, 10, "the young ones stay");
    shutdown.trigger();
    for replica in replicas {
        replica.await.unwrap().unwrap();
    }
}
