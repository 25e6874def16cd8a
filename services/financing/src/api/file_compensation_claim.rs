//! A bank claims its loss on a late loan that the pool covers.
use std::sync::Arc;

use kezhuan_auth::Caller;
use kezhuan_database::{RequestKey, Write};
use kezhuan_law::Fen;
use kezhuan_protocol::financing::v1::{CompensationClaim, FileCompensationClaimRequest};
use uuid::Uuid;

use super::names::{COMPENSATIONS, LOANS};
use super::{FinancingApi, acting, convert};
use crate::domain::claim::{self, NewClaim};
use crate::domain::numbers::Series;
use crate::error::Error;
use crate::store::{bank_instructions, compensations, loans, parties};

/// Everything a filing is made of.
struct Filing {
    api: FinancingApi,
    caller: Caller,
    key: RequestKey,
    loan: Uuid,
    new: NewClaim,
}

pub async fn handle(
    api: FinancingApi,
    caller: Caller,
    input: FileCompensationClaimRequest,
    key: RequestKey,
) -> Result<CompensationClaim, Error> {
    let filing = Arc::new(prepare(&api, &caller, input, key.clone()).await?);
    api.database
        .write(&caller, &key, move |write| {
            let filing = filing.clone();
            Box::pin(async move { keep(write, &filing).await })
        })
        .await
}

/// Looks at the loan and takes a number, before any row is held.
async fn prepare(
    api: &FinancingApi,
    caller: &Caller,
    input: FileCompensationClaimRequest,
    key: RequestKey,
) -> Result<Filing, Error> {
    let id = LOANS.parse_field("loan", &input.loan)?;
    let read = api
        .database
        .read(caller, async |connection| loans::find(connection, id).await);
    let loan = read.await?.ok_or_else(|| LOANS.not_found(id))?;
    let mut new = NewClaim {
        id: Uuid::now_v7(),
        number: String::new(),
        shares: loan.body.shares.clone(),
        legal_action: convert::compensation::legal_action(input.legal_action)?,
        already_claimed: false,
    };
    // What the domain refuses needs no number.
    let today = api.clock.today();
    claim::file(new.clone(), &loan.body, &acting::actor(caller), today)?;
    let series = Series::Compensation.prefix();
    new.number = api.numbers.case(series, &loan.tenant, today).await?;
    Ok(Filing {
        api: api.clone(),
        caller: caller.clone(),
        key,
        loan: id,
        new,
    })
}

async fn keep(write: &mut Write, filing: &Filing) -> Result<CompensationClaim, Error> {
    let loan = loans::lock(write, filing.loan).await?;
    let loan = loan.ok_or_else(|| LOANS.not_found(filing.loan))?;
    let standing = compensations::of_loan(write, filing.loan).await?;
    let new = NewClaim {
        already_claimed: standing.is_some(),
        ..filing.new.clone()
    };
    let actor = acting::actor(&filing.caller);
    let filed = claim::file(new, &loan.body, &actor, filing.api.clock.today())?;
    let after = compensations::insert(write, &loan.tenant, filed, 1).await?;
    // Whoever bears a part of the loss with the bank reads what becomes of it.
    let others = loan.body.others.iter();
    let others: Vec<(&str, &str)> = others
        .map(|party| (party.organisation.as_str(), party.capacity.as_str()))
        .collect();
    parties::admit(write, after.body.id, &loan.tenant, &others).await?;
    let name = COMPENSATIONS.name(after.body.id);
    bank_instructions::about(write, &filing.key, &name, Fen::ZERO).await?;
    convert::event::compensation::publish_filed(write, &after);
    Ok(convert::compensation::claim(&after, &filing.caller))
}
