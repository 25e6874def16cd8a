//! Rows of farmers: good ones, each kind of bad one, lists, and what an exported table reads as.
use std::ops::ControlFlow;

use kezhuan_protocol::agriculture::v1::ExtensionPlot;
use kezhuan_protocol::agriculture::v1::record_households_response::RowProblem;

use super::*;
use crate::office_sheets::farmers::{columns::sheet, export, filing};
use crate::sheet_import::table::{self, Step};
use crate::sheet_import::template::{self, FileKind};

const GOOD: &[(&str, &str)] = &[
    ("承包方编码", "440783101200010001"),
    ("户主", "李大田"),
    ("村", "示范村"),
    ("地块编码", "4407831012000100001"),
    ("面积(亩)", "3.25"),
    ("行政区划代码", "440783 开平市"),
];

fn columns() -> Arc<Columns> {
    let headers: Vec<Cell> = GOOD
        .iter()
        .map(|(header, _)| Cell::of_text(header))
        .collect();
    Arc::new(Columns::read(sheet(), &headers).expect("headers"))
}

fn cells_with(changes: &[(&str, Cell)]) -> Vec<Cell> {
    let mut cells: Vec<Cell> = GOOD.iter().map(|(_, text)| Cell::of_text(text)).collect();
    for (header, cell) in changes {
        let at = GOOD.iter().position(|(known, _)| known == header);
        cells[at.expect("a column")] = cell.clone();
    }
    cells
}

fn good() -> HouseholdRow {
    HouseholdRow {
        division: "440783".to_owned(),
        household: "440783101200010001".to_owned(),
        person: "李大田".to_owned(),
        village: "示范村".to_owned(),
        plot: "4407831012000100001".to_owned(),
        area_c: 325,
    }
}

#[test]
fn a_good_row_is_a_plot() {
    assert_eq!(read(&columns(), &cells_with(&[])), Ok(good()));
}

#[test]
fn each_bad_cell_is_named_with_its_problem() {
    let text = Cell::of_text;
    for (header, cell, code) in [
        ("承包方编码", Cell::Empty, "REQUIRED"),
        (
            "承包方编码",
            Cell::of_number(4.407_831_012e17),
            "DIGITS_LOST",
        ),
        ("户主", Cell::Empty, "REQUIRED"),
        ("地块编码", Cell::of_number(1.0), "DIGITS_LOST"),
        ("面积(亩)", text("3.255"), "NUMBER_TOO_FINE"),
        ("面积(亩)", text("三亩"), "NUMBER_FORMAT"),
        ("行政区划代码", text("开平"), "DIVISION_FORMAT"),
    ] {
        let problems = read(&columns(), &cells_with(&[(header, cell)])).expect_err(code);
        assert_eq!(problems.len(), 1, "{header}: {problems:?}");
        assert_eq!(
            (problems[0].field.as_str(), problems[0].code.as_str()),
            (header, code)
        );
    }
}

#[test]
fn rows_go_in_lists_and_a_bad_one_stops_no_other() {
    let columns = columns();
    let mut lists = Lists::default();
    let mut parcels = Vec::new();
    for number in 2..=1_003_u64 {
        let cells = match number {
            7 => cells_with(&[("户主", Cell::Empty)]),
            _ => cells_with(&[]),
        };
        let row = Row {
            number,
            cells,
            done: number,
        };
        parcels.extend(lists.row(&columns, row));
    }
    parcels.extend(lists.end());
    let sizes: Vec<_> = parcels
        .iter()
        .map(|parcel| {
            let sent = parcel.content.as_ref().map_or(0, |list| list.rows.len());
            (parcel.rows.len(), sent, parcel.findings.len())
        })
        .collect();
    assert_eq!(sizes, [(500, 499, 1), (500, 500, 0), (2, 2, 0)]);
    assert_eq!((parcels[0].findings[0].row, parcels[1].rows[0]), (7, 502));
    assert!(Lists::default().end().is_empty());
}

#[test]
fn what_the_service_says_of_a_row_stands_under_the_office_s_header() {
    let problem = RowProblem {
        field: "plot".to_owned(),
        reason: "PLOT_COUNTED".to_owned(),
        zh: "该地块本季已登记".to_owned(),
        en: "the plot is recorded".to_owned(),
    };
    let told = filing::told(&problem, &columns());
    assert_eq!(
        (told.field.as_str(), told.code.as_str()),
        ("地块编码", "PLOT_COUNTED")
    );
    assert_eq!(told.problem.zh, "该地块本季已登记");
}

#[test]
fn an_exported_table_reads_as_what_counts() {
    let plot = |counted: bool| {
        let row = good();
        ExtensionPlot {
            division: row.division,
            household: row.household,
            person: "李**".to_owned(),
            village: row.village,
            plot: row.plot,
            area_c: row.area_c,
            counted,
            ..ExtensionPlot::default()
        }
    };
    let folder = tempfile::tempdir().expect("a folder");
    for (name, kind) in [("t.xlsx", FileKind::Xlsx), ("t.csv", FileKind::Csv)] {
        let path = folder.path().join(name);
        let rows = export::rows(&[plot(true), plot(false)]);
        template::write(&path, kind, sheet(), &rows).expect("written");
        let (mut columns, mut found) = (None, Vec::new());
        table::read(&path, sheet(), |step| {
            match step {
                Step::Columns { columns: read, .. } => columns = Some(read),
                Step::Row(row) => {
                    let columns = columns.as_ref().expect("headers first");
                    found.push(read(columns, &row.cells).expect("good"));
                }
            }
            ControlFlow::Continue(())
        })
        .expect("read");
        let person = "李**".to_owned();
        assert_eq!(found, [HouseholdRow { person, ..good() }], "{name}");
    }
}
