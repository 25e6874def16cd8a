//! ListFactReservations: what facts are kept or were paid for, newest first.
use kezhuan_auth::Caller;
use kezhuan_protocol::rules::v1 as proto;
use kezhuan_rpc::page;

use super::{RulesApi, convert};
use crate::error::Error;
use crate::store::fact_reservations::{self, Wanted};

pub(super) async fn handle(
    api: &RulesApi,
    caller: &Caller,
    input: proto::ListFactReservationsRequest,
) -> Result<proto::ListFactReservationsResponse, Error> {
    let (size, after) = (
        page::size(input.page_size)?,
        page::start(&input.page_token)?,
    );
    let wanted = Wanted {
        state: convert::wanted_state(input.state)?,
        tenant: input.tenant,
        fact: input.fact,
    };
    let mut rows = api
        .database
        .read(caller, async |connection| {
            Ok::<_, Error>(fact_reservations::list(connection, &wanted, after, size).await?)
        })
        .await?;
    let next_page_token = page::cut(&mut rows, size, |row| row.id);
    Ok(proto::ListFactReservationsResponse {
        reservations: rows.iter().map(convert::fact).collect(),
        next_page_token,
    })
}
