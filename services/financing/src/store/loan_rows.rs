//! The columns of a loan beside its body, and the two statements that write them.
use chrono::{SubsecRound, Utc};
use kezhuan_database::{OnConstraint, Write};
use sqlx::types::Json;

use super::stored::{Step, Stored, record, written};
use super::{movements, parties, pledges};
use crate::domain::loan::Loan;
use crate::domain::refused::Refused;
use crate::error::Error;

/// Names the aggregate in subjects and in the record.
pub const AGGREGATE: &str = "loan";

/// Adds the loan of a contracted application. `signer`: the organisation whose signature made it, which names the
/// others; empty where the authority or the service adds it. `events`: how many that publishes.
pub async fn insert(
    write: &mut Write,
    tenant: &str,
    signer: &str,
    loan: Loan,
    events: i64,
) -> Result<Stored<Loan>, Error> {
    write.in_tenant(tenant);
    let sides = [
        (loan.bank.as_str(), parties::BANK),
        (loan.borrower.as_str(), parties::BORROWER),
    ];
    let others = loan.others.iter();
    let others = others.map(|party| (party.organisation.as_str(), party.capacity.as_str()));
    let others: Vec<(&str, &str)> = sides.into_iter().chain(others).collect();
    parties::open(write, loan.id, tenant, signer, &others).await?;
    let now = Utc::now().trunc_subsecs(6);
    sqlx::query(
        "INSERT INTO loan (id, tenant, number, version, event_sequence, state, application_id, bank, borrower, product,
                           mode, pledge_id, principal_fen, outstanding_fen, maturity, unpaid_on, body, create_time,
                           update_time)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 0, $14, $15, $16, $17, $17)",
    )
    .bind(loan.id)
    .bind(tenant)
    .bind(&loan.number)
    .bind(loan.version)
    .bind(events)
    .bind(loan.state.as_str())
    .bind(loan.application)
    .bind(&loan.bank)
    .bind(&loan.borrower)
    .bind(loan.product.kind.as_str())
    .bind(loan.product.mode.map(|mode| mode.as_str()))
    .bind(loan.pledge)
    .bind(loan.principal.get())
    .bind(loan.maturity)
    .bind(loan.unpaid_on())
    .bind(Json(&loan))
    .bind(now)
    .execute(&mut **write)
    .await
    .on_constraint("loan_pkey", Error::from(made_before()))?;
    record(write, step(&loan, "LoanContracted", ""));
    Ok(Stored {
        body: loan,
        tenant: tenant.to_owned(),
        event_sequence: events,
        create_time: now,
        update_time: now,
    })
}

/// Saves a loan after a step, with the money that moved; its one event is published under the sequence in the answer.
pub async fn save(
    write: &mut Write,
    before: &Stored<Loan>,
    after: Loan,
    event: &'static str,
) -> Result<Stored<Loan>, Error> {
    write.in_tenant(&before.tenant);
    let after = before.moved_to(after);
    let loan = &after.body;
    let done = sqlx::query(
        "UPDATE loan SET version = $3, event_sequence = $4, state = $5, outstanding_fen = $6, maturity = $7,
                         disbursed_on = $8, pool_filed_on = $9, unpaid_on = $10, overdue_since = $11, repaid_on = $12,
                         body = $13, update_time = $14
          WHERE id = $1 AND version = $2",
    )
    .bind(loan.id)
    .bind(before.body.version)
    .bind(loan.version)
    .bind(after.event_sequence)
    .bind(loan.state.as_str())
    .bind(loan.outstanding().get())
    .bind(loan.maturity)
    .bind(loan.disbursement.as_ref().map(|lent| lent.disbursed_on))
    .bind(loan.pool_filing.as_ref().map(|filing| filing.filed_on))
    .bind(loan.unpaid_on())
    .bind(loan.overdue_since)
    .bind(loan.repaid_on)
    .bind(Json(loan))
    .bind(after.update_time)
    .execute(&mut **write)
    .await?;
    written(&done)?;
    movements::save(write, &before.tenant, &before.body, loan).await?;
    if let Some(pledge) = loan.pledge
        && loan.state != before.body.state
    {
        pledges::follow_loans(write, pledge).await?;
    }
    record(write, step(loan, event, before.body.state.as_str()));
    Ok(after)
}

fn made_before() -> Refused {
    Refused::new(
        "LOAN_MADE_BEFORE",
        "该申请已建立贷款",
        "the application became a loan already",
    )
}

fn step(loan: &Loan, event: &'static str, from: &'static str) -> Step {
    Step {
        action: "loan.moved",
        aggregate: AGGREGATE,
        id: loan.id,
        version: loan.version,
        event,
        from,
        to: loan.state.as_str(),
    }
}
