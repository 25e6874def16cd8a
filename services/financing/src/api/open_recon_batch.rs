//! Opens the batch of one bank's day.
use kezhuan_auth::{Caller, Role};
use kezhuan_database::{RequestKey, Write};
use kezhuan_law::Tenant;
use kezhuan_protocol::financing::v1::{OpenReconBatchRequest, ReconBatch};
use uuid::Uuid;

use super::{FinancingApi, acting, convert, get_recon_batch};
use crate::domain::ledger;
use crate::domain::recon::Batch;
use crate::error::Error;
use crate::store::recon_batches;
use crate::store::stored::Stored;

pub async fn handle(
    api: FinancingApi,
    caller: Caller,
    input: OpenReconBatchRequest,
    key: RequestKey,
) -> Result<ReconBatch, Error> {
    let day = convert::day::read("business_day", &input.business_day)?;
    let bank = bank_of(&caller, &input.bank)?;
    let (actor, today) = (acting::actor(&caller), api.clock.today());
    let batch = Batch::open_by(Uuid::now_v7(), bank, day, &actor, today)?;
    if !caller.has(Role::Bank) {
        ledger::kept_by(&actor, Tenant::CITY.code())?;
    }
    api.database
        .write(&caller, &key, move |write| {
            let batch = batch.clone();
            Box::pin(async move {
                recon_batches::hold_day(write, &batch.bank, batch.business_day).await?;
                let opened = open(write, batch).await?;
                get_recon_batch::answer(write, opened.body.id).await
            })
        })
        .await
}

/// Adds a batch and says so.
pub(super) async fn open(write: &mut Write, batch: Batch) -> Result<Stored<Batch>, Error> {
    // A bank's day is the city's, whose pool its loans are in.
    let opened = recon_batches::insert(write, Tenant::CITY.code(), batch, 1).await?;
    convert::event::recon::opened(write, &opened);
    Ok(opened)
}

/// The bank that is meant: where it is not named, the one that asks.
pub(super) fn bank_of(caller: &Caller, given: &str) -> Result<String, Error> {
    match (given, caller.has(Role::Bank)) {
        ("", true) => Ok(caller.organisation.clone()),
        ("", false) => Err(Error::field(
            "bank",
            "BANK_MISSING",
            "请填写银行",
            "name the bank",
        )),
        (bank, _) => Ok(bank.to_owned()),
    }
}
