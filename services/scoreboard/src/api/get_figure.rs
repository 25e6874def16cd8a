//! GetFigure: one figure of one division and year.
use kezhuan_protocol::scoreboard::v1 as proto;

use super::{ScoreboardApi, convert, list_figures};
use crate::error::Error;

pub(super) async fn handle(
    api: &ScoreboardApi,
    input: proto::GetFigureRequest,
) -> Result<proto::Figure, Error> {
    let code = convert::code(&input.code)?;
    let division = convert::division(&input.division)?.to_owned();
    let all = list_figures::handle(api, proto::ListFiguresRequest { year: input.year }).await?;
    all.figures
        .into_iter()
        .find(|figure| figure.code == code.as_str() && figure.division == division)
        .ok_or(Error::UnknownDivision { division })
}
