//! Published claims as everybody may see them.
use chrono::{DateTime, Utc};
use kezhuan_cases::Place;
use kezhuan_law::notice::PublicNotice;
use sqlx::{FromRow, PgConnection};
use uuid::Uuid;

use crate::Error;

/// What the notice of one claim shows.
#[derive(Debug, Clone, FromRow)]
pub struct Published {
    pub id: Uuid,
    pub number: String,
    pub tenant: String,
    pub programme: String,
    pub claimant: String,
    pub payee: String,
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
    let rows = sqlx::query_as("SELECT * FROM published_grants($1, $2, $3, $4)")
        .bind(tenant)
        .bind(time)
        .bind(id)
        .bind(size + 1)
        .fetch_all(connection)
        .await?;
    Ok(rows)
}
