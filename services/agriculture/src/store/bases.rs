//! Bases in Postgres: the body is the aggregate, the columns beside it are searched and constrained.
use kezhuan_cases::parties;
use kezhuan_database::{OnConstraint, Write};
use sqlx::PgConnection;
use sqlx::types::Json;
use uuid::Uuid;

use super::assessments;
pub use super::base_due::{
    assessments_due, assessments_overdue, notices_over, rectifications_overdue, renewals_due,
    terms_over,
};
pub use super::base_list::{Filter, Order, SortKey, list};
use super::stored::{Step, Stored, record, written};
use crate::domain::refused::Refused;
use crate::domain::transformation_base::{Base, State};
use crate::error::Error;

/// Names the aggregate in subjects and in the record.
pub const AGGREGATE: &str = "base";
/// Who scores a base.
pub const EXPERT: &str = "EXPERT";

/// Adds a draft. Nobody but its organisation, and the authorities, sees it yet; a draft publishes nothing.
pub async fn insert(write: &mut Write, base: Base) -> Result<Stored<Base>, Error> {
    let tenant = base.division.clone();
    write.in_tenant(&tenant);
    parties::open(write, base.id, &tenant, &base.organisation, &[]).await?;
    let stored = Stored::new(base, &tenant, 0);
    let base = &stored.body;
    sqlx::query(
        "INSERT INTO base (id, tenant, number, version, event_sequence, state, level, organisation, carrier, field, call_id,
                           title, renewal_filed, failed, body, create_time, update_time)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, false, false, $13, $14, $14)",
    )
    .bind(base.id)
    .bind(&tenant)
    .bind(&base.number)
    .bind(base.version)
    .bind(stored.event_sequence)
    .bind(base.state.as_str())
    .bind(base.level.as_str())
    .bind(&base.organisation)
    .bind(base.carrier.as_str())
    .bind(&base.field)
    .bind(base.call)
    .bind(&base.title)
    .bind(Json(base))
    .bind(stored.create_time)
    .execute(&mut **write)
    .await?;
    record(write, step(base, "BaseDrafted", ""));
    Ok(stored)
}

/// Saves a draft's new form; nothing is published.
pub async fn save_edit(
    write: &mut Write,
    before: &Stored<Base>,
    after: Base,
) -> Result<Stored<Base>, Error> {
    write.in_tenant(&before.tenant);
    let moved = before.moved_to(after);
    let after = Stored {
        event_sequence: before.event_sequence,
        ..moved
    };
    let base = &after.body;
    let done = sqlx::query(
        "UPDATE base SET version = $3, carrier = $4, field = $5, title = $6, body = $7, update_time = $8
          WHERE id = $1 AND version = $2",
    )
    .bind(base.id)
    .bind(before.body.version)
    .bind(base.version)
    .bind(base.carrier.as_str())
    .bind(&base.field)
    .bind(&base.title)
    .bind(Json(base))
    .bind(after.update_time)
    .execute(&mut **write)
    .await?;
    written(&done)?;
    record(write, step(base, "BaseEdited", before.body.state.as_str()));
    Ok(after)
}

/// Saves a base after a step, with the assessment that it added; its one event is published under the sequence in the answer.
/// Experts that were assigned are shown the case.
pub async fn save(
    write: &mut Write,
    before: &Stored<Base>,
    after: Base,
    event: &'static str,
) -> Result<Stored<Base>, Error> {
    write.in_tenant(&before.tenant);
    let after = before.moved_to(after);
    let base = &after.body;
    let plate = base.accreditation.as_ref().map(|term| &term.plate_number);
    let done = sqlx::query(
        "UPDATE base SET version = $3, event_sequence = $4, state = $5, plate_number = $6, valid_until = $7,
                         assess_due_on = $8, rectify_until = $9, renewal_filed = $10, failed = $11, body = $12,
                         update_time = $13
          WHERE id = $1 AND version = $2",
    )
    .bind(base.id)
    .bind(before.body.version)
    .bind(base.version)
    .bind(after.event_sequence)
    .bind(base.state.as_str())
    .bind(plate)
    .bind(base.valid_until())
    .bind(base.assess_due_on)
    .bind(base.rectify_until)
    .bind(base.renewal.is_some())
    .bind(base.state == State::Manual)
    .bind(Json(base))
    .bind(after.update_time)
    .execute(&mut **write)
    .await
    .on_constraint("base_plate_number_key", Error::from(plate_taken()))?;
    written(&done)?;
    show_to_experts(write, &before.body, &after).await?;
    assessments::append(write, &before.body, &after).await?;
    record(write, step(base, event, before.body.state.as_str()));
    Ok(after)
}

