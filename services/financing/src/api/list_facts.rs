//! Everything known of an enterprise: of the caller's own, or of one that an auditor names.
use kezhuan_auth::{Caller, Role};
use kezhuan_protocol::financing::v1::{ListFactsRequest, ListFactsResponse};
use kezhuan_rpc::filter::{self, Term};
use kezhuan_rpc::page;

use super::{FinancingApi, convert};
use crate::domain::data_card::FieldKind;
use crate::error::{DOMAIN, Error};
use crate::store::facts::{self, Filter};

const TERMS: &str = "kind=\"…\", source=\"…\"";

pub async fn handle(
    api: FinancingApi,
    caller: Caller,
    input: ListFactsRequest,
) -> Result<ListFactsResponse, Error> {
    let (size, after) = (
        page::size(input.page_size)?,
        page::start(&input.page_token)?,
    );
    let filter: Filter = filter::read(DOMAIN, &input.filter, TERMS, take)?;
    let enterprise = enterprise_of(&caller, &input.enterprise)?;
    let read = api.database.read(&caller, async |connection| {
        facts::list(connection, enterprise, &filter, after, size).await
    });
    let mut rows = read.await?;
    let next_page_token = page::cut(&mut rows, size, |row| {
        let source = &row.source;
        let kind = row.kind.as_str().to_owned();
        (kind, source.name.clone(), source.reference.clone())
    });
    let told = rows
        .iter()
        .map(|row| convert::consent::fact(enterprise, row));
    Ok(ListFactsResponse {
        facts: told.collect(),
        next_page_token,
    })
}

fn enterprise_of<'a>(caller: &'a Caller, given: &'a str) -> Result<&'a str, Error> {
    match given {
        "" => Ok(caller.organisation.as_str()),
        own if own == caller.organisation || caller.has(Role::Auditor) => Ok(given),
        _ => Err(Error::NotFound {
            zh: "企业",
            en: "enterprise",
            name: given.to_owned(),
        }),
    }
}

fn take(filter: &mut Filter, term: Term<'_>) -> Option<()> {
    let value = term.value;
    match (term.name, term.operator) {
        ("kind", "=") => filter.kind = Some(FieldKind::parse(&value)?.as_str().to_owned()),
        ("source", "=") => filter.source = Some(value),
        _ => return None,
    }
    Some(())
}
