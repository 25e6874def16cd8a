//! The places of events: one row each, held by whoever registers, cancels or changes them.
use kezhuan_database::Write;
use sqlx::PgConnection;
use sqlx::types::Json;
use uuid::Uuid;

use crate::domain::registration::Places;
use crate::error::Error;

/// The places of an event that was approved.
pub async fn insert(write: &mut Write, tenant: &str, places: &Places) -> Result<(), Error> {
    sqlx::query("INSERT INTO event_places (event_id, tenant, body) VALUES ($1, $2, $3)")
        .bind(places.event)
        .bind(tenant)
        .bind(Json(places))
        .execute(&mut **write)
        .await?;
    Ok(())
}

/// Held until the transaction ends: nobody else gives a place of this event out meanwhile. Nothing of an event that was never
/// approved.
pub async fn lock(write: &mut Write, event: Uuid) -> Result<Option<Places>, Error> {
    let found: Option<Json<Places>> =
        sqlx::query_scalar("SELECT body FROM event_places WHERE event_id = $1 FOR UPDATE")
            .bind(event)
            .fetch_optional(&mut **write)
            .await?;
    Ok(found.map(|Json(places)| places))
}

/// As they stand.
pub async fn find(connection: &mut PgConnection, event: Uuid) -> Result<Option<Places>, Error> {
    let found: Option<Json<Places>> =
        sqlx::query_scalar("SELECT body FROM event_places WHERE event_id = $1")
            .bind(event)
            .fetch_optional(connection)
            .await?;
    Ok(found.map(|Json(places)| places))
}

/// Saves what was held.
pub async fn save(write: &mut Write, places: &Places) -> Result<(), Error> {
    sqlx::query("UPDATE event_places SET body = $2 WHERE event_id = $1")
        .bind(places.event)
        .bind(Json(places))
        .execute(&mut **write)
        .await?;
    Ok(())
}
