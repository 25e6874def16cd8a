//! Assessments of the bases the caller may read, newest first.
use kezhuan_auth::Caller;
use kezhuan_cases::reader::is_of_authority;
use kezhuan_protocol::agriculture::v1::{ListAssessmentsRequest, ListAssessmentsResponse};
use kezhuan_rpc::filter::{self, Term};
use kezhuan_rpc::page;

use super::names::BASES;
use super::{AgricultureApi, convert};
use crate::domain::score::Grade;
use crate::error::{DOMAIN, Error};
use crate::store::assessments::{self, Filter, Place};

const TERMS: &str = "year=2026, grade=\"…\", tenant=\"…\"";

pub async fn handle(
    api: AgricultureApi,
    caller: Caller,
    input: ListAssessmentsRequest,
) -> Result<ListAssessmentsResponse, Error> {
    let size = page::size(input.page_size)?;
    let after: Option<Place> = page::start(&input.page_token)?;
    let mut filter: Filter = filter::read(DOMAIN, &input.filter, TERMS, take)?;
    if !input.base.is_empty() {
        filter.base = Some(BASES.parse_field("base", &input.base)?);
    }
    let read = api.database.read(&caller, async |connection| {
        assessments::list(connection, &filter, after.as_ref(), size).await
    });
    let mut rows = read.await?;
    let next_page_token = page::cut(&mut rows, size, |row| Place {
        create_time: row.create_time,
        base: row.base_id,
        place: row.place,
    });
    let told = |row: &assessments::Assessed| {
        let to_authority = is_of_authority(&caller, &row.tenant);
        convert::assessment::message(row.base_id, &row.body, to_authority)
    };
    Ok(ListAssessmentsResponse {
        assessments: rows.iter().map(told).collect(),
        next_page_token,
    })
}

fn take(filter: &mut Filter, term: Term<'_>) -> Option<()> {
    let value = term.value;
    match (term.name, term.operator) {
        ("year", "=") => filter.year = Some(value.parse().ok()?),
        ("grade", "=") => filter.grade = Some(Grade::parse(&value)?.as_str().to_owned()),
        ("tenant", "=") => filter.tenant = Some(value),
        _ => return None,
    }
    Some(())
}
