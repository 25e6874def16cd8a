//! Table `turnover_standing`: what each registered contract counts for.
use std::collections::BTreeMap;

use kezhuan_law::Fen;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::domain::figure::Sums;
use crate::domain::standing::Standing;
use crate::error::Error;

/// What is known of a contract.
pub async fn get(
    connection: &mut PgConnection,
    contract: Uuid,
) -> Result<Option<Standing>, anyhow::Error> {
    let body: Option<serde_json::Value> =
        sqlx::query_scalar("SELECT body FROM turnover_standing WHERE contract_id = $1")
            .bind(contract)
            .fetch_optional(connection)
            .await?;
    Ok(body.map(serde_json::from_value).transpose()?)
}

/// Forgets what every contract counts for; answers how many did.
pub async fn forget(connection: &mut PgConnection) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar("SELECT forget_turnover()")
        .fetch_one(connection)
        .await
}

/// Keeps what a contract counts for now.
pub async fn save(
    connection: &mut PgConnection,
    contract: Uuid,
    tenant: &str,
    standing: &Standing,
) -> Result<(), anyhow::Error> {
    let counted = &standing.counted;
    sqlx::query(
        "INSERT INTO turnover_standing (contract_id, tenant, year, division, number, total_amount_fen,
                technical_amount_fen, in_city, removed, left_later, body)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
         ON CONFLICT (contract_id) DO UPDATE
            SET total_amount_fen = excluded.total_amount_fen, technical_amount_fen = excluded.technical_amount_fen,
                division = excluded.division, in_city = excluded.in_city, removed = excluded.removed,
                left_later = excluded.left_later, body = excluded.body",
    )
    .bind(contract)
    .bind(tenant)
    .bind(standing.year())
    .bind(&counted.seller_division)
    .bind(&counted.number)
    .bind(counted.total.0)
    .bind(counted.technical.0)
    .bind(kezhuan_law::regions::is_jiangmen(&counted.seller_division))
    .bind(standing.removed)
    .bind(standing.exit.is_some() && !standing.removed)
    .bind(serde_json::to_value(standing)?)
    .execute(connection)
    .await?;
    Ok(())
}

/// The sums of one year by division of the seller.
pub async fn sums(
    connection: &mut PgConnection,
    year: i32,
) -> Result<BTreeMap<String, Sums>, Error> {
    let rows: Vec<(String, i64, i64, i64, i64, i64)> = sqlx::query_as(
        "SELECT division,
                coalesce(sum(total_amount_fen) FILTER (WHERE NOT removed), 0)::bigint,
                coalesce(sum(technical_amount_fen) FILTER (WHERE NOT removed), 0)::bigint,
                count(*) FILTER (WHERE NOT removed),
                coalesce(-sum(total_amount_fen) FILTER (WHERE left_later), 0)::bigint,
                coalesce(-sum(technical_amount_fen) FILTER (WHERE left_later), 0)::bigint
           FROM turnover_standing WHERE year = $1 AND in_city GROUP BY division",
    )
    .bind(year)
    .fetch_all(connection)
    .await?;
    let sums = rows.into_iter().map(
        |(division, total, technical, contracts, total_late, technical_late)| {
            let sums = Sums {
                total: Fen(total),
                technical: Fen(technical),
                contracts,
                total_corrections: Fen(total_late),
                technical_corrections: Fen(technical_late),
            };
            (division, sums)
        },
    );
    Ok(sums.collect())
}

/// Contracts behind a figure after `after` in order of number; `division` empty = the whole city.
pub async fn behind(
    connection: &mut PgConnection,
    year: i32,
    division: &str,
    after: &str,
    limit: i64,
) -> Result<Vec<(Uuid, Standing)>, Error> {
    let rows: Vec<(Uuid, serde_json::Value)> = sqlx::query_as(
        "SELECT contract_id, body FROM turnover_standing
          WHERE year = $1 AND ($2 = '' OR division = $2) AND in_city AND NOT removed AND number > $3
          ORDER BY number LIMIT $4",
    )
    .bind(year)
    .bind(division)
    .bind(after)
    .bind(limit)
    .fetch_all(connection)
    .await?;
    rows.into_iter()
        .map(|(id, body)| Ok((id, serde_json::from_value(body)?)))
        .collect()
}
