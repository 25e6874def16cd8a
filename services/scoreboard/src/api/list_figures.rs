//! ListFigures: every figure of the city and every county for one year.
use kezhuan_auth::Caller;
use kezhuan_protocol::scoreboard::v1 as proto;

use super::{ScoreboardApi, convert};
use crate::domain::bases::Base;
use crate::domain::counted::{self, Head};
use crate::domain::cut_off::CutOff;
use crate::domain::figure::{self, Code, Value};
use crate::domain::held::{Attendees, Held, PersonTimes, Submitted};
use crate::domain::outcomes::{Intent, Outcome};
use crate::domain::tenants::Stay;
use crate::error::Error;
use crate::store;

/// What is counted on the day of the figures; nothing of a year that has not begun.
#[derive(Default)]
struct Heads {
    tenants: Vec<Head>,
    bases: Vec<Head>,
    outcomes: Vec<Head>,
    intents: Vec<Head>,
    held: Vec<Head>,
    attendees: Vec<Head>,
    person_times: Vec<Head>,
    projects: Vec<Head>,
}

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
    let (sums, heads) = api
        .database
        .read(&service, async |connection| {
            let sums = store::standings::sums(connection, year).await?;
            let Some(cut) = cut else {
                return Ok((sums, Heads::default()));
            };
            let heads = Heads {
                tenants: store::counted::heads::<Stay>(connection, cut).await?,
                bases: store::counted::heads::<Base>(connection, cut).await?,
                outcomes: store::counted::heads::<Outcome>(connection, cut).await?,
                intents: store::counted::heads::<Intent>(connection, cut).await?,
                held: store::counted::heads::<Held>(connection, cut).await?,
                attendees: store::counted::heads::<Attendees>(connection, cut).await?,
                person_times: store::counted::heads::<PersonTimes>(connection, cut).await?,
                projects: store::counted::heads::<Submitted>(connection, cut).await?,
            };
            Ok::<_, Error>((sums, heads))
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
            Code::K7 => counts(&heads.tenants),
            Code::K9 => counts(&heads.bases),
            Code::K10 => counts(&heads.outcomes),
            Code::K10i => counts(&heads.intents),
            Code::K10e => counts(&heads.held),
            Code::K10a => counts(&heads.attendees),
            Code::K10t => counts(&heads.person_times),
            Code::K10p => counts(&heads.projects),
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
