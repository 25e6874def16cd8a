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
    let read_as = |cell: Cell| read(&columns(), &cells_with(&[("地块编码", cell)]));
    assert_eq!(read(&columns(), &cells_with(&[])), (good(), Vec::new()));
    let (short, problems) = read_as(Cell::of_number(12.0));
    assert!(problems.is_empty(), "a short number has all its digits");
    assert_eq!(short.plot, "12");
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
        ("地块编码", Cell::of_number(1e16), "DIGITS_LOST"),
        ("面积(亩)", text("3.255"), "NUMBER_TOO_FINE"),
        ("面积(亩)", text("三亩"), "NUMBER_FORMAT"),
        ("行政区划代码", text("开平"), "DIVISION_FORMAT"),
    ] {
        let (_, problems) = read(&columns(), &cells_with(&[(header, cell)]));
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
        let plot = ("地块编码", Cell::of_text(&format!("P{number}")));
        let cells = match number {
            7 => cells_with(&[plot, ("户主", Cell::Empty)]),
            _ => cells_with(&[plot]),
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
fn a_plot_twice_in_a_file_names_the_earlier_row_wherever_it_stands() {
    let columns = columns();
    let mut lists = Lists::in_county("440783");
    let mut parcels = Vec::new();
    for number in 2..=502_u64 {
        let plot = |plot: &str| ("地块编码", Cell::of_text(plot));
        let here = ("行政区划代码", Cell::Empty);
        let cells = match number {
            3 => cells_with(&[plot("P2"), here]),
            4 => cells_with(&[plot("P2"), ("行政区划代码", Cell::of_text("440785"))]),
            502 => cells_with(&[plot("P2"), ("户主", Cell::Empty)]),
            _ => cells_with(&[plot(&format!("P{number}"))]),
        };
        let row = Row {
            number,
            cells,
            done: number,
        };
        parcels.extend(lists.row(&columns, row));
    }
    parcels.extend(lists.end());
    let findings = parcels.iter().flat_map(|parcel| &parcel.findings);
    let told: Vec<_> = findings
        .flat_map(|finding| {
            let problems = finding.problems.iter();
            problems.map(|problem| (finding.row, problem.code.as_str()))
        })
        .collect();
    let expected = [
        (3, "REPEATED_ROW"),
        (502, "REQUIRED"),
        (502, "REPEATED_ROW"),
    ];
    assert_eq!(told, expected);
    let repeated = &parcels[0].findings[0].problems[0];
    assert_eq!(repeated.field, "地块编码");
    assert!(repeated.problem.en.contains("row 2"), "{repeated:?}");
}

#[test]
fn what_is_for_people_only_may_be_a_formula_and_nothing_else_may() {
    let headers = ["序号", "农户编码", "户主", "地块编码", "面积(亩)"].map(Cell::of_text);
    let columns = Columns::read(sheet(), &headers).expect("headers");
    let formula = Cell::Broken("=ROW()-1".to_owned());
    let mut cells = ["", "H1", "李大田", "P1", "1.5"].map(Cell::of_text);
    cells[0] = formula.clone();
    assert!(read(&columns, &cells).1.is_empty());
    cells[4] = formula;
    let problems = read(&columns, &cells).1;
    assert_eq!(problems[0].code, "BROKEN_FORMULA");
    assert_eq!(problems[0].value, "=ROW()-1");
}

#[test]
fn a_range_is_told_in_mu() {
    let problem = RowProblem {
        field: "area_c".to_owned(),
        reason: "NUMBER_OUT_OF_RANGE".to_owned(),
        zh: "应在 1 至 100000 之间".to_owned(),
        en: "lies between 1 and 100000".to_owned(),
    };
    let told = filing::told(&problem, &columns());
    assert_eq!(told.problem.zh, "应在 0.01 至 1000 亩之间");
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
                    let (household, problems) = read(columns, &row.cells);
                    assert!(problems.is_empty(), "{problems:?}");
                    found.push(household);
                }
            }
            ControlFlow::Continue(())
        })
        .expect("read");
        let person = "李**".to_owned();
        assert_eq!(found, [HouseholdRow { person, ..good() }], "{name}");
    }
}
