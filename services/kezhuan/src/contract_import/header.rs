//! Finds the row of headers and says which column fills which field.
use super::amount::Unit;
use super::cell::{Cell, half_width};
use super::field::{FIELDS, Field};

/// The columns of one table, left to right; None where a column has no header and must be empty.
#[derive(Debug)]
pub struct Columns {
    pub columns: Vec<Option<Column>>,
}

/// One column with its header as the office wrote it.
#[derive(Debug)]
pub struct Column {
    pub field: &'static Field,
    pub header: String,
    pub unit: Option<Unit>,
}

/// Why the headers can't be used. Nothing was imported.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum HeaderProblem {
    #[error(
        "找不到表头：前 {rows} 行里没有本系统认识的列名 · no row of headers among the first {rows} rows\n  认识的列名 · known columns: {known}\n  可先取模板 · get a template: kezhuan contracts template FILE",
        known = known()
    )]
    NotFound { rows: usize },
    #[error(
        "不认识的列 · unknown column {} {header:?}\n  认识的列名 · known columns: {known}\n  请改列名，或删除该列后再导入 · rename the column or delete it, then import again",
        letters(*.position),
        known = known()
    )]
    Unknown { position: usize, header: String },
    #[error("两列同名 · columns {} and {} both are {zh} ({en}); 请删除其中一列 · delete one of them", letters(*.first), letters(*.second))]
    Twice {
        first: usize,
        second: usize,
        zh: &'static str,
        en: &'static str,
    },
    #[error(
        "缺少必需的列 · missing columns: {0}\n  可先取模板 · get a template: kezhuan contracts template FILE"
    )]
    Missing(String),
}

/// Titles and dates may stand above the headers.
pub const ROWS_BEFORE_HEADERS_MAX: usize = 10;
/// A row with so many known names is the row of headers; a title is not.
const KNOWN_NAMES_MIN: usize = 3;

/// Whether this row is the row of headers.
pub fn is_header(cells: &[Cell]) -> bool {
    cells
        .iter()
        .filter(|cell| read(&cell.shown()).is_some())
        .count()
        >= KNOWN_NAMES_MIN
}

impl Columns {
    /// Reads the row of headers; each must be known, none twice, and none that is needed missing.
    pub fn read(cells: &[Cell]) -> Result<Columns, HeaderProblem> {
        let mut columns: Vec<Option<Column>> = Vec::with_capacity(cells.len());
        for (position, cell) in cells.iter().enumerate() {
            let header = cell.shown();
            if header.trim().is_empty() {
                columns.push(None);
                continue;
            }
            let Some((field, unit)) = read(&header) else {
                return Err(HeaderProblem::Unknown { position, header });
            };
            let same = |column: &Option<Column>| {
                column
                    .as_ref()
                    .is_some_and(|column| std::ptr::eq(column.field, field))
            };
            if let Some(first) = columns.iter().position(same) {
                return Err(HeaderProblem::Twice {
                    first,
                    second: position,
                    zh: field.zh,
                    en: field.en,
                });
            }
            columns.push(Some(Column {
                field,
                header,
                unit,
            }));
        }
        let read = Columns { columns };
        let missing: Vec<String> = FIELDS
            .iter()
            .filter(|field| field.need.has_column() && read.of(field.en).is_none())
            .map(|field| format!("{} ({})", field.zh, field.en))
            .collect();
        if missing.is_empty() {
            Ok(read)
        } else {
            Err(HeaderProblem::Missing(missing.join(", ")))
        }
    }

    /// The column of a field, by its English name.
    pub fn of(&self, en: &str) -> Option<&Column> {
        self.columns
            .iter()
            .flatten()
            .find(|column| column.field.en == en)
    }

    /// What reports call a field: the office's own header, or the template's.
    pub fn header_of(&self, field: &Field) -> String {
        self.of(field.en)
            .map_or_else(|| field.zh.to_owned(), |column| column.header.clone())
    }
}

/// The field and unit of one header.
fn read(header: &str) -> Option<(&'static Field, Option<Unit>)> {
    let plain = plain(header);
    if let Some(field) = known_as(&plain) {
        return Some((field, None));
    }
    let (name, rest) = plain.split_once('(')?;
    let unit = Unit::named(rest.trim_end_matches(')'));
    let field = known_as(name.trim_end_matches('_'))?;
    // A bracket may hold a unit or a hint such as (必填); an amount in another unit is not ours to guess.
    if field.reading.has_unit() && unit.is_none() {
        return None;
    }
    Some((field, unit))
}

