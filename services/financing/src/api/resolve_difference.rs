//! The first person says what a difference is, another one agrees: then it is closed, and with the last one the batch.
use std::sync::Arc;

use anyhow::Context;
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::financing::v1::{Difference, ResolveDifferenceRequest};
use kezhuan_rpc::etag;

use super::names::RECON_BATCHES;
use super::upload_recon_file::save;
use super::{FinancingApi, acting, list_differences};
use crate::domain::recon::{self, Batch, Command};
use crate::error::Error;
use crate::store::{recon_batches, recon_tickets};

pub async fn handle(
    api: FinancingApi,
    caller: Caller,
    input: ResolveDifferenceRequest,
    key: RequestKey,
) -> Result<Difference, Error> {
    let id = RECON_BATCHES.parse_field("batch", &input.batch)?;
    let given = Arc::new((api.clone(), caller.clone(), input));
    api.database
        .write(&caller, &key, move |write| {
            let given = given.clone();
            Box::pin(async move {
                let (api, caller, input) = &*given;
                let locked = recon_batches::lock(write, id, false).await?;
                let before = locked.ok_or_else(|| RECON_BATCHES.not_found(id))?;
                etag::check(&input.etag, before.body.version)?;
                let command = Command::Resolve {
                    no: input.number.clone(),
                    text: input.text.clone(),
                };
                let (actor, today) = (acting::actor(caller), api.clock.today());
                let decided = recon::decide(&before.body, command, &actor, today)?;
                let after = save(write, &before, decided, None).await?;
                let ticket = ticket(&after.body, &input.number)?;
                let told = list_differences::told(write, &[ticket]).await?.pop();
                Ok(told.context("a difference that was just resolved is gone")?)
            })
        })
        .await
}

fn ticket(batch: &Batch, number: &str) -> anyhow::Result<recon_tickets::Difference> {
    let ticket = batch.tickets.iter().find(|ticket| ticket.no == number);
    Ok(recon_tickets::Difference {
        batch: batch.id,
        bank: batch.bank.clone(),
        business_day: batch.business_day,
        ticket: ticket
            .context("a resolved difference has no ticket")?
            .clone(),
    })
}
