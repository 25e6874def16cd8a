//! Consents of enterprises: to whom, for what case and kind of data, until when.
use chrono::{DateTime, NaiveDate, SubsecRound, Utc};
use kezhuan_database::{AuditEntry, Write};
use sqlx::{FromRow, PgConnection};
use uuid::Uuid;

use super::stored::{Place, written};
use crate::domain::data_card::{Consent, ConsentKind};
use crate::error::Error;

/// Names the aggregate in subjects and in the record.
pub const AGGREGATE: &str = "consent";

/// A consent with what the store knows beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredConsent {
    pub consent: Consent,
    pub tenant: String,
    /// The person who gave it.
    pub given_by: String,
    pub create_time: DateTime<Utc>,
}

/// What a list of consents is narrowed to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    pub application: Option<Uuid>,
    pub kind: Option<String>,
    /// Whether it is in force on this day.
    pub in_force: Option<(NaiveDate, bool)>,
}

#[derive(FromRow)]
struct Row {
    id: Uuid,
    tenant: String,
    enterprise: String,
    bank: String,
    application_id: Uuid,
    kind: String,
    given_on: NaiveDate,
    until_on: NaiveDate,
    withdrawn_on: Option<NaiveDate>,
    given_by: String,
    create_time: DateTime<Utc>,
}

impl Row {
    fn read(self) -> Result<StoredConsent, Error> {
        // Nothing else is written.
        let kind = ConsentKind::parse(&self.kind)
            .ok_or_else(|| anyhow::anyhow!("no such kind of consent: {}", self.kind))?;
        Ok(StoredConsent {
            consent: Consent {
                id: self.id,
                enterprise: self.enterprise,
                bank: self.bank,
                application: self.application_id,
                kind,
                given_on: self.given_on,
                until: self.until_on,
                withdrawn_on: self.withdrawn_on,
            },
            tenant: self.tenant,
            given_by: self.given_by,
            create_time: self.create_time,
        })
    }
}

/// Keeps a consent. Its one event is published under sequence 1.
pub async fn give(
    write: &mut Write,
    tenant: &str,
    consent: Consent,
    given_by: &str,
) -> Result<StoredConsent, Error> {
    write.in_tenant(tenant);
    let now = Utc::now().trunc_subsecs(6);
    sqlx::query(
        "INSERT INTO consent (id, tenant, enterprise, bank, application_id, kind, given_on, until_on, given_by, create_time)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    )
    .bind(consent.id)
    .bind(tenant)
    .bind(&consent.enterprise)
    .bind(&consent.bank)
    .bind(consent.application)
    .bind(consent.kind.as_str())
    .bind(consent.given_on)
    .bind(consent.until)
    .bind(given_by)
    .bind(now)
    .execute(&mut **write)
    .await?;
    record(write, "consent.given", &consent, 1);
    Ok(StoredConsent {
        consent,
        tenant: tenant.to_owned(),
        given_by: given_by.to_owned(),
        create_time: now,
    })
}

/// Takes a consent back that the caller has given and not taken back. Its event is published under sequence 2.
pub async fn withdraw(
    write: &mut Write,
    before: &StoredConsent,
    today: NaiveDate,
) -> Result<StoredConsent, Error> {
    write.in_tenant(&before.tenant);
    let done =
        sqlx::query("UPDATE consent SET withdrawn_on = $2 WHERE id = $1 AND withdrawn_on IS NULL")
            .bind(before.consent.id)
            .bind(today)
            .execute(&mut **write)
            .await?;
    written(&done)?;
    record(write, "consent.withdrawn", &before.consent, 2);
    let mut after = before.clone();
    after.consent.withdrawn_on = Some(today);
    Ok(after)
}

fn record(write: &mut Write, action: &'static str, consent: &Consent, version: i64) {
    write.audit(AuditEntry {
        action,
        aggregate: AGGREGATE,
        aggregate_id: consent.id,
        version,
        detail: serde_json::json!({
            "application": consent.application,
            "bank": consent.bank,
            "kind": consent.kind.as_str(),
        }),
    });
}

/// The consent, or nothing where the caller may not see it.
pub async fn find(connection: &mut PgConnection, id: Uuid) -> Result<Option<StoredConsent>, Error> {
    let row: Option<Row> = sqlx::query_as("SELECT * FROM consent WHERE id = $1")
        .bind(id)
        .fetch_optional(connection)
        .await?;
    row.map(Row::read).transpose()
}

/// The consents that were given for a case, oldest first.
pub async fn of_application(
    connection: &mut PgConnection,
    application: Uuid,
) -> Result<Vec<Consent>, Error> {
    let rows: Vec<Row> =
        sqlx::query_as("SELECT * FROM consent WHERE application_id = $1 ORDER BY create_time, id")
            .bind(application)
            .fetch_all(connection)
            .await?;
    let consents = rows
        .into_iter()
        .map(|row| row.read().map(|stored| stored.consent));
    consents.collect()
}

/// One page of the consents the caller may read, newest first, and one row more.
pub async fn list(
    connection: &mut PgConnection,
    filter: &Filter,
    after: Option<Place>,
    size: i64,
) -> Result<Vec<StoredConsent>, Error> {
    let (time, id) = after.unzip();
    let (day, wanted) = filter.in_force.unzip();
    let rows: Vec<Row> = sqlx::query_as(
        "SELECT * FROM consent
          WHERE ($1::uuid IS NULL OR application_id = $1) AND ($2::text IS NULL OR kind = $2)
            AND ($3::date IS NULL
                 OR ($3 BETWEEN given_on AND until_on AND (withdrawn_on IS NULL OR $3 < withdrawn_on)) = $4::boolean)
            AND ($5::timestamptz IS NULL OR (create_time, id) < ($5, $6))
          ORDER BY create_time DESC, id DESC LIMIT $7",
    )
    .bind(filter.application)
    .bind(&filter.kind)
    .bind(day)
    .bind(wanted)
    .bind(time)
    .bind(id)
    .bind(size + 1)
    .fetch_all(connection)
    .await?;
    rows.into_iter().map(Row::read).collect()
}
