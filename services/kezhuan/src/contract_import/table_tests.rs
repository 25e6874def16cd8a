//! Files as offices send them.
use std::ops::ControlFlow;
use std::path::Path;

use encoding_rs::GB18030;

use super::field::{FIELDS, sheet};
use crate::sheet_import::cell::Cell;
use crate::sheet_import::header::HeaderProblem;
use crate::sheet_import::table::{Step, TableProblem, read};
use crate::sheet_import::template;

const HEADERS: &str = "合同名称,合同类别,签订日期,合同开始日期,合同截止日期,合同成交额(元),支付方式,卖方名称,卖方类型,卖方行政区划代码,卖方机构标识,买方名称,买方类型,买方行政区划代码,技术领域";

/// Row numbers and first cells below the headers.
fn rows(path: &Path) -> Result<Vec<(u64, String)>, TableProblem> {
    let mut rows = Vec::new();
    read(path, sheet(), |step| {
        if let Step::Row(row) = step {
            rows.push((
                row.number,
                row.cells.first().map(Cell::shown).unwrap_or_default(),
            ));
        }
        ControlFlow::Continue(())
    })?;
    Ok(rows)
}

fn rows_of_csv(bytes: &[u8]) -> Result<Vec<(u64, String)>, TableProblem> {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("table.csv");
    std::fs::write(&path, bytes).expect("written");
    rows(&path)
}

#[test]
fn titles_above_and_blanks_between_are_passed_over() {
    let text =
        format!("\u{feff}2025年技术合同台账,,\r\n\r\n{HEADERS}\r\n甲,KF-WT\r\n,,,\r\n乙,ZX\r\n");
    assert_eq!(
        rows_of_csv(text.as_bytes()).expect("read"),
        [(4, "甲".to_owned()), (6, "乙".to_owned())]
    );
}

#[test]
fn a_table_of_chinese_windows_is_read() {
    let text = format!("{HEADERS}\r\n联通项目,KF-WT\r\n");
    let (bytes, _, _) = GB18030.encode(&text);
    assert_eq!(
        rows_of_csv(&bytes).expect("read"),
        [(2, "联通项目".to_owned())]
    );
}

#[test]
fn a_quoted_cell_may_hold_lines_and_separators() {
    let text = format!("{HEADERS}\n\"甲,\n乙\",KF-WT\n丙,ZX\n");
    assert_eq!(
        rows_of_csv(text.as_bytes()).expect("read"),
        [(2, "甲,\n乙".to_owned()), (4, "丙".to_owned())]
    );
}

#[test]
fn a_table_without_headers_is_refused_with_the_known_ones() {
    let problem = rows_of_csv("甲,乙,丙\n1,2,3\n".as_bytes()).expect_err("no headers");
    assert!(matches!(
        &problem,
        TableProblem::Headers {
            problem: HeaderProblem::NotFound { .. },
            ..
        }
    ));
    assert!(problem.to_string().contains("seller_credit_code"));
}

#[test]
fn reading_stops_when_told() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("table.csv");
    std::fs::write(&path, format!("{HEADERS}\n甲\n乙\n丙\n")).expect("written");
    let mut seen = 0;
    read(&path, sheet(), |step| match step {
        Step::Row(_) => {
            seen += 1;
            ControlFlow::Break(())
        }
        Step::Columns { .. } => ControlFlow::Continue(()),
    })
    .expect("read");
    assert_eq!(seen, 1);
}

#[test]
fn other_files_are_refused_by_name() {
    for name in ["table.xls", "table.pdf", "table"] {
        assert!(
            matches!(rows(Path::new(name)), Err(TableProblem::Kind(_))),
            "{name}"
        );
    }
    for name in ["missing.csv", "missing.xlsx"] {
        assert!(
            matches!(rows(Path::new(name)), Err(TableProblem::Open { .. })),
            "{name}"
        );
    }
}

#[test]
fn both_templates_can_be_imported_as_they_are() {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, kind) in [
        ("t.csv", template::FileKind::Csv),
        ("t.xlsx", template::FileKind::Xlsx),
    ] {
        let path = folder.path().join(name);
        template::write(&path, kind, sheet(), &[]).expect("written");
        let mut columns_seen = 0;
        read(&path, sheet(), |step| {
            if let Step::Columns { columns, .. } = step {
                columns_seen = columns.columns.iter().flatten().count();
            }
            ControlFlow::Continue(())
        })
        .expect("read");
        assert_eq!(columns_seen, FIELDS.len(), "{name}");
        assert!(
            template::write(&path, kind, sheet(), &[]).is_err(),
            "an existing file is kept"
        );
    }
}

#[test]
fn a_sheet_gives_dates_numbers_and_row_numbers() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("t.xlsx");
    let mut book = rust_xlsxwriter::Workbook::new();
    let table = book.add_worksheet();
    table.write(0, 0, "江门市技术合同台账").expect("title");
    for (column, header) in (0_u16..).zip(HEADERS.split(',')) {
        table.write(2, column, header).expect("header");
    }
    let date = rust_xlsxwriter::ExcelDateTime::from_ymd(2025, 1, 31).expect("a date");
    let format = rust_xlsxwriter::Format::new().set_num_format("yyyy/m/d");
    table.write(5, 0, "甲").expect("cell");
    table.write_with_format(5, 2, &date, &format).expect("cell");
    table.write(5, 5, 123_456.78).expect("cell");
    book.save(&path).expect("saved");

    let mut found = Vec::new();
    read(&path, sheet(), |step| {
        if let Step::Row(row) = step {
            found.push(row);
        }
        ControlFlow::Continue(())
    })
    .expect("read");
    assert_eq!((found.len(), found[0].number), (1, 6));
    let day = chrono::NaiveDate::from_ymd_opt(2025, 1, 31).expect("a day");
    assert_eq!(found[0].cells[2], Cell::Date(day));
    assert_eq!(found[0].cells[5], Cell::Number("123456.78".to_owned()));
}
