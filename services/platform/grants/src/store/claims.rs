//! Grant claims in Postgres: the body is the aggregate, the columns beside it are searched and constrained.
use chrono::NaiveDate;
use kezhuan_cases::{Place, Step, Stored, parties, record, written};
use kezhuan_database::{OnConstraint, Write};
use kezhuan_law::refused::Refused;
use sqlx::PgConnection;
use sqlx::types::Json;
use uuid::Uuid;

use crate::domain::{Claim, Earlier};
use crate::{AGGREGATE, Error};

/// What a list of claims is narrowed to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    pub state: Option<String>,
    pub programme: Option<String>,
    pub claimant: Option<String>,
    pub tenant: Option<String>,
    pub subject: Option<String>,
    pub year: Option<i32>,
    /// Published, and the notice ends by then.
    pub notice_ends_to: Option<NaiveDate>,
}

/// Adds a draft and takes its facts; nobody is told of it. Its other parties read it.
pub async fn insert(write: &mut Write, claim: Claim) -> Result<Stored<Claim>, Error> {
    write.in_tenant(&claim.tenant);
    let others = claim.others.iter();
    let others: Vec<(&str, &str)> = others
        .map(|party| (party.organisation.as_str(), party.capacity.as_str()))
        .collect();
    parties::open(write, claim.id, &claim.tenant, &claim.claimant, &others).await?;
    let tenant = claim.tenant.clone();
    let stored = Stored::new(claim, &tenant, 0);
    let claim = &stored.body;
    sqlx::query(
        "INSERT INTO grant_claim (id, tenant, number, version, event_sequence, state, programme, subject, claimant, year,
                                  recovered_fen, body, create_time, update_time)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0, $11, $12, $12)",
    )
    .bind(claim.id)
    .bind(&claim.tenant)
    .bind(&claim.number)
    .bind(claim.version)
    .bind(stored.event_sequence)
    .bind(claim.state.as_str())
    .bind(&claim.programme)
    .bind(&claim.subject)
    .bind(&claim.claimant)
    .bind(claim.year)
    .bind(Json(claim))
    .bind(stored.create_time)
    .execute(&mut **write)
    .await?;
    take_facts(write, claim).await?;
    record(write, step(claim, "GrantClaimDrafted", ""));
    Ok(stored)
}

/// Each fact once per programme and authority: the constraint says who was first.
async fn take_facts(write: &mut Write, claim: &Claim) -> Result<(), Error> {
    sqlx::query(
        "INSERT INTO grant_fact (claim_id, fact, family, tenant) SELECT $1, fact, $3, $4 FROM unnest($2::text[]) AS fact",
    )
    .bind(claim.id)
    .bind(&claim.facts)
    .bind(&claim.programme)
    .bind(&claim.tenant)
    .execute(&mut **write)
    .await
    .on_constraint("grant_fact_once_key", Error::from(already_claimed()))?;
    Ok(())
}

fn already_claimed() -> Refused {
    Refused::new(
        "ALREADY_CLAIMED",
        "该事项已有同一项目的申请，不得重复申请",
        "there is a claim of this programme for the same thing already; it is granted once",
    )
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
    let done = sqlx::query(
        "UPDATE grant_claim
            SET version = $3, event_sequence = $4, state = $5, amount_fen = $6, payee = $7, recovered_fen = $8,
                notice_last_day = $9, body = $10, update_time = $11
          WHERE id = $1 AND version = $2",
    )
    .bind(claim.id)
    .bind(before.body.version)
    .bind(claim.version)
    .bind(after.event_sequence)
    .bind(claim.state.as_str())
    .bind(amount.map(|amount| amount.total.get()))
    .bind(amount.map(|amount| amount.payee.as_str()))
    .bind(claim.recovered().get())
    .bind(claim.notice.as_ref().map(|notice| notice.last_day))
    .bind(Json(claim))
    .bind(after.update_time)
    .execute(&mut **write)
    .await?;
    written(&done)?;
    if !claim.is_live() {
        sqlx::query("UPDATE grant_fact SET live = false WHERE claim_id = $1")
            .bind(claim.id)
            .execute(&mut **write)
            .await?;
    }
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
    let suspended: bool = sqlx::query_scalar("SELECT record_grant_objection($1, $2, $3)")
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
        action: "grant.moved",
        aggregate: AGGREGATE,
        id: claim.id,
        version: claim.version,
        event,
        from,
        to: claim.state.as_str(),
    }
}

/// Whether the caller sees the claim.
pub async fn is_seen(connection: &mut PgConnection, claim: Uuid) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar("SELECT EXISTS (SELECT FROM grant_claim WHERE id = $1)")
        .bind(claim)
        .fetch_one(connection)
        .await
}

