//! ListFigures: K6 and K6b of the city and every county for one year.
use kezhuan_auth::Caller;
use kezhuan_protocol::scoreboard::v1 as proto;

use super::{ScoreboardApi, convert};
use crate::domain::figure::{Code, breakdown};
use crate::error::Error;
use crate::store;

pub(super) async fn handle(
    api: &ScoreboardApi,
    input: proto::ListFiguresRequest,
) -> Result<proto::ListFiguresResponse, Error> {
    let year = convert::year(input.year)?;
    // Figures are public, so they are summed as the service, whoever asks.
    let service = Caller::service(crate::NAME, "");
    let by_division = api
        .database
        .read(&service, async |connection| {
            store::standings::sums(connection, year).await
        })
        .await?;
    let rows = breakdown(&by_division)?;
    let figures = Code::ALL.into_iter().flat_map(|code| {
        rows.iter()
            .map(move |(division, sums)| convert::figure(api, code, year, division, sums))
    });
    Ok(proto::ListFiguresResponse {
        figures: figures.collect(),
    })
}
