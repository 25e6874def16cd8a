//! Returns as the table they are filled in: of a year as it is handed on, or some of them to be filled.
use std::collections::{BTreeMap, BTreeSet};

use kezhuan_protocol::incubation::v1::torch_return::{Profile, State};
use kezhuan_protocol::incubation::v1::{
    ExportReturnsRequest, GetReturnRequest, ListReturnFieldsRequest, ListReturnsRequest, ReturnRow,
    TorchReturn,
};

use super::columns::{natures, operations, sheet, states};
use crate::office_sheets::{PAGE_SIZE, cells, day, pages, place};
use crate::refusal;
use crate::sheet_import::cell::Cell;
use crate::suite::Session;

/// The returns of a year that the session's person may read.
pub async fn export(
    session: &Session,
    year: i32,
    accepted_only: bool,
) -> anyhow::Result<Vec<Vec<Cell>>> {
    let mut client = session.incubation()?;
    let fields = client.list_return_fields(ListReturnFieldsRequest {}).await;
    let fields = fields.map_err(refusal::readable)?.into_inner().fields;
    let codes: Vec<String> = fields.into_iter().map(|field| field.code).collect();
    let request = ExportReturnsRequest {
        year,
        tenant: String::new(),
        accepted_only,
    };
    let exported = client.export_returns(request).await;
    let mut exported = exported.map_err(refusal::readable)?.into_inner();
    let reasons = reasons(session, year).await?;
    let mut rows = Vec::new();
    while let Some(row) = exported.message().await.map_err(refusal::readable)? {
        let reason = reasons.get(&row.torch_return);
        rows.push(of_row(&row, &codes, reason.map_or("", String::as_str)));
    }
    Ok(rows)
}

/// Why the returns of a year differ from what is known, by their names.
async fn reasons(session: &Session, year: i32) -> anyhow::Result<BTreeMap<String, String>> {
    let request = ListReturnsRequest {
        filter: format!("year={year}"),
        page_size: PAGE_SIZE,
        ..ListReturnsRequest::default()
    };
    let returns = pages!(session.incubation(), list_returns, request, torch_returns);
    let reasons = returns.iter().map(|one| (one.name.clone(), reason(one)));
    Ok(reasons.collect())
}

/// Every reason once, in the order of the form: a row has one cell for them all.
fn reason(found: &TorchReturn) -> String {
    let mut seen = BTreeSet::new();
    let reasons = found.cells.iter().map(|cell| cell.reason.trim());
    let reasons: Vec<&str> = reasons
        .filter(|reason| !reason.is_empty() && seen.insert(*reason))
        .collect();
    reasons.join("；")
}

/// These returns as they stand.
pub async fn of_returns(session: &Session, names: &[String]) -> anyhow::Result<Vec<Vec<Cell>>> {
    let mut rows = Vec::new();
    for name in names {
        place::named("--return", "torchReturns", name)?;
        let request = GetReturnRequest { name: name.clone() };
        let found = session.incubation()?.get_return(request).await;
        rows.push(of_return(&found.map_err(refusal::readable)?.into_inner()));
    }
    Ok(rows)
}

/// What stands in front of the figures.
struct Head<'a> {
    name: &'a str,
    carrier_name: &'a str,
    operator: &'a str,
    year: i32,
    state: State,
    profile: Option<&'a Profile>,
    reason: &'a str,
}

/// One return with its figures as they are handed on.
pub fn of_return(found: &TorchReturn) -> Vec<Cell> {
    let reason = reason(found);
    let head = Head {
        name: &found.name,
        carrier_name: &found.carrier_name,
        operator: &found.operator,
        year: found.year,
        state: found.state(),
        profile: found.profile.as_ref(),
        reason: &reason,
    };
    row(&head, |code| {
        let cell = found.cells.iter().find(|cell| cell.field == code);
        cell.map(|cell| cell.reported.as_str())
    })
}

/// One row of an export; `codes` are the fields of its figures, `reason` is why some differ from what is known.
pub fn of_row(exported: &ReturnRow, codes: &[String], reason: &str) -> Vec<Cell> {
    let head = Head {
        name: &exported.torch_return,
        carrier_name: &exported.carrier_name,
        operator: &exported.operator,
        year: exported.year,
        state: exported.state(),
        profile: exported.profile.as_ref(),
        reason,
    };
    row(&head, |code| {
        let at = codes.iter().position(|known| known == code)?;
        exported.figures.get(at).map(String::as_str)
    })
}

fn row<'a>(head: &Head<'_>, figure: impl Fn(&str) -> Option<&'a str>) -> Vec<Cell> {
    let nothing = Profile::default();
    let profile = head.profile.unwrap_or(&nothing);
    cells(sheet(), |en| match en {
        "torch_return" => Cell::of_text(head.name),
        "carrier_name" => Cell::of_text(head.carrier_name),
        "operator" => Cell::of_text(head.operator),
        "year" => Cell::Number(head.year.to_string()),
        "state" => Cell::of_text(&states().word_of(head.state.as_str_name())),
        "nature" => Cell::of_text(&natures().word_of(&profile.nature)),
        "operation" => Cell::of_text(&operations().word_of(&profile.operation)),
        "founded_on" => day(&profile.founded_on),
        "reason" => Cell::of_text(head.reason),
        _ => match figure(&en.to_ascii_uppercase()) {
            None | Some("") => Cell::Empty,
            Some(figure) => Cell::Number(figure.to_owned()),
        },
    })
}
