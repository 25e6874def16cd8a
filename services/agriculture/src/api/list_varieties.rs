//! Varieties the caller may read, newest first unless order_by says otherwise.
use kezhuan_auth::Caller;
use kezhuan_cases::listing::SortedPlace;
use kezhuan_protocol::agriculture::v1::{ListVarietiesRequest, ListVarietiesResponse};
use kezhuan_rpc::filter::{self, Term};
use kezhuan_rpc::page;

use super::{AgricultureApi, convert};
use crate::domain::variety::State;
use crate::error::{DOMAIN, Error};
use crate::store::varieties::{self, Entered, Filter};

const TERMS: &str = "state=\"…\", crop=\"…\", owner=\"…\", title=\"…\", tenant=\"…\"";
const ORDERS: [(&str, Entered); 1] = [("create_time", Entered)];
const NEWEST_FIRST: page::Order<Entered> = page::Order {
    key: Entered,
    descending: true,
};

pub async fn handle(
    api: AgricultureApi,
    caller: Caller,
    input: ListVarietiesRequest,
) -> Result<ListVarietiesResponse, Error> {
    let size = page::size(input.page_size)?;
    let after: Option<SortedPlace> = page::start(&input.page_token)?;
    let filter: Filter = filter::read(DOMAIN, &input.filter, TERMS, take)?;
    let order = page::order(DOMAIN, &input.order_by, &ORDERS, NEWEST_FIRST)?;
    let read = api.database.read(&caller, async |connection| {
        varieties::list(connection, &filter, order, after.as_ref(), size).await
    });
    let mut rows = read.await?;
    let next_page_token = page::cut(&mut rows, size, |last| SortedPlace {
        create_time: last.create_time,
        day: None,
        id: last.body.id,
    });
    Ok(ListVarietiesResponse {
        varieties: rows.iter().map(convert::variety::answer).collect(),
        next_page_token,
    })
}

fn take(filter: &mut Filter, term: Term<'_>) -> Option<()> {
    let value = term.value;
    match (term.name, term.operator) {
        ("state", "=") => filter.state = Some(State::parse(&value)?.as_str().to_owned()),
        ("crop", "=") => filter.crop = Some(value),
        ("owner", "=") => filter.owner = Some(value),
        ("title", "=") => filter.title = Some(value),
        ("tenant", "=") => filter.tenant = Some(value),
        _ => return None,
    }
    Some(())
}
