//! A step of a loan: hold it, and what secures it where the step asks for that; let the domain decide; save, book and
//! publish. Plain RPCs are this and a command.
use std::sync::Arc;

use kezhuan_auth::Caller;
use kezhuan_database::{RequestKey, Write};
use kezhuan_law::Fen;
use kezhuan_protocol::financing::v1;
use kezhuan_rpc::etag;
use uuid::Uuid;

use super::convert::event::loan::Step;
use super::convert::loan::Telling;
use super::names::LOANS;
use super::{FinancingApi, acting, convert};
use crate::domain::asset::IpAsset;
use crate::domain::ledger::{Posting, pool_of};
use crate::domain::loan::{self, Circumstances, Command, Loan};
use crate::domain::pledge::Pledge;
use crate::error::Error;
use crate::store::ledger_transactions::{self, Of};
use crate::store::stored::Stored;
use crate::store::{assets, bank_instructions, compensations, loans, pledges};

/// Whether a step looks at what secures the loan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Security {
    Held,
    Unasked,
}

/// A step as it was asked for.
struct Asked<F> {
    api: FinancingApi,
    caller: Caller,
    key: RequestKey,
    id: Uuid,
    seen: String,
    security: Security,
    command: F,
}

/// What the security is when the step is decided.
#[derive(Default)]
struct Standing {
    pledge: Option<Pledge>,
    rights: Vec<IpAsset>,
}

/// The loan the caller may see.
pub async fn open(
    api: &FinancingApi,
    caller: &Caller,
    (path, name): (&str, &str),
) -> Result<Stored<Loan>, Error> {
    let id = LOANS.parse_field(path, name)?;
    let found = api
        .database
        .read(caller, async |connection| loans::find(connection, id).await);
    Ok(found.await?.ok_or_else(|| LOANS.not_found(id))?)
}

/// Takes the step that `command` makes of the loan, in one write; beside the command stands the money
/// that it moves.
pub async fn take<F>(
    api: FinancingApi,
    caller: Caller,
    (name, seen): (&str, &str),
    key: RequestKey,
    (security, command): (Security, F),
) -> Result<v1::Loan, Error>
where
    F: Fn(&Loan) -> Result<(Command, Fen), Error> + Send + Sync + 'static,
{
    let asked = Arc::new(Asked {
        id: LOANS.parse(name)?,
        seen: seen.to_owned(),
        api: api.clone(),
        caller: caller.clone(),
        key: key.clone(),
        security,
        command,
    });
    api.database
        .write(&caller, &key, move |write| {
            let asked = asked.clone();
            Box::pin(async move { Box::pin(step::<F>(write, &asked)).await })
        })
        .await
}

/// A step that moves no money and asks nothing of the security.
pub async fn plain(
    api: FinancingApi,
    caller: Caller,
    at: (&str, &str),
    key: RequestKey,
    command: Command,
) -> Result<v1::Loan, Error> {
    let command = move |_: &Loan| Ok((command.clone(), Fen::ZERO));
    take(api, caller, at, key, (Security::Unasked, command)).await
}

async fn step<F>(write: &mut Write, asked: &Asked<F>) -> Result<v1::Loan, Error>
where
    F: Fn(&Loan) -> Result<(Command, Fen), Error> + Send + Sync,
{
    let Asked {
        api, caller, key, ..
    } = asked;
    let held = loans::lock(write, asked.id).await?;
    let before = held.ok_or_else(|| LOANS.not_found(asked.id))?;
    etag::check(&asked.seen, before.body.version)?;
    let standing = match asked.security {
        Security::Held => hold_security(write, &before.body).await?,
        Security::Unasked => Standing::default(),
    };
    let claim = compensations::of_loan(write, asked.id).await?;
    let (command, amount) = (asked.command)(&before.body)?;
    let actor = acting::actor(caller);
    let at = Circumstances {
        actor: &actor,
        today: api.clock.today(),
        calendar: api.calendar,
        pledge: standing.pledge.as_ref(),
        assets: &standing.rights,
        under_claim: claim
            .as_ref()
            .is_some_and(|claim| claim.body.state.carries_the_loss()),
        terms: &api.parameters.loan,
    };
    let decided = loan::decide(&before.body, command, &at)?;
    let event = decided.event.name();
    let after = loans::save(write, &before, decided.loan, event).await?;
    if let Some(posting) = &decided.posting {
        book(write, asked, &after, posting).await?;
    }
    let of = Step {
        from: decided.from,
        biz_no: key.number.as_deref().unwrap_or_default(),
    };
    convert::event::loan::publish(write, &after, of, &decided.event);
    bank_instructions::about(write, key, &LOANS.name(asked.id), amount).await?;
    Ok(Telling::to(caller, api).message(&after, claim.map(|claim| claim.body.id)))
}

/// The pledge, and then its rights: nobody moves them until the step is done.
async fn hold_security(write: &mut Write, loan: &Loan) -> Result<Standing, Error> {
    let Some(id) = loan.pledge else {
        return Ok(Standing::default());
    };
    let Some(pledge) = pledges::lock(write, id).await? else {
        return Ok(Standing::default());
    };
    let covered = pledge.body.assets.iter();
    let ids: Vec<Uuid> = covered.map(|covered| covered.asset).collect();
    let rights = assets::lock_all(write, &ids).await?;
    Ok(Standing {
        pledge: Some(pledge.body),
        rights: rights.into_iter().map(|right| right.body).collect(),
    })
}

/// Books what the pool covers from now on, or no longer; what the books refuse refuses the step.
async fn book<F>(
    write: &mut Write,
    asked: &Asked<F>,
    after: &Stored<Loan>,
    posting: &Posting,
) -> Result<(), Error> {
    let of = Of {
        tenant: &pool_of(&after.tenant),
        aggregate: loans::AGGREGATE,
        case: after.body.id,
        version: after.body.version,
        reference: "",
        actor: &asked.caller.subject,
        legal_date: asked.api.clock.today(),
    };
    ledger_transactions::post(write, of, posting).await?;
    Ok(())
}
