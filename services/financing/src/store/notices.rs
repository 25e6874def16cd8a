//! Published claims as everybody may see them.
use chrono::{DateTime, Utc};
use sqlx::{FromRow, PgConnection};
use uuid::Uuid;

use super::stored::Place;
use crate::domain::notice::PublicNotice;
use crate::error::Error;

/// The programme of a claim on the pool; the other one is `SUBSIDY`.
pub const COMPENSATION: &str = "COMPENSATION";

/// What the notice of one claim shows.
#[derive(Debug, Clone, FromRow)]
pub struct Published {
    pub id: Uuid,
    /// `COMPENSATION` or `SUBSIDY`.
    pub programme: String,
    pub number: String,
    pub tenant: String,
    pub bank: String,
    pub enterprise: String,
    pub loan_id: Uuid,
    pub amount_fen: i64,
    #[sqlx(json)]
    pub notice: PublicNotice,
    pub create_time: DateTime<Utc>,
}

/// One page of the claims that stand published, newest first, and one row more.
pub async fn list(
    connection: &mut PgConnection,
    tenant: Option<&str>,
    after: Option<Place>,
    size: i64,
) -> Result<Vec<Published>, Error> {
    let (time, id) = after.unzip();
    let rows = sqlx::query_as("SELECT * FROM published_claims($1, $2, $3, $4)")
        .bind(tenant)
        .bind(time)
        .bind(id)
        .bind(size + 1)
        .fetch_all(connection)
        .await?;
    Ok(rows)
}
