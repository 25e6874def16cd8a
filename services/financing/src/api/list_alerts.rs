//! What bank and enterprise were told, newest first.
use kezhuan_auth::Caller;
use kezhuan_protocol::financing::v1::{ListAlertsRequest, ListAlertsResponse};
use kezhuan_rpc::filter::{self, Term};
use kezhuan_rpc::page;

use super::names::ASSETS;
use super::{FinancingApi, convert};
use crate::domain::asset::AlertKind;
use crate::error::{DOMAIN, Error};
use crate::store::alerts::{self, Filter};

const TERMS: &str = "kind=\"…\", asset=\"assets/…\", owner=\"…\", bank=\"…\", raised_on>=\"YYYY-MM-DD\", \
                     raised_on<=\"YYYY-MM-DD\", about<=\"YYYY-MM-DD\"";

pub async fn handle(
    api: FinancingApi,
    caller: Caller,
    input: ListAlertsRequest,
) -> Result<ListAlertsResponse, Error> {
    let (size, after) = (
        page::size(input.page_size)?,
        page::start(&input.page_token)?,
    );
    let filter: Filter = filter::read(DOMAIN, &input.filter, TERMS, take)?;
    let read = api.database.read(&caller, async |connection| {
        alerts::list(connection, &filter, after, size).await
    });
    let mut rows = read.await?;
    let next_page_token = page::cut(&mut rows, size, |row| (row.create_time, row.id));
    Ok(ListAlertsResponse {
        alerts: rows.iter().map(convert::alert::message).collect(),
        next_page_token,
    })
}

fn take(filter: &mut Filter, term: Term<'_>) -> Option<()> {
    let value = term.value;
    match (term.name, term.operator) {
        ("kind", "=") => filter.kind = Some(AlertKind::parse(&value)?.as_str().to_owned()),
        ("asset", "=") => filter.asset = Some(ASSETS.parse(&value).ok()?),
        ("owner", "=") => filter.owner = Some(value),
        ("bank", "=") => filter.bank = Some(value),
        ("raised_on", ">=") => filter.raised_from = Some(value.parse().ok()?),
        ("raised_on", "<=") => filter.raised_to = Some(value.parse().ok()?),
        ("about", "<=") => filter.about_to = Some(value.parse().ok()?),
        _ => return None,
    }
    Some(())
}
