//! Subsidy claims in Postgres: the body is the aggregate, the columns beside it are searched and constrained.
use chrono::{NaiveDate, SubsecRound, Utc};
use kezhuan_database::{OnConstraint, Write};
use kezhuan_law::Fen;
use sqlx::PgConnection;
use sqlx::types::Json;
use uuid::Uuid;

use super::parties;
use super::stored::{Place, Step, Stored, record, written};
use crate::domain::refused::Refused;
use crate::domain::subsidy::Claim;
use crate::error::Error;

/// Names the aggregate in subjects and in the record.
pub const AGGREGATE: &str = "subsidy";

/// What a list of claims is narrowed to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    pub state: Option<String>,
    pub enterprise: Option<String>,
    pub bank: Option<String>,
    pub tenant: Option<String>,
    pub loan: Option<Uuid>,
    pub year: Option<i32>,
    /// Published, and the notice ends by then.
    pub notice_ends_to: Option<NaiveDate>,
}

/// Adds a draft; the bank reads it. `events`: how many the draft publishes.
pub async fn insert(
    write: &mut Write,
    tenant: &str,
    claim: Claim,
    events: i64,
) -> Result<Stored<Claim>, Error> {
    write.in_tenant(tenant);
    let others = [(claim.bank.as_str(), parties::LENDER)];
    parties::open(write, claim.id, tenant, &claim.enterprise, &others).await?;
    let now = Utc::now().trunc_subsecs(6);
    sqlx::query(
        "INSERT INTO subsidy_claim (id, tenant, number, version, event_sequence, state, loan_id, enterprise, bank,
                                    division, year, recovered_fen, body, create_time, update_time)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 0, $12, $13, $13)",
    )
    .bind(claim.id)
    .bind(tenant)
    .bind(&claim.number)
    .bind(claim.version)
    .bind(events)
    .bind(claim.state.as_str())
    .bind(claim.loan)
    .bind(&claim.enterprise)
    .bind(&claim.bank)
    .bind(&claim.division)
    .bind(claim.year)
    .bind(Json(&claim))
    .bind(now)
    .execute(&mut **write)
    .await
    .on_constraint("subsidy_claim_once_key", Error::from(already_claimed()))?;
    record(write, step(&claim, "SubsidyDrafted", ""));
    Ok(Stored {
        body: claim,
        tenant: tenant.to_owned(),
        event_sequence: events,
        create_time: now,
        update_time: now,
    })
}

/// Saves a claim after a step; its one event is published under the sequence in the answer.
pub async fn save(
    write: &mut Write,
    before: &Stored<Claim>,
    after: Claim,
    event: &'static str,
) -> Result<Stored<Claim>, Error> {
    write.in_tenant(&before.tenant);
    let after = before.moved_to(after);
    let claim = &after.body;
    let amount = claim.amount.as_ref();
    let back: i64 = claim.recoveries.iter().map(|part| part.amount.get()).sum();
    let done = sqlx::query(
        "UPDATE subsidy_claim
            SET version = $3, event_sequence = $4, state = $5, amount_fen = $6, city_fen = $7, county_fen = $8,
                recovered_fen = $9, notice_last_day = $10, body = $11, update_time = $12
          WHERE id = $1 AND version = $2",
    )
    .bind(claim.id)
    .bind(before.body.version)
    .bind(claim.version)
    .bind(after.event_sequence)
    .bind(claim.state.as_str())
    .bind(amount.map(|amount| amount.total.get()))
    .bind(amount.map(|amount| amount.split.city.get()))
    .bind(amount.map(|amount| amount.split.county.get()))
    .bind(back)
    .bind(claim.notice.as_ref().map(|notice| notice.last_day))
    .bind(Json(claim))
    .bind(after.update_time)
    .execute(&mut **write)
    .await?;
    written(&done)?;
    record(write, step(claim, event, before.body.state.as_str()));
    Ok(after)
}

/// Saves a claim that somebody objected to: all that an objector may change.
pub async fn suspend(
    write: &mut Write,
    before: &Stored<Claim>,
    after: Claim,
    event: &'static str,
) -> Result<Stored<Claim>, Error> {
    write.in_tenant(&before.tenant);
    let after = before.moved_to(after);
    let claim = &after.body;
    let suspended: bool = sqlx::query_scalar("SELECT record_objection($1, $2, $3)")
        .bind(claim.id)
        .bind(Json(claim))
        .bind(after.event_sequence)
        .fetch_one(&mut **write)
        .await?;
    if !suspended {
        return Err(kezhuan_rpc::etag::stale().into());
    }
    record(write, step(claim, event, before.body.state.as_str()));
    Ok(after)
}

fn step(claim: &Claim, event: &'static str, from: &'static str) -> Step {
    Step {
        action: "subsidy.moved",
        aggregate: AGGREGATE,
        id: claim.id,
        version: claim.version,
        event,
        from,
        to: claim.state.as_str(),
    }
}

fn already_claimed() -> Refused {
    Refused::new(
        "ALREADY_CLAIMED",
        "该贷款该年度利息已有贴息申请",
        "there is a claim on this loan's interest of that year already",
    )
}

/// The claim, or nothing where the caller may not see it.
pub async fn find(connection: &mut PgConnection, id: Uuid) -> Result<Option<Stored<Claim>>, Error> {
    let found = sqlx::query_as(
        "SELECT body, tenant, event_sequence, create_time, update_time FROM subsidy_claim WHERE id = $1",
    )
    .bind(id)
    .fetch_optional(connection)
    .await?;
    Ok(found)
}

