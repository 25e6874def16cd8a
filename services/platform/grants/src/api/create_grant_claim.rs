//! → DRAFT: somebody claims a benefit of one of the service's programmes.
use std::sync::Arc;

use kezhuan_auth::Caller;
use kezhuan_database::{RequestKey, Write};
use kezhuan_protocol::grants::v1::{CreateGrantClaimRequest, GrantClaim};
use uuid::Uuid;

use super::{Grants, acting, convert, names};
use crate::domain::{Claim, NewClaim, Period, Programme, draft};
use crate::store::claims;
use crate::{Benefits, Error, Wanted};

pub async fn handle<B: Benefits>(
    grants: Grants<B>,
    caller: Caller,
    input: CreateGrantClaimRequest,
    key: RequestKey,
) -> Result<GrantClaim, Error> {
    let claim = Box::pin(prepare(&grants, &caller, input)).await?;
    let given = Arc::new((claim, caller.clone()));
    grants
        .database
        .write(&caller, &key, move |write| {
            let given = given.clone();
            Box::pin(async move {
                let (claim, caller) = &*given;
                keep(write, claim, caller).await
            })
        })
        .await
}

/// Looks at the subject and takes a number, before any row is held.
async fn prepare<B: Benefits>(
    grants: &Grants<B>,
    caller: &Caller,
    input: CreateGrantClaimRequest,
) -> Result<Claim, Error> {
    let wanted = Wanted {
        programme: programme::<B>(&input.programme)?,
        period: period::<B>(&input)?,
        subject: input.subject,
        occasion: input.occasion,
    };
    let subject = grants.benefits.subject(caller, &wanted).await?;
    let mut new = NewClaim {
        id: Uuid::now_v7(),
        number: String::new(),
        programme: wanted.programme.family.to_owned(),
        name: wanted.subject,
        occasion: wanted.occasion,
        period: wanted.period,
        subject,
    };
    let (actor, today) = (acting::actor(caller), grants.clock.today());
    // What the domain refuses needs no number.
    draft(new.clone(), &actor, today)?;
    let (prefix, tenant) = (wanted.programme.number, new.subject.tenant.clone());
    new.number = grants.numbers.case(prefix, &tenant, today).await?;
    Ok(draft(new, &actor, today)?)
}

async fn keep(write: &mut Write, claim: &Claim, caller: &Caller) -> Result<GrantClaim, Error> {
    let after = claims::insert(write, claim.clone()).await?;
    Ok(convert::claim::message(&after, caller))
}

fn programme<B: Benefits>(family: &str) -> Result<&'static Programme, Error> {
    let mut programmes = B::PROGRAMMES.iter();
    let found = programmes.find(|programme| programme.family == family);
    found.ok_or_else(|| {
        let known: Vec<&str> = B::PROGRAMMES
            .iter()
            .map(|programme| programme.family)
            .collect();
        let known = known.join(", ");
        names::field::<B>(
            "programme",
            "PROGRAMME_UNKNOWN",
            format!("应为以下之一：{known}"),
            format!("one of {known}"),
        )
        .into()
    })
}

fn period<B: Benefits>(input: &CreateGrantClaimRequest) -> Result<Option<Period>, Error> {
    if input.first_day.is_empty() && input.last_day.is_empty() {
        return Ok(None);
    }
    let period = Period {
        first_day: convert::day::read::<B>("first_day", &input.first_day)?,
        last_day: convert::day::read::<B>("last_day", &input.last_day)?,
    };
    if period.last_day < period.first_day {
        let (zh, en) = ("不得早于首日", "not before the first day");
        return Err(names::field::<B>("last_day", "PERIOD_INVALID", zh, en).into());
    }
    Ok(Some(period))
}
