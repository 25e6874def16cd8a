//! What is counted over the nominations of a round.
use sqlx::PgConnection;
use sqlx::types::Json;
use uuid::Uuid;

use crate::domain::award_mean::Band;
use crate::domain::nomination::{Nomination, Unit};
use crate::error::Error;

/// Nominations of a round that hold a place of a band. Exact while the round is held.
pub async fn taken_of(
    connection: &mut PgConnection,
    round: Uuid,
    band: Band,
) -> Result<i64, Error> {
    let counted = sqlx::query_scalar(
        "SELECT count(*) FROM nomination
          WHERE round_id = $1 AND band = $2
            AND (state IN ('PROPOSED', 'PUBLISHED', 'DISPUTED', 'AWARDED') OR blocked = 'PRIZE')",
    )
    .bind(round)
    .bind(band.as_str())
    .fetch_one(connection)
    .await?;
    Ok(counted)
}

/// Other nominations of the round that passed the formal check with the same title and a unit in common, and are still under way.
/// Exact while the round is held.
pub async fn same_as(connection: &mut PgConnection, nomination: &Nomination) -> Result<i64, Error> {
    let others: Vec<(String, Json<Vec<Unit>>)> = sqlx::query_as(
        "SELECT body->'form'->>'title', body->'form'->'units' FROM nomination
          WHERE round_id = $1 AND id <> $2
            AND state IN ('VALID', 'MANUAL', 'SCORED', 'PROPOSED', 'PUBLISHED', 'DISPUTED', 'AWARDED')",
    )
    .bind(nomination.round)
    .bind(nomination.id)
    .fetch_all(connection)
    .await?;
    let others = others.iter();
    let same = others.filter(|(title, units)| nomination.form.is_of(title, units));
    Ok(i64::try_from(same.count()).unwrap_or(i64::MAX))
}

/// Other nominations of the round that may still come to a band.
pub async fn undecided_beside(
    connection: &mut PgConnection,
    nomination: &Nomination,
) -> Result<i64, Error> {
    let counted = sqlx::query_scalar(
        "SELECT count(*) FROM nomination
          WHERE round_id = $1 AND id <> $2 AND blocked <> 'PRIZE'
            AND state IN ('VALID', 'MANUAL', 'SCORED', 'PROPOSED', 'PUBLISHED', 'DISPUTED')",
    )
    .bind(nomination.round)
    .bind(nomination.id)
    .fetch_one(connection)
    .await?;
    Ok(counted)
}

/// Where an award stands among those of its band in the round.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::FromRow)]
pub struct Rank {
    /// The best mean first; from 1 on.
    pub rank: i64,
    pub of_band: i64,
}

/// Counts it, over what was awarded and not revoked.
pub async fn rank_of(
    connection: &mut PgConnection,
    nomination: &Nomination,
) -> Result<Rank, Error> {
    let counted = sqlx::query_as(
        "SELECT 1 + count(*) FILTER (WHERE other.id <> own.id
                                       AND (other.body->'review'->>'mean_c')::bigint > (own.body->'review'->>'mean_c')::bigint) AS rank,
                count(*) AS of_band
           FROM nomination own
           JOIN nomination other ON other.round_id = own.round_id AND other.band = own.band
                                AND (other.state = 'AWARDED' OR other.blocked = 'PRIZE' OR other.id = own.id)
          WHERE own.id = $1",
    )
    .bind(nomination.id)
    .fetch_one(connection)
    .await?;
    Ok(counted)
}

/// What a rule is told of an expert, of the other nominations of the round.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::FromRow)]
pub struct ExpertCounts {
    /// That they judge already.
    pub assigned: i64,
    /// Of their own organisation.
    pub own_entries: i64,
}

/// Counts it.
pub async fn expert_counts(
    connection: &mut PgConnection,
    nomination: &Nomination,
    (expert, organisation): (&str, &str),
) -> Result<ExpertCounts, Error> {
    let counted =
        sqlx::query_as("SELECT assigned, own_entries FROM award_expert_counts($1, $2, $3, $4)")
            .bind(nomination.round)
            .bind(nomination.id)
            .bind(expert)
            .bind(organisation)
            .fetch_one(connection)
            .await?;
    Ok(counted)
}
