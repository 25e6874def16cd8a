//! Drafts an application for the caller's organisation. Its tenant is the division of the enterprise.
use std::sync::Arc;

use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_law::{Fen, regions};
use kezhuan_protocol::financing::v1::{Application, CreateApplicationRequest};
use uuid::Uuid;

use super::names::ASSETS;
use super::{FinancingApi, acting, convert};
use crate::domain::application::{self, NewApplication};
use crate::domain::numbers::Series;
use crate::error::Error;
use crate::store::{applications, assets};

pub async fn handle(
    api: FinancingApi,
    caller: Caller,
    input: CreateApplicationRequest,
    key: RequestKey,
) -> Result<Application, Error> {
    let new = new(&api, input).await?;
    let drafted = application::draft(new, &acting::actor(&caller))?;
    let drafted = Arc::new((drafted, caller.clone()));
    api.database
        .write(&caller, &key, move |write| {
            let drafted = drafted.clone();
            Box::pin(async move {
                let (application, caller) = &*drafted;
                let tenant = application.division.clone();
                let stored = applications::insert(write, &tenant, application.clone(), 0).await?;
                Ok(convert::application::message(&stored, caller))
            })
        })
        .await
}

async fn new(api: &FinancingApi, input: CreateApplicationRequest) -> Result<NewApplication, Error> {
    check(&input)?;
    let asked_for = NewApplication {
        id: Uuid::now_v7(),
        number: String::new(),
        loan: Uuid::now_v7(),
        product: convert::product::read(input.product)?,
        security: convert::product::read_securities(&input.security)?,
        amount: Fen(input.amount_fen),
        term_months: convert::figure::read_some("term_months", input.term_months)?,
        assets: rights(api, &input.assets).await?,
        others: convert::application::read_parties(input.parties)?,
        enterprise: input.enterprise,
        division: input.division,
        bank: input.bank,
        purpose: input.purpose,
        repayment_source: input.repayment_source,
    };
    let (division, today) = (&asked_for.division, api.clock.today());
    let number = api
        .numbers
        .case(Series::Application.prefix(), division, today)
        .await?;
    Ok(NewApplication {
        number,
        ..asked_for
    })
}

fn check(input: &CreateApplicationRequest) -> Result<(), Error> {
    if !regions::is_division_code(&input.division) {
        return Err(Error::field(
            "division",
            "DIVISION_INVALID",
            "请填写六位行政区划代码",
            "write the six digits of the division",
        ));
    }
    if input.bank.trim().is_empty() {
        return Err(Error::field(
            "bank",
            "BANK_MISSING",
            "请填写合作银行",
            "name the bank",
        ));
    }
    Ok(())
}

/// The rights that are offered, each of which is known. As the service: another owner's are offered unseen.
async fn rights(api: &FinancingApi, names: &[String]) -> Result<Vec<Uuid>, Error> {
    let mut ids = Vec::new();
    for (place, name) in names.iter().enumerate() {
        ids.push(ASSETS.parse_field(&format!("assets[{place}]"), name)?);
    }
    let reader = Caller::service(crate::NAME, "");
    let read = api.database.read(&reader, async |connection| {
        assets::find_all(connection, &ids).await
    });
    let known = read.await?;
    let unknown = |id: &&Uuid| !known.iter().any(|right| right.body.id == **id);
    match ids.iter().find(unknown) {
        None => Ok(ids),
        Some(id) => Err(ASSETS.not_found(*id).into()),
    }
}
