//! Takes a bank's file of a day in, whole or not at all, and compares it with the instructions of that day.
use std::sync::Arc;

use chrono::NaiveDate;
use kezhuan_auth::Caller;
use kezhuan_database::{RequestKey, Write};
use kezhuan_protocol::financing::v1::{ReconBatch, UploadReconFileRequest};
use kezhuan_rpc::etag;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::names::RECON_BATCHES;
use super::open_recon_batch::{bank_of, open};
use super::{FinancingApi, acting, convert, get_recon_batch};
use crate::domain::recon::{self, Batch, Command, Decided, Line, Trailer};
use crate::error::Error;
use crate::store::stored::Stored;
use crate::store::{bank_instructions, recon_batches};

/// A file that was read.
struct Given {
    api: FinancingApi,
    caller: Caller,
    bank: String,
    day: NaiveDate,
    etag: String,
    lines: Vec<Line>,
    trailer: Trailer,
    sha256: Vec<u8>,
}

pub async fn handle(
    api: FinancingApi,
    caller: Caller,
    input: UploadReconFileRequest,
    key: RequestKey,
) -> Result<ReconBatch, Error> {
    // Before the write: nothing is held while the file is read.
    let (lines, trailer) = recon::read(&input.content)?;
    let given = Arc::new(Given {
        bank: bank_of(&caller, &input.bank)?,
        day: convert::day::read("business_day", &input.business_day)?,
        sha256: Sha256::digest(&input.content).to_vec(),
        etag: input.etag,
        api: api.clone(),
        caller: caller.clone(),
        lines,
        trailer,
    });
    api.database
        .write(&caller, &key, move |write| {
            let given = given.clone();
            Box::pin(async move {
                let id = given.load(write).await?;
                get_recon_batch::answer(write, id).await
            })
        })
        .await
}

impl Given {
    /// Both steps in one transaction: no batch stays loaded and not compared.
    async fn load(&self, write: &mut Write) -> Result<Uuid, Error> {
        let (actor, today) = (acting::actor(&self.caller), self.api.clock.today());
        let before = self.batch(write).await?;
        etag::check(&self.etag, before.body.version)?;
        let load = Command::Load {
            lines: self.lines.clone(),
            trailer: self.trailer,
        };
        let loaded = recon::decide(&before.body, load, &actor, today)?;
        let loaded = save(write, &before, loaded, Some(self.sha256.as_slice())).await?;
        let ours = bank_instructions::of_day(write, &self.bank, self.day).await?;
        let service = acting::service(&loaded.tenant);
        let compare = Command::Compare { ours };
        let compared = recon::decide(&loaded.body, compare, &service, today)?;
        save(write, &loaded, compared, None).await?;
        Ok(loaded.body.id)
    }

    /// The batch of the day, held; opened where it is not there yet.
    async fn batch(&self, write: &mut Write) -> Result<Stored<Batch>, Error> {
        recon_batches::hold_day(write, &self.bank, self.day).await?;
        let Some(id) = recon_batches::of_day(write, &self.bank, self.day).await? else {
            let (actor, today) = (acting::actor(&self.caller), self.api.clock.today());
            let bank = self.bank.clone();
            let batch = Batch::open_by(Uuid::now_v7(), bank, self.day, &actor, today)?;
            return open(write, batch).await;
        };
        let locked = recon_batches::lock(write, id, false).await?;
        Ok(locked.ok_or_else(|| RECON_BATCHES.not_found(id))?)
    }
}

/// Saves a step and publishes its one event. `file`: the digest of the file that a load brought.
pub(super) async fn save(
    write: &mut Write,
    before: &Stored<Batch>,
    decided: Decided,
    file: Option<&[u8]>,
) -> Result<Stored<Batch>, Error> {
    let Decided { batch, from, event } = decided;
    let after = recon_batches::save(write, before, batch, file, event.name()).await?;
    convert::event::recon::publish(write, &after, from, &event);
    Ok(after)
}
