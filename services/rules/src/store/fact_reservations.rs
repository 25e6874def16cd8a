//! Table `fact_reservation`.
use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

/// One fact under one family.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct ReservationRow {
    pub id: Uuid,
    pub tenant: String,
    pub level: String,
    pub fact: String,
    pub family: String,
    pub year: i32,
    pub holder: String,
    pub case_name: String,
    pub state: String,
    pub expire_time: Option<DateTime<Utc>>,
    pub version: i64,
}

/// Lets the steps about one fact come one after another until the transaction ends, whatever family they are of: the
/// first of a family has no row that could be held.
pub async fn hold(
    connection: &mut PgConnection,
    (tenant, level, fact): (&str, &str, &str),
) -> Result<(), sqlx::Error> {
    sqlx::query("SELECT pg_advisory_xact_lock(hashtextextended($1 || '/' || $2 || '/' || $3, 0))")
        .bind(tenant)
        .bind(level)
        .bind(fact)
        .execute(connection)
        .await?;
    Ok(())
}

/// What is known of the fact under this family.
pub async fn of(
    connection: &mut PgConnection,
    (tenant, level, fact): (&str, &str, &str),
    family: &str,
) -> Result<Option<ReservationRow>, sqlx::Error> {
    sqlx::query_as(
        "SELECT * FROM fact_reservation WHERE tenant = $1 AND level = $2 AND fact = $3 AND family = $4",
    )
    .bind(tenant)
    .bind(level)
    .bind(fact)
    .bind(family)
    .fetch_optional(connection)
    .await
}

/// What is known of it under families that bar this one's programme of the year, or that it bars.
pub async fn rivals(
    connection: &mut PgConnection,
    (tenant, level, fact): (&str, &str, &str),
    (family, year): (&str, i32),
) -> Result<Vec<ReservationRow>, sqlx::Error> {
    sqlx::query_as(
        "SELECT other.* FROM fact_reservation other
          WHERE other.tenant = $1 AND other.level = $2 AND other.fact = $3 AND other.family <> $4
            AND EXISTS (SELECT FROM appropriation said WHERE said.tenant = other.tenant
                           AND ((said.family = $4 AND said.year = $5 AND other.family = ANY (said.excludes))
                                OR (said.family = other.family AND said.year = other.year AND $4 = ANY (said.excludes))))",
    )
    .bind(tenant)
    .bind(level)
    .bind(fact)
    .bind(family)
    .bind(year)
    .fetch_all(connection)
    .await
}

/// What a list is to hold; empty and nothing = all that the caller may read.
#[derive(Clone, Debug)]
pub struct Wanted {
    pub tenant: String,
    pub fact: String,
    pub state: Option<&'static str>,
}

/// One page, newest first, and one row more.
pub async fn list(
    connection: &mut PgConnection,
    wanted: &Wanted,
    after: Option<Uuid>,
    size: i64,
) -> Result<Vec<ReservationRow>, sqlx::Error> {
    sqlx::query_as(
        "SELECT * FROM fact_reservation
          WHERE ($1 = '' OR tenant = $1) AND ($2 = '' OR fact = $2) AND ($3::text IS NULL OR state = $3)
            AND ($4::uuid IS NULL OR id < $4)
          ORDER BY id DESC LIMIT $5",
    )
    .bind(&wanted.tenant)
    .bind(&wanted.fact)
    .bind(wanted.state)
    .bind(after)
    .bind(size + 1)
    .fetch_all(connection)
    .await
}

/// Writes what is known now, unless another step came in between.
pub async fn save(
    connection: &mut PgConnection,
    row: &ReservationRow,
) -> Result<bool, sqlx::Error> {
    let done = sqlx::query(
        "INSERT INTO fact_reservation (id, tenant, level, fact, family, year, holder, case_name, state, expire_time, version)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
         ON CONFLICT (tenant, level, fact, family) DO UPDATE SET year = excluded.year, holder = excluded.holder,
            case_name = excluded.case_name, state = excluded.state, expire_time = excluded.expire_time,
            version = excluded.version
          WHERE fact_reservation.version = excluded.version - 1",
    )
    .bind(row.id)
    .bind(&row.tenant)
    .bind(&row.level)
    .bind(&row.fact)
    .bind(&row.family)
    .bind(row.year)
    .bind(&row.holder)
    .bind(&row.case_name)
    .bind(&row.state)
    .bind(row.expire_time)
    .bind(row.version)
    .execute(connection)
    .await?;
    Ok(done.rows_affected() == 1)
}
