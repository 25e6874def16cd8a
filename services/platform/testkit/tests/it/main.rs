//! The tools that other tests stand on, tried on a service that needs no tables of its own.
#![allow(
    clippy::unwrap_used,
    reason = "a test ends where its surroundings fail"
)]
use std::time::Duration;

use kezhuan_protocol::clock::v1::clock_service_client::ClockServiceClient;
use kezhuan_protocol::clock::v1::{AdvanceClockRequest, GetClockRequest};
use kezhuan_rpc::clock_service;
use kezhuan_testkit::{Harness, Person, TestDatabase, eventually};
use sqlx::Executor;
use tonic::service::Routes;
use tonic::{Code, Request};

const PERMISSIONS: &str = include_str!("../../../../../proto/kezhuan/clock/v1/permissions.toml");

async fn harness_with_a_clock() -> (Harness, ClockServiceClient<tonic::transport::Channel>) {
    let mut harness = Harness::standing_at("2025-01-01").await.unwrap();
    let channel = harness
        .serve(
            &[PERMISSIONS],
            vec!["kezhuan.clock.v1.ClockService"],
            |harness| {
                Ok(Routes::new(
                    clock_service::for_clock(&harness.clock).unwrap(),
                ))
            },
        )
        .await
        .unwrap();
    (harness, ClockServiceClient::new(channel))
}

#[tokio::test]
async fn a_served_rpc_knows_its_caller() {
    let (harness, mut clock) = harness_with_a_clock().await;
    let registrar = Person::of("440703", "office-440703", &["registrar"]);
    let operator = Person::of("440700", "office-440700", &["operator"]);
    let today = clock
        .get_clock(harness.request(&registrar, GetClockRequest {}).unwrap())
        .await
        .unwrap();
    assert_eq!(today.into_inner().date, "2025-01-01");

    let nobody = clock
        .get_clock(Request::new(GetClockRequest {}))
        .await
        .unwrap_err();
    assert_eq!(nobody.code(), Code::Unauthenticated);
    let tomorrow = || AdvanceClockRequest {
        date: "2025-01-02".to_owned(),
    };
    let refused = clock
        .advance_clock(harness.request(&registrar, tomorrow()).unwrap())
        .await
        .unwrap_err();
    assert_eq!(refused.code(), Code::PermissionDenied);
    clock
        .advance_clock(harness.request(&operator, tomorrow()).unwrap())
        .await
        .unwrap();
    assert_eq!(harness.clock.today().to_string(), "2025-01-02");
    harness.stop().await.unwrap();
}

#[tokio::test]
async fn each_test_has_a_database_of_its_own() {
    let first = TestDatabase::for_service("trying", sqlx::migrate!("./tests/it/migrations"))
        .await
        .unwrap();
    let second = TestDatabase::for_service("trying", sqlx::migrate!("./tests/it/migrations"))
        .await
        .unwrap();
    first
        .admin()
        .await
        .unwrap()
        .execute("INSERT INTO thing VALUES ('mine')")
        .await
        .unwrap();
    let count = "SELECT count(*) FROM thing";
    let mine: i64 = sqlx::query_scalar(count)
        .fetch_one(&mut first.admin().await.unwrap())
        .await
        .unwrap();
    let theirs: i64 = sqlx::query_scalar(count)
        .fetch_one(&mut second.admin().await.unwrap())
        .await
        .unwrap();
    assert_eq!((mine, theirs), (1, 0));
}

#[tokio::test]
async fn a_dropped_database_is_cleared_away() {
    let dropped = TestDatabase::for_service("clearing", sqlx::migrate!("./tests/it/migrations"))
        .await
        .unwrap();
    let name = dropped.prepared.database.clone();
    drop(dropped);
    let next = TestDatabase::for_service("clearing", sqlx::migrate!("./tests/it/migrations"))
        .await
        .unwrap();
    let gone = async || {
        let known: bool =
            sqlx::query_scalar("SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)")
                .bind(&name)
                .fetch_one(&mut next.admin().await.unwrap())
                .await
                .unwrap();
        !known
    };
    // Another test may be the one that clears it.
    assert!(eventually(Duration::from_secs(10), gone).await);
}

#[tokio::test]
async fn waiting_ends_at_its_deadline() {
    let mut asked = 0;
    let answer = eventually(Duration::from_millis(30), async || {
        asked += 1;
        false
    });
    assert!(!answer.await);
    assert!(asked > 1);
}
