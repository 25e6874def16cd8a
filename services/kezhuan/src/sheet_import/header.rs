//! Finds the row of headers and says which column fills which field.
use super::amount::Unit;
use super::cell::{Cell, half_width};
use super::field::{Field, Kind, Sheet};

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
        "找不到表头：前 {rows} 行里没有本系统认识的列名 · no row of headers among the first {rows} rows\n  认识的列名 · known columns: {known}\n  可先取模板 · get a template: {template}"
    )]
    NotFound {
        rows: usize,
        known: String,
        template: &'static str,
    },
    #[error(
        "不认识的列 · unknown column {} {header:?}\n  认识的列名 · known columns: {known}\n  请改列名，或删除该列后再导入 · rename the column or delete it, then import again",
        letters(*.position)
    )]
    Unknown {
        position: usize,
        header: String,
        known: String,
    },
    #[error("两列同名 · columns {} and {} both are {zh} ({en}); 请删除其中一列 · delete one of them", letters(*.first), letters(*.second))]
    Twice {
        first: usize,
        second: usize,
        zh: String,
        en: String,
    },
    #[error("缺少必需的列 · missing columns: {missing}\n  可先取模板 · get a template: {template}")]
    Missing {
        missing: String,
        template: &'static str,
    },
}

/// Titles and dates may stand above the headers.
pub const ROWS_BEFORE_HEADERS_MAX: usize = 10;
/// A row with so many known names is the row of headers; a title is not.
const KNOWN_NAMES_MIN: usize = 3;

/// Whether this row is the row of headers.
pub fn is_header(sheet: &'static Sheet, cells: &[Cell]) -> bool {
    cells
        .iter()
        .filter(|cell| read(sheet, &cell.shown()).is_some())
        .count()
        >= KNOWN_NAMES_MIN
}

impl Columns {
    /// Reads the row of headers; each must be known, none twice, and none that is needed missing.
    pub fn read(sheet: &'static Sheet, cells: &[Cell]) -> Result<Columns, HeaderProblem> {
        let mut columns: Vec<Option<Column>> = Vec::with_capacity(cells.len());
        for (position, cell) in cells.iter().enumerate() {
            let header = cell.shown();
            if header.trim().is_empty() {
                columns.push(None);
                continue;
            }
            let Some((field, unit)) = read(sheet, &header) else {
                return Err(HeaderProblem::Unknown {
                    position,
                    header,
                    known: sheet.known(),
                });
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
                    zh: field.zh.clone(),
                    en: field.en.clone(),
                });
            }
            columns.push(Some(Column {
                field,
                header,
                unit,
            }));
        }
        let read = Columns { columns };
        let missing: Vec<String> = sheet
            .fields
            .iter()
            .filter(|field| field.need.has_column() && read.of(&field.en).is_none())
            .map(|field| format!("{} ({})", field.zh, field.en))
            .collect();
        if missing.is_empty() {
            Ok(read)
        } else {
            Err(HeaderProblem::Missing {
                missing: missing.join(", "),
                template: sheet.template,
            })
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
        self.of(&field.en)
            .map_or_else(|| field.zh.clone(), |column| column.header.clone())
    }
}

/// The field and unit of one header.
fn read(sheet: &'static Sheet, header: &str) -> Option<(&'static Field, Option<Unit>)> {
    let plain = plain(header);
    if let Some(field) = known_as(sheet, &plain) {
        return Some((field, None));
    }
    let (name, rest) = plain.rsplit_once('(')?;
    let bracket = rest.trim_end_matches(')');
    let field = known_as(sheet, name.trim_end_matches('_'))?;
    let unit = Unit::named(bracket);
    // A bracket may hold a unit or a hint such as (必填); a number in another unit is not ours to guess.
    let is_foreign = match field.kind {
        Kind::Amount(_) | Kind::Balance(_) => unit.is_none(),
        Kind::Decimal { units, .. } => bracket != "必填" && !units.contains(&bracket),
        _ => false,
    };
    (!is_foreign).then_some((field, unit))
}

