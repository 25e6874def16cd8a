//! Streams a bank's loans at the end of a month: the file that was signed, or the one there is to sign.
use bytes::Bytes;
use chrono::NaiveDate;
use kezhuan_auth::{Caller, Role};
use kezhuan_protocol::financing::v1::{
    ExportBalanceConfirmationRequest, ExportBalanceConfirmationResponse,
};
use sqlx::PgConnection;
use uuid::Uuid;

use super::open_recon_batch::bank_of;
use super::{Chunks, FinancingApi, convert};
use crate::domain::confirmation::{Balances, File};
use crate::error::Error;
use crate::store::{confirmations, loans};

const CHUNK_BYTES: usize = 256 * 1024;
/// Loans that are read at once.
const PAGE: i64 = 500;

pub async fn handle(
    api: FinancingApi,
    caller: Caller,
    input: ExportBalanceConfirmationRequest,
) -> Result<Chunks<ExportBalanceConfirmationResponse>, Error> {
    let bank = bank_of(&caller, &input.bank)?;
    let month = convert::confirmation::month(&input.month)?;
    month.over(api.clock.today())?;
    // Row security would show a bank an empty month of another.
    if caller.has(Role::Bank) && bank != caller.organisation {
        return Err(of_another(bank));
    }
    let read = api.database.read(&caller, async |connection| {
        let signed = confirmations::file(connection, &bank, month.last_day()).await?;
        Ok::<_, Error>(match signed {
            Some(file) => file,
            None => file(connection, &bank, month.last_day()).await?.content,
        })
    });
    let file = Bytes::from(read.await?);
    let chunks = (0..file.len()).step_by(CHUNK_BYTES).map(move |from| {
        let to = file.len().min(from + CHUNK_BYTES);
        Ok(ExportBalanceConfirmationResponse {
            chunk: file.slice(from..to).to_vec(),
        })
    });
    Ok(Box::pin(futures::stream::iter(chunks)))
}

/// The file of a bank's loans as they stood at the end of `day`, by what was told until now.
pub(super) async fn file(
    connection: &mut PgConnection,
    bank: &str,
    day: NaiveDate,
) -> Result<File, Error> {
    let (mut balances, mut after) = (Balances::of(day), Uuid::nil());
    loop {
        let page = loans::lent_by(connection, bank, day, after, PAGE).await?;
        let Some(last) = page.last() else {
            break;
        };
        after = last.body.id;
        page.iter().for_each(|loan| balances.add(&loan.body));
    }
    Ok(balances.file().map_err(anyhow::Error::from)?)
}

fn of_another(bank: String) -> Error {
    Error::NotFound {
        zh: "银行",
        en: "bank",
        name: bank,
    }
}
