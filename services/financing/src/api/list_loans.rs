//! The loans the caller may read, newest first unless order_by says otherwise.
use std::collections::HashMap;

use kezhuan_auth::Caller;
use kezhuan_protocol::financing::v1::{ListLoansRequest, ListLoansResponse};
use kezhuan_rpc::filter::{self, Term};
use kezhuan_rpc::page;
use uuid::Uuid;

use super::FinancingApi;
use super::convert::loan::Telling;
use super::names::PLEDGES;
use crate::domain::loan::State;
use crate::domain::product::{Mode, ProductKind};
use crate::error::{DOMAIN, Error};
use crate::store::compensations;
use crate::store::listing::SortedPlace;
use crate::store::loans::{self, Filter, Order, SortKey};

const TERMS: &str = "state=\"…\", bank=\"…\", borrower=\"…\", product=\"…\", pledge=\"pledges/{uuid}\", \
                     due_on<=\"YYYY-MM-DD\", maturity<=\"YYYY-MM-DD\", tenant=\"…\", mode=\"…\", pool_filed=true, \
                     unfiled_since<=\"YYYY-MM-DD\", overdue_since<=\"YYYY-MM-DD\"";
const ORDERS: [(&str, SortKey); 4] = [
    ("create_time", SortKey::CreateTime),
    ("maturity", SortKey::Maturity),
    ("due_on", SortKey::DueOn),
    ("overdue_since", SortKey::OverdueSince),
];
const NEWEST_FIRST: Order = Order {
    key: SortKey::CreateTime,
    descending: true,
};

pub async fn handle(
    api: FinancingApi,
    caller: Caller,
    input: ListLoansRequest,
) -> Result<ListLoansResponse, Error> {
    let size = page::size(input.page_size)?;
    let after: Option<SortedPlace> = page::start(&input.page_token)?;
    let filter: Filter = filter::read(DOMAIN, &input.filter, TERMS, take)?;
    let order = page::order(DOMAIN, &input.order_by, &ORDERS, NEWEST_FIRST)?;
    let read = api.database.read(&caller, async |connection| {
        let rows = loans::list(connection, &filter, order, after.as_ref(), size).await?;
        let ids: Vec<Uuid> = rows.iter().map(|row| row.body.id).collect();
        let claims = compensations::of_loans(connection, &ids).await?;
        Ok::<_, Error>((rows, claims))
    });
    let (mut rows, claims) = read.await?;
    let next_page_token = page::cut(&mut rows, size, |row| order.key.place(row));
    let claims: HashMap<Uuid, Uuid> = claims.into_iter().collect();
    let telling = Telling::to(&caller, &api);
    let loans = rows
        .iter()
        .map(|row| telling.message(row, claims.get(&row.body.id).copied()));
    Ok(ListLoansResponse {
        loans: loans.collect(),
        next_page_token,
    })
}

fn take(filter: &mut Filter, term: Term<'_>) -> Option<()> {
    let value = term.value;
    match (term.name, term.operator) {
        ("state", "=") => filter.state = Some(State::parse(&value)?.as_str().to_owned()),
        ("bank", "=") => filter.bank = Some(value),
        ("borrower", "=") => filter.borrower = Some(value),
        ("product", "=") => {
            filter.product = Some(ProductKind::parse(&value)?.as_str().to_owned());
        }
        ("pledge", "=") => filter.pledge = Some(PLEDGES.parse(&value).ok()?),
        ("due_on", "<=") => filter.due_to = Some(value.parse().ok()?),
        ("maturity", "<=") => filter.maturity_to = Some(value.parse().ok()?),
        ("tenant", "=") => filter.tenant = Some(value),
        ("mode", "=") => filter.mode = Some(Mode::parse(&value)?.as_str().to_owned()),
        ("pool_filed", "=") => filter.filed = Some(value.parse().ok()?),
        ("unfiled_since", "<=") => filter.unfiled_since = Some(value.parse().ok()?),
        ("overdue_since", "<=") => filter.overdue_since_to = Some(value.parse().ok()?),
        _ => return None,
    }
    Some(())
}
