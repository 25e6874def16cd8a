//! What was awarded, newest first.
use kezhuan_auth::Caller;
use kezhuan_cases::listing::SortedPlace;
use kezhuan_protocol::events::v1::{
    ListExcellentAchievementsRequest, ListExcellentAchievementsResponse,
};
use kezhuan_rpc::filter::{self, Term};
use kezhuan_rpc::page;

use super::names::AWARD_ROUNDS;
use super::{EventsApi, convert};
use crate::domain::award_mean::Band;
use crate::error::{DOMAIN, Error};
use crate::store::excellent_achievements::{self, Filter};

const TERMS: &str = "round=\"awardRounds/…\", band=\"…\", revoked=\"true|false\"";

pub async fn handle(
    api: EventsApi,
    caller: Caller,
    input: ListExcellentAchievementsRequest,
) -> Result<ListExcellentAchievementsResponse, Error> {
    let size = page::size(input.page_size)?;
    let after: Option<SortedPlace> = page::start(&input.page_token)?;
    let filter: Filter = filter::read(DOMAIN, &input.filter, TERMS, take)?;
    let read = api.database.read(&caller, async |connection| {
        excellent_achievements::list(connection, &filter, after.as_ref(), size).await
    });
    let mut rows = read.await?;
    let next_page_token = page::cut(&mut rows, size, |row| SortedPlace {
        create_time: row.create_time,
        day: None,
        id: row.body.id,
    });
    let listed = rows
        .iter()
        .map(|row| convert::nomination_part::achievement(&row.body));
    Ok(ListExcellentAchievementsResponse {
        excellent_achievements: listed.collect(),
        next_page_token,
    })
}

fn take(filter: &mut Filter, term: Term<'_>) -> Option<()> {
    let value = term.value;
    match (term.name, term.operator) {
        ("round", "=") => filter.round = Some(AWARD_ROUNDS.parse(&value).ok()?),
        ("band", "=") => filter.band = Some(Band::parse(&value)?.as_str().to_owned()),
        ("revoked", "=") => filter.revoked = Some(value.parse().ok()?),
        _ => return None,
    }
    Some(())
}
