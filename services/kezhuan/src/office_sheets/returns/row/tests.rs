//! Rows of returns: good ones, each kind of bad one, and what an exported table states when it comes back.
use std::ops::ControlFlow;

use kezhuan_protocol::incubation::v1::{TorchReturn, torch_return};

use super::*;
use crate::office_sheets::returns::{export, filing};
use crate::sheet_import::table::{self, Step};
use crate::sheet_import::template::{self, FileKind};

const GOOD: &[(&str, &str)] = &[
    ("报表", "torchReturns/0197b1c2-0000-7000-8000-000000000001"),
    ("运营机构性质", "民营企业"),
    ("孵化器总收入 income in all(千元)", "4,200.5"),
    ("净利润(千元)", "-12.34567"),
    ("area_total (m²)", "12345.6"),
    ("年末在孵企业", "50"),
    ("差异说明", "含未登记的场地"),
];

fn read_with(changes: &[(&str, Cell)]) -> Result<Entry, Vec<Problem>> {
    let headers: Vec<Cell> = GOOD
        .iter()
        .map(|(header, _)| Cell::of_text(header))
        .collect();
    let mut cells: Vec<Cell> = GOOD.iter().map(|(_, text)| Cell::of_text(text)).collect();
    for (header, cell) in changes {
        let at = GOOD.iter().position(|(known, _)| known == header);
        cells[at.expect("a column")] = cell.clone();
    }
    let columns = Arc::new(Columns::read(sheet(), &headers).expect("headers"));
    read(&columns, &cells)
}

#[test]
fn figures_are_kept_exactly_in_fen_and_hundredths() {
    let entry = read_with(&[]).expect("good");
    assert_eq!(entry.profile.nature, "PRIVATE_ENTERPRISE");
    assert_eq!(
        entry.figures,
        [
            (Figure::IncomeTotal, 420_050_000),
            (Figure::NetProfit, -1_234_567),
            (Figure::AreaTotal, 1_234_560),
            (Figure::Tenants, 50),
        ]
    );
}

#[test]
fn each_bad_cell_is_named_with_its_problem() {
    let text = Cell::of_text;
    for (header, cell, code) in [
        ("报表", Cell::Empty, "REQUIRED"),
        ("运营机构性质", text("外资"), "NOT_IN_LIST"),
        (
            "孵化器总收入 income in all(千元)",
            text("-1"),
            "AMOUNT_NEGATIVE",
        ),
        (
            "孵化器总收入 income in all(千元)",
            text("0.000001"),
            "AMOUNT_BELOW_FEN",
        ),
        ("净利润(千元)", text("亏损"), "AMOUNT_FORMAT"),
        ("area_total (m²)", text("1.005"), "NUMBER_TOO_FINE"),
        ("年末在孵企业", text("50.5"), "NUMBER_TOO_FINE"),
        (
            "年末在孵企业",
            Cell::Broken("#REF!".to_owned()),
            "BROKEN_FORMULA",
        ),
    ] {
        let problems = read_with(&[(header, cell)]).expect_err(code);
        assert_eq!(problems.len(), 1, "{header}: {problems:?}");
        assert_eq!(
            (problems[0].field.as_str(), problems[0].code.as_str()),
            (header, code)
        );
    }
}

fn cell(figure: Figure, value: i64) -> torch_return::Cell {
    torch_return::Cell {
        field: figure.as_str().to_owned(),
        value: Some(value),
        reported: figure.reported(value),
        ..torch_return::Cell::default()
    }
}

#[test]
fn only_what_the_return_does_not_say_is_stated() {
    let entry = read_with(&[]).expect("good");
    let found = TorchReturn {
        cells: vec![
            cell(Figure::IncomeTotal, 420_050_000),
            cell(Figure::AreaTotal, 1_234_500),
            cell(Figure::Tenants, 50),
        ],
        ..TorchReturn::default()
    };
    let stated: Vec<_> = filing::statements(&entry, &found)
        .into_iter()
        .map(|statement| (statement.field, statement.value, statement.reason))
        .collect();
    let reason = "含未登记的场地".to_owned();
    assert_eq!(
        stated,
        [
            ("NET_PROFIT".to_owned(), Some(-1_234_567), reason.clone()),
            ("AREA_TOTAL".to_owned(), Some(1_234_560), reason),
        ]
    );
}

#[test]
fn an_exported_table_that_comes_back_unchanged_states_nothing() {
    let found = TorchReturn {
        name: "torchReturns/0197b1c2-0000-7000-8000-000000000001".to_owned(),
        carrier_name: "江门示例孵化器".to_owned(),
        year: 2025,
        profile: Some(torch_return::Profile {
            nature: "COLLEGE_RUN".to_owned(),
            operation: "GENERAL".to_owned(),
            founded_on: "2015-06-01".to_owned(),
        }),
        // Neither is a whole number of thousand yuan.
        cells: vec![
            cell(Figure::IncomeTotal, 149_999),
            cell(Figure::NetProfit, -150_001),
            cell(Figure::AreaTotal, 1_234_567),
            cell(Figure::Tenants, 50),
        ],
        ..TorchReturn::default()
    };
    let folder = tempfile::tempdir().expect("a folder");
    for (name, kind) in [("t.xlsx", FileKind::Xlsx), ("t.csv", FileKind::Csv)] {
        let path = folder.path().join(name);
        template::write(&path, kind, sheet(), &[export::of_return(&found)]).expect("written");
        let (mut columns, mut entries) = (None, Vec::new());
        table::read(&path, sheet(), |step| {
            match step {
                Step::Columns { columns: read, .. } => columns = Some(Arc::new(read)),
                Step::Row(row) => {
                    let columns = columns.as_ref().expect("headers first");
                    entries.push(read(columns, &row.cells).expect("good"));
                }
            }
            ControlFlow::Continue(())
        })
        .expect("read");
        let [entry] = &entries[..] else {
            panic!("{name}: {entries:?}");
        };
        assert_eq!(entry.name, found.name);
        assert_eq!(Some(&entry.profile), found.profile.as_ref());
        assert_eq!(entry.figures.len(), 4, "{name}");
        assert!(filing::statements(entry, &found).is_empty(), "{name}");
    }
}
