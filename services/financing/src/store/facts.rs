//! What is known of enterprises: of each fact the newest telling, whatever came when and how often.
use chrono::{DateTime, SubsecRound, Utc};
use kezhuan_database::Write;
use sqlx::{FromRow, PgConnection};

use crate::domain::data_card::{Field, FieldKind, Known, Source};
use crate::error::Error;

/// What a list of facts is narrowed to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    pub kind: Option<String>,
    pub source: Option<String>,
}

/// Where a page of facts starts: after this kind, source and reference.
pub type Place = (String, String, String);

#[derive(FromRow)]
struct Row {
    kind: String,
    source: String,
    reference: String,
    version: i64,
    told_at: DateTime<Utc>,
    value: String,
}

impl Row {
    fn read(self) -> Result<Field, Error> {
        // Nothing else is written.
        let kind = FieldKind::parse(&self.kind)
            .ok_or_else(|| anyhow::anyhow!("no such kind of fact: {}", self.kind))?;
        Ok(Field {
            kind,
            source: Source {
                name: self.source,
                reference: self.reference,
            },
            version: self.version,
            told_at: self.told_at,
            value: self.value,
        })
    }
}

/// Takes a fact in, unless a newer telling of it is known. Answers whether anything changed. One version told in two ways
/// is settled by the content, as `Known::learn` does it.
pub async fn learn(
    write: &mut Write,
    enterprise: &str,
    tenant: &str,
    field: &Field,
) -> Result<bool, Error> {
    let done = sqlx::query(
        "INSERT INTO enterprise_fact AS known (enterprise, kind, source, reference, tenant, version, told_at, value, update_time)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, now())
             ON CONFLICT (enterprise, kind, source, reference) DO UPDATE
                SET tenant = excluded.tenant, version = excluded.version, told_at = excluded.told_at,
                    value = excluded.value, update_time = excluded.update_time
              WHERE (known.version, known.told_at, known.value) < (excluded.version, excluded.told_at, excluded.value)",
    )
    .bind(enterprise)
    .bind(field.kind.as_str())
    .bind(&field.source.name)
    .bind(&field.source.reference)
    .bind(tenant)
    .bind(field.version)
    // As Postgres keeps it, so that the same telling is the same again.
    .bind(field.told_at.trunc_subsecs(6))
    .bind(&field.value)
    .execute(&mut **write)
    .await?;
    Ok(done.rows_affected() > 0)
}

/// The enterprises of which a source told this fact.
pub async fn enterprises(
    connection: &mut PgConnection,
    source: &Source,
) -> Result<Vec<String>, Error> {
    let found = sqlx::query_scalar(
        "SELECT DISTINCT enterprise FROM enterprise_fact WHERE source = $1 AND reference = $2 ORDER BY enterprise",
    )
    .bind(&source.name)
    .bind(&source.reference)
    .fetch_all(connection)
    .await?;
    Ok(found)
}

/// Everything known of an enterprise that the caller may read.
pub async fn known(connection: &mut PgConnection, enterprise: &str) -> Result<Known, Error> {
    let rows: Vec<Row> = sqlx::query_as(
        "SELECT kind, source, reference, version, told_at, value FROM enterprise_fact WHERE enterprise = $1",
    )
    .bind(enterprise)
    .fetch_all(connection)
    .await?;
    let mut known = Known::default();
    for row in rows {
        known.learn(row.read()?);
    }
    Ok(known)
}

/// One page of what is known of an enterprise, and one row more.
pub async fn list(
    connection: &mut PgConnection,
    enterprise: &str,
    filter: &Filter,
    after: Option<Place>,
    size: i64,
) -> Result<Vec<Field>, Error> {
    let (kind, source, reference) = match after {
        Some((kind, source, reference)) => (Some(kind), Some(source), Some(reference)),
        None => (None, None, None),
    };
    let rows: Vec<Row> = sqlx::query_as(
        "SELECT kind, source, reference, version, told_at, value FROM enterprise_fact
          WHERE enterprise = $1 AND ($2::text IS NULL OR kind = $2) AND ($3::text IS NULL OR source = $3)
            AND ($4::text IS NULL OR (kind, source, reference) > ($4, $5, $6))
          ORDER BY kind, source, reference LIMIT $7",
    )
    .bind(enterprise)
    .bind(&filter.kind)
    .bind(&filter.source)
    .bind(kind)
    .bind(source)
    .bind(reference)
    .bind(size + 1)
    .fetch_all(connection)
    .await?;
    rows.into_iter().map(Row::read).collect()
}
