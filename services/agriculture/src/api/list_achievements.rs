//! Achievements the caller may read, newest first unless order_by says otherwise.
use kezhuan_auth::Caller;
use kezhuan_cases::listing::SortedPlace;
use kezhuan_protocol::agriculture::v1::{ListAchievementsRequest, ListAchievementsResponse};
use kezhuan_rpc::filter::{self, Term};
use kezhuan_rpc::page;

use super::names::BASES;
use super::{AgricultureApi, convert};
use crate::domain::achievement::{Kind, State};
use crate::error::{DOMAIN, Error};
use crate::store::achievements::{self, Filter, Told};

const TERMS: &str = "state=\"…\", kind=\"…\", base=\"bases/…\", operator=\"…\", tenant=\"…\", \
                     happened_on>=\"…\", happened_on<=\"…\"";
const ORDERS: [(&str, Told); 1] = [("create_time", Told)];
const NEWEST_FIRST: page::Order<Told> = page::Order {
    key: Told,
    descending: true,
};

pub async fn handle(
    api: AgricultureApi,
    caller: Caller,
    input: ListAchievementsRequest,
) -> Result<ListAchievementsResponse, Error> {
    let size = page::size(input.page_size)?;
    let after: Option<SortedPlace> = page::start(&input.page_token)?;
    let filter: Filter = filter::read(DOMAIN, &input.filter, TERMS, take)?;
    let order = page::order(DOMAIN, &input.order_by, &ORDERS, NEWEST_FIRST)?;
    let read = api.database.read(&caller, async |connection| {
        achievements::list(connection, &filter, order, after.as_ref(), size).await
    });
    let mut rows = read.await?;
    let next_page_token = page::cut(&mut rows, size, |last| SortedPlace {
        create_time: last.create_time,
        day: None,
        id: last.body.id,
    });
    Ok(ListAchievementsResponse {
        achievements: rows
            .iter()
            .map(|row| convert::achievement::answer(row, &caller))
            .collect(),
        next_page_token,
    })
}

fn take(filter: &mut Filter, term: Term<'_>) -> Option<()> {
    let value = term.value;
    match (term.name, term.operator) {
        ("state", "=") => filter.state = Some(State::parse(&value)?.as_str().to_owned()),
        ("kind", "=") => filter.kind = Some(Kind::parse(&value)?.as_str().to_owned()),
        ("base", "=") => filter.base = Some(BASES.parse(&value).ok()?),
        ("operator", "=") => filter.operator = Some(value),
        ("tenant", "=") => filter.tenant = Some(value),
        ("happened_on", ">=") => filter.happened_from = Some(value.parse().ok()?),
        ("happened_on", "<=") => filter.happened_to = Some(value.parse().ok()?),
        _ => return None,
    }
    Some(())
}
