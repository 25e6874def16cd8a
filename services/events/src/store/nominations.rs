//! Nominations in Postgres: the body is the aggregate, the columns beside it are searched and constrained.
use kezhuan_cases::listing::{Listing, SortedPlace};
use kezhuan_cases::parties;
use kezhuan_database::{OnConstraint, Write};
use kezhuan_rpc::page;
use sqlx::PgConnection;
use sqlx::types::Json;
use uuid::Uuid;

use super::excellent_achievements;
pub use super::nomination_counts::{
    ExpertCounts, Rank, expert_counts, rank_of, same_as, taken_of, undecided_beside,
};
pub use super::nomination_drafts::{insert, save_edit};
use super::stored::{Step, Stored, record, written};
use crate::domain::nomination::{Block, Blocked, Nomination};
use crate::domain::refused::Refused;
use crate::error::Error;

/// Names the aggregate in subjects and in the record.
pub const AGGREGATE: &str = "nomination";
/// Who scores a nomination.
pub const EXPERT: &str = "EXPERT";
/// Who carried the achievement out: it reads, and writes nothing.
pub const NOMINEE: &str = "NOMINEE";

/// What a list is narrowed to; everything given must hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    pub state: Option<String>,
    pub round: Option<Uuid>,
    pub nominator: Option<String>,
    pub group: Option<String>,
}

/// Lists are sorted by when nominations were drafted.
#[derive(Debug, Clone, Copy)]
pub struct Drafted;

/// Saves a nomination after a step, and what the list says of it; its one event is published under the sequence in the answer.
/// Experts that were assigned are shown the case.
pub async fn save(
    write: &mut Write,
    before: &Stored<Nomination>,
    after: Nomination,
    event: &'static str,
) -> Result<Stored<Nomination>, Error> {
    write.in_tenant(&before.tenant);
    let after = before.moved_to(after);
    let nomination = &after.body;
    let band = nomination.committee.as_ref();
    let blocked = nomination.blocked.as_ref().map(Blocked::block);
    let prize = nomination.prize.as_ref();
    let done = sqlx::query(
        "UPDATE nomination SET version = $3, event_sequence = $4, state = $5, expert_group = $6, band = $7, certificate = $8,
                               blocked = $9, score_due_on = $10, body = $11, update_time = $12
          WHERE id = $1 AND version = $2",
    )
    .bind(nomination.id)
    .bind(before.body.version)
    .bind(nomination.version)
    .bind(after.event_sequence)
    .bind(nomination.state.as_str())
    .bind(&nomination.group)
    .bind(band.map(|committee| committee.band.as_str()).unwrap_or_default())
    .bind(prize.map(|prize| &prize.certificate))
    .bind(blocked.map(Block::as_str).unwrap_or_default())
    .bind(nomination.score_due_on)
    .bind(Json(nomination))
    .bind(after.update_time)
    .execute(&mut **write)
    .await
    .on_constraint("nomination_certificate_key", Error::from(certificate_taken()))?;
    written(&done)?;
    show_to_experts(write, &before.body, &after).await?;
    if nomination.state != before.body.state {
        excellent_achievements::keep(write, &after).await?;
    }
    record(write, step(nomination, event, before.body.state.as_str()));
    Ok(after)
}

/// Saves a nomination that somebody objected to: all that an objector may change.
pub async fn dispute(
    write: &mut Write,
    before: &Stored<Nomination>,
    after: Nomination,
    event: &'static str,
) -> Result<Stored<Nomination>, Error> {
    write.in_tenant(&before.tenant);
    let after = before.moved_to(after);
    let nomination = &after.body;
    let disputed: bool = sqlx::query_scalar("SELECT record_nomination_objection($1, $2, $3)")
        .bind(nomination.id)
        .bind(Json(nomination))
        .bind(after.event_sequence)
        .fetch_one(&mut **write)
        .await?;
    if !disputed {
        return Err(kezhuan_rpc::etag::stale().into());
    }
    record(write, step(nomination, event, before.body.state.as_str()));
    Ok(after)
}