/// Saves a base that somebody objected to: all that an objector may change.
pub async fn suspend(
    write: &mut Write,
    before: &Stored<Base>,
    after: Base,
    event: &'static str,
) -> Result<Stored<Base>, Error> {
    write.in_tenant(&before.tenant);
    let after = before.moved_to(after);
    let base = &after.body;
    let suspended: bool = sqlx::query_scalar("SELECT record_base_objection($1, $2, $3)")
        .bind(base.id)
        .bind(Json(base))
        .bind(after.event_sequence)
        .fetch_one(&mut **write)
        .await?;
    if !suspended {
        return Err(kezhuan_rpc::etag::stale().into());
    }
    record(write, step(base, event, before.body.state.as_str()));
    Ok(after)
}

/// Counts an event that leaves the base as it is: whoever holds its etag keeps it.
pub async fn told(write: &mut Write, before: &Stored<Base>) -> Result<Stored<Base>, Error> {
    write.in_tenant(&before.tenant);
    let after = before.moved_to(before.body.clone());
    let done = sqlx::query(
        "UPDATE base SET event_sequence = $4 WHERE id = $1 AND version = $2 AND event_sequence = $3",
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
    before: &Base,
    after: &Stored<Base>,
) -> Result<(), Error> {
    let seated = |base: &Base| base.panel.as_ref().map_or(0, |panel| panel.seats.len());
    let Some(panel) = after.body.panel.as_ref() else {
        return Ok(());
    };
    // A new panel starts anew.
    let known = match before.panel.is_some() {
        true => seated(before),
        false => 0,
    };
    let new = panel.seats.iter().skip(known);
    let new: Vec<(&str, &str)> = new
        .map(|seat| (seat.expert.organisation.as_str(), EXPERT))
        .collect();
    parties::admit(write, after.body.id, &after.tenant, &new).await?;
    Ok(())
}

fn step(base: &Base, event: &'static str, from: &'static str) -> Step {
    Step {
        action: "base.moved",
        aggregate: AGGREGATE,
        id: base.id,
        version: base.version,
        event,
        from,
        to: base.state.as_str(),
    }
}

fn plate_taken() -> Refused {
    Refused::new(
        "PLATE_NUMBER_TAKEN",
        "该牌匾编号已被其他基地使用",
        "another base has a plate with that number",
    )
}

/// The base, or nothing where the caller may not see it.
pub async fn find(connection: &mut PgConnection, id: Uuid) -> Result<Option<Stored<Base>>, Error> {
    let found = sqlx::query_as(
        "SELECT body, tenant, event_sequence, create_time, update_time FROM base WHERE id = $1",
    )
    .bind(id)
    .fetch_optional(connection)
    .await?;
    Ok(found)
}

/// The base, held until the transaction ends.
pub async fn lock(write: &mut Write, id: Uuid) -> Result<Option<Stored<Base>>, Error> {
    let found = sqlx::query_as(
        "SELECT body, tenant, event_sequence, create_time, update_time FROM base WHERE id = $1 FOR UPDATE",
    )
    .bind(id)
    .fetch_optional(&mut **write)
    .await?;
    Ok(found)
}

/// What a base and its organisation bring beside the figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::FromRow)]
pub struct Brings {
    /// Varieties that are approved or registered.
    pub varieties: i64,
    /// Demonstrations that were accepted.
    pub demonstrations: i64,
}

/// Counts it.
pub async fn what_it_brings(
    connection: &mut PgConnection,
    base: Uuid,
    organisation: &str,
) -> Result<Brings, Error> {
    let counted = sqlx::query_as(
        "SELECT (SELECT count(*) FROM variety WHERE owner = $2 AND state IN ('APPROVED', 'REGISTERED')) AS varieties,
                (SELECT count(*) FROM demonstration WHERE base_id = $1 AND state IN ('ACCEPTED', 'EXTENDED')) AS demonstrations",
    )
    .bind(base)
    .bind(organisation)
    .fetch_one(connection)
    .await?;
    Ok(counted)
}

/// Bases that wait for a person since before a newer rule was adopted, in the order of their ids.
pub async fn waiting(
    connection: &mut PgConnection,
    after: Uuid,
    limit: i64,
) -> Result<Vec<Stored<Base>>, Error> {
    let rows = sqlx::query_as(
        "SELECT body, tenant, event_sequence, create_time, update_time FROM base
          WHERE state = 'MANUAL' AND id > $1
            AND EXISTS (SELECT FROM rule_entry entry
                         WHERE entry.tenant IN (base.tenant, agriculture_city(base.tenant))
                           AND split_part(entry.hook, '@', 1) = CASE WHEN base.body->>'came_from' IN ('RECOMMENDED', 'RENEWING')
                                                                     THEN 'agr.accredit' ELSE 'agr.assess' END
                           AND entry.adopt_time > base.update_time)
          ORDER BY id LIMIT $2",
    )
    .bind(after)
    .bind(limit)
    .fetch_all(connection)
    .await?;
    Ok(rows)
}
