//! What bank and enterprise were told of a right: each thing once, however often it is found.
use chrono::{DateTime, NaiveDate, Utc};
use kezhuan_database::{AuditEntry, Write};
use sqlx::{FromRow, PgConnection};
use uuid::Uuid;

use super::stored::Place;
use crate::domain::asset::Alert;
use crate::error::Error;

/// Names the aggregate in subjects and in the record.
pub const AGGREGATE: &str = "alert";

/// One alert that was raised.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct Raised {
    pub id: Uuid,
    pub asset_id: Uuid,
    pub tenant: String,
    /// The code of an `AlertKind`.
    pub kind: String,
    pub about: Option<NaiveDate>,
    pub days_before: Option<i32>,
    pub asset_version: Option<i64>,
    pub owner: String,
    pub bank: Option<String>,
    pub create_time: DateTime<Utc>,
}

/// What a list of alerts is narrowed to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    pub asset: Option<Uuid>,
    pub kind: Option<String>,
}

/// Raises an alert. Answers it when that is news: then its one event is published, under sequence 1.
pub async fn raise(
    write: &mut Write,
    tenant: &str,
    alert: &Alert,
) -> Result<Option<Raised>, Error> {
    write.in_tenant(tenant);
    let raised: Option<Raised> = sqlx::query_as(
        "INSERT INTO ip_alert (id, asset_id, tenant, kind, about, days_before, asset_version, owner, bank, create_time)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
             ON CONFLICT ON CONSTRAINT ip_alert_once_key DO NOTHING
         RETURNING id, asset_id, tenant, kind, about, days_before, asset_version, owner, bank, create_time",
    )
    .bind(Uuid::now_v7())
    .bind(alert.asset)
    .bind(tenant)
    .bind(alert.kind.as_str())
    .bind(alert.about)
    .bind(alert.days_before.and_then(|days| i32::try_from(days).ok()))
    .bind(alert.version)
    .bind(&alert.owner)
    .bind(&alert.bank)
    .bind(Utc::now())
    .fetch_optional(&mut **write)
    .await?;
    if let Some(raised) = &raised {
        write.audit(AuditEntry {
            action: "alert.raised",
            aggregate: AGGREGATE,
            aggregate_id: raised.id,
            version: 1,
            detail: serde_json::json!({ "asset": raised.asset_id, "kind": raised.kind }),
        });
    }
    Ok(raised)
}

/// The alert, or nothing where the caller may not see it.
pub async fn find(connection: &mut PgConnection, id: Uuid) -> Result<Option<Raised>, Error> {
    let found = sqlx::query_as(
        "SELECT id, asset_id, tenant, kind, about, days_before, asset_version, owner, bank, create_time
           FROM ip_alert WHERE id = $1",
    )
    .bind(id)
    .fetch_optional(connection)
    .await?;
    Ok(found)
}

/// One page of the alerts the caller may read, newest first, and one row more.
pub async fn list(
    connection: &mut PgConnection,
    filter: &Filter,
    after: Option<Place>,
    size: i64,
) -> Result<Vec<Raised>, Error> {
    let (time, id) = after.unzip();
    let rows = sqlx::query_as(
        "SELECT id, asset_id, tenant, kind, about, days_before, asset_version, owner, bank, create_time
           FROM ip_alert
          WHERE ($1::uuid IS NULL OR asset_id = $1) AND ($2::text IS NULL OR kind = $2)
            AND ($3::timestamptz IS NULL OR (create_time, id) < ($3, $4))
          ORDER BY create_time DESC, id DESC LIMIT $5",
    )
    .bind(filter.asset)
    .bind(&filter.kind)
    .bind(time)
    .bind(id)
    .bind(size + 1)
    .fetch_all(connection)
    .await?;
    Ok(rows)
}
