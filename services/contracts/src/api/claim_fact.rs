//! A claim's fact, where another programme could pay it, too: kept before money is set aside, and before money goes out.
use std::sync::Arc;

use kezhuan_auth::Caller;
use kezhuan_database::Write;

use super::ContractsApi;
use super::claim_step::Situation;
use super::names::CLAIMS;
use crate::domain::claim::{Decided, Event, Told};
use crate::domain::refused::Refused;
use crate::error::Error;
use crate::facts::{self, Until};
use crate::store::{claims, fact_holds};

/// Keeps the fact of a claim until it is paid or released, before a step that no other payment may have come before. Asked
/// outside any write; where nobody else could pay the fact, nothing is asked.
pub async fn keep(api: &ContractsApi, caller: &Caller, name: &str) -> Result<(), Error> {
    let id = CLAIMS.parse(name)?;
    let situation = api
        .database
        .read(caller, async |connection| {
            let stored = claims::find(connection, id).await?;
            Situation::around(connection, id, stored).await
        })
        .await?;
    if !situation.shares_facts() {
        return Ok(());
    }
    let (claim, year) = (Arc::new(situation.claim().clone()), situation.stored.year);
    let service = Caller::service(crate::NAME, &claim.tenant);
    let wanted = claim.clone();
    // Before it is asked for: whatever ends this step behind the answer, the fact is not kept for ever.
    api.database
        .write_as(&service, move |write| {
            let claim = wanted.clone();
            Box::pin(async move { fact_holds::want(write, &claim).await })
        })
        .await?;
    facts::reserve(&api.adoption, &claim, year, Until::PaidOrReleased).await?;
    let id = claim.id;
    api.database
        .write_as(&service, move |write| {
            Box::pin(async move { fact_holds::kept(write, id).await })
        })
        .await
}

/// What a step means for the fact: an amount that is computed has it reserved, and nothing is paid of which it is not known
/// that it is kept.
pub async fn note(write: &mut Write, decided: &Decided) -> Result<(), Error> {
    let claim = &decided.claim;
    match decided.event {
        Event::ClaimComputed { .. } | Event::ClaimHeld { .. } if claim.amount.is_some() => {
            fact_holds::note(write, claim, Told::Reserved).await
        }
        Event::ClaimPaid { .. } => match fact_holds::told(write, claim.id).await? {
            Some(Told::Kept) => Ok(()),
            Some(Told::Wanted | Told::Reserved | Told::Taken | Told::Paid | Told::Released)
            | None => Err(Refused::new(
                "FACT_NOT_RESERVED",
                "尚未确认该合同未由互斥的项目拨付,请重试",
                "it is not known yet that no programme that bars this one paid the contract: try again",
            )
            .into()),
        },
        _ => Ok(()),
    }
}