/// Whether an objection to it is being handled, also to who may not see the nomination.
pub async fn is_disputed(connection: &mut PgConnection, id: Uuid) -> Result<bool, Error> {
    let disputed = sqlx::query_scalar("SELECT nomination_is_disputed($1)")
        .bind(id)
        .fetch_one(connection)
        .await?;
    Ok(disputed)
}

/// Counts an event that leaves the nomination as it is: whoever holds its etag keeps it.
pub async fn told(
    write: &mut Write,
    before: &Stored<Nomination>,
) -> Result<Stored<Nomination>, Error> {
    write.in_tenant(&before.tenant);
    let after = before.moved_to(before.body.clone());
    let done = sqlx::query(
        "UPDATE nomination SET event_sequence = $4 WHERE id = $1 AND version = $2 AND event_sequence = $3",
    )
    .bind(before.body.id)
    .bind(before.body.version)
    .bind(before.event_sequence)
    .bind(after.event_sequence)
    .execute(&mut **write)
    .await?;
    written(&done)?;
    Ok(after)
}

/// Who was assigned now becomes a party that scores.
async fn show_to_experts(
    write: &mut Write,
    before: &Nomination,
    after: &Stored<Nomination>,
) -> Result<(), Error> {
    let known = before.panel.as_ref().map_or(0, |panel| panel.seats.len());
    let seats = after.body.panel.iter().flat_map(|panel| &panel.seats);
    let new = seats
        .skip(known)
        .map(|seat| (seat.expert.organisation.as_str(), EXPERT));
    let new: Vec<(&str, &str)> = new.collect();
    parties::admit(write, after.body.id, &after.tenant, &new).await?;
    Ok(())
}

pub(super) fn step(nomination: &Nomination, event: &'static str, from: &'static str) -> Step {
    Step {
        action: "nomination.moved",
        aggregate: AGGREGATE,
        id: nomination.id,
        version: nomination.version,
        event,
        from,
        to: nomination.state.as_str(),
    }
}

fn certificate_taken() -> Refused {
    Refused::new(
        "CERTIFICATE_TAKEN",
        "该证书编号已被使用",
        "another award has that certificate number",
    )
}

/// The nomination, or nothing where the caller may not see it.
pub async fn find(
    connection: &mut PgConnection,
    id: Uuid,
) -> Result<Option<Stored<Nomination>>, Error> {
    let found = sqlx::query_as(
        "SELECT body, tenant, event_sequence, create_time, update_time FROM nomination WHERE id = $1",
    )
    .bind(id)
    .fetch_optional(connection)
    .await?;
    Ok(found)
}

/// The same for one person: nothing of one that their organisation sees for another person's sake.
pub async fn find_for(
    connection: &mut PgConnection,
    id: Uuid,
    reader: &str,
) -> Result<Option<Stored<Nomination>>, Error> {
    let found = sqlx::query_as(
        "SELECT body, tenant, event_sequence, create_time, update_time FROM nomination
          WHERE id = $1 AND judged_case_is_for(id, tenant, body, $2)",
    )
    .bind(id)
    .bind(reader)
    .fetch_optional(connection)
    .await?;
    Ok(found)
}

/// The nomination, held until the transaction ends; nothing where the caller may not write it.
pub async fn lock(write: &mut Write, id: Uuid) -> Result<Option<Stored<Nomination>>, Error> {
    let found = sqlx::query_as(
        "SELECT body, tenant, event_sequence, create_time, update_time FROM nomination WHERE id = $1 FOR UPDATE",
    )
    .bind(id)
    .fetch_optional(&mut **write)
    .await?;
    Ok(found)
}

/// One page of the nominations that this person may read, and one row more.
pub async fn list(
    connection: &mut PgConnection,
    (filter, reader): (&Filter, &str),
    order: page::Order<Drafted>,
    after: Option<&SortedPlace>,
    size: i64,
) -> Result<Vec<Stored<Nomination>>, Error> {
    let mut list = Listing::of("nomination");
    list.equal("state", &filter.state);
    list.is("round_id", filter.round);
    list.equal("nominator", &filter.nominator);
    list.equal("expert_group", &filter.group);
    list.is_for("judged_case_is_for", reader);
    Ok(list
        .page(connection, (None, order.descending), after, size)
        .await?)
}
