//! The carriers that the caller may read, newest first unless order_by says otherwise.
use kezhuan_auth::Caller;
use kezhuan_protocol::incubation::v1::{ListCarriersRequest, ListCarriersResponse};
use kezhuan_rpc::filter::{self, Term};
use kezhuan_rpc::page;

use super::{IncubationApi, convert};
use crate::domain::carrier::{Grade, Kind, Regime, State};
use crate::error::{DOMAIN, Error};
use crate::store::carrier_list::{self, Filter, Order, SortKey};
use crate::store::listing::SortedPlace;

const TERMS: &str = "state=\"…\", kind=\"…\", grade=\"…\", regime=\"…\", tenant=\"…\", division=\"…\", operator=\"…\", \
                     remote=true, accredited_on>=\"YYYY-MM-DD\", accredited_on<=\"YYYY-MM-DD\", \
                     rectify_until<=\"YYYY-MM-DD\"";
const ORDERS: [(&str, SortKey); 3] = [
    ("create_time", SortKey::CreateTime),
    ("accredited_on", SortKey::AccreditedOn),
    ("rectify_until", SortKey::RectifyUntil),
];
const NEWEST_FIRST: Order = Order {
    key: SortKey::CreateTime,
    descending: true,
};

pub async fn handle(
    api: IncubationApi,
    caller: Caller,
    input: ListCarriersRequest,
) -> Result<ListCarriersResponse, Error> {
    let size = page::size(input.page_size)?;
    let after: Option<SortedPlace> = page::start(&input.page_token)?;
    let filter: Filter = filter::read(DOMAIN, &input.filter, TERMS, take)?;
    let order = page::order(DOMAIN, &input.order_by, &ORDERS, NEWEST_FIRST)?;
    let read = api.database.read(&caller, async |connection| {
        carrier_list::list(connection, &filter, order, after.as_ref(), size).await
    });
    let mut rows = read.await?;
    let next_page_token = page::cut(&mut rows, size, |row| order.key.place(row));
    let carriers = rows
        .iter()
        .map(|row| convert::carrier::message(row, &caller, None));
    Ok(ListCarriersResponse {
        carriers: carriers.collect(),
        next_page_token,
    })
}

fn take(filter: &mut Filter, term: Term<'_>) -> Option<()> {
    let value = term.value;
    match (term.name, term.operator) {
        ("state", "=") => filter.state = Some(State::parse(&value)?.as_str().to_owned()),
        ("kind", "=") => filter.kind = Some(Kind::parse(&value)?.as_str().to_owned()),
        ("grade", "=") => filter.grade = Some(Grade::parse(&value)?.as_str().to_owned()),
        ("regime", "=") => filter.regime = Some(Regime::parse(&value)?.as_str().to_owned()),
        ("tenant", "=") => filter.tenant = Some(value),
        ("division", "=") => filter.division = Some(value),
        ("operator", "=") => filter.operator = Some(value),
        ("remote", "=") => filter.remote = Some(value.parse().ok()?),
        ("accredited_on", ">=") => filter.accredited_from = Some(value.parse().ok()?),
        ("accredited_on", "<=") => filter.accredited_to = Some(value.parse().ok()?),
        ("rectify_until", "<=") => filter.rectify_to = Some(value.parse().ok()?),
        _ => return None,
    }
    Some(())
}
