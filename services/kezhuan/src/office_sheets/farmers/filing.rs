//! A list of farmers' plots on its way in: the service says of each row what became of it.
use anyhow::Context;
use kezhuan_law::Localized;
use kezhuan_protocol::agriculture::v1::extension::State;
use kezhuan_protocol::agriculture::v1::record_households_response::{
    RowProblem, RowResult, Status,
};
use kezhuan_protocol::agriculture::v1::{
    Extension, GetExtensionRequest, ListExtensionsRequest, RecordHouseholdsRequest,
};
use prost::Message;

use super::columns::sheet;
use super::row::List;
use crate::office_sheets::{Manner, PAGE_SIZE, digest, pages, place, quoted};
use crate::refusal;
use crate::sheet_import::header::Columns;
use crate::sheet_import::{Finding, Problem, Said, ask, problem_of};
use crate::suite::Session;

/// The one extension of a base in a season that still counts.
pub async fn extension_of(session: &Session, base: &str, season: &str) -> anyhow::Result<String> {
    place::base(session, base).await?;
    let season = place::season(season)?;
    let request = ListExtensionsRequest {
        filter: format!("base={} AND season={}", quoted(base), quoted(&season)),
        page_size: PAGE_SIZE,
        ..ListExtensionsRequest::default()
    };
    let mut found: Vec<Extension> =
        pages!(session.agriculture(), list_extensions, request, extensions);
    found.retain(|extension| extension.state() != State::Withdrawn);
    let names: Vec<&str> = found
        .iter()
        .map(|extension| extension.name.as_str())
        .collect();
    match names[..] {
        [name] => Ok(name.to_owned()),
        [] => anyhow::bail!(
            "--base、--season：{base} 在 {season} 没有推广记录 · {base} has no extension in {season}"
        ),
        [..] => anyhow::bail!(
            "该基地本季有多条推广记录，请用 --extension 指定 · {base} has several extensions in {season}, name one with --extension: {}",
            names.join(", ")
        ),
    }
}

/// Records a list; what is wrong with its rows.
pub async fn record(manner: &Manner, extension: &str, list: &List) -> anyhow::Result<Vec<Finding>> {
    let request = GetExtensionRequest {
        name: extension.to_owned(),
    };
    let found = ask!(manner.session.agriculture(), get_extension, request);
    let found = found.map_err(refusal::readable)?;
    let rows = list.rows.iter().map(|(_, row)| row.clone());
    let mut request = RecordHouseholdsRequest {
        name: found.name,
        etag: String::new(),
        request_id: String::new(),
        rows: rows.collect(),
    };
    // With the state it was found in: a plot that was struck in between may be recorded again.
    let parts = ["farmers", &found.etag, &digest(&request.encode_to_vec())];
    request.request_id = manner.request_id(&parts);
    let recorded = ask!(manner.session.agriculture(), record_households, request);
    // What is said of the list as a whole is true of every other list too.
    let results = recorded.map_err(refusal::readable)?.results;
    anyhow::ensure!(
        results.len() == list.rows.len(),
        "服务只答复了 {1} 行中的 {0} 行 · the service answered {0} rows of {1}",
        results.len(),
        list.rows.len()
    );
    let findings = list.rows.iter().zip(&results);
    findings
        .filter_map(|((row, _), result)| finding(*row, result, &list.columns).transpose())
        .collect()
}

fn finding(row: u64, result: &RowResult, columns: &Columns) -> anyhow::Result<Option<Finding>> {
    match Status::try_from(result.status).context("an unknown result of a row")? {
        Status::Entered | Status::Repeated => Ok(None),
        Status::Refused | Status::Unspecified => {
            let problems = result.problems.iter();
            let problems = problems.map(|problem| told(problem, columns)).collect();
            Ok(Some(Finding { row, problems }))
        }
    }
}

/// What the service says of a row, under the office's header.
pub fn told(problem: &RowProblem, columns: &Columns) -> Problem {
    let said = Said {
        path: problem.field.clone(),
        code: problem.reason.clone(),
        text: Localized::new(problem.zh.clone(), problem.en.clone()),
    };
    let field = sheet().at_path(&said.path);
    problem_of(said, columns, field, "")
}
