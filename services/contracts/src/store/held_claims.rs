//! Claims that wait for money: the line of each programme-year.
use kezhuan_database::Write;
use sqlx::{FromRow, PgConnection};
use uuid::Uuid;

use super::claims::{self, Stored};
use crate::domain::claim::{Line, PROGRAMME_FAMILY};
use crate::error::Error;

/// One that may go on.
#[derive(Debug, Clone, FromRow)]
pub struct Waiting {
    pub id: Uuid,
    pub tenant: String,
}

/// The line before `claim`; its programme is held by this transaction.
pub async fn line(write: &mut Write, claim: Uuid) -> Result<Line, Error> {
    let (waiting, next_place) = sqlx::query_as("SELECT * FROM line_before_claim($1)")
        .bind(claim)
        .fetch_one(&mut **write)
        .await?;
    Ok(Line {
        waiting,
        next_place,
    })
}

/// Claims worth a look: first in a line whose budget has the amount, or overtaken by what became of their contract.
pub async fn worth_a_look(
    connection: &mut PgConnection,
    limit: i64,
) -> Result<Vec<Waiting>, Error> {
    let waiting = sqlx::query_as(
        "SELECT claim.id, claim.tenant
           FROM claim JOIN contract ON contract.id = claim.contract_id
           LEFT JOIN programme
             ON programme.tenant = claim.tenant AND programme.family = $1 AND programme.year = claim.year
          WHERE claim.place IS NOT NULL
            AND (contract.state IN ('DEREGISTERED', 'ANNULLED')
                 OR contract.technical_amount_fen IS DISTINCT FROM (claim.body #>> '{basis,technical}')::bigint
                 OR (programme.when_exhausted <> 'PRORATE'
                     AND claim.amount_fen <= programme.appropriation_fen - programme.reserved_fen
                                             - programme.committed_fen - programme.paid_fen
                     AND NOT EXISTS (SELECT FROM claim before
                                      WHERE before.tenant = claim.tenant AND before.year = claim.year
                                        AND before.place < claim.place)))
          ORDER BY claim.tenant, claim.year, claim.place LIMIT $2",
    )
    .bind(PROGRAMME_FAMILY)
    .bind(limit)
    .fetch_all(connection)
    .await?;
    Ok(waiting)
}

/// The first of the line that `claim` stands in.
pub async fn first(write: &mut Write, of: &Stored) -> Result<Option<Uuid>, Error> {
    let first = sqlx::query_scalar(
        "SELECT id FROM claim WHERE tenant = $1 AND year = $2 AND place IS NOT NULL ORDER BY place LIMIT 1",
    )
    .bind(&of.claim.tenant)
    .bind(of.year)
    .fetch_optional(&mut **write)
    .await?;
    Ok(first)
}

/// The claims of a line in their order, at most `limit`.
pub async fn of_year(
    connection: &mut PgConnection,
    (tenant, year): (&str, i32),
    limit: i64,
) -> Result<Vec<Uuid>, Error> {
    let ids = sqlx::query_scalar(
        "SELECT id FROM claim WHERE tenant = $1 AND year = $2 AND place IS NOT NULL ORDER BY place LIMIT $3",
    )
    .bind(tenant)
    .bind(year)
    .bind(limit)
    .fetch_all(connection)
    .await?;
    Ok(ids)
}

/// The same line, its claims held until the transaction ends.
pub async fn lock_year(
    write: &mut Write,
    (tenant, year): (&str, i32),
    limit: i64,
) -> Result<Vec<Stored>, Error> {
    let held: Vec<Uuid> = sqlx::query_scalar(
        "SELECT id FROM claim WHERE tenant = $1 AND year = $2 AND place IS NOT NULL ORDER BY place LIMIT $3 FOR UPDATE",
    )
    .bind(tenant)
    .bind(year)
    .bind(limit)
    .fetch_all(&mut **write)
    .await?;
    let mut line = Vec::new();
    for id in held {
        line.extend(claims::find(write, id).await?);
    }
    Ok(line)
}
