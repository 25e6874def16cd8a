//! A workbook in plain text, to be read in reviews, and the .xlsx file of it. `=== NAME` begins a
//! sheet, each line is a row, `|` stands between cells. The same text always gives the same file.

use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet,
    XlsxError,
};

/// Widths in characters: of headings and words, and of expressions.
const WIDTH: f64 = 24.0;
const WIDTH_MAX: f64 = 60.0;

/// The .xlsx file of a workbook in plain text.
pub fn workbook(text: &str) -> Result<Vec<u8>, String> {
    written(text).map_err(|error| error.to_string())
}

fn written(text: &str) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    // The time of writing would make each file another one.
    let made = ExcelDateTime::from_ymd(2026, 1, 1)?;
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&made));
    for part in text.split("=== ").skip(1) {
        let (name, rows) = part.split_once('\n').unwrap_or((part, ""));
        let sheet = workbook.add_worksheet();
        sheet.set_name(name.trim())?;
        write_sheet(sheet, rows)?;
    }
    workbook.save_to_buffer()
}

fn write_sheet(sheet: &mut Worksheet, rows: &str) -> Result<(), XlsxError> {
    let heading = Format::new()
        .set_bold()
        .set_background_color(Color::RGB(0x00E6_EEF7))
        .set_border(FormatBorder::Thin)
        .set_align(FormatAlign::Top)
        .set_text_wrap();
    let cell = Format::new()
        .set_border(FormatBorder::Thin)
        .set_align(FormatAlign::Top)
        .set_text_wrap();
    let is_table = rows.starts_with("表名 table");
    let headings = if is_table { 3 } else { 1 };
    let mut widths: Vec<f64> = Vec::new();
    for (row, line) in (0..).zip(rows.lines()) {
        for (column, text) in (0_u16..).zip(line.split('|').map(str::trim)) {
            let wide = text
                .chars()
                .map(|c| if c.is_ascii() { 1.0 } else { 2.0 })
                .sum::<f64>()
                + 2.0;
            let index = usize::from(column);
            widths.resize(widths.len().max(index + 1), 8.0);
            widths[index] = widths[index].max(wide.min(if index == 0 { WIDTH } else { WIDTH_MAX }));
            let format = if row < headings { &heading } else { &cell };
            match text.parse::<u32>() {
                // A figure is a number to a spreadsheet, as if it were typed.
                Ok(number) if text == number.to_string() => {
                    sheet.write_number_with_format(row, column, number, format)?;
                }
                _ if text.is_empty() => {
                    sheet.write_blank(row, column, format)?;
                }
                _ => {
                    sheet.write_string_with_format(row, column, text, format)?;
                }
            }
        }
    }
    for (column, width) in (0..).zip(widths) {
        sheet.set_column_width(column, width)?;
    }
    sheet.set_freeze_panes(headings, 0)?;
    Ok(())
}
