//! What bank and enterprise were told of a right: each thing once, however often it is found.
use chrono::{DateTime, NaiveDate, SubsecRound, Utc};
use kezhuan_database::{AuditEntry, Write};
use sqlx::types::Json;
use sqlx::{FromRow, PgConnection};
use uuid::Uuid;

use super::stored::{Place, Stored};
use crate::domain::asset::{AffectedLoan, Alert, IpAsset};
use crate::error::Error;

/// Names the aggregate in subjects and in the record.
pub const AGGREGATE: &str = "alert";

/// One alert that was raised.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct Raised {
    pub id: Uuid,
    pub asset_id: Uuid,
    pub asset_number: String,
    pub tenant: String,
    /// The code of an `AlertKind`.
    pub kind: String,
    pub about: Option<NaiveDate>,
    pub days_before: Option<i32>,
    pub asset_version: Option<i64>,
    pub owner: String,
    pub bank: Option<String>,
    /// The loans that the right secures, as they stood.
    pub loans: Json<Vec<AffectedLoan>>,
    pub raised_on: NaiveDate,
    pub create_time: DateTime<Utc>,
}

/// What a list of alerts is narrowed to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    pub asset: Option<Uuid>,
    pub kind: Option<String>,
    pub owner: Option<String>,
    pub bank: Option<String>,
    pub raised_from: Option<NaiveDate>,
    pub raised_to: Option<NaiveDate>,
    pub about_to: Option<NaiveDate>,
}

/// Raises an alert on a right. Answers it when that is news: then its one event is published, under sequence 1. Who raises
/// it may not be who is told (a valuer is neither), so nothing is read back.
pub async fn raise(
    write: &mut Write,
    asset: &Stored<IpAsset>,
    alert: &Alert,
    loans: &[AffectedLoan],
    today: NaiveDate,
) -> Result<Option<Raised>, Error> {
    write.in_tenant(&asset.tenant);
    let raised = Raised {
        id: Uuid::now_v7(),
        asset_id: alert.asset,
        asset_number: asset.body.number.clone(),
        tenant: asset.tenant.clone(),
        kind: alert.kind.as_str().to_owned(),
        about: alert.about,
        days_before: alert.days_before.and_then(|days| i32::try_from(days).ok()),
        asset_version: alert.version,
        owner: alert.owner.clone(),
        bank: alert.bank.clone(),
        loans: Json(loans.to_vec()),
        raised_on: today,
        create_time: Utc::now().trunc_subsecs(6),
    };
    // Naming the constraint would ask for the right to read the row.
    let done = sqlx::query(
        "INSERT INTO ip_alert (id, asset_id, asset_number, tenant, kind, about, days_before, asset_version, owner, bank,
                               loans, raised_on, create_time)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
             ON CONFLICT DO NOTHING",
    )
    .bind(raised.id)
    .bind(raised.asset_id)
    .bind(&raised.asset_number)
    .bind(&raised.tenant)
    .bind(&raised.kind)
    .bind(raised.about)
    .bind(raised.days_before)
    .bind(raised.asset_version)
    .bind(&raised.owner)
    .bind(&raised.bank)
    .bind(&raised.loans)
    .bind(raised.raised_on)
    .bind(raised.create_time)
    .execute(&mut **write)
    .await?;
    if done.rows_affected() == 0 {
        return Ok(None);
    }
    write.audit(AuditEntry {
        action: "alert.raised",
        aggregate: AGGREGATE,
        aggregate_id: raised.id,
        version: 1,
        detail: serde_json::json!({ "asset": raised.asset_id, "kind": raised.kind }),
    });
    Ok(Some(raised))
}

/// Those of these alerts that were not raised yet.
pub async fn unraised(
    connection: &mut PgConnection,
    alerts: &[Alert],
) -> Result<Vec<Alert>, Error> {
    fn column<'r, T>(alerts: &'r [Alert], of: impl Fn(&'r Alert) -> T) -> Vec<T> {
        alerts.iter().map(of).collect()
    }
    let days = |alert: &Alert| alert.days_before.and_then(|days| i32::try_from(days).ok());
    let places: Vec<i64> = sqlx::query_scalar(
        "SELECT asked.place
           FROM unnest($1::uuid[], $2::text[], $3::date[], $4::int[], $5::bigint[], $6::text[], $7::text[])
                WITH ORDINALITY AS asked(asset_id, kind, about, days_before, asset_version, owner, bank, place)
          WHERE NOT EXISTS (
                SELECT FROM ip_alert known
                 WHERE known.asset_id = asked.asset_id AND known.kind = asked.kind AND known.owner = asked.owner
                   AND (known.about, known.days_before, known.asset_version, known.bank)
                       IS NOT DISTINCT FROM (asked.about, asked.days_before, asked.asset_version, asked.bank))
          ORDER BY asked.place",
    )
    .bind(column(alerts, |alert| alert.asset))
    .bind(column(alerts, |alert| alert.kind.as_str()))
    .bind(column(alerts, |alert| alert.about))
    .bind(column(alerts, days))
    .bind(column(alerts, |alert| alert.version))
    .bind(column(alerts, |alert| alert.owner.as_str()))
    .bind(column(alerts, |alert| alert.bank.as_deref()))
    .fetch_all(connection)
    .await?;
    let places = places
        .into_iter()
        .filter_map(|place| usize::try_from(place - 1).ok());
    Ok(places
        .filter_map(|place| alerts.get(place).cloned())
        .collect())
}

/// The alert, or nothing where the caller may not see it.
pub async fn find(connection: &mut PgConnection, id: Uuid) -> Result<Option<Raised>, Error> {
    let found = sqlx::query_as(
        "SELECT id, asset_id, asset_number, tenant, kind, about, days_before, asset_version, owner, bank, loans, raised_on,
                create_time
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
        "SELECT id, asset_id, asset_number, tenant, kind, about, days_before, asset_version, owner, bank, loans, raised_on,
                create_time
           FROM ip_alert
          WHERE ($1::uuid IS NULL OR asset_id = $1) AND ($2::text IS NULL OR kind = $2)
            AND ($3::text IS NULL OR owner = $3) AND ($4::text IS NULL OR bank = $4)
            AND ($5::date IS NULL OR raised_on >= $5) AND ($6::date IS NULL OR raised_on <= $6)
            AND ($7::date IS NULL OR about <= $7)
            AND ($8::timestamptz IS NULL OR (create_time, id) < ($8, $9))
          ORDER BY create_time DESC, id DESC LIMIT $10",
    )
    .bind(filter.asset)
    .bind(&filter.kind)
    .bind(&filter.owner)
    .bind(&filter.bank)
    .bind(filter.raised_from)
    .bind(filter.raised_to)
    .bind(filter.about_to)
    .bind(time)
    .bind(id)
    .bind(size + 1)
    .fetch_all(connection)
    .await?;
    Ok(rows)
}
