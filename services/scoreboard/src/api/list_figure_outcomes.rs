//! ListFigureOutcomes: from K10 to the contracts that came of events, as far as the caller may see them.
use kezhuan_auth::Caller;
use kezhuan_protocol::scoreboard::v1 as proto;

use super::{ScoreboardApi, behind, convert};
use crate::domain::outcomes::Outcome;
use crate::error::Error;

pub(super) async fn handle(
    api: &ScoreboardApi,
    caller: &Caller,
    input: proto::ListFigureOutcomesRequest,
) -> Result<proto::ListFigureOutcomesResponse, Error> {
    let asked = behind::Asked {
        year: input.year,
        division: &input.division,
        page_size: input.page_size,
        page_token: &input.page_token,
    };
    let (rows, next_page_token) = behind::page::<Outcome>(api, caller, asked).await?;
    Ok(proto::ListFigureOutcomesResponse {
        outcomes: rows.iter().map(convert::outcome).collect(),
        next_page_token,
    })
}
