//! One return's figures on their way in: those that are what the service has already are not stated again.
use kezhuan_incubation::domain::torch_return::Field as Figure;
use kezhuan_law::Localized;
use kezhuan_protocol::incubation::v1::fill_return_request::Statement;
use kezhuan_protocol::incubation::v1::torch_return::{Cell, Profile};
use kezhuan_protocol::incubation::v1::{FillReturnRequest, GetReturnRequest, TorchReturn};
use prost::Message;
use tonic::Status;

use super::columns::sheet;
use super::row::Entry;
use crate::office_sheets::{Manner, digest};
use crate::sheet_import::{Problem, Said, Stopped, ask, problem_of, said};

/// Fen in a thousand yuan, which exports are rounded to.
const FEN_IN_THOUSAND_YUAN: i64 = 100_000;

/// States what a row says of a return and the service does not have.
pub async fn fill(manner: &Manner, entry: &Entry) -> Result<(), Stopped> {
    let request = GetReturnRequest {
        name: entry.name.clone(),
    };
    let found = ask!(manner.session.incubation(), get_return, request);
    let found = found.map_err(|status| refused(entry, &[], &status))?;
    if found.operator != manner.organisation {
        return Err(Stopped::Row(vec![of_another(entry, &found.operator)]));
    }
    let statements = statements(entry, &found);
    let profile = found.profile.clone().unwrap_or_default();
    if statements.is_empty() && is_told(&entry.profile, &profile) {
        return Ok(());
    }
    let mut request = FillReturnRequest {
        name: found.name,
        etag: String::new(),
        request_id: String::new(),
        profile: Some(entry.profile.clone()),
        statements,
    };
    // With the state it was found in: what is stated again after a change in between is another request.
    let parts = ["return", &found.etag, &digest(&request.encode_to_vec())];
    request.request_id = manner.request_id(&parts);
    let stated: Vec<String> = request
        .statements
        .iter()
        .map(|statement| statement.field.clone())
        .collect();
    let filled = ask!(manner.session.incubation(), fill_return, request);
    filled.map_err(|status| refused(entry, &stated, &status))?;
    Ok(())
}

/// The figures that differ from the return's.
pub fn statements(entry: &Entry, found: &TorchReturn) -> Vec<Statement> {
    let cell = |figure: Figure| {
        let mut cells = found.cells.iter();
        cells.find(|cell| cell.field == figure.as_str())
    };
    let new = entry
        .figures
        .iter()
        .filter(|(figure, value)| !cell(*figure).is_some_and(|cell| says(cell, *figure, *value)));
    new.map(|(figure, value)| Statement {
        field: figure.as_str().to_owned(),
        value: Some(*value),
        reason: entry.reason.clone(),
    })
    .collect()
}

/// Whether a cell says this figure already; a rounded one is what an export showed of it.
fn says(cell: &Cell, figure: Figure, value: i64) -> bool {
    let is_exported = value % FEN_IN_THOUSAND_YUAN == 0 && cell.reported == figure.reported(value);
    cell.value == Some(value) || (cell.value.is_some() && is_exported)
}

/// Whether what is said of the operator is known; an empty member says nothing.
fn is_told(said: &Profile, known: &Profile) -> bool {
    let is_known = |said: &str, known: &str| said.is_empty() || said == known;
    is_known(&said.nature, &known.nature)
        && is_known(&said.operation, &known.operation)
        && is_known(&said.founded_on, &known.founded_on)
}

/// `stated` are the figures' codes, in the order of the request.
fn refused(entry: &Entry, stated: &[String], status: &Status) -> Stopped {
    let problems = said(status)
        .into_iter()
        .map(|said| told(entry, stated, said));
    Stopped::Row(problems.collect())
}

fn told(entry: &Entry, stated: &[String], mut said: Said) -> Problem {
    if let Some(code) = place(&said.path).and_then(|at| stated.get(at)) {
        said.path.clone_from(code);
    }
    let field = sheet().at_path(&said.path);
    problem_of(said, &entry.columns, field, &entry.name)
}

/// A return is filled in by who runs its carrier.
pub fn of_another(entry: &Entry, operator: &str) -> Problem {
    Problem {
        field: entry.header("torch_return"),
        value: entry.name.clone(),
        code: "NOT_YOUR_STEP".to_owned(),
        problem: Localized::new(
            format!("该报表由运营机构 {operator} 填报"),
            format!("{operator} runs the carrier and fills it in"),
        ),
        remedy: Localized::new(
            format!("请以该机构的账号导入：--organisation {operator}"),
            format!("import it as that organisation: --organisation {operator}"),
        ),
    }
}

/// The place in the request that a path such as `statements[3]` names.
fn place(path: &str) -> Option<usize> {
    let (_, rest) = path.split_once("statements[")?;
    rest.split(']').next()?.parse().ok()
}