/// The claim, or nothing where the caller may not see it.
pub async fn find(connection: &mut PgConnection, id: Uuid) -> Result<Option<Stored<Claim>>, Error> {
    let found = sqlx::query_as(
        "SELECT body, tenant, event_sequence, create_time, update_time FROM grant_claim WHERE id = $1",
    )
    .bind(id)
    .fetch_optional(connection)
    .await?;
    Ok(found)
}

/// The claim, held until the transaction ends.
pub async fn lock(write: &mut Write, id: Uuid) -> Result<Option<Stored<Claim>>, Error> {
    let found = sqlx::query_as(
        "SELECT body, tenant, event_sequence, create_time, update_time FROM grant_claim WHERE id = $1 FOR UPDATE",
    )
    .bind(id)
    .fetch_optional(&mut **write)
    .await?;
    Ok(found)
}

/// Lets an outsider into a published claim, so that they can object; holds it until the transaction ends.
pub async fn admit_objector(write: &mut Write, id: Uuid) -> Result<(), Error> {
    sqlx::query("SELECT admit_grant_objector($1)")
        .bind(id)
        .execute(&mut **write)
        .await?;
    Ok(())
}

/// What the claim's programme granted its organisations, or for its subject, by other claims; in the order of their ids.
pub async fn earlier(connection: &mut PgConnection, claim: &Claim) -> Result<Vec<Earlier>, Error> {
    let others: Vec<Json<Claim>> =
        sqlx::query_scalar("SELECT body FROM grants_of($1, $2, $3, $4, $5)")
            .bind(&claim.tenant)
            .bind(&claim.programme)
            .bind(claim.organisations())
            .bind(&claim.subject)
            .bind(claim.id)
            .fetch_all(connection)
            .await?;
    Ok(others
        .iter()
        .filter_map(|other| Earlier::of(&other.0))
        .collect())
}

/// Whether another programme grants the same, where one of the two bars the other.
pub async fn is_barred(connection: &mut PgConnection, id: Uuid) -> Result<bool, Error> {
    let barred = sqlx::query_scalar("SELECT grant_is_barred($1)")
        .bind(id)
        .fetch_one(connection)
        .await?;
    Ok(barred)
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
        "SELECT body, tenant, event_sequence, create_time, update_time FROM grant_claim
          WHERE ($1::text IS NULL OR state = $1) AND ($2::text IS NULL OR programme = $2)
            AND ($3::text IS NULL OR claimant = $3) AND ($4::text IS NULL OR tenant = $4)
            AND ($5::text IS NULL OR subject = $5) AND ($6::int IS NULL OR year = $6)
            AND ($7::date IS NULL OR (state = 'PUBLISHED' AND notice_last_day <= $7))
            AND ($8::timestamptz IS NULL OR (create_time, id) < ($8, $9))
          ORDER BY create_time DESC, id DESC LIMIT $10",
    )
    .bind(&filter.state)
    .bind(&filter.programme)
    .bind(&filter.claimant)
    .bind(&filter.tenant)
    .bind(&filter.subject)
    .bind(filter.year)
    .bind(filter.notice_ends_to)
    .bind(time)
    .bind(id)
    .bind(size + 1)
    .fetch_all(connection)
    .await?;
    Ok(rows)
}

/// Claims that wait for a person since before an entry for the rule of their authority was adopted, or for money since before more
/// was announced; in the order of their ids.
pub async fn to_ask_again(
    connection: &mut PgConnection,
    after: Uuid,
    limit: i64,
) -> Result<Vec<Stored<Claim>>, Error> {
    let rows = sqlx::query_as(
        "SELECT body, tenant, event_sequence, create_time, update_time FROM grant_claim
          WHERE id > $1 AND state = 'MANUAL'
            AND (EXISTS (SELECT FROM rule_entry entry
                          WHERE entry.tenant = grant_claim.tenant
                            AND split_part(entry.hook, '@', 1) = grant_claim.programme
                            AND entry.adopt_time > grant_claim.update_time)
                 OR (body->>'failure' IN ('BUDGET_MISSING', 'BUDGET_EXHAUSTED')
                     AND EXISTS (SELECT FROM grant_programme budget
                                  WHERE budget.tenant = grant_claim.tenant AND budget.family = grant_claim.programme
                                    AND budget.year = grant_claim.year
                                    AND budget.announce_time > grant_claim.update_time)))
          ORDER BY id LIMIT $2",
    )
    .bind(after)
    .bind(limit)
    .fetch_all(connection)
    .await?;
    Ok(rows)
}
