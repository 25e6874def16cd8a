//! The table offices fill in, empty or with rows in it: CSV for programs, XLSX with drop-down lists for people.
use std::fs::File;
use std::io::Write;
use std::path::Path;

use anyhow::Context;
use chrono::{Datelike, NaiveDate};
use rust_xlsxwriter::{DataValidation, ExcelDateTime, Format, Workbook, Worksheet, XlsxError};

use super::cell::Cell;
use super::choices::Choices;
use super::field::{Field, Kind, Need, Sheet};
use crate::sheet_text::harmless;

/// What kind of file to write.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum FileKind {
    Csv,
    Xlsx,
}

impl FileKind {
    /// What the file's ending says, which is what sheet programs go by.
    pub fn of(file: &Path, asked: Option<FileKind>) -> anyhow::Result<FileKind> {
        let ending = file.extension().and_then(|ending| ending.to_str());
        let kind = match ending.map(str::to_ascii_lowercase).as_deref() {
            Some("csv") => FileKind::Csv,
            Some("xlsx") => FileKind::Xlsx,
            _ => anyhow::bail!(
                "{file} 的扩展名不是 .csv 或 .xlsx，未写文件；请改用其中一种 · {file} ends neither in .csv nor in .xlsx, so nothing was written: name it so",
                file = file.display()
            ),
        };
        anyhow::ensure!(
            asked.is_none_or(|asked| asked == kind),
            "--format 与 {file} 的扩展名不一致，未写文件 · --format is another kind than {file} ends in, so nothing was written",
            file = file.display()
        );
        Ok(kind)
    }
}

/// Rows prepared with formats and lists.
const ROWS: u32 = 5_000;
/// A drop-down list longer than this has to come from cells.
const LIST_CHARACTERS_MAX: usize = 255;

/// Writes the table with `rows` below its headers, each cell under the sheet's column of that place; an existing file is
/// not overwritten.
pub fn write(path: &Path, kind: FileKind, sheet: &Sheet, rows: &[Vec<Cell>]) -> anyhow::Result<()> {
    let mut file = File::options()
        .write(true)
        .create_new(true)
        .open(path)
        .with_context(|| {
            format!(
                "无法新建 · can't create {} (已存在的文件不会被覆盖 · an existing file is kept)",
                path.display()
            )
        })?;
    match kind {
        // With a BOM, so that sheet programs take the headers for UTF-8.
        FileKind::Csv => {
            file.write_all("\u{feff}".as_bytes())?;
            let mut writer = csv::Writer::from_writer(file);
            writer.write_record(sheet.fields.iter().map(Field::heading))?;
            for row in rows {
                writer.write_record(row.iter().map(plain))?;
            }
            writer.flush()?;
        }
        FileKind::Xlsx => book(sheet, rows)?.save_to_writer(file)?,
    }
    Ok(())
}

fn plain(cell: &Cell) -> String {
    match cell {
        Cell::Text(text) => harmless(text),
        cell => cell.shown(),
    }
}

fn book(sheet: &Sheet, rows: &[Vec<Cell>]) -> Result<Workbook, XlsxError> {
    let mut book = Workbook::new();
    let formats = Formats::new();
    let table = book.add_worksheet();
    headers(table, sheet, &formats)?;
    for (at, row) in (1_u32..).zip(rows) {
        for (column, cell) in (0_u16..).zip(row) {
            put(table, (at, column), cell, &formats)?;
        }
    }
    explanation(book.add_worksheet(), sheet)?;
    Ok(book)
}

struct Formats {
    bold: Format,
    needed: Format,
    text: Format,
    day: Format,
    money: Format,
}

impl Formats {
    fn new() -> Formats {
        Formats {
            bold: Format::new().set_bold(),
            needed: Format::new().set_bold().set_background_color("#FFF2CC"),
            text: Format::new().set_num_format("@"),
            day: Format::new().set_num_format("yyyy-mm-dd"),
            money: Format::new().set_num_format("#,##0.00"),
        }
    }
}

fn headers(table: &mut Worksheet, sheet: &Sheet, formats: &Formats) -> Result<(), XlsxError> {
    table.set_name(sheet.title)?;
    table.set_freeze_panes(1, sheet.frozen)?;
    for (column, field) in (0_u16..).zip(&sheet.fields) {
        let format = match field.need.has_column() {
            true => &formats.needed,
            false => &formats.bold,
        };
        table.write_with_format(0, column, field.heading(), format)?;
        table.set_column_width(column, 18)?;
        match field.kind {
            Kind::Day { .. } => table.set_column_format(column, &formats.day)?,
            Kind::Amount(_) | Kind::Balance(_) => {
                table.set_column_format(column, &formats.money)?
            }
            Kind::Identifier | Kind::CreditCode | Kind::Division => {
                table.set_column_format(column, &formats.text)?
            }
            Kind::Written {
                is_identifier: true,
                ..
            } => table.set_column_format(column, &formats.text)?,
            Kind::Flag => {
                let list = DataValidation::new().allow_list_strings(&["是", "否"])?;
                table.add_data_validation(1, column, ROWS, column, &list)?
            }
            Kind::Code(choices) => match words(choices) {
                Some(words) => {
                    let list = DataValidation::new().allow_list_strings(&words)?;
                    table.add_data_validation(1, column, ROWS, column, &list)?
                }
                None => table,
            },
            Kind::Ignored
            | Kind::Text
            | Kind::Codes(_)
            | Kind::Count
            | Kind::Decimal { .. }
            | Kind::Written { .. } => table,
        };
    }
    Ok(())
}

