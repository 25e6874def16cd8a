//! Carriers in Postgres: the body is the aggregate, the columns beside it are searched and constrained.
use chrono::NaiveDate;
use kezhuan_database::Write;
use kezhuan_scheduler::Page;
use sqlx::PgConnection;
use sqlx::types::Json;
use uuid::Uuid;

use super::parties;
use super::stored::{Step, Stored, record, written};
use crate::domain::carrier::Carrier;
use crate::error::Error;

/// Names the aggregate in subjects and in the record.
pub const AGGREGATE: &str = "carrier";
/// As what an expert has a part in the carrier it scores.
pub const EXPERT: &str = "EXPERT";
/// As what the leading enterprise behind a carrier reads it.
const LEADER: &str = "LEADER";

/// Adds a draft, whose one event is published with it.
pub async fn insert(write: &mut Write, carrier: Carrier) -> Result<Stored<Carrier>, Error> {
    let tenant = carrier.authority.clone();
    write.in_tenant(&tenant);
    let others = leader(&carrier);
    parties::open(write, carrier.id, &tenant, &carrier.operator, &others).await?;
    let after = Stored::new(carrier, &tenant, 1);
    let carrier = &after.body;
    sqlx::query(
        "INSERT INTO carrier (id, tenant, number, version, event_sequence, state, kind, operator, division, remote, body,
                              create_time, update_time)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $12)",
    )
    .bind(carrier.id)
    .bind(&tenant)
    .bind(&carrier.number)
    .bind(carrier.version)
    .bind(after.event_sequence)
    .bind(carrier.state.as_str())
    .bind(carrier.profile.kind.as_str())
    .bind(&carrier.operator)
    .bind(&carrier.profile.division)
    .bind(carrier.profile.is_remote())
    .bind(Json(carrier))
    .bind(after.create_time)
    .execute(&mut **write)
    .await?;
    record(write, step(carrier, "CarrierCreated", ""));
    Ok(after)
}

/// Saves a carrier after a step; its one event is published under the sequence in the answer.
pub async fn save(
    write: &mut Write,
    before: &Stored<Carrier>,
    after: Carrier,
    event: &'static str,
) -> Result<Stored<Carrier>, Error> {
    write.in_tenant(&before.tenant);
    let after = before.moved_to(after);
    let carrier = &after.body;
    let current = carrier.current();
    let done = sqlx::query(
        "UPDATE carrier
            SET version = $3, event_sequence = $4, state = $5, kind = $6, grade = $7, regime = $8, accredited_on = $9,
                assessed_year = $10, rectify_until = $11, notice_last_day = $12, body = $13, update_time = $14
          WHERE id = $1 AND version = $2",
    )
    .bind(carrier.id)
    .bind(before.body.version)
    .bind(carrier.version)
    .bind(after.event_sequence)
    .bind(carrier.state.as_str())
    .bind(carrier.profile.kind.as_str())
    .bind(current.map(|status| status.grade.as_str()))
    .bind(current.map(|status| status.regime.as_str()))
    .bind(current.map(|status| status.since))
    .bind(carrier.assessments.iter().map(|assessed| assessed.year).max())
    .bind(carrier.rectification.as_ref().map(|due| due.until))
    .bind(carrier.notice.as_ref().map(|notice| notice.last_day))
    .bind(Json(carrier))
    .bind(after.update_time)
    .execute(&mut **write)
    .await?;
    written(&done)?;
    record(write, step(carrier, event, before.body.state.as_str()));
    Ok(after)
}

/// Saves a carrier that somebody objected to: all that an objector may change.
pub async fn suspend(
    write: &mut Write,
    before: &Stored<Carrier>,
    after: Carrier,
    event: &'static str,
) -> Result<Stored<Carrier>, Error> {
    write.in_tenant(&before.tenant);
    let after = before.moved_to(after);
    let carrier = &after.body;
    let suspended: bool = sqlx::query_scalar("SELECT record_carrier_objection($1, $2, $3)")
        .bind(carrier.id)
        .bind(Json(carrier))
        .bind(after.event_sequence)
        .fetch_one(&mut **write)
        .await?;
    if !suspended {
        return Err(kezhuan_rpc::etag::stale().into());
    }
    record(write, step(carrier, event, before.body.state.as_str()));
    Ok(after)
}

/// Counts an event that moves nothing, such as a reminder.
pub async fn told(write: &mut Write, before: &Stored<Carrier>) -> Result<Stored<Carrier>, Error> {
    write.in_tenant(&before.tenant);
    let after = before.moved_to(before.body.clone());
    let done =
        sqlx::query("UPDATE carrier SET event_sequence = $3 WHERE id = $1 AND event_sequence = $2")
            .bind(before.body.id)
            .bind(before.event_sequence)
            .bind(after.event_sequence)
            .execute(&mut **write)
            .await?;
    written(&done)?;
    Ok(after)
}

/// Lets the organisations of experts into a carrier.
pub async fn admit_experts(
    write: &mut Write,
    carrier: &Stored<Carrier>,
    organisations: &[&str],
) -> Result<(), Error> {
    let named: Vec<(&str, &str)> = organisations.iter().map(|of| (*of, EXPERT)).collect();
    Ok(parties::admit(write, carrier.body.id, &carrier.tenant, &named).await?)
}

