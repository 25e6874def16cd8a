//! What hangs on an event finds its event.
use sqlx::PgConnection;
use uuid::Uuid;

use super::names::EVENTS;
use crate::domain::of_event::OfEvent;
use crate::error::Error;
use crate::store::events;

/// The event of that id, as the caller may read it.
pub async fn of(connection: &mut PgConnection, event: Uuid) -> Result<OfEvent, Error> {
    let found = events::find(connection, event).await?;
    let found = found.ok_or_else(|| EVENTS.not_found(event))?;
    Ok(OfEvent::from(&found.body))
}
