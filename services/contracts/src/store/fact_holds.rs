//! Facts that the rules service keeps for claims of this service.
use chrono::{TimeDelta, Utc};
use kezhuan_database::Write;
use sqlx::{FromRow, PgConnection};
use uuid::Uuid;

use crate::domain::claim::{Claim, Told};
use crate::error::Error;

/// Within this time a step that wanted the fact has come to its end, or never will.
const WANTED_SECONDS: i64 = 60;

/// A claim whose fact is kept, with what was told of it last.
#[derive(Debug, Clone, FromRow)]
pub struct Hold {
    #[sqlx(json, rename = "body")]
    pub claim: Claim,
    pub year: i32,
    pub told: String,
}

/// Notes what the rules service was told, or is about to be, in the write of the step that led to it.
pub async fn note(write: &mut Write, claim: &Claim, told: Told) -> Result<(), Error> {
    sqlx::query(
        "INSERT INTO fact_hold (claim_id, tenant, told, update_time) VALUES ($1, $2, $3, $4)
         ON CONFLICT (claim_id) DO UPDATE SET told = excluded.told, update_time = excluded.update_time",
    )
    .bind(claim.id)
    .bind(&claim.tenant)
    .bind(told.as_str())
    .bind(Utc::now())
    .execute(&mut **write)
    .await?;
    Ok(())
}

/// Notes that the rules service is about to be asked for the fact, before it is.
pub async fn want(write: &mut Write, claim: &Claim) -> Result<(), Error> {
    sqlx::query(
        "INSERT INTO fact_hold (claim_id, tenant, told, update_time) VALUES ($1, $2, 'WANTED', $3)
         ON CONFLICT (claim_id) DO UPDATE SET told = excluded.told, update_time = excluded.update_time
          WHERE fact_hold.told <> 'PAID'",
    )
    .bind(claim.id)
    .bind(&claim.tenant)
    .bind(Utc::now())
    .execute(&mut **write)
    .await?;
    Ok(())
}

/// Notes that it keeps the fact that was wanted, unless something else was noted since.
pub async fn kept(write: &mut Write, claim: Uuid) -> Result<(), Error> {
    sqlx::query(
        "UPDATE fact_hold SET told = 'KEPT', update_time = $2 WHERE claim_id = $1 AND told = 'WANTED'",
    )
    .bind(claim)
    .bind(Utc::now())
    .execute(&mut **write)
    .await?;
    Ok(())
}

/// A bar was declared: the facts of claims whose amount is on its way are wanted at once, and what was paid is to be
/// told. `None` = the claims of all years.
pub async fn want_all(write: &mut Write, tenant: &str, year: Option<i32>) -> Result<(), Error> {
    sqlx::query(
        "INSERT INTO fact_hold (claim_id, tenant, told, update_time)
         SELECT id, tenant, 'WANTED', to_timestamp(0) FROM claim
          WHERE tenant = $1 AND ($2::int IS NULL OR year = $2) AND amount_fen > 0
            AND state IN ('COMPUTED', 'HELD', 'APPROVED', 'PUBLISHED', 'SUSPENDED', 'PAID', 'RECOVERING', 'RECOVERED')
         ON CONFLICT (claim_id) DO NOTHING",
    )
    .bind(tenant)
    .bind(year)
    .execute(&mut **write)
    .await?;
    Ok(())
}

/// Notes an answer, unless a step of the claim came in between and noted something else.
pub async fn answered(write: &mut Write, hold: &Hold, told: Told) -> Result<(), Error> {
    sqlx::query(
        "UPDATE fact_hold SET told = $3, update_time = $4 WHERE claim_id = $1 AND told = $2",
    )
    .bind(hold.claim.id)
    .bind(&hold.told)
    .bind(told.as_str())
    .bind(Utc::now())
    .execute(&mut **write)
    .await?;
    Ok(())
}

/// What was told of a claim's fact last; nothing where it is nobody's but this programme's.
pub async fn told(connection: &mut PgConnection, claim: Uuid) -> Result<Option<Told>, Error> {
    let told: Option<String> = sqlx::query_scalar("SELECT told FROM fact_hold WHERE claim_id = $1")
        .bind(claim)
        .fetch_optional(connection)
        .await?;
    Ok(told.as_deref().and_then(Told::parse))
}

/// Holds after `after` of which more may have to be told, in the order of their claims.
pub async fn open(
    connection: &mut PgConnection,
    after: Uuid,
    limit: i64,
) -> Result<Vec<Hold>, Error> {
    let holds = sqlx::query_as(
        "SELECT claim.body, claim.year, told FROM fact_hold JOIN claim ON claim.id = claim_id
          WHERE told IN ('WANTED', 'RESERVED', 'KEPT', 'TAKEN') AND claim_id > $1
            AND NOT (told = 'WANTED' AND fact_hold.update_time > $3)
            AND NOT (told IN ('KEPT', 'TAKEN') AND claim.state IN ('COMPUTED', 'HELD', 'APPROVED', 'PUBLISHED', 'SUSPENDED')
                     AND claim.amount_fen > 0)
          ORDER BY claim_id LIMIT $2",
    )
    .bind(after)
    .bind(limit)
    .bind(Utc::now() - TimeDelta::seconds(WANTED_SECONDS))
    .fetch_all(connection)
    .await?;
    Ok(holds)
}