/// Lets the leading enterprise read that is behind a carrier now.
pub async fn admit_leader(write: &mut Write, carrier: &Stored<Carrier>) -> Result<(), Error> {
    let named = leader(&carrier.body);
    Ok(parties::admit(write, carrier.body.id, &carrier.tenant, &named).await?)
}

fn leader(carrier: &Carrier) -> Vec<(&str, &str)> {
    let leader = carrier.profile.leader.as_ref();
    let named = leader.map(|leader| (leader.organisation.as_str(), LEADER));
    named.into_iter().collect()
}

fn step(carrier: &Carrier, event: &'static str, from: &'static str) -> Step {
    Step {
        action: "carrier.moved",
        aggregate: AGGREGATE,
        id: carrier.id,
        version: carrier.version,
        event,
        from,
        to: carrier.state.as_str(),
    }
}

/// The carrier, or nothing where the caller may not see it.
pub async fn find(
    connection: &mut PgConnection,
    id: Uuid,
) -> Result<Option<Stored<Carrier>>, Error> {
    let found = sqlx::query_as(
        "SELECT body, tenant, event_sequence, create_time, update_time FROM carrier WHERE id = $1",
    )
    .bind(id)
    .fetch_optional(connection)
    .await?;
    Ok(found)
}

/// The carrier, held until the transaction ends.
pub async fn lock(write: &mut Write, id: Uuid) -> Result<Option<Stored<Carrier>>, Error> {
    let found = sqlx::query_as(
        "SELECT body, tenant, event_sequence, create_time, update_time FROM carrier WHERE id = $1 FOR UPDATE",
    )
    .bind(id)
    .fetch_optional(&mut **write)
    .await?;
    Ok(found)
}

/// Carriers that wait for a person since before an entry for a rule of their authority's or its city's was adopted, in the
/// order of their ids.
pub async fn unanswered(
    connection: &mut PgConnection,
    after: Uuid,
    limit: i64,
) -> Result<Vec<Stored<Carrier>>, Error> {
    let rows = sqlx::query_as(
        "SELECT body, tenant, event_sequence, create_time, update_time FROM carrier
          WHERE id > $1 AND state = 'MANUAL'
            AND EXISTS (SELECT FROM rule_entry entry
                         WHERE entry.tenant IN (carrier.tenant, incubation_city(carrier.tenant))
                           AND split_part(entry.hook, '@', 1) IN ('inc.accredit', 'inc.assess')
                           AND entry.adopt_time > carrier.update_time)
          ORDER BY id LIMIT $2",
    )
    .bind(after)
    .bind(limit)
    .fetch_all(connection)
    .await?;
    Ok(rows)
}

/// Rectifying carriers whose last day has passed, by the day after it.
pub async fn unrectified(
    connection: &mut PgConnection,
    page: Page,
) -> Result<Vec<Stored<Carrier>>, Error> {
    let rows = sqlx::query_as(
        "SELECT body, tenant, event_sequence, create_time, update_time FROM carrier
          WHERE state = 'RECTIFYING' AND rectify_until + 1 <= $1 AND (rectify_until + 1, id) > ($2, $3)
          ORDER BY rectify_until, id LIMIT $4",
    )
    .bind(page.today)
    .bind(page.after_day)
    .bind(page.after_id)
    .bind(page.limit)
    .fetch_all(connection)
    .await?;
    Ok(rows)
}

/// Proposed carriers whose public notice is over, by the day after it, as far as `timer` did not tell it.
pub async fn published_long_enough(
    connection: &mut PgConnection,
    page: Page,
    timer: &str,
) -> Result<Vec<Stored<Carrier>>, Error> {
    let rows = sqlx::query_as(
        "SELECT body, tenant, event_sequence, create_time, update_time FROM carrier
          WHERE state = 'PROPOSED' AND notice_last_day + 1 <= $1 AND (notice_last_day + 1, id) > ($2, $3)
            AND NOT EXISTS (SELECT FROM timer_firing fired
                             WHERE fired.timer = $5 AND fired.subject = carrier.id
                               AND fired.due_on = carrier.notice_last_day + 1)
          ORDER BY notice_last_day, id LIMIT $4",
    )
    .bind(page.today)
    .bind(page.after_day)
    .bind(page.after_id)
    .bind(page.limit)
    .bind(timer)
    .fetch_all(connection)
    .await?;
    Ok(rows)
}

/// Accredited carriers whose `year` waits for its assessment, as far as `timer` did not tell it for `due_on`, in the order of
/// their ids.
pub async fn unassessed(
    connection: &mut PgConnection,
    (timer, due_on, year): (&str, NaiveDate, i32),
    after: Uuid,
    limit: i64,
) -> Result<Vec<Stored<Carrier>>, Error> {
    let rows = sqlx::query_as(
        "SELECT body, tenant, event_sequence, create_time, update_time FROM carrier
          WHERE state = 'ACCREDITED' AND extract(year FROM accredited_on)::int <= $3
            AND (assessed_year IS NULL OR assessed_year < $3) AND id > $4
            AND NOT EXISTS (SELECT FROM timer_firing fired
                             WHERE fired.timer = $1 AND fired.subject = carrier.id AND fired.due_on = $2)
          ORDER BY id LIMIT $5",
    )
    .bind(timer)
    .bind(due_on)
    .bind(year)
    .bind(after)
    .bind(limit)
    .fetch_all(connection)
    .await?;
    Ok(rows)
}
