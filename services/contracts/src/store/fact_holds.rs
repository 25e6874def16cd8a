//! Facts that the rules service keeps for claims of this service.
use chrono::Utc;
use kezhuan_database::Write;
use sqlx::{FromRow, PgConnection};
use uuid::Uuid;

use crate::domain::claim::{Claim, Told};
use crate::error::Error;

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
          WHERE told IN ('RESERVED', 'KEPT') AND claim_id > $1
            AND NOT (told = 'KEPT' AND claim.state IN ('COMPUTED', 'HELD', 'APPROVED', 'PUBLISHED', 'SUSPENDED')
                     AND claim.amount_fen > 0)
          ORDER BY claim_id LIMIT $2",
    )
    .bind(after)
    .bind(limit)
    .fetch_all(connection)
    .await?;
    Ok(holds)
}
