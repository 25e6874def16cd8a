//! Instructions that came to something, in the order of their arrival.
use kezhuan_auth::Caller;
use kezhuan_protocol::financing::v1::{
    ListInstructionsRequest, ListInstructionsResponse, instruction,
};
use kezhuan_rpc::filter::{self, Term};
use kezhuan_rpc::page;

use super::{FinancingApi, convert};
use crate::error::{DOMAIN, Error};
use crate::store::bank_instructions::{self, Filter};

const TERMS: &str =
    "bank=\"…\", business_day=\"YYYY-MM-DD\", status=\"DONE\", case=\"loans/{uuid}\"";

pub async fn handle(
    api: FinancingApi,
    caller: Caller,
    input: ListInstructionsRequest,
) -> Result<ListInstructionsResponse, Error> {
    let (size, after) = (
        page::size(input.page_size)?,
        page::start(&input.page_token)?,
    );
    let filter: Filter = filter::read(DOMAIN, &input.filter, TERMS, take)?;
    let read = api.database.read(&caller, async |connection| {
        bank_instructions::list(connection, &filter, after, size).await
    });
    let mut rows = read.await?;
    let next_page_token = page::cut(&mut rows, size, |row| (row.receive_time, row.request_id));
    let settled = rows.iter().filter_map(convert::instruction::settled);
    Ok(ListInstructionsResponse {
        instructions: settled.collect(),
        next_page_token,
    })
}

fn take(filter: &mut Filter, term: Term<'_>) -> Option<()> {
    let value = term.value;
    match (term.name, term.operator) {
        ("bank", "=") => filter.bank = Some(value),
        ("business_day", "=") => filter.business_day = Some(value.parse().ok()?),
        ("status", "=") => {
            instruction::Status::from_str_name(&value)?;
            filter.status = Some(value);
        }
        ("case", "=") => filter.case_name = Some(value),
        _ => return None,
    }
    Some(())
}
