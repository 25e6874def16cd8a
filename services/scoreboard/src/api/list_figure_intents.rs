//! ListFigureIntents: from K10i to the intents that both sides signed, as far as the caller may see them.
use kezhuan_auth::Caller;
use kezhuan_protocol::scoreboard::v1 as proto;

use super::{ScoreboardApi, behind, convert};
use crate::domain::outcomes::Intent;
use crate::error::Error;

pub(super) async fn handle(
    api: &ScoreboardApi,
    caller: &Caller,
    input: proto::ListFigureIntentsRequest,
) -> Result<proto::ListFigureIntentsResponse, Error> {
    let asked = behind::Asked {
        year: input.year,
        division: &input.division,
        page_size: input.page_size,
        page_token: &input.page_token,
    };
    let (rows, next_page_token) = behind::page::<Intent>(api, caller, asked).await?;
    Ok(proto::ListFigureIntentsResponse {
        intents: rows.iter().map(convert::intent).collect(),
        next_page_token,
    })
}
