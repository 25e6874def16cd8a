//! The list of excellent achievements, written with the award and with its revocation.
use kezhuan_cases::Listing;
use kezhuan_cases::listing::SortedPlace;
use kezhuan_database::Write;
use sqlx::PgConnection;
use sqlx::types::Json;
use uuid::Uuid;

use super::stored::Stored;
use crate::domain::nomination::{ExcellentAchievement, Nomination};
use crate::error::Error;

/// What a list is narrowed to; everything given must hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    pub round: Option<Uuid>,
    pub band: Option<String>,
    pub revoked: Option<bool>,
}

/// Keeps what the list says of a nomination; nothing of one that was not awarded.
pub(super) async fn keep(write: &mut Write, after: &Stored<Nomination>) -> Result<(), Error> {
    let Some(entry) = ExcellentAchievement::of(&after.body) else {
        return Ok(());
    };
    sqlx::query(
        "INSERT INTO excellent_achievement (id, tenant, event_sequence, round_id, band, revoked, body, create_time, update_time)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8)
             ON CONFLICT (id) DO UPDATE SET event_sequence = $3, revoked = $6, body = $7, update_time = $8",
    )
    .bind(entry.id)
    .bind(&after.tenant)
    .bind(after.event_sequence)
    .bind(entry.round)
    .bind(entry.band.as_str())
    .bind(entry.revoked_on.is_some())
    .bind(Json(&entry))
    .bind(after.update_time)
    .execute(&mut **write)
    .await?;
    Ok(())
}

/// One page of the list, newest first, and one row more.
pub async fn list(
    connection: &mut PgConnection,
    filter: &Filter,
    after: Option<&SortedPlace>,
    size: i64,
) -> Result<Vec<Stored<ExcellentAchievement>>, Error> {
    let mut list = Listing::of("excellent_achievement");
    list.is("round_id", filter.round);
    list.equal("band", &filter.band);
    list.holds("revoked", filter.revoked);
    Ok(list.page(connection, (None, true), after, size).await?)
}
