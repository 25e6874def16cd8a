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
    read(&columns, &cells).1
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

fn explained(cell: torch_return::Cell, reason: &str) -> torch_return::Cell {
    torch_return::Cell {
        reason: reason.to_owned(),
        ..cell
    }
}

#[test]
fn a_return_stands_once_and_a_row_with_other_problems_is_told_so_too() {
    let headers = ["报表", "年末在孵企业", "年初在孵企业"].map(Cell::of_text);
    let columns = Arc::new(Columns::read(sheet(), &headers).expect("headers"));
    let mut entries = Entries::default();
    let mut codes = |number: u64, name: &str, tenants: &str| {
        let row = Row {
            number,
            cells: [name, tenants].map(Cell::of_text).to_vec(),
            done: number,
        };
        let parcel = entries.row(&columns, row).expect("a parcel");
        let findings = parcel.findings.into_iter();
        let problems = findings.flat_map(|finding| finding.problems);
        problems.map(|problem| problem.code).collect::<Vec<_>>()
    };
    assert_eq!(codes(2, "torchReturns/1", "many"), ["NUMBER_FORMAT"]);
    assert_eq!(codes(3, "torchReturns/1", "5"), ["REPEATED_ROW"]);
    let both = ["NUMBER_FORMAT", "REPEATED_ROW"];
    assert_eq!(codes(4, "torchReturns/1", "few"), both);
    assert!(codes(5, "torchReturns/2", "5").is_empty());
}

#[test]
fn a_return_of_another_carrier_names_who_fills_it_in() {
    let entry = read_with(&[]).expect("good");
    let told = filing::of_another(&entry, "park");
    assert_eq!((told.field.as_str(), told.value), ("报表", entry.name));
    for text in [
        told.problem.zh,
        told.problem.en,
        told.remedy.zh,
        told.remedy.en,
    ] {
        assert!(text.contains("park"), "{text}");
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
            explained(cell(Figure::AreaTotal, 1_234_567), "含未登记的场地"),
            explained(cell(Figure::Tenants, 50), "含未登记的企业"),
            explained(cell(Figure::Mentors, 3), "含未登记的企业"),
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
                    entries.push(read(columns, &row.cells).1.expect("good"));
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
        assert_eq!(entry.figures.len(), 5, "{name}");
        assert_eq!(entry.reason, "含未登记的场地；含未登记的企业", "{name}");
        assert!(filing::statements(entry, &found).is_empty(), "{name}");
    }
}
