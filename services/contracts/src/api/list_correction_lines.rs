//! What a correction would change, claim by claim.
use kezhuan_auth::Caller;
use kezhuan_protocol::contracts::v1::{ListCorrectionLinesRequest, ListCorrectionLinesResponse};
use kezhuan_rpc::page;

use super::names::CORRECTIONS;
use super::{ContractsApi, convert_correction};
use crate::error::Error;
use crate::sealed_lines;
use crate::store::{correction_lines, corrections};

pub async fn handle(
    api: ContractsApi,
    caller: Caller,
    input: ListCorrectionLinesRequest,
) -> Result<ListCorrectionLinesResponse, Error> {
    let size = page::size(input.page_size)?;
    let after = page::start(&input.page_token)?;
    let id = CORRECTIONS.parse_field("correction", &input.correction)?;
    let found = api.database.read(&caller, async |connection| {
        sealed_lines::check(connection, id).await?;
        let is_there = corrections::find(connection, id).await?.is_some();
        match is_there {
            true => correction_lines::list(connection, id, after, size + 1).await,
            false => Err(Error::from(CORRECTIONS.not_found(id))),
        }
    });
    let mut rows = found.await?;
    let next_page_token = page::cut(&mut rows, size, |row| row.line.claim_id);
    Ok(ListCorrectionLinesResponse {
        lines: rows.into_iter().map(convert_correction::line).collect(),
        next_page_token,
    })
}
