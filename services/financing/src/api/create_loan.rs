//! The loan of an application that both sides have signed, perhaps in the place of another; no money moves yet.
use std::sync::Arc;

use kezhuan_auth::Caller;
use kezhuan_database::{RequestKey, Write};
use kezhuan_law::Fen;
use kezhuan_protocol::financing::v1;
use sqlx::PgConnection;
use uuid::Uuid;

use super::convert::loan::Telling;
use super::names::{APPLICATIONS, LOANS, PLEDGES};
use super::{FinancingApi, acting, convert};
use crate::domain::actor::Role;
use crate::domain::application::Application;
use crate::domain::duty;
use crate::domain::loan::{self, Due, Loan, NewLoan, Renewed};
use crate::domain::numbers::Series;
use crate::error::Error;
use crate::store::stored::Stored;
use crate::store::{applications, bank_instructions, loans, pledges};

/// What the contract adds, as it was asked for.
struct Asked {
    application: Uuid,
    pledge: Option<Uuid>,
    renews: Option<Uuid>,
    maturity: chrono::NaiveDate,
    schedule: Vec<Due>,
}

/// What it is made of, as far as the caller may see it.
struct Ground {
    application: Stored<Application>,
    renewed: Option<Stored<Loan>>,
    pledge: Option<Uuid>,
}

pub async fn handle(
    api: FinancingApi,
    caller: Caller,
    input: v1::CreateLoanRequest,
    key: RequestKey,
) -> Result<v1::Loan, Error> {
    let asked = read(&input)?;
    let found = api
        .database
        .read(&caller, async |connection| ground(connection, &asked).await);
    let tenant = found.await?.application.tenant;
    let today = api.clock.today();
    let number = api
        .numbers
        .case(Series::Loan.prefix(), &tenant, today)
        .await?;
    let given = Arc::new((api.clone(), caller.clone(), key.clone(), asked, number));
    api.database
        .write(&caller, &key, move |write| {
            let given = given.clone();
            Box::pin(async move {
                let (api, caller, key, asked, number) = &*given;
                let drafted = draft(write, caller, asked, number).await?;
                let stored = add(write, key, drafted).await?;
                Ok(Telling::to(caller, api).message(&stored, None))
            })
        })
        .await
}

fn read(input: &v1::CreateLoanRequest) -> Result<Asked, Error> {
    let pledge = match input.pledge.as_str() {
        "" => None,
        name => Some(PLEDGES.parse_field("pledge", name)?),
    };
    let renews = match input.renews.as_str() {
        "" => None,
        name => Some(LOANS.parse_field("renews", name)?),
    };
    Ok(Asked {
        application: APPLICATIONS.parse_field("application", &input.application)?,
        pledge,
        renews,
        maturity: convert::day::read("maturity", &input.maturity)?,
        schedule: convert::loan::read_schedule(&input.schedule)?,
    })
}

async fn ground(connection: &mut PgConnection, asked: &Asked) -> Result<Ground, Error> {
    let application = applications::find(connection, asked.application).await?;
    let application = application.ok_or_else(|| APPLICATIONS.not_found(asked.application))?;
    let renewed = match asked.renews {
        None => None,
        Some(id) => {
            let renewed = loans::find(connection, id).await?;
            Some(renewed.ok_or_else(|| LOANS.not_found(id))?)
        }
    };
    // A renewal keeps the pledge of the loan it renews.
    let kept = renewed.as_ref().and_then(|renewed| renewed.body.pledge);
    let pledge = asked.pledge.or(kept);
    if let Some(id) = pledge {
        let pledge = pledges::find(connection, id).await?;
        let pledge = pledge.ok_or_else(|| PLEDGES.not_found(id))?;
        loan::secured_by(&pledge.body, &application.body, asked.renews)?;
    }
    Ok(Ground {
        application,
        renewed,
        pledge,
    })
}

/// The loan that is renewed is held: what is owed of it is what the new one takes over.
async fn draft(
    write: &mut Write,
    caller: &Caller,
    asked: &Asked,
    number: &str,
) -> Result<(Loan, String), Error> {
    if let Some(id) = asked.renews {
        loans::lock(write, id).await?;
    }
    let ground = ground(write, asked).await?;
    let application = &ground.application.body;
    duty::of_organisation(&acting::actor(caller), Role::Bank, &application.bank)?;
    let renewed = ground.renewed.as_ref();
    let renews = renewed.map(|renewed| Renewed(&renewed.body).by(application));
    let new = NewLoan {
        number: number.to_owned(),
        pledge: ground.pledge,
        maturity: asked.maturity,
        schedule: asked.schedule.clone(),
        renews: renews.transpose()?,
    };
    Ok((loan::draft(new, application)?, ground.application.tenant))
}

async fn add(
    write: &mut Write,
    key: &RequestKey,
    (loan, tenant): (Loan, String),
) -> Result<Stored<Loan>, Error> {
    let bank = loan.bank.clone();
    let stored = loans::insert(write, &tenant, &bank, loan, 1).await?;
    let biz_no = key.number.as_deref().unwrap_or_default();
    convert::event::loan::contracted(write, &stored, biz_no);
    let name = LOANS.name(stored.body.id);
    bank_instructions::about(write, key, &name, Fen::ZERO).await?;
    Ok(stored)
}
