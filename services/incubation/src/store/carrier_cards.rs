//! Carriers that take start-ups in, as everybody may know them.
use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

use super::stored::Place;
use crate::error::Error;

/// What everybody may know of a carrier.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Card {
    pub id: Uuid,
    pub tenant: String,
    pub operator: String,
    pub name: String,
    pub kind: String,
    /// Held; none where it holds none.
    pub grade: Option<String>,
    pub division: String,
    /// It stands outside the city.
    pub remote: bool,
    /// Of a professional carrier.
    pub field: Option<String>,
    pub create_time: DateTime<Utc>,
}

/// One page of them, newest first, and one row more.
pub async fn list(
    connection: &mut PgConnection,
    division: Option<&str>,
    after: Option<Place>,
    size: i64,
) -> Result<Vec<Card>, Error> {
    let (time, id) = after.unzip();
    let rows = sqlx::query_as("SELECT * FROM open_carriers($1, $2, $3, $4)")
        .bind(division)
        .bind(time)
        .bind(id)
        .bind(size + 1)
        .fetch_all(connection)
        .await?;
    Ok(rows)
}