fn words(choices: &'static Choices) -> Option<Vec<&'static str>> {
    let words: Vec<&str> = choices
        .codes
        .iter()
        .map(|choice| &*choice.name.zh)
        .collect();
    (words.join(",").chars().count() <= LIST_CHARACTERS_MAX).then_some(words)
}

fn put(
    table: &mut Worksheet,
    (row, column): (u32, u16),
    cell: &Cell,
    formats: &Formats,
) -> Result<(), XlsxError> {
    match cell {
        Cell::Empty => {}
        Cell::Text(text) | Cell::Broken(text) => {
            table.write_string(row, column, text)?;
        }
        Cell::Number(number) => match number.parse::<f64>() {
            Ok(number) => {
                table.write(row, column, number)?;
            }
            Err(_) => {
                table.write_string(row, column, number)?;
            }
        },
        Cell::Date(day) => match excel_day(*day) {
            Some(day) => {
                table.write_with_format(row, column, &day, &formats.day)?;
            }
            None => {
                table.write_string(row, column, day.to_string())?;
            }
        },
    }
    Ok(())
}

/// `None` before 1900, where sheets have no days.
fn excel_day(day: NaiveDate) -> Option<ExcelDateTime> {
    let year = u16::try_from(day.year()).ok()?;
    let (month, of_month) = (
        u8::try_from(day.month()).ok()?,
        u8::try_from(day.day()).ok()?,
    );
    ExcelDateTime::from_ymd(year, month, of_month).ok()
}

/// The second sheet says what each column takes; it is never imported.
fn explanation(table: &mut Worksheet, sheet: &Sheet) -> Result<(), XlsxError> {
    table.set_name("填写说明")?;
    for (column, width) in [(0, 24), (1, 28), (2, 8), (3, 90)] {
        table.set_column_width(column, width)?;
    }
    let bold = Format::new().set_bold();
    for (column, title) in (0_u16..).zip(["列名", "English", "必填", "怎样填写"]) {
        table.write_with_format(0, column, title, &bold)?;
    }
    for (row, field) in (1_u32..).zip(&sheet.fields) {
        table.write(row, 0, field.heading())?;
        table.write(row, 1, field.en.as_str())?;
        let needed = match field.need {
            Need::Always => "是",
            Need::ByRow => "视情况",
            Need::Never => "",
        };
        table.write(row, 2, needed)?;
        table.write(row, 3, how(field))?;
    }
    Ok(())
}

fn how(field: &Field) -> String {
    if !field.help.is_empty() {
        return field.help.to_owned();
    }
    let text = match field.kind {
        Kind::Ignored => "不导入，可留空",
        Kind::Text | Kind::Identifier | Kind::Written { .. } => "文字",
        Kind::Code(choices) => return choices.offer().zh.into_owned(),
        Kind::Codes(choices) => return format!("可填多项，用“、”分隔。{}", choices.offer().zh),
        Kind::Day { .. } => "日期，如 2025-01-31、2025/1/31、2025年1月31日",
        Kind::Amount(_) => "金额；列名中的单位可改为“(元)”“(千元)”或“(万元)”",
        Kind::Balance(_) => "金额，亏损填负数；列名中的单位可改为“(元)”“(千元)”或“(万元)”",
        Kind::Count => "整数",
        Kind::Decimal { places, .. } => return format!("数字，最多 {places} 位小数"),
        Kind::CreditCode => "18 位统一社会信用代码；单元格须为文本格式",
        Kind::Division => "六位行政区划代码，如 440703",
        Kind::Flag => "“是”或“否”，空白视为否",
    };
    text.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_of_the_kind_it_ends_in() {
        let of = |file: &str, asked| FileKind::of(Path::new(file), asked).ok();
        assert_eq!(of("t.csv", None), Some(FileKind::Csv));
        assert_eq!(of("T.XLSX", None), Some(FileKind::Xlsx));
        assert_eq!(of("t.csv", Some(FileKind::Csv)), Some(FileKind::Csv));
        for (file, asked) in [
            ("t.ods", None),
            ("t.ods", Some(FileKind::Xlsx)),
            ("t", None),
            ("t.csv", Some(FileKind::Xlsx)),
        ] {
            assert_eq!(of(file, asked), None, "{file}");
        }
    }
}
