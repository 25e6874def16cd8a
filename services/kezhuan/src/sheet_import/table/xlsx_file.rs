//! XLSX: the first sheet, cell by cell as its XML is read.
use std::fs::File;
use std::io::BufReader;
use std::ops::ControlFlow;
use std::path::Path;

use calamine::{DataRef, Reader, Xlsx, XlsxFormulaMetadata, open_workbook};
use chrono::NaiveDate;

use super::{COLUMNS_MAX, Headed, Row, Step, TableProblem};
use crate::sheet_import::cell::Cell;
use crate::sheet_import::field::Sheet;

pub fn read(
    path: &Path,
    layout: &'static Sheet,
    take: impl FnMut(Step) -> ControlFlow<()>,
) -> Result<(), TableProblem> {
    // Asked first, so that a missing file is not called damaged.
    File::open(path).map_err(|source| TableProblem::Open {
        path: path.to_owned(),
        source,
    })?;
    let damaged = |row: u64| {
        move |error: calamine::XlsxError| TableProblem::Damaged {
            row,
            cause: error.to_string(),
        }
    };
    let mut book: Xlsx<BufReader<File>> = open_workbook(path).map_err(damaged(1))?;
    let Some(sheet) = book.sheet_names().first().cloned() else {
        return Err(TableProblem::Damaged {
            row: 1,
            cause: "没有工作表 no sheet".to_owned(),
        });
    };
    let mut cells = book.worksheet_cells_reader(&sheet).map_err(damaged(1))?;
    let extent = u64::from(cells.dimensions().end.0) + 1;
    let title = format!("工作表 · sheet {sheet:?}");
    let mut headed = Headed::new(layout, (title, extent), take);
    let mut row = Row {
        number: 1,
        cells: Vec::new(),
        done: 0,
    };
    while let Some(found) = cells
        .next_cell_with_formula_metadata()
        .map_err(damaged(row.number))?
    {
        let (at, column) = found.pos;
        let number = u64::from(at) + 1;
        if number != row.number {
            let next = Row {
                number,
                cells: Vec::with_capacity(row.cells.len()),
                done: number,
            };
            if headed.push(std::mem::replace(&mut row, next))?.is_break() {
                return Ok(());
            }
        }
        let found = computed(&found.value, found.formula.as_ref());
        place(&mut row, column as usize, found)?;
    }
    if headed.push(row)?.is_break() {
        return Ok(());
    }
    headed.end()
}

fn place(row: &mut Row, column: usize, cell: Cell) -> Result<(), TableProblem> {
    if cell.is_empty() {
        return Ok(());
    }
    if column >= COLUMNS_MAX {
        return Err(TableProblem::Damaged {
            row: row.number,
            cause: format!("超过 {COLUMNS_MAX} 列 more than {COLUMNS_MAX} columns"),
        });
    }
    if row.cells.len() <= column {
        row.cells.resize(column + 1, Cell::Empty);
    }
    row.cells[column] = cell;
    Ok(())
}

/// A formula is read by the value that was kept of it; without one nobody knows what it comes to.
fn computed(value: &DataRef<'_>, formula: Option<&XlsxFormulaMetadata>) -> Cell {
    let text = match (value, formula) {
        (
            DataRef::Empty,
            Some(
                XlsxFormulaMetadata::Normal { formula }
                | XlsxFormulaMetadata::Shared { formula, .. },
            ),
        ) => formula.as_str(),
        // Only the first cell of a shared formula has its text.
        (DataRef::Empty, Some(_)) => "…",
        (value, _) => return cell(value),
    };
    Cell::Broken(format!("={text}"))
}

fn cell(value: &DataRef<'_>) -> Cell {
    match value {
        DataRef::Empty => Cell::Empty,
        DataRef::Int(number) => Cell::Number(number.to_string()),
        DataRef::Float(number) => Cell::of_number(*number),
        DataRef::String(text) => Cell::of_text(text),
        DataRef::SharedString(text) => Cell::of_text(text),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => Cell::of_text(text),
        DataRef::Bool(true) => Cell::of_text("是"),
        DataRef::Bool(false) => Cell::of_text("否"),
        DataRef::DateTime(date) if date.is_datetime() => {
            let (year, month, day, ..) = date.to_ymd_hms_milli();
            let day = NaiveDate::from_ymd_opt(year.into(), month.into(), day.into());
            day.map_or_else(|| Cell::of_number(date.as_f64()), Cell::Date)
        }
        DataRef::DateTime(duration) => Cell::of_number(duration.as_f64()),
        DataRef::Error(error) => Cell::Broken(error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Read, Write};
    use std::sync::OnceLock;

    use rust_xlsxwriter::{Formula, Workbook};
    use zip::write::SimpleFileOptions;
    use zip::{ZipArchive, ZipWriter};

    use super::*;
    use crate::sheet_import::field::{Field, Kind};

    fn layout() -> &'static Sheet {
        static SHEET: OnceLock<Sheet> = OnceLock::new();
        SHEET.get_or_init(|| Sheet {
            title: "表",
            template: "kezhuan template FILE",
            frozen: 1,
            fields: vec![
                Field::needed("名称", "name", Kind::Text),
                Field::may("人数", "staff", Kind::Count),
                Field::may("数据来源", "source", Kind::Text),
            ],
        })
    }

    /// The book as programs write it that compute nothing: without the value `777` that was kept of a formula.
    fn without_value(book: Vec<u8>) -> Vec<u8> {
        let mut read = ZipArchive::new(Cursor::new(book)).expect("a zip");
        let mut written = ZipWriter::new(Cursor::new(Vec::new()));
        for at in 0..read.len() {
            let mut file = read.by_index(at).expect("a file");
            let mut text = String::new();
            file.read_to_string(&mut text).expect("text");
            written
                .start_file(file.name().expect("a name"), SimpleFileOptions::default())
                .expect("begun");
            let text = text.replace("<v>777</v>", "<v></v>");
            written.write_all(text.as_bytes()).expect("written");
        }
        written.finish().expect("a zip").into_inner()
    }

    #[test]
    fn a_formula_without_a_kept_value_is_no_empty_cell() {
        let mut book = Workbook::new();
        let table = book.add_worksheet();
        for (column, header) in (0..).zip(["名称", "人数", "数据来源"]) {
            table.write(0, column, header).expect("a header");
        }
        let uncomputed = Formula::new("=1+1").set_result("777");
        table.write(1, 0, "甲").expect("a cell");
        table.write_formula(1, 1, uncomputed).expect("a cell");
        let computed = Formula::new("=2+3").set_result("5");
        table.write(2, 0, "乙").expect("a cell");
        table.write_formula(2, 1, computed).expect("a cell");
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("t.xlsx");
        let bytes = book.save_to_buffer().expect("saved");
        std::fs::write(&path, without_value(bytes)).expect("written");

        let mut found = Vec::new();
        read(&path, layout(), |step| {
            if let Step::Row(row) = step {
                found.push(row.cells.get(1).cloned().unwrap_or_default());
            }
            ControlFlow::Continue(())
        })
        .expect("read");
        let number = Cell::Number("5".to_owned());
        assert_eq!(found, [Cell::Broken("=1+1".to_owned()), number]);
    }
}
