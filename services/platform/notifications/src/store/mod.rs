//! Rows of the tables that a service has word for word as `sql/notifications.sql` says.
pub mod deliveries;
pub mod settings;

use std::collections::BTreeMap;

use chrono::{DateTime, SubsecRound, Utc};
use kezhuan_cases::Place;
use kezhuan_database::Write;
use sqlx::types::Json;
use sqlx::{FromRow, PgConnection};
use uuid::Uuid;

use crate::Error;

/// One message, before it is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// The code of a kind that the service has.
    pub kind: &'static str,
    /// Tells the times apart that one case gives the same occasion for; empty where there is only one.
    pub occasion: String,
    /// `registrations/{uuid}`
    pub case: String,
    pub organisation: String,
    /// Empty: everybody of the organisation.
    pub person: String,
    /// What the texts of the kind fill in.
    pub facts: BTreeMap<String, String>,
}

/// A message as it was told.
#[derive(Debug, Clone, FromRow)]
pub struct Told {
    pub id: Uuid,
    pub kind: String,
    pub case_name: String,
    pub person: String,
    pub facts: Json<BTreeMap<String, String>>,
    pub create_time: DateTime<Utc>,
    pub read_time: Option<DateTime<Utc>>,
}

/// Tells one message, with what goes out of it now; one that was told is told no more. Acts as the service.
pub async fn tell(write: &mut Write, notice: &Notice) -> Result<(), Error> {
    let now = Utc::now().trunc_subsecs(6);
    let told: Option<(Uuid,)> = sqlx::query_as(
        "INSERT INTO notification (id, kind, occasion, case_name, organisation, person, facts, create_time)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
             ON CONFLICT ON CONSTRAINT notification_once DO NOTHING
         RETURNING id",
    )
    .bind(Uuid::now_v7())
    .bind(notice.kind)
    .bind(&notice.occasion)
    .bind(&notice.case)
    .bind(&notice.organisation)
    .bind(&notice.person)
    .bind(Json(&notice.facts))
    .bind(now)
    .fetch_optional(&mut **write)
    .await?;
    match told {
        Some((id,)) => deliveries::open(write, id, notice, now).await,
        None => Ok(()),
    }
}

/// One page of what somebody was told, newest first, and one row more.
pub async fn page(
    connection: &mut PgConnection,
    (organisation, person): (&str, &str),
    unread_only: bool,
    after: Option<Place>,
    size: i64,
) -> Result<Vec<Told>, Error> {
    let rows = sqlx::query_as(
        "SELECT notification.id, kind, case_name, notification.person, facts, create_time, read_time
           FROM notification
           LEFT JOIN notification_read seen
             ON seen.notification_id = notification.id AND seen.organisation = $1 AND seen.person = $2
          WHERE notification.organisation = $1 AND notification.person IN ('', $2)
            AND (NOT $3 OR read_time IS NULL)
            AND ($4::timestamptz IS NULL OR (create_time, notification.id) < ($4, $5::uuid))
          ORDER BY create_time DESC, notification.id DESC LIMIT $6",
    )
    .bind(organisation)
    .bind(person)
    .bind(unread_only)
    .bind(after.map(|after| after.0))
    .bind(after.map(|after| after.1))
    .bind(size + 1)
    .fetch_all(connection)
    .await?;
    Ok(rows)
}

/// One message of somebody's.
pub async fn find(
    connection: &mut PgConnection,
    (organisation, person): (&str, &str),
    id: Uuid,
) -> Result<Option<Told>, Error> {
    let found = sqlx::query_as(
        "SELECT notification.id, kind, case_name, notification.person, facts, create_time, read_time
           FROM notification
           LEFT JOIN notification_read seen
             ON seen.notification_id = notification.id AND seen.organisation = $1 AND seen.person = $2
          WHERE notification.organisation = $1 AND notification.person IN ('', $2) AND notification.id = $3",
    )
    .bind(organisation)
    .bind(person)
    .bind(id)
    .fetch_optional(connection)
    .await?;
    Ok(found)
}

/// Notes that somebody has read a message; the first time stays.
pub async fn mark_read(
    write: &mut Write,
    (organisation, person): (&str, &str),
    id: Uuid,
) -> Result<(), Error> {
    sqlx::query(
        "INSERT INTO notification_read (notification_id, organisation, person, read_time)
         VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
    )
    .bind(id)
    .bind(organisation)
    .bind(person)
    .bind(Utc::now().trunc_subsecs(6))
    .execute(&mut **write)
    .await?;
    Ok(())
}
