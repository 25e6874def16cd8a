//! The carriers that take start-ups in: who wants to move in has to find one.
use kezhuan_auth::Caller;
use kezhuan_protocol::incubation::v1::{ListOpenCarriersRequest, ListOpenCarriersResponse};
use kezhuan_rpc::page;

use super::{IncubationApi, convert};
use crate::error::Error;
use crate::store::carrier_cards;

pub async fn handle(
    api: IncubationApi,
    caller: Caller,
    input: ListOpenCarriersRequest,
) -> Result<ListOpenCarriersResponse, Error> {
    let (size, after) = (
        page::size(input.page_size)?,
        page::start(&input.page_token)?,
    );
    let division = Some(input.division.as_str()).filter(|division| !division.is_empty());
    let read = api.database.read(&caller, async |connection| {
        carrier_cards::list(connection, division, after, size).await
    });
    let mut rows = read.await?;
    let next_page_token = page::cut(&mut rows, size, |row| (row.create_time, row.id));
    Ok(ListOpenCarriersResponse {
        carriers: rows.iter().map(convert::carrier_profile::card).collect(),
        next_page_token,
    })
}
