//! An enterprise drafts a claim on the interest of one loan and year.
use std::sync::Arc;

use chrono::Datelike;
use kezhuan_auth::Caller;
use kezhuan_database::{RequestKey, Write};
use kezhuan_law::Fen;
use kezhuan_protocol::financing::v1::{CreateSubsidyClaimRequest, SubsidyClaim};
use sqlx::PgConnection;
use uuid::Uuid;

use super::names::LOANS;
use super::{FinancingApi, acting, convert};
use crate::domain::loan::Loan;
use crate::domain::money;
use crate::domain::numbers::Series;
use crate::domain::subsidy::{Interest, Material, NewClaim, draft};
use crate::error::Error;
use crate::store::stored::Stored;
use crate::store::{assets, loans, pledges, subsidies};

/// No loan of this suite is older.
const YEAR_MIN: i32 = 2000;

/// Everything a draft is made of.
struct Drafting {
    caller: Caller,
    tenant: String,
    loan: Loan,
    new: NewClaim,
}

pub async fn handle(
    api: FinancingApi,
    caller: Caller,
    input: CreateSubsidyClaimRequest,
    key: RequestKey,
) -> Result<SubsidyClaim, Error> {
    let drafting = Arc::new(prepare(&api, &caller, input).await?);
    api.database
        .write(&caller, &key, move |write| {
            let drafting = drafting.clone();
            Box::pin(async move { keep(write, &drafting).await })
        })
        .await
}

/// Looks at the loan and takes a number, before any row is held.
async fn prepare(
    api: &FinancingApi,
    caller: &Caller,
    input: CreateSubsidyClaimRequest,
) -> Result<Drafting, Error> {
    let id = LOANS.parse_field("loan", &input.loan)?;
    let today = api.clock.today();
    if !(YEAR_MIN..=today.year()).contains(&input.year) {
        return Err(Error::field(
            "year",
            "YEAR_INVALID",
            "请填写已开始的年度",
            "say a calendar year that has begun",
        ));
    }
    let other = Fen(input.other_fen);
    money::not_negative(&[other])?;
    let read = api
        .database
        .read(caller, async |connection| loans::find(connection, id).await);
    let loan = read.await?.ok_or_else(|| LOANS.not_found(id))?;
    // A right that another pledged for the loan is not the enterprise's to see.
    let service = Caller::service(crate::NAME, &loan.tenant);
    let read = api.database.read(&service, async |connection| {
        is_on_ip_pledge(connection, &loan.body).await
    });
    let mut new = NewClaim {
        id: Uuid::now_v7(),
        number: String::new(),
        loan: id,
        enterprise: loan.body.borrower.clone(),
        bank: loan.body.bank.clone(),
        division: loan.tenant.clone(),
        year: input.year,
        interest: Interest::of_year(&loan.body, input.year, other, Fen::ZERO)?,
        on_ip_pledge: read.await?,
        required_materials: Material::required(),
        already_claimed: false,
    };
    // What the domain refuses needs no number.
    draft(new.clone(), &acting::actor(caller))?;
    let Stored { tenant, body, .. } = loan;
    new.number = api
        .numbers
        .case(Series::Subsidy.prefix(), &tenant, today)
        .await?;
    Ok(Drafting {
        caller: caller.clone(),
        tenant,
        loan: body,
        new,
    })
}

async fn is_on_ip_pledge(connection: &mut PgConnection, loan: &Loan) -> Result<bool, Error> {
    let Some(pledge) = loan.pledge else {
        return Ok(false);
    };
    let pledge = pledges::find(connection, pledge).await?;
    let covered = pledge.iter().flat_map(|pledge| &pledge.body.assets);
    let ids: Vec<Uuid> = covered.map(|covered| covered.asset).collect();
    let rights = assets::find_all(connection, &ids).await?;
    Ok(rights.iter().any(|right| right.body.kind.is_subsidised()))
}

async fn keep(write: &mut Write, drafting: &Drafting) -> Result<SubsidyClaim, Error> {
    let mut new = drafting.new.clone();
    new.already_claimed = subsidies::already_claimed_for(write, new.loan, new.year).await?;
    let already = subsidies::granted_in_year(write, &new.enterprise, new.year, new.id).await?;
    new.interest = Interest::of_year(&drafting.loan, new.year, new.interest.other, already)?;
    let claim = draft(new, &acting::actor(&drafting.caller))?;
    let after = subsidies::insert(write, &drafting.tenant, claim, 0).await?;
    Ok(convert::subsidy::claim(&after, &drafting.caller))
}
