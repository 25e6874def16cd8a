//! What the figures of webhooks say of the tables.
use kezhuan_auth::{Caller, Role};
use kezhuan_financing::store::{webhook_deliveries, webhook_endpoints};
use kezhuan_financing::{Error, NAME};
use sqlx::PgConnection;
use uuid::Uuid;

use super::cast::*;
use super::security::seen;

/// An endpoint, disabled for a reason, or whose rest ended so many seconds ago.
async fn endpoint(admin: &mut PgConnection, disabled: Option<&str>, rested: Option<f64>) -> Uuid {
    let id = Uuid::now_v7();
    sqlx::query(
        "INSERT INTO webhook_endpoint (id, organisation, state, url, event_types, description, disabled_reason,
                                       disable_time, secret, version, event_sequence, create_time, update_time, rest_until)
         VALUES ($1, 'bank-1', CASE WHEN $2::text IS NULL THEN 'ENABLED' ELSE 'DISABLED' END, 'https://bank.example/hook',
                 '{}', '', $2::text, CASE WHEN $2::text IS NULL THEN NULL ELSE now() END, '\\x00', 1, 0, now(), now(),
                 now() - make_interval(secs => $3))",
    )
    .bind(id)
    .bind(disabled)
    .bind(rested)
    .execute(admin)
    .await
    .unwrap();
    id
}

/// A message that has been due for so many seconds; somebody's to send, where it is leased.
async fn due(admin: &mut PgConnection, endpoint: Uuid, seconds: f64, lease: Option<Uuid>) {
    sqlx::query(
        "INSERT INTO webhook_delivery (id, endpoint_id, organisation, event_id, event_type, case_name, body, state,
                                       round_time, next_attempt_time, lease, lease_until, create_time)
         VALUES ($1, $2, 'bank-1', $1, 'ip.loan.disbursed', 'loans/1', '{}', 'PENDING',
                 now(), now() - make_interval(secs => $3), $4::uuid,
                 CASE WHEN $4::uuid IS NULL THEN NULL ELSE now() + interval '1 hour' END, now())",
    )
    .bind(Uuid::now_v7())
    .bind(endpoint)
    .bind(seconds)
    .bind(lease)
    .execute(admin)
    .await
    .unwrap();
}

async fn figures(tables: &Tables) -> (f64, i64) {
    let service = Caller::service(NAME, CITY);
    let read = tables.database.read(&service, async |connection| {
        let age = webhook_deliveries::due_age(connection).await?;
        Ok::<_, Error>((age, webhook_endpoints::given_up(connection).await?))
    });
    read.await.unwrap()
}

#[tokio::test]
async fn only_what_could_be_sent_ages_and_only_who_did_not_want_it_is_given_up() {
    let tables = tables().await;
    let mut admin = tables.test.admin().await.unwrap();
    assert_eq!(figures(&tables).await, (0.0, 0));
    let well = endpoint(&mut admin, None, None).await;
    due(&mut admin, well, 5_000.0, Some(Uuid::now_v7())).await;
    due(&mut admin, well, -600.0, None).await;
    let resting = endpoint(&mut admin, None, Some(-600.0)).await;
    due(&mut admin, resting, 5_000.0, None).await;
    for reason in ["BY_OWNER", "GONE", "FAILING"] {
        endpoint(&mut admin, Some(reason), None).await;
    }
    assert_eq!(figures(&tables).await, (0.0, 2));

    let rested = endpoint(&mut admin, None, Some(30.0)).await;
    due(&mut admin, rested, 5_000.0, None).await;
    let (age, _) = figures(&tables).await;
    assert!((30.0..600.0).contains(&age), "{age}");
    due(&mut admin, well, 1_000.0, None).await;
    let (age, _) = figures(&tables).await;
    assert!((1_000.0..2_000.0).contains(&age), "{age}");
}

/// A message that was delivered so many days ago.
async fn delivered(admin: &mut PgConnection, endpoint: Uuid, days_ago: i32) {
    sqlx::query(
        "INSERT INTO webhook_delivery (id, endpoint_id, organisation, event_id, event_type, case_name, body, state,
                                       round_time, create_time, finish_time)
         VALUES ($1, $2, 'bank-1', $1, 'ip.loan.disbursed', 'loans/1', '{}', 'DELIVERED', now(), now(),
                 now() - make_interval(days => $3))",
    )
    .bind(Uuid::now_v7())
    .bind(endpoint)
    .bind(days_ago)
    .execute(admin)
    .await
    .unwrap();
}

#[tokio::test]
async fn where_an_organisation_is_told_is_its_own_business_and_the_service_s() {
    let tables = tables().await;
    let mut admin = tables.test.admin().await.unwrap();
    let well = endpoint(&mut admin, None, None).await;
    delivered(&mut admin, well, 1).await;
    sqlx::query(
        "INSERT INTO webhook_attempt (delivery_id, number, organisation, start_time, duration_ms, status_code, detail)
         SELECT id, 1, organisation, now(), 5, 200, 'heard' FROM webhook_delivery",
    )
    .execute(&mut admin)
    .await
    .unwrap();
    for table in ["webhook_endpoint", "webhook_delivery", "webhook_attempt"] {
        for by in [bank("bank-1"), Caller::service(NAME, CITY)] {
            assert_eq!(seen(&tables, &by, table).await, 1, "{table}");
        }
        for by in [
            bank("bank-2"),
            pool_manager(),
            caller("stb-440700", CITY, Role::CityStb),
            caller("auditor-1", "", Role::Auditor),
            Caller::service("contracts", ""),
        ] {
            let shown = seen(&tables, &by, table).await;
            assert_eq!(shown, 0, "{table} {}", by.organisation);
        }
    }
}

#[tokio::test]
async fn what_ended_long_ago_is_forgotten_with_its_deleted_endpoint_and_nothing_else_is() {
    let tables = tables().await;
    let mut admin = tables.test.admin().await.unwrap();
    let [well, _idle, gone, lasting] = [
        endpoint(&mut admin, None, None).await,
        endpoint(&mut admin, None, None).await,
        endpoint(&mut admin, None, None).await,
        endpoint(&mut admin, None, None).await,
    ];
    sqlx::query("UPDATE webhook_endpoint SET state = 'DELETED' WHERE id = ANY ($1)")
        .bind(vec![gone, lasting])
        .execute(&mut admin)
        .await
        .unwrap();
    for (of, days_ago) in [(well, 31), (well, 29), (gone, 31), (lasting, 29)] {
        delivered(&mut admin, of, days_ago).await;
    }
    // Waits for longer than anything is kept.
    due(&mut admin, well, 40.0 * 86_400.0, None).await;
    let service = Caller::service(NAME, CITY);
    let forgotten = tables.database.write_as(&service, |write| {
        Box::pin(async move {
            let forgotten = webhook_deliveries::forget(write, 30, 10).await?;
            webhook_endpoints::forget(write).await?;
            Ok::<_, Error>(forgotten)
        })
    });
    assert_eq!(forgotten.await.unwrap(), 2);
    assert_eq!(seen(&tables, &service, "webhook_delivery").await, 3);
    let left: Vec<Uuid> = sqlx::query_scalar("SELECT id FROM webhook_endpoint")
        .fetch_all(&mut admin)
        .await
        .unwrap();
    assert_eq!(left.len(), 3);
    assert!(!left.contains(&gone), "{left:?}");
}
