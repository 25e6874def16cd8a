//! What the figures of webhooks say of the tables.
use kezhuan_auth::Caller;
use kezhuan_financing::store::{webhook_deliveries, webhook_endpoints};
use kezhuan_financing::{Error, NAME};
use sqlx::PgConnection;
use uuid::Uuid;

use super::cast::*;

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
