//! The pledges the caller may read, newest first unless order_by says otherwise.
use std::collections::HashMap;

use chrono::NaiveDate;
use kezhuan_auth::Caller;
use kezhuan_protocol::financing::v1::{ListPledgesRequest, ListPledgesResponse};
use kezhuan_rpc::filter::{self, Term};
use kezhuan_rpc::page;
use uuid::Uuid;

use super::names::{ASSETS, LOANS};
use super::{FinancingApi, convert};
use crate::domain::pledge::State;
use crate::error::{DOMAIN, Error};
use crate::store::pledges::{self, Filter, Order, SortKey};

const TERMS: &str = "state=\"…\", bank=\"…\", borrower=\"…\", pledgor=\"…\", loan=\"loans/…\", asset=\"assets/…\", \
                     answer_due_on<=\"…\", settled_on<=\"…\", debt_end<=\"…\"";
const ORDERS: [(&str, SortKey); 3] = [
    ("create_time", SortKey::CreateTime),
    ("answer_due_on", SortKey::AnswerDueOn),
    ("settled_on", SortKey::SettledOn),
];
const NEWEST_FIRST: Order = Order {
    key: SortKey::CreateTime,
    descending: true,
};

pub async fn handle(
    api: FinancingApi,
    caller: Caller,
    input: ListPledgesRequest,
) -> Result<ListPledgesResponse, Error> {
    let (size, after) = (
        page::size(input.page_size)?,
        page::start(&input.page_token)?,
    );
    let filter: Filter = filter::read(DOMAIN, &input.filter, TERMS, take)?;
    let order = page::order(DOMAIN, &input.order_by, &ORDERS, NEWEST_FIRST)?;
    let read = api.database.read(&caller, async |connection| {
        let rows = pledges::list(connection, &filter, order, after.as_ref(), size).await?;
        let ids: Vec<Uuid> = rows.iter().map(|row| row.body.id).collect();
        let settled = pledges::settled_on(connection, &ids).await?;
        Ok::<_, Error>((rows, settled))
    });
    let (mut rows, settled) = read.await?;
    let settled: HashMap<Uuid, NaiveDate> = settled.into_iter().collect();
    let next_page_token = page::cut(&mut rows, size, |row| {
        order.key.place(row, settled.get(&row.body.id).copied())
    });
    let viewer = api.pledge_viewer(&caller);
    let pledges = rows.iter().map(|row| {
        let settled_on = settled.get(&row.body.id).copied();
        convert::pledge::answer(viewer, row, settled_on)
    });
    Ok(ListPledgesResponse {
        pledges: pledges.collect(),
        next_page_token,
    })
}

fn take(filter: &mut Filter, term: Term<'_>) -> Option<()> {
    let value = term.value;
    match (term.name, term.operator) {
        ("state", "=") => filter.state = Some(State::parse(&value)?.as_str().to_owned()),
        ("bank", "=") => filter.bank = Some(value),
        ("borrower", "=") => filter.borrower = Some(value),
        ("pledgor", "=") => filter.pledgor = Some(value),
        ("loan", "=") => filter.loan = Some(LOANS.parse(&value).ok()?),
        ("asset", "=") => filter.asset = Some(ASSETS.parse(&value).ok()?),
        ("answer_due_on", "<=") => filter.answer_due_to = Some(value.parse().ok()?),
        ("settled_on", "<=") => filter.settled_to = Some(value.parse().ok()?),
        ("debt_end", "<=") => filter.debt_end_to = Some(value.parse().ok()?),
        _ => return None,
    }
    Some(())
}
