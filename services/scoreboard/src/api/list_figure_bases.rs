//! ListFigureBases: from K9 to the bases behind it, as far as the caller may see them.
use kezhuan_auth::Caller;
use kezhuan_protocol::scoreboard::v1 as proto;

use super::{ScoreboardApi, behind, convert};
use crate::domain::bases::Base;
use crate::error::Error;

pub(super) async fn handle(
    api: &ScoreboardApi,
    caller: &Caller,
    input: proto::ListFigureBasesRequest,
) -> Result<proto::ListFigureBasesResponse, Error> {
    let asked = behind::Asked {
        year: input.year,
        division: &input.division,
        page_size: input.page_size,
        page_token: &input.page_token,
    };
    let (rows, next_page_token) = behind::page::<Base>(api, caller, asked).await?;
    Ok(proto::ListFigureBasesResponse {
        bases: rows.iter().map(convert::base).collect(),
        next_page_token,
    })
}
