//! Published claims as everybody may see them.
use chrono::{DateTime, Utc};
use sqlx::{FromRow, PgConnection};
use uuid::Uuid;

use crate::domain::notice::PublicNotice;
use crate::error::Error;
use crate::store::claims::Place;

/// What the notice of one claim shows.
#[derive(Debug, Clone, FromRow)]
pub struct Published {
    pub id: Uuid,
    pub number: String,
    /// The paying tenant.
    pub tenant: String,
    pub organisation: String,
    pub contract_id: Uuid,
    pub certificate_number: String,
    pub kind: String,
    /// Empty where the contract's title is nobody else's business.
    pub project_name: String,
    pub payee: String,
    pub payee_name: String,
    /// Empty for a person.
    pub payee_credit_code: String,
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
