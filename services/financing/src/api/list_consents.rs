//! Consents of one application, or all the caller may read, newest first.
use chrono::NaiveDate;
use kezhuan_auth::Caller;
use kezhuan_protocol::financing::v1::{ListConsentsRequest, ListConsentsResponse};
use kezhuan_rpc::filter::{self, Term};
use kezhuan_rpc::page;

use super::names::APPLICATIONS;
use super::{FinancingApi, convert};
use crate::domain::data_card::ConsentKind;
use crate::error::{DOMAIN, Error};
use crate::store::consents::{self, Filter};

const TERMS: &str = "kind=\"…\", in_force=true";

pub async fn handle(
    api: FinancingApi,
    caller: Caller,
    input: ListConsentsRequest,
) -> Result<ListConsentsResponse, Error> {
    let (size, after) = (
        page::size(input.page_size)?,
        page::start(&input.page_token)?,
    );
    let filter = filter(&input, api.clock.today())?;
    let read = api.database.read(&caller, async |connection| {
        consents::list(connection, &filter, after, size).await
    });
    let mut rows = read.await?;
    let next_page_token = page::cut(&mut rows, size, |row| (row.create_time, row.consent.id));
    let told = rows
        .iter()
        .map(|row| convert::consent::consent(&row.consent));
    Ok(ListConsentsResponse {
        consents: told.collect(),
        next_page_token,
    })
}

fn filter(input: &ListConsentsRequest, today: NaiveDate) -> Result<Filter, Error> {
    let mut filter: Filter = filter::read(DOMAIN, &input.filter, TERMS, |filter, term| {
        take(filter, term, today)
    })?;
    if !input.application.is_empty() {
        filter.application = Some(APPLICATIONS.parse_field("application", &input.application)?);
    }
    Ok(filter)
}

fn take(filter: &mut Filter, term: Term<'_>, today: NaiveDate) -> Option<()> {
    let value = term.value;
    match (term.name, term.operator) {
        ("kind", "=") => filter.kind = Some(ConsentKind::parse(&value)?.as_str().to_owned()),
        ("in_force", "=") => filter.in_force = Some((today, value.parse().ok()?)),
        _ => return None,
    }
    Some(())
}
