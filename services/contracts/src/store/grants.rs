//! What a tenant granted one enterprise in one year: what yearly caps are measured by.
use futures::future::BoxFuture;
use kezhuan_database::Lookup;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::error::Error;
use crate::rules::tc_incentive::History;

/// Whose year is asked for. Amounts still on their way count, so that claims filed side by side share
/// one yearly cap, whoever files them.
#[derive(Debug, Clone)]
pub struct Year {
    pub tenant: String,
    pub enterprise: String,
    pub year: i32,
    /// The claim that is not counted.
    pub left_out: Option<Uuid>,
}

impl Lookup for Year {
    type Key = Year;
    type Found = History;

    fn find<'c>(
        years: &'c [Year],
        connection: &'c mut PgConnection,
    ) -> BoxFuture<'c, Result<Vec<History>, sqlx::Error>> {
        Box::pin(async move {
            let sums: Vec<(i64, i64)> = sqlx::query_as(
                "SELECT granted.granted_fen, granted.counted_fen
                   FROM unnest($1::text[], $2::text[], $3::int[], $4::uuid[]) WITH ORDINALITY
                        AS asked(tenant, enterprise, year, left_out, place)
                  CROSS JOIN LATERAL granted_in_year(asked.tenant, asked.enterprise, asked.year, asked.left_out) granted
                  ORDER BY asked.place",
            )
            .bind(years.iter().map(|asked| asked.tenant.as_str()).collect::<Vec<_>>())
            .bind(years.iter().map(|asked| asked.enterprise.as_str()).collect::<Vec<_>>())
            .bind(years.iter().map(|asked| asked.year).collect::<Vec<_>>())
            .bind(years.iter().map(|asked| asked.left_out).collect::<Vec<_>>())
            .fetch_all(connection)
            .await?;
            let history = |(paid_year_fen, prior_j_fen)| History {
                paid_year_fen,
                prior_j_fen,
            };
            Ok(sums.into_iter().map(history).collect())
        })
    }
}

/// The same inside a transaction of the caller's own.
pub async fn history(connection: &mut PgConnection, year: Year) -> Result<History, Error> {
    let found = Year::find(&[year], connection).await?;
    found
        .into_iter()
        .next()
        .ok_or_else(|| sqlx::Error::RowNotFound.into())
}
