//! XLSX: the first sheet, cell by cell as its XML is read.
use std::fs::File;
use std::io::BufReader;
use std::ops::ControlFlow;
use std::path::Path;

use calamine::{DataRef, Reader, Xlsx, open_workbook};
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
            cause: "no sheet".to_owned(),
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
    while let Some(found) = cells.next_cell().map_err(damaged(row.number))? {
        let (at, column) = found.get_position();
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
        place(&mut row, column as usize, cell(found.get_value()))?;
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
            cause: format!("more than {COLUMNS_MAX} columns"),
        });
    }
    if row.cells.len() <= column {
        row.cells.resize(column + 1, Cell::Empty);
    }
    row.cells[column] = cell;
    Ok(())
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
