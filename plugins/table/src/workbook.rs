//! Reads an .xlsx file into the texts of its cells. What Excel keeps as number, date or truth value
//! becomes the text an author would have typed; styles, widths and the file's own dates are ignored.

use std::collections::BTreeMap;
use std::io::Cursor;

use calamine::{Data, Reader, Xlsx, XlsxError, open_workbook_from_rs};

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
    read_all(workbook).map_err(|error| crate::of_file(problem::unreadable(&error.to_string())))
}

fn read_all(workbook: &[u8]) -> Result<(Vec<Sheet>, Mistakes), XlsxError> {
    let mut file: Xlsx<_> = open_workbook_from_rs(Cursor::new(workbook))?;
    let names = file.sheet_names();
    let mut mistakes = Mistakes::new(names.clone());
    let mut sheets = Vec::new();
    for (index, name) in names.into_iter().enumerate() {
        let mut sheet = Sheet {
            index,
            name,
            cells: BTreeMap::new(),
        };
        read_cells(&mut file, &mut sheet, &mut mistakes)?;
        refuse_formulas(&mut file, &sheet, &mut mistakes)?;
        sheets.push(sheet);
    }
    Ok((sheets, mistakes))
}

/// Cell by cell as the file holds them: one far down must not make a sheet that large.
fn read_cells(
    file: &mut Xlsx<Cursor<&[u8]>>,
    sheet: &mut Sheet,
    mistakes: &mut Mistakes,
) -> Result<(), XlsxError> {
    let mut cells = file.worksheet_cells_reader(&sheet.name)?;
    while let Some((cell, style)) = cells.next_cell_with_style_id()? {
        let (row, column) = cell.get_position();
        let place = sheet.place(row, column);
        let format = cells
            .styles()
            .get(style)
            .and_then(|style| style.number_format.as_ref());
        let is_percent = format.is_some_and(|format| format.format_code.contains('%'));
        match text(&Data::from(cell.get_value().clone()), is_percent) {
            Err(problem) => mistakes.add(&place, problem),
            Ok(text) if text.is_empty() => {}
            Ok(_) if row >= ROWS_MAX || column >= COLUMNS_MAX => {
                mistakes.add(&place, problem::too_far(ROWS_MAX, COLUMNS_MAX));
                break;
            }
            Ok(text) => {
                sheet.cells.insert((row, column), text);
            }
        }
    }
    Ok(())
}

/// A formula's value depends on who opened the file last, and when.
fn refuse_formulas(
    file: &mut Xlsx<Cursor<&[u8]>>,
    sheet: &Sheet,
    mistakes: &mut Mistakes,
) -> Result<(), XlsxError> {
    let mut cells = file.worksheet_cells_reader(&sheet.name)?;
    while let Some(cell) = cells.next_cell_with_formula()? {
        if let Some(formula) = cell.formula {
            let (row, column) = cell.pos;
            mistakes.add(&sheet.place(row, column), problem::formula(&formula));
        }
    }
    Ok(())
}

fn text(data: &Data, is_percent: bool) -> Result<String, Problem> {
    match data {
        Data::Empty => Ok(String::new()),
        Data::String(text) => Ok(text.trim().to_owned()),
        Data::Int(number) => Ok(number.to_string()),
        // The shortest decimal that reads back the same is what was typed.
        Data::Float(number) if is_percent => Ok(percent(&number.to_string())),
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

/// A spreadsheet keeps 0.3% as 0.003: the point moves two digits to the right.
fn percent(number: &str) -> String {
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let fraction = format!("{fraction:0<2}");
    let (moved, rest) = fraction.split_at(2);
    let sign = if whole.starts_with('-') { "-" } else { "" };
    let digits = format!("{whole}{moved}");
    let digits = digits.trim_start_matches(['-', '0']);
    let digits = if digits.is_empty() { "0" } else { digits };
    let point = if rest.is_empty() { "" } else { "." };
    format!("{sign}{digits}{point}{rest}%")
}

#[cfg(test)]
mod tests {
    use super::percent;

    #[test]
    fn percents_are_read_as_they_are_shown() {
        let shown = ["0.003", "0.01", "1", "0", "-0.015", "12.5", "0.5"].map(percent);
        assert_eq!(shown, ["0.3%", "1%", "100%", "0%", "-1.5%", "1250%", "50%"]);
    }
}