/// Without marks for required columns, spaces and line breaks, in half-width lower case.
fn plain(header: &str) -> String {
    let plain = half_width(header).to_lowercase();
    let mut words = plain
        .trim_matches(|letter: char| {
            letter == '\u{feff}' || letter == '*' || letter.is_whitespace()
        })
        .to_owned();
    words.retain(|letter| !matches!(letter, '\n' | '\r' | '\t'));
    if words.is_ascii() {
        words.replace(' ', "_")
    } else {
        words.replace(' ', "")
    }
}

fn known_as(name: &str) -> Option<&'static Field> {
    FIELDS
        .iter()
        .find(|field| field.zh == name || field.en == name || field.also.contains(&name))
}

fn known() -> String {
    let names: Vec<_> = FIELDS
        .iter()
        .map(|field| format!("{} {}", field.zh, field.en))
        .collect();
    names.join("、")
}

/// The letters a sheet shows above a column: A, B, … Z, AA.
pub fn letters(position: usize) -> String {
    let letter = char::from(b'A' + u8::try_from(position % 26).unwrap_or(0));
    match position / 26 {
        0 => letter.to_string(),
        before => format!("{}{letter}", letters(before - 1)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(headers: &[&str]) -> Vec<Cell> {
        headers.iter().map(|header| Cell::of_text(header)).collect()
    }

    fn complete() -> Vec<&'static str> {
        FIELDS
            .iter()
            .filter(|field| field.need.has_column())
            .map(|field| field.zh)
            .collect()
    }

    #[test]
    fn headers_are_known_in_many_spellings() {
        for (header, field, unit) in [
            ("合同成交额（万元）", "total_amount", Some(Unit::Wan)),
            ("合同成交额(元)", "total_amount", Some(Unit::Yuan)),
            ("合同成交额", "total_amount", None),
            ("*合同名称", "project_name", None),
            ("\u{feff}合同名称", "project_name", None),
            ("签订日期(必填)", "sign_date", None),
            ("Project Name", "project_name", None),
            ("total_amount (yuan)", "total_amount", Some(Unit::Yuan)),
            ("Total amount (wan)", "total_amount", Some(Unit::Wan)),
            ("项目 名称", "project_name", None),
        ] {
            let (found, of) = read(header).unwrap_or_else(|| panic!("{header} is unknown"));
            assert_eq!((found.en, of), (field, unit), "{header}");
        }
        assert!(
            read("合同成交额(美元)").is_none(),
            "another currency is not guessed"
        );
        assert!(read("联系人").is_none());
    }

    #[test]
    fn an_unknown_column_is_named_with_its_letter() {
        let mut headers = complete();
        headers.push("联系人");
        let problem = Columns::read(&row(&headers)).expect_err("unknown");
        let position = headers.len() - 1;
        assert_eq!(
            problem,
            HeaderProblem::Unknown {
                position,
                header: "联系人".to_owned()
            }
        );
        let text = problem.to_string();
        assert!(
            text.contains(&letters(position))
                && text.contains("联系人")
                && text.contains("seller_credit_code"),
            "{text}"
        );
    }

    #[test]
    fn a_column_twice_or_missing_is_said() {
        let mut headers = complete();
        headers.push("项目名称");
        assert!(matches!(
            Columns::read(&row(&headers)),
            Err(HeaderProblem::Twice { first: 0, .. })
        ));
        let missing = Columns::read(&row(&complete()[1..]))
            .expect_err("missing")
            .to_string();
        assert!(missing.contains("合同名称 (project_name)"), "{missing}");
    }

    #[test]
    fn a_title_is_no_header() {
        assert!(!is_header(&row(&["江门市技术合同登记汇总表", "", ""])));
        assert!(is_header(&row(&complete())));
    }

    #[test]
    fn columns_have_the_letters_of_a_sheet() {
        for (position, text) in [(0, "A"), (25, "Z"), (26, "AA"), (51, "AZ"), (52, "BA")] {
            assert_eq!(letters(position), text);
        }
    }
}
