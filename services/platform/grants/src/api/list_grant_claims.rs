//! The grant claims that the caller may read, newest first.
use kezhuan_auth::Caller;
use kezhuan_protocol::grants::v1::{ListGrantClaimsRequest, ListGrantClaimsResponse};
use kezhuan_rpc::filter::{self, Term};
use kezhuan_rpc::page;

use super::{Grants, convert};
use crate::domain::State;
use crate::store::claims::{self, Filter};
use crate::{Benefits, Error};

const TERMS: &str = "state=\"…\", programme=\"…\", claimant=\"…\", tenant=\"…\", subject=\"…\", year=…, \
                     notice_ends_on<=\"…\"";

pub async fn handle<B: Benefits>(
    grants: Grants<B>,
    caller: Caller,
    input: ListGrantClaimsRequest,
) -> Result<ListGrantClaimsResponse, Error> {
    let (size, after) = (
        page::size(input.page_size)?,
        page::start(&input.page_token)?,
    );
    let filter: Filter = filter::read(B::DOMAIN, &input.filter, TERMS, take)?;
    let read = grants.database.read(&caller, async |connection| {
        claims::list(connection, &filter, after, size).await
    });
    let mut rows = read.await?;
    let next_page_token = page::cut(&mut rows, size, |row| (row.create_time, row.body.id));
    let told = rows.iter().map(|row| convert::claim::message(row, &caller));
    Ok(ListGrantClaimsResponse {
        grant_claims: told.collect(),
        next_page_token,
    })
}

fn take(filter: &mut Filter, term: Term<'_>) -> Option<()> {
    let value = term.value;
    match (term.name, term.operator) {
        ("state", "=") => filter.state = Some(State::parse(&value)?.as_str().to_owned()),
        ("programme", "=") => filter.programme = Some(value),
        ("claimant", "=") => filter.claimant = Some(value),
        ("tenant", "=") => filter.tenant = Some(value),
        ("subject", "=") => filter.subject = Some(value),
        ("year", "=") => filter.year = Some(value.parse().ok()?),
        ("notice_ends_on", "<=") => filter.notice_ends_to = Some(value.parse().ok()?),
        _ => return None,
    }
    Some(())
}