/// Without marks for required columns, spaces and line breaks, in half-width lower case.
pub fn plain(header: &str) -> String {
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

fn known_as(sheet: &'static Sheet, name: &str) -> Option<&'static Field> {
    sheet.fields.iter().find(|field| field.is_named(name))
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
    use std::sync::OnceLock;

    use super::*;

    fn sheet() -> &'static Sheet {
        static SHEET: OnceLock<Sheet> = OnceLock::new();
        let weight = Kind::Decimal {
            places: 3,
            units: &["千克", "kg"],
        };
        SHEET.get_or_init(|| Sheet {
            title: "试验",
            template: "kezhuan trial template FILE",
            frozen: 1,
            fields: vec![
                Field::needed("合同名称", "project_name", Kind::Text).also(&["项目名称"]),
                Field::needed("签订日期", "sign_date", Kind::Day { since: 1985 }),
                Field::may("合同成交额", "total_amount", Kind::Amount(Unit::Yuan)),
                Field::may("其中：离开企业（含毕业）", "left", Kind::Count),
                Field::by_row("鲜重", "fresh_weight", weight),
            ],
        })
    }

    fn row(headers: &[&str]) -> Vec<Cell> {
        headers.iter().map(|header| Cell::of_text(header)).collect()
    }

    #[test]
    fn headers_are_known_in_many_spellings() {
        for (header, field, unit) in [
            ("合同成交额（万元）", "total_amount", Some(Unit::Wan)),
            ("合同成交额(元)", "total_amount", Some(Unit::Yuan)),
            ("合同成交额(千元)", "total_amount", Some(Unit::Thousand)),
            ("合同成交额", "total_amount", None),
            ("*合同名称", "project_name", None),
            ("\u{feff}合同名称", "project_name", None),
            ("签订日期(必填)", "sign_date", None),
            ("Project Name", "project_name", None),
            ("total_amount (yuan)", "total_amount", Some(Unit::Yuan)),
            ("Total amount (wan)", "total_amount", Some(Unit::Wan)),
            ("项目 名称", "project_name", None),
            ("其中：离开企业（含毕业）", "left", None),
            ("其中:离开企业(含毕业)", "left", None),
            ("鲜重（千克）", "fresh_weight", None),
            ("fresh_weight (kg)", "fresh_weight", None),
        ] {
            let (found, of) =
                read(sheet(), header).unwrap_or_else(|| panic!("{header} is unknown"));
            assert_eq!((found.en.as_str(), of), (field, unit), "{header}");
        }
        for header in ["合同成交额(美元)", "鲜重(克)", "联系人"] {
            assert!(read(sheet(), header).is_none(), "{header} is not guessed");
        }
    }

    #[test]
    fn an_unknown_column_is_named_with_its_letter() {
        let headers = ["合同名称", "签订日期", "鲜重", "联系人"];
        let problem = Columns::read(sheet(), &row(&headers)).expect_err("unknown");
        assert!(matches!(
            problem,
            HeaderProblem::Unknown { position: 3, .. }
        ));
        let text = problem.to_string();
        for told in ["column D", "联系人", "fresh_weight"] {
            assert!(text.contains(told), "{text}");
        }
    }

    #[test]
    fn a_column_twice_or_missing_is_said() {
        let twice = row(&["合同名称", "签订日期", "鲜重", "项目名称"]);
        assert!(matches!(
            Columns::read(sheet(), &twice),
            Err(HeaderProblem::Twice { first: 0, .. })
        ));
        let missing = Columns::read(sheet(), &row(&["签订日期"]))
            .expect_err("missing")
            .to_string();
        for told in [
            "合同名称 (project_name)",
            "鲜重 (fresh_weight)",
            "kezhuan trial template",
        ] {
            assert!(missing.contains(told), "{missing}");
        }
    }

    #[test]
    fn a_title_is_no_header() {
        let title = row(&["江门市技术合同登记汇总表", "", ""]);
        assert!(!is_header(sheet(), &title));
        assert!(is_header(sheet(), &row(&["合同名称", "签订日期", "鲜重"])));
    }

    #[test]
    fn columns_have_the_letters_of_a_sheet() {
        for (position, text) in [(0, "A"), (25, "Z"), (26, "AA"), (51, "AZ"), (52, "BA")] {
            assert_eq!(letters(position), text);
        }
    }
}
