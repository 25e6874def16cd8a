//! ListFigureTenancies: from K7 to the stays behind it, as far as the caller may see them.
use kezhuan_auth::Caller;
use kezhuan_protocol::scoreboard::v1 as proto;

use super::{ScoreboardApi, behind, convert};
use crate::domain::tenants::Stay;
use crate::error::Error;

pub(super) async fn handle(
    api: &ScoreboardApi,
    caller: &Caller,
    input: proto::ListFigureTenanciesRequest,
) -> Result<proto::ListFigureTenanciesResponse, Error> {
    let asked = behind::Asked {
        year: input.year,
        division: &input.division,
        page_size: input.page_size,
        page_token: &input.page_token,
    };
    let (rows, next_page_token) = behind::page::<Stay>(api, caller, asked).await?;
    Ok(proto::ListFigureTenanciesResponse {
        tenancies: rows.iter().map(convert::tenancy).collect(),
        next_page_token,
    })
}
