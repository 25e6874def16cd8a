//! Reads an .xlsx file into the texts of its cells. What Excel keeps as number, date or truth value
//! becomes the text an author would have typed; styles, widths and the file's own dates are ignored.

use std::collections::BTreeMap;
use std::io::Cursor;

use calamine::{Data, Reader, Xlsx, open_workbook_from_rs};

use crate::mistake::{Mistake, Mistakes, Place};
use crate::problem::{self, Problem};

/// Columns and rows beyond these are no rule but a slip of the hand.
const ROWS_MAX: u32 = 2_000;
const COLUMNS_MAX: u32 = 100;

/// One sheet: its name and the cells that hold something.
pub struct Sheet {
    pub index: usize,
    pub name: String,
    cells: BTreeMap<(u32, u32), String>,
}

impl Sheet {
    pub fn place(&self, row: u32, column: u32) -> Place {
        Place {
            sheet: self.index,
            row,
            column,
        }
    }

    /// The text of a cell; empty where nothing stands.
    pub fn text(&self, row: u32, column: u32) -> &str {
        self.cells.get(&(row, column)).map_or("", String::as_str)
    }

    /// How many rows and columns hold something.
    pub fn rows(&self) -> u32 {
        self.cells.keys().map(|(row, _)| row + 1).max().unwrap_or(0)
    }

    pub fn columns(&self) -> u32 {
        self.cells
            .keys()
            .map(|(_, column)| column + 1)
            .max()
            .unwrap_or(0)
    }

    pub fn is_row_empty(&self, row: u32) -> bool {
        self.cells.range((row, 0)..(row + 1, 0)).next().is_none()
    }
}

/// The sheets in their order, and where mistakes in them are gathered.
pub fn read(workbook: &[u8]) -> Result<(Vec<Sheet>, Mistakes), Vec<Mistake>> {
    let unreadable = |error: String| {
        let problem = problem::unreadable(&error);
        vec![Mistake {
            sheet: String::new(),
            cell: String::new(),
            reason: problem.reason,
            zh: problem.zh,
            en: problem.en,
        }]
    };
    let mut file: Xlsx<_> = open_workbook_from_rs(Cursor::new(workbook))
        .map_err(|error: calamine::XlsxError| unreadable(error.to_string()))?;
    let names = file.sheet_names();
    let mut mistakes = Mistakes::new(names.clone());
    let mut sheets = Vec::new();
    for (index, name) in names.into_iter().enumerate() {
        let mut sheet = Sheet {
            index,
            name: name.clone(),
            cells: BTreeMap::new(),
        };
        let range = file
            .worksheet_range(&name)
            .map_err(|error| unreadable(format!("{name}: {error}")))?;
        let (top, left) = range.start().unwrap_or_default();
        for (row, column, data) in range.used_cells() {
            let at =
                |from: u32, by: usize| from.saturating_add(u32::try_from(by).unwrap_or(u32::MAX));
            let (row, column) = (at(top, row), at(left, column));
            let place = sheet.place(row, column);
            match text(data) {
                Err(problem) => mistakes.add(&place, problem),
                Ok(text) if text.is_empty() => {}
                Ok(_) if row >= ROWS_MAX || column >= COLUMNS_MAX => {
                    mistakes.add(&place, problem::too_far(ROWS_MAX, COLUMNS_MAX));
                }
                Ok(text) => {
                    sheet.cells.insert((row, column), text);
                }
            }
        }
        refuse_formulas(&mut file, &sheet, &mut mistakes);
        sheets.push(sheet);
    }
    Ok((sheets, mistakes))
}

/// A formula's value depends on who opened the file last, and when.
fn refuse_formulas(file: &mut Xlsx<Cursor<&[u8]>>, sheet: &Sheet, mistakes: &mut Mistakes) {
    let Ok(formulas) = file.worksheet_formula(&sheet.name) else {
        return;
    };
    let (top, left) = formulas.start().unwrap_or_default();
    for (row, column, formula) in formulas.used_cells() {
        if !formula.is_empty() {
            let at =
                |from: u32, by: usize| from.saturating_add(u32::try_from(by).unwrap_or(u32::MAX));
            mistakes.add(
                &sheet.place(at(top, row), at(left, column)),
                problem::formula(formula),
            );
        }
    }
}

fn text(data: &Data) -> Result<String, Problem> {
    match data {
        Data::Empty => Ok(String::new()),
        Data::String(text) => Ok(text.trim().to_owned()),
        Data::Int(number) => Ok(number.to_string()),
        // The shortest decimal that reads back the same is what was typed.
        Data::Float(number) => Ok(number.to_string()),
        Data::Bool(flag) => Ok(if *flag { "YES" } else { "NO" }.to_owned()),
        Data::DateTime(day) => {
            let (year, month, day, hour, minute, second, milli) = day.to_ymd_hms_milli();
            if (hour, minute, second, milli) != (0, 0, 0, 0) {
                return Err(problem::time_of_day());
            }
            Ok(format!("{year:04}-{month:02}-{day:02}"))
        }
        Data::DateTimeIso(day) => Ok(day.split('T').next().unwrap_or_default().to_owned()),
        Data::DurationIso(_) => Err(problem::time_of_day()),
        Data::Error(error) => Err(problem::cell_error(&error.to_string())),
    }
}
