//! Compensation claims in Postgres: the body is the aggregate, the columns beside it are searched and constrained.
use chrono::{NaiveDate, SubsecRound, Utc};
use kezhuan_database::{OnConstraint, Write};
use sqlx::PgConnection;
use sqlx::types::Json;
use uuid::Uuid;

use super::parties;
use super::stored::{Place, Step, Stored, record, written};
use crate::domain::claim::Claim;
use crate::domain::refused::Refused;
use crate::error::Error;

/// Names the aggregate in subjects and in the record.
pub const AGGREGATE: &str = "compensation";

/// What a list of claims is narrowed to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    pub state: Option<String>,
    pub bank: Option<String>,
    pub borrower: Option<String>,
    pub loan: Option<Uuid>,
    pub mode: Option<String>,
    pub filed_from: Option<NaiveDate>,
    pub filed_to: Option<NaiveDate>,
    /// Published, and the notice ends by then.
    pub notice_ends_to: Option<NaiveDate>,
}

/// Adds a filed claim; the bank names the borrower, who reads it. `events`: how many the filing publishes.
pub async fn insert(
    write: &mut Write,
    tenant: &str,
    claim: Claim,
    events: i64,
) -> Result<Stored<Claim>, Error> {
    write.in_tenant(tenant);
    let others = [(claim.borrower.as_str(), parties::BORROWER)];
    parties::open(write, claim.id, tenant, &claim.bank, &others).await?;
    let now = Utc::now().trunc_subsecs(6);
    sqlx::query(
        "INSERT INTO compensation_claim (id, tenant, number, version, event_sequence, state, loan_id, bank, borrower,
                                         mode, filed_on, recovered_fen, body, create_time, update_time)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 0, $12, $13, $13)",
    )
    .bind(claim.id)
    .bind(tenant)
    .bind(&claim.number)
    .bind(claim.version)
    .bind(events)
    .bind(claim.state.as_str())
    .bind(claim.loan)
    .bind(&claim.bank)
    .bind(&claim.borrower)
    .bind(claim.mode.as_str())
    .bind(claim.filed_on)
    .bind(Json(&claim))
    .bind(now)
    .execute(&mut **write)
    .await
    .on_constraint("compensation_claim_once_key", Error::from(already_claimed()))?;
    record(write, step(&claim, "CompensationFiled", ""));
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
    let loss = claim.loss.as_ref();
    let recovered = claim
        .recoveries
        .iter()
        .map(|back| back.net.get())
        .sum::<i64>();
    let done = sqlx::query(
        "UPDATE compensation_claim
            SET version = $3, event_sequence = $4, state = $5, loss_fen = $6, pay_fen = $7, recovered_fen = $8,
                notice_last_day = $9, body = $10, update_time = $11
          WHERE id = $1 AND version = $2",
    )
    .bind(claim.id)
    .bind(before.body.version)
    .bind(claim.version)
    .bind(after.event_sequence)
    .bind(claim.state.as_str())
    .bind(loss.map(|loss| loss.principal.get()))
    .bind(loss.map(|loss| loss.pay.get()))
    .bind(recovered)
    .bind(claim.notice.as_ref().map(|notice| notice.last_day))
    .bind(Json(claim))
    .bind(after.update_time)
    .execute(&mut **write)
    .await?;
    written(&done)?;
    record(write, step(claim, event, before.body.state.as_str()));
    Ok(after)
}

fn step(claim: &Claim, event: &'static str, from: &'static str) -> Step {
    Step {
        action: "compensation.moved",
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
        "该贷款已有代偿申请",
        "there is a claim on this loan already",
    )
}

/// The claim, or nothing where the caller may not see it.
pub async fn find(connection: &mut PgConnection, id: Uuid) -> Result<Option<Stored<Claim>>, Error> {
    let found = sqlx::query_as(
        "SELECT body, tenant, event_sequence, create_time, update_time FROM compensation_claim WHERE id = $1",
    )
    .bind(id)
    .fetch_optional(connection)
    .await?;
    Ok(found)
}

/// The claim, held until the transaction ends. Its loan is held before it.
pub async fn lock(write: &mut Write, id: Uuid) -> Result<Option<Stored<Claim>>, Error> {
    let found = sqlx::query_as(
        "SELECT body, tenant, event_sequence, create_time, update_time FROM compensation_claim
          WHERE id = $1 FOR UPDATE",
    )
    .bind(id)
    .fetch_optional(&mut **write)
    .await?;
    Ok(found)
}

/// The claim on a loan that was neither refused nor withdrawn.
pub async fn of_loan(
    connection: &mut PgConnection,
    loan: Uuid,
) -> Result<Option<Stored<Claim>>, Error> {
    let found = sqlx::query_as(
        "SELECT body, tenant, event_sequence, create_time, update_time FROM compensation_claim
          WHERE loan_id = $1 AND state NOT IN ('REFUSED', 'WITHDRAWN')",
    )
    .bind(loan)
    .fetch_optional(connection)
    .await?;
    Ok(found)
}

/// The claims that stand on these loans: each loan with its claim.
pub async fn of_loans(
    connection: &mut PgConnection,
    loans: &[Uuid],
) -> Result<Vec<(Uuid, Uuid)>, Error> {
    let found = sqlx::query_as(
        "SELECT loan_id, id FROM compensation_claim
          WHERE loan_id = ANY ($1) AND state NOT IN ('REFUSED', 'WITHDRAWN')",
    )
    .bind(loans)
    .fetch_all(connection)
    .await?;
    Ok(found)
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
        "SELECT body, tenant, event_sequence, create_time, update_time FROM compensation_claim
          WHERE ($1::text IS NULL OR state = $1) AND ($2::text IS NULL OR bank = $2)
            AND ($3::text IS NULL OR borrower = $3) AND ($4::uuid IS NULL OR loan_id = $4)
            AND ($5::text IS NULL OR mode = $5) AND ($6::date IS NULL OR filed_on >= $6)
            AND ($7::date IS NULL OR filed_on <= $7)
            AND ($8::date IS NULL OR (state = 'PUBLISHED' AND notice_last_day <= $8))
            AND ($9::timestamptz IS NULL OR (create_time, id) < ($9, $10))
          ORDER BY create_time DESC, id DESC LIMIT $11",
    )
    .bind(&filter.state)
    .bind(&filter.bank)
    .bind(&filter.borrower)
    .bind(filter.loan)
    .bind(&filter.mode)
    .bind(filter.filed_from)
    .bind(filter.filed_to)
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
        "SELECT body, tenant, event_sequence, create_time, update_time FROM compensation_claim
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

/// Verified claims that one authority approved by `day` and the other has not, in the order of their ids.
pub async fn halfway_approved(
    connection: &mut PgConnection,
    day: NaiveDate,
    after: Uuid,
    limit: i64,
) -> Result<Vec<Stored<Claim>>, Error> {
    let rows = sqlx::query_as(
        "SELECT body, tenant, event_sequence, create_time, update_time FROM compensation_claim
          WHERE state = 'VERIFIED' AND (body #>> '{first_approval,approved_on}')::date <= $1 AND id > $2
          ORDER BY id LIMIT $3",
    )
    .bind(day)
    .bind(after)
    .bind(limit)
    .fetch_all(connection)
    .await?;
    Ok(rows)
}