/// The claim, held until the transaction ends.
pub async fn lock(write: &mut Write, id: Uuid) -> Result<Option<Stored<Claim>>, Error> {
    let found = sqlx::query_as(
        "SELECT body, tenant, event_sequence, create_time, update_time FROM subsidy_claim WHERE id = $1 FOR UPDATE",
    )
    .bind(id)
    .fetch_optional(&mut **write)
    .await?;
    Ok(found)
}

/// Lets an outsider into a published claim, so that they can object; holds it until the transaction ends.
pub async fn admit_objector(write: &mut Write, id: Uuid) -> Result<(), Error> {
    sqlx::query("SELECT admit_objector($1)")
        .bind(id)
        .execute(&mut **write)
        .await?;
    Ok(())
}

/// Whether a loan's interest of a year is claimed by a claim that was neither refused nor withdrawn.
pub async fn already_claimed_for(
    connection: &mut PgConnection,
    loan: Uuid,
    year: i32,
) -> Result<bool, Error> {
    let found = sqlx::query_scalar(
        "SELECT EXISTS (SELECT FROM subsidy_claim
                         WHERE loan_id = $1 AND year = $2 AND state NOT IN ('REFUSED', 'WITHDRAWN'))",
    )
    .bind(loan)
    .bind(year)
    .fetch_one(connection)
    .await?;
    Ok(found)
}

/// What an enterprise was granted in a year by its other claims, less what came back: the yearly cap counts it.
pub async fn granted_in_year(
    connection: &mut PgConnection,
    enterprise: &str,
    year: i32,
    but: Uuid,
) -> Result<Fen, Error> {
    let granted: i64 = sqlx::query_scalar(
        "SELECT coalesce(sum(amount_fen - recovered_fen), 0)::bigint FROM subsidy_claim
          WHERE enterprise = $1 AND year = $2 AND id <> $3
            AND state IN ('COMPUTED', 'APPROVED', 'PUBLISHED', 'SUSPENDED', 'PAID', 'RECOVERING', 'RECOVERED')",
    )
    .bind(enterprise)
    .bind(year)
    .bind(but)
    .fetch_one(connection)
    .await?;
    Ok(Fen(granted))
}

/// Holds an enterprise's year until the transaction ends: its claims are computed one after another, so that no two of
/// them fit into the same room under the cap.
pub async fn hold_year(write: &mut Write, enterprise: &str, year: i32) -> Result<(), Error> {
    sqlx::query("SELECT pg_advisory_xact_lock(hashtextextended('subsidy year ' || $1 || ' ' || $2::int, 0))")
        .bind(enterprise)
        .bind(year)
        .execute(&mut **write)
        .await?;
    Ok(())
}

/// One page of the claims the caller may read, newest first, and one row more.
pub async fn list(
    connection: &mut PgConnection,
    filter: &Filter,
    after: Option<Place>,
    size: i64,
) -> Result<Vec<Stored<Claim>>, Error> {
    let (time, id) = after.unzip();
    let rows = sqlx::query_as(
        "SELECT body, tenant, event_sequence, create_time, update_time FROM subsidy_claim
          WHERE ($1::text IS NULL OR state = $1) AND ($2::text IS NULL OR enterprise = $2)
            AND ($3::text IS NULL OR bank = $3) AND ($4::text IS NULL OR tenant = $4)
            AND ($5::uuid IS NULL OR loan_id = $5) AND ($6::int IS NULL OR year = $6)
            AND ($7::date IS NULL OR (state = 'PUBLISHED' AND notice_last_day <= $7))
            AND ($8::timestamptz IS NULL OR (create_time, id) < ($8, $9))
          ORDER BY create_time DESC, id DESC LIMIT $10",
    )
    .bind(&filter.state)
    .bind(&filter.enterprise)
    .bind(&filter.bank)
    .bind(&filter.tenant)
    .bind(filter.loan)
    .bind(filter.year)
    .bind(filter.notice_ends_to)
    .bind(time)
    .bind(id)
    .bind(size + 1)
    .fetch_all(connection)
    .await?;
    Ok(rows)
}

/// Published claims whose notice ended before `today`, in the order of their ids: they may be paid.
pub async fn notices_over(
    connection: &mut PgConnection,
    today: NaiveDate,
    after: Uuid,
    limit: i64,
) -> Result<Vec<Stored<Claim>>, Error> {
    let rows = sqlx::query_as(
        "SELECT body, tenant, event_sequence, create_time, update_time FROM subsidy_claim
          WHERE state = 'PUBLISHED' AND notice_last_day < $1 AND id > $2
          ORDER BY id LIMIT $3",
    )
    .bind(today)
    .bind(after)
    .bind(limit)
    .fetch_all(connection)
    .await?;
    Ok(rows)
}

/// Claims that were filed and not computed, which a crash left behind the filing, and claims that wait for a person since
/// before an entry for a rule of the city's or their county's was adopted; in the order of their ids.
pub async fn uncomputed(
    connection: &mut PgConnection,
    after: Uuid,
    limit: i64,
) -> Result<Vec<Stored<Claim>>, Error> {
    let rows = sqlx::query_as(
        "SELECT body, tenant, event_sequence, create_time, update_time FROM subsidy_claim
          WHERE id > $1
            AND (state = 'FILED'
                 OR (state = 'MANUAL' AND EXISTS (
                     SELECT FROM rule_entry entry
                      WHERE entry.tenant IN (subsidy_claim.division, financing_city(subsidy_claim.tenant))
                        AND split_part(entry.hook, '@', 1) = 'ip.subsidy' AND entry.adopt_time > subsidy_claim.update_time)))
          ORDER BY id LIMIT $2",
    )
    .bind(after)
    .bind(limit)
    .fetch_all(connection)
    .await?;
    Ok(rows)
}
