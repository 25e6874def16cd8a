//! Demonstrations the caller may read, newest first unless order_by says otherwise.
use kezhuan_auth::Caller;
use kezhuan_cases::listing::SortedPlace;
use kezhuan_protocol::agriculture::v1::{ListDemonstrationsRequest, ListDemonstrationsResponse};
use kezhuan_rpc::filter::{self, Term};
use kezhuan_rpc::page;

use super::names::{BASES, VARIETIES};
use super::{AgricultureApi, convert};
use crate::domain::demonstration::State;
use crate::domain::season::Season;
use crate::error::{DOMAIN, Error};
use crate::store::demonstrations::{self, Filter, Planned};

const TERMS: &str = "state=\"…\", base=\"bases/…\", season=\"2025-E\", crop=\"…\", variety=\"varieties/…\", operator=\"…\", \
                     tenant=\"…\"";
const ORDERS: [(&str, Planned); 1] = [("create_time", Planned)];
const NEWEST_FIRST: page::Order<Planned> = page::Order {
    key: Planned,
    descending: true,
};

pub async fn handle(
    api: AgricultureApi,
    caller: Caller,
    input: ListDemonstrationsRequest,
) -> Result<ListDemonstrationsResponse, Error> {
    let size = page::size(input.page_size)?;
    let after: Option<SortedPlace> = page::start(&input.page_token)?;
    let filter: Filter = filter::read(DOMAIN, &input.filter, TERMS, take)?;
    let order = page::order(DOMAIN, &input.order_by, &ORDERS, NEWEST_FIRST)?;
    let read = api.database.read(&caller, async |connection| {
        demonstrations::list(connection, &filter, order, after.as_ref(), size).await
    });
    let mut rows = read.await?;
    let next_page_token = page::cut(&mut rows, size, |last| SortedPlace {
        create_time: last.create_time,
        day: None,
        id: last.body.id,
    });
    Ok(ListDemonstrationsResponse {
        demonstrations: rows
            .iter()
            .map(|row| convert::demonstration::answer(row, &caller))
            .collect(),
        next_page_token,
    })
}

fn take(filter: &mut Filter, term: Term<'_>) -> Option<()> {
    let value = term.value;
    match (term.name, term.operator) {
        ("state", "=") => filter.state = Some(State::parse(&value)?.as_str().to_owned()),
        ("base", "=") => filter.base = Some(BASES.parse(&value).ok()?),
        ("season", "=") => filter.season = Some(Season::parse(&value)?.to_string()),
        ("crop", "=") => filter.crop = Some(value),
        ("variety", "=") => filter.variety = Some(VARIETIES.parse(&value).ok()?),
        ("operator", "=") => filter.operator = Some(value),
        ("tenant", "=") => filter.tenant = Some(value),
        _ => return None,
    }
    Some(())
}
