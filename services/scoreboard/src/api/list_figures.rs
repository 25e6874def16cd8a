//! ListFigures: every figure of the city and every county for one year.
use kezhuan_auth::Caller;
use kezhuan_protocol::scoreboard::v1 as proto;

use super::{ScoreboardApi, convert};
use crate::domain::bases::Base;
use crate::domain::counted::{self, Head};
use crate::domain::cut_off::CutOff;
use crate::domain::figure::{self, Code, Value};
use crate::domain::tenants::Stay;
use crate::error::Error;
use crate::store;

/// A figure of the city and of each county.
type Values = Vec<(&'static str, Value)>;

pub(super) async fn handle(
    api: &ScoreboardApi,
    input: proto::ListFiguresRequest,
) -> Result<proto::ListFiguresResponse, Error> {
    let year = convert::year(input.year)?;
    let today = api.clock.today();
    let cut = CutOff::of(year, today);
    // Figures are public, so they are counted as the service, whoever asks.
    let service = Caller::service(crate::NAME, "");
    let (sums, tenants, bases) = api
        .database
        .read(&service, async |connection| {
            let sums = store::standings::sums(connection, year).await?;
            let Some(cut) = cut else {
                return Ok((sums, Vec::new(), Vec::new()));
            };
            let tenants = store::counted::heads::<Stay>(connection, cut).await?;
            let bases = store::counted::heads::<Base>(connection, cut).await?;
            Ok::<_, Error>((sums, tenants, bases))
        })
        .await?;
    let sums = figure::breakdown(&sums)?;
    let of = |code: Code| -> Values {
        match code {
            Code::K6 => sums
                .iter()
                .map(|(of, sums)| (*of, sums.turnover()))
                .collect(),
            Code::K6b => sums
                .iter()
                .map(|(of, sums)| (*of, sums.technical_amount()))
                .collect(),
            Code::K7 => counts(&tenants),
            Code::K9 => counts(&bases),
        }
    };
    let mut figures = Vec::new();
    for code in Code::ALL {
        for (division, value) in of(code) {
            figures.push(convert::figure(code, year, division, &value, today));
        }
    }
    Ok(proto::ListFiguresResponse { figures })
}

fn counts(heads: &[Head]) -> Values {
    let tallies = counted::breakdown(heads).into_iter();
    tallies
        .map(|(division, tally)| (division, Value::Count(tally)))
        .collect()
}
