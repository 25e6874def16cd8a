//! A step of a compensation claim: hold its loan and then the claim, compare the etag, let the domain decide, save, book,
//! publish. Plain RPCs are this and a command.
use std::sync::Arc;

use chrono::NaiveDate;
use kezhuan_auth::Caller;
use kezhuan_database::{RequestKey, Write};
use kezhuan_law::Fen;
use kezhuan_protocol::financing::v1;
use kezhuan_rpc::etag;
use sqlx::PgConnection;
use uuid::Uuid;

use super::names::{APPLICATIONS, COMPENSATIONS, LOANS};
use super::{FinancingApi, acting, convert};
use crate::domain::actor::Actor;
use crate::domain::application::Application;
use crate::domain::claim::{self, Circumstances, Claim, Command, Decided};
use crate::domain::ledger::{Fund, pool_of};
use crate::domain::loan::Loan;
use crate::error::Error;
use crate::store::ledger_transactions::Of;
use crate::store::stored::Stored;
use crate::store::{
    applications, bank_instructions, compensations, ledger_accounts, ledger_transactions, loans,
};

/// A claim with everything a step may ask about.
#[derive(Debug, Clone)]
pub struct Situation {
    pub claim: Stored<Claim>,
    pub loan: Stored<Loan>,
    pub eligible_at_approval: bool,
    pub pool_available: Fen,
}

impl Situation {
    /// As it stands; nothing is held.
    pub async fn read(connection: &mut PgConnection, id: Uuid) -> Result<Situation, Error> {
        let claim = compensations::find(connection, id).await?;
        let claim = claim.ok_or_else(|| COMPENSATIONS.not_found(id))?;
        let loan = loans::find(connection, claim.body.loan).await?;
        let loan = loan.ok_or_else(|| LOANS.not_found(claim.body.loan))?;
        Situation::around(connection, claim, loan).await
    }

    /// The same, loan and claim held in this order: so does whoever takes a step of the loan.
    pub async fn hold(write: &mut Write, id: Uuid) -> Result<Situation, Error> {
        let seen = compensations::find(write, id).await?;
        let seen = seen.ok_or_else(|| COMPENSATIONS.not_found(id))?.body;
        let loan = loans::lock(write, seen.loan).await?;
        let loan = loan.ok_or_else(|| LOANS.not_found(seen.loan))?;
        let claim = compensations::lock(write, id).await?;
        let claim = claim.ok_or_else(|| COMPENSATIONS.not_found(id))?;
        Situation::around(write, claim, loan).await
    }

    async fn around(
        connection: &mut PgConnection,
        claim: Stored<Claim>,
        loan: Stored<Loan>,
    ) -> Result<Situation, Error> {
        let application = application_of(connection, &loan.body).await?;
        let pool = pool_of(&claim.tenant);
        let fund = ledger_accounts::fund(connection, &pool, Fund::Compensation).await?;
        Ok(Situation {
            claim,
            loan,
            eligible_at_approval: application.was_eligible(),
            pool_available: fund.available(),
        })
    }

    /// Lets the domain decide.
    pub fn decide(
        &self,
        api: &FinancingApi,
        actor: &Actor,
        command: Command,
    ) -> Result<Decided, Error> {
        let circumstances = Circumstances {
            actor,
            today: api.clock.today(),
            calendar: api.calendar,
            loan: &self.loan.body,
            eligible_at_approval: self.eligible_at_approval,
            pool_available: self.pool_available,
            terms: &api.parameters.claim,
        };
        Ok(claim::decide(&self.claim.body, command, &circumstances)?)
    }
}

/// The application that the loan was made of.
async fn application_of(connection: &mut PgConnection, loan: &Loan) -> Result<Application, Error> {
    let application = applications::find(connection, loan.application).await?;
    let application = application.ok_or_else(|| APPLICATIONS.not_found(loan.application))?;
    Ok(application.body)
}

/// Takes `command` on the claim, in one write.
pub async fn take(
    api: FinancingApi,
    caller: Caller,
    (name, seen): (&str, &str),
    key: RequestKey,
    command: Command,
) -> Result<v1::CompensationClaim, Error> {
    let id = COMPENSATIONS.parse(name)?;
    let given = (api.clone(), caller.clone(), key.clone());
    let given = Arc::new((given, seen.to_owned(), command));
    api.database
        .write(&caller, &key, move |write| {
            let given = given.clone();
            Box::pin(async move {
                let ((api, caller, key), seen, command) = &*given;
                let before = Situation::hold(write, id).await?;
                etag::check(seen, before.claim.body.version)?;
                let actor = acting::actor(caller);
                let decided = before.decide(api, &actor, command.clone())?;
                let by = (actor.subject.as_str(), api.clock.today());
                let after = record(write, &before.claim, decided, by).await?;
                let name = COMPENSATIONS.name(id);
                bank_instructions::about(write, key, &name, Fen::ZERO).await?;
                Ok(convert::compensation::claim(&after, caller))
            })
        })
        .await
}

/// Saves, books and publishes one decided step of a claim that is held.
pub async fn record(
    write: &mut Write,
    before: &Stored<Claim>,
    decided: Decided,
    (actor, today): (&str, NaiveDate),
) -> Result<Stored<Claim>, Error> {
    let Decided {
        claim,
        from,
        event,
        posting,
    } = decided;
    let after = compensations::save(write, before, claim, event.name()).await?;
    if let Some(posting) = posting {
        let of = Of {
            tenant: &pool_of(&after.tenant),
            aggregate: compensations::AGGREGATE,
            case: after.body.id,
            version: after.body.version,
            reference: "",
            actor,
            legal_date: today,
        };
        ledger_transactions::post(write, of, &posting).await?;
    }
    convert::event::compensation::publish(write, &after, from, &event);
    Ok(after)
}
