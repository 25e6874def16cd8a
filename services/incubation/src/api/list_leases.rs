//! The leases the caller may read, newest first unless order_by says otherwise.
use kezhuan_auth::Caller;
use kezhuan_protocol::incubation::v1::{ListLeasesRequest, ListLeasesResponse};
use kezhuan_rpc::filter::{self, Term};
use kezhuan_rpc::page;

use super::names::{CARRIERS, TENANCIES, UNITS};
use super::{IncubationApi, convert};
use crate::domain::lease::State;
use crate::error::{DOMAIN, Error};
use crate::store::leases::{self, Filter, Order, SortKey};
use crate::store::listing::SortedPlace;

const TERMS: &str = "carrier=\"carriers/{uuid}\", unit=\"units/{uuid}\", tenancy=\"tenancies/{uuid}\", state=\"…\", \
                     lessee=\"…\", tenant=\"…\", ends_on<=\"YYYY-MM-DD\"";
const ORDERS: [(&str, SortKey); 3] = [
    ("create_time", SortKey::CreateTime),
    ("starts_on", SortKey::StartsOn),
    ("ends_on", SortKey::EndsOn),
];
const NEWEST_FIRST: Order = Order {
    key: SortKey::CreateTime,
    descending: true,
};

pub async fn handle(
    api: IncubationApi,
    caller: Caller,
    input: ListLeasesRequest,
) -> Result<ListLeasesResponse, Error> {
    let size = page::size(input.page_size)?;
    let after: Option<SortedPlace> = page::start(&input.page_token)?;
    let filter: Filter = filter::read(DOMAIN, &input.filter, TERMS, take)?;
    let order = page::order(DOMAIN, &input.order_by, &ORDERS, NEWEST_FIRST)?;
    let read = api.database.read(&caller, async |connection| {
        leases::list(connection, &filter, order, after.as_ref(), size).await
    });
    let mut rows = read.await?;
    let next_page_token = page::cut(&mut rows, size, |row| order.key.place(row));
    let leases = rows.iter().map(|row| convert::lease::message(row, &caller));
    Ok(ListLeasesResponse {
        leases: leases.collect(),
        next_page_token,
    })
}

fn take(filter: &mut Filter, term: Term<'_>) -> Option<()> {
    let value = term.value;
    match (term.name, term.operator) {
        ("carrier", "=") => filter.carrier = Some(CARRIERS.parse(&value).ok()?),
        ("unit", "=") => filter.unit = Some(UNITS.parse(&value).ok()?),
        ("tenancy", "=") => filter.tenancy = Some(TENANCIES.parse(&value).ok()?),
        ("state", "=") => filter.state = Some(State::parse(&value)?.as_str().to_owned()),
        ("lessee", "=") => filter.lessee = Some(value),
        ("tenant", "=") => filter.tenant = Some(value),
        ("ends_on", "<=") => filter.ends_to = Some(value.parse().ok()?),
        _ => return None,
    }
    Some(())
}
