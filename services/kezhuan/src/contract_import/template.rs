//! The empty table offices fill in: CSV for programs, XLSX with drop-down lists for people.
use std::fs::File;
use std::io::Write;
use std::path::Path;

use anyhow::Context;
use rust_xlsxwriter::{DataValidation, Format, Workbook, Worksheet, XlsxError};

use super::choice::List;
use super::field::{FIELDS, Field, Need, Reading};

/// What kind of file to write.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Kind {
    Csv,
    Xlsx,
}

/// Rows prepared with formats and lists.
const ROWS: u32 = 5_000;
/// A drop-down list longer than this has to come from cells.
const LIST_CHARACTERS_MAX: usize = 255;

/// Writes the template; an existing file is not overwritten.
pub fn write(path: &Path, kind: Kind) -> anyhow::Result<()> {
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
        Kind::Csv => {
            file.write_all("\u{feff}".as_bytes())?;
            let mut writer = csv::Writer::from_writer(file);
            writer.write_record(FIELDS.iter().map(header))?;
            writer.flush()?;
        }
        Kind::Xlsx => book()?.save_to_writer(file)?,
    }
    Ok(())
}

/// The header of a column as the template has it.
pub fn header(field: &Field) -> String {
    if field.reading.has_unit() {
        format!("{}(元)", field.zh)
    } else {
        field.zh.to_owned()
    }
}

fn book() -> Result<Workbook, XlsxError> {
    let mut book = Workbook::new();
    table(book.add_worksheet())?;
    explanation(book.add_worksheet())?;
    Ok(book)
}

fn table(sheet: &mut Worksheet) -> Result<(), XlsxError> {
    let (bold, needed) = (
        Format::new().set_bold(),
        Format::new().set_bold().set_background_color("#FFF2CC"),
    );
    let (text, day) = (
        Format::new().set_num_format("@"),
        Format::new().set_num_format("yyyy-mm-dd"),
    );
    let money = Format::new().set_num_format("#,##0.00");
    sheet.set_name("技术合同")?;
    sheet.set_freeze_panes(1, 2)?;
    for (column, field) in (0_u16..).zip(FIELDS) {
        sheet.write_with_format(
            0,
            column,
            header(field),
            if field.need.has_column() {
                &needed
            } else {
                &bold
            },
        )?;
        sheet.set_column_width(column, 18)?;
        match field.reading {
            Reading::Date(_) => sheet.set_column_format(column, &day)?,
            Reading::Amount(_) | Reading::PricePart(_) => {
                sheet.set_column_format(column, &money)?
            }
            Reading::PaperNumber
            | Reading::CreditCode(_)
            | Reading::Division(_)
            | Reading::PatentNumber(_)
            | Reading::Organisation(_) => sheet.set_column_format(column, &text)?,
            Reading::Flag(_) => {
                let list = DataValidation::new().allow_list_strings(&["是", "否"])?;
                sheet.add_data_validation(1, column, ROWS, column, &list)?
            }
            Reading::Code(list, _) => match words(list) {
                Some(words) => {
                    let list = DataValidation::new().allow_list_strings(&words)?;
                    sheet.add_data_validation(1, column, ROWS, column, &list)?
                }
                None => sheet,
            },
            _ => sheet,
        };
    }
    Ok(())
}

fn words(list: List) -> Option<Vec<&'static str>> {
    let words: Vec<&str> = list
        .choices()
        .iter()
        .map(|choice| &*choice.name.zh)
        .collect();
    (words.join(",").chars().count() <= LIST_CHARACTERS_MAX).then_some(words)
}

/// The second sheet says what each column takes; it is never imported.
fn explanation(sheet: &mut Worksheet) -> Result<(), XlsxError> {
    sheet.set_name("填写说明")?;
    for (column, width) in [(0, 24), (1, 28), (2, 8), (3, 90)] {
        sheet.set_column_width(column, width)?;
    }
    let bold = Format::new().set_bold();
    for (column, title) in (0_u16..).zip(["列名", "English", "必填", "怎样填写"]) {
        sheet.write_with_format(0, column, title, &bold)?;
    }
    for (row, field) in (1_u32..).zip(FIELDS) {
        sheet.write(row, 0, header(field))?;
        sheet.write(row, 1, field.en)?;
        let needed = match field.need {
            Need::Always => "是",
            Need::ByRow => "视情况",
            Need::Never => "",
        };
        sheet.write(row, 2, needed)?;
        sheet.write(row, 3, how(field.reading))?;
    }
    Ok(())
}

fn how(reading: Reading) -> String {
    let text = match reading {
        Reading::Ignored => "不导入，可留空",
        Reading::PaperNumber => "合同文本上的编号；同一编号只导入一次，重复导入不会重复申报",
        Reading::Text(_) => "文字",
        Reading::Code(list, _) => return list.offer().zh.into_owned(),
        Reading::Codes(list, _) => return format!("可填多项，用“、”分隔。{}", list.offer().zh),
        Reading::Date(_) => "日期，如 2025-01-31、2025/1/31、2025年1月31日",
        Reading::Amount(_) | Reading::PricePart(_) => "金额；列名中的单位可改为“(万元)”",
        Reading::ForeignAmount(_) => "外币金额，最多两位小数",
        Reading::ForeignPricePart(_) => "外币合同按合同币种填写，最多两位小数",
        Reading::Organisation(_) => {
            "在本系统中的机构标识，其人员凭此办理后续手续；卖方申请的必填，技术进口合同由买方申请，填买方的"
        }
        Reading::ForeignLanguage(_) => {
            "合同文本为外文的填“是”或语言名称（如“英文”），须附中文译本；空白视为中文"
        }
        Reading::Rate(_) => "每单位外币折合人民币元，最多四位小数",
        Reading::CreditCode(_) => "18 位统一社会信用代码；单元格须为文本格式",
        Reading::Division(_) => "六位行政区划代码，如 440703",
        Reading::PatentNumber(_) => "专利号，如 ZL202310000000.X",
        Reading::Flag(_) => "“是”或“否”，空白视为否",
    };
    text.to_owned()
}
