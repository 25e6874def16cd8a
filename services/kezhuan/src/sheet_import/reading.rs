//! One row of a table made into values, or into everything that is wrong with its cells.
use chrono::NaiveDate;
use kezhuan_law::Localized;
use kezhuan_law::identifiers::{IdentifierError, UnifiedSocialCreditCode};

use super::amount::{self, NotAnAmount};
use super::cell::{self, Cell, half_width};
use super::choices::Choices;
use super::date;
use super::field::{Field, Kind, Need};
use super::header::{Columns, letters};
use super::problem::{self, Complaint, Problem};

/// What a cell says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    Text(String),
    Code(&'static str),
    Codes(Vec<String>),
    Day(NaiveDate),
    /// In the unit its column is kept in: fen, hundredths, a plain count.
    Number(i64),
    Flag(bool),
}

/// What a row says, left to right: the English name of each column, and its value. Empty cells are left out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Values(Vec<(&'static str, Value)>);

impl Values {
    /// The values, by the English name of their columns.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, &Value)> {
        self.0.iter().map(|(name, value)| (*name, value))
    }

    /// What the column says; `None` where its cell is empty.
    pub fn of(&self, en: &str) -> Option<&Value> {
        let mut values = self.0.iter();
        values.find(|(name, _)| *name == en).map(|(_, value)| value)
    }

    /// The text of a column; empty where there is none.
    pub fn text(&self, en: &str) -> String {
        match self.of(en) {
            Some(Value::Text(text)) => text.clone(),
            Some(Value::Code(code)) => (*code).to_owned(),
            Some(Value::Day(day)) => day.to_string(),
            Some(Value::Codes(_) | Value::Number(_) | Value::Flag(_)) | None => String::new(),
        }
    }

    /// The code of a column with a list.
    pub fn code(&self, en: &str) -> Option<&'static str> {
        match self.of(en) {
            Some(Value::Code(code)) => Some(*code),
            _ => None,
        }
    }

    /// The number of a column.
    pub fn number(&self, en: &str) -> Option<i64> {
        match self.of(en) {
            Some(Value::Number(number)) => Some(*number),
            _ => None,
        }
    }

    /// A count small enough for the interface; the reading of counts holds it.
    pub fn count(&self, en: &str) -> i32 {
        let number = self.number(en).unwrap_or_default();
        i32::try_from(number).unwrap_or(i32::MAX)
    }

    /// Whether a column says yes.
    pub fn flag(&self, en: &str) -> bool {
        matches!(self.of(en), Some(Value::Flag(true)))
    }
}

/// Reads one row. Every problem is found at once; what could be read stands beside them.
pub fn read(columns: &Columns, cells: &[Cell]) -> (Values, Vec<Problem>) {
    let mut values = Vec::new();
    let mut problems = Vec::new();
    for (position, column) in columns.columns.iter().enumerate() {
        let cell = cells.get(position).unwrap_or(&Cell::Empty);
        let Some(column) = column else { continue };
        match value(column.field, column.unit, cell) {
            Ok(Some(value)) => values.push((column.field.en.as_str(), value)),
            Ok(None) => {}
            Err(complaint) => problems.push(complaint.about(column.header.clone(), cell.shown())),
        }
    }
    problems.extend(beyond_the_headers(columns, cells));
    (Values(values), problems)
}

/// Whether a row has nothing in it: sheets often end with such.
pub fn is_blank(cells: &[Cell]) -> bool {
    cells.iter().all(Cell::is_empty)
}

fn value(
    field: &'static Field,
    unit: Option<amount::Unit>,
    cell: &Cell,
) -> Result<Option<Value>, Complaint> {
    let text = match cell {
        Cell::Empty if field.need == Need::Always => return Err(problem::REQUIRED),
        Cell::Empty => return Ok(None),
        // What is for people only may be worked out as they like.
        Cell::Broken(_) if matches!(field.kind, Kind::Ignored) => return Ok(None),
        Cell::Broken(_) => return Err(problem::BROKEN_FORMULA),
        Cell::Number(number) if field.kind.is_identifier() && cell::is_cut(number) => {
            return Err(problem::DIGITS_LOST);
        }
        cell => cell.shown(),
    };
    let value = match field.kind {
        Kind::Ignored => return Ok(None),
        Kind::Text => Value::Text(text),
        Kind::Identifier => Value::Text(half_width(&text).trim().to_owned()),
        Kind::Code(choices) => Value::Code(code(choices, &text)?),
        Kind::Codes(choices) => Value::Codes(codes(choices, &text)?),
        Kind::Day { since } => Value::Day(day(cell, &text, since)?),
        Kind::Amount(_) => Value::Number(amount::parse(&text, unit).map_err(complain)?),
        Kind::Balance(_) => Value::Number(amount::parse_signed(&text, unit).map_err(complain)?),
        Kind::Count => Value::Number(count(&text)?),
        Kind::Decimal { places, units } => Value::Number(decimal(&text, places, units)?),
        Kind::CreditCode => Value::Text(credit_code(&text)?),
        Kind::Division => Value::Text(division(&text)?),
        Kind::Flag => Value::Flag(flag(&text)?),
        Kind::Written { read, .. } => read(&text)?,
    };
    Ok(Some(value))
}

/// Values in columns without a header would be lost silently.
fn beyond_the_headers(columns: &Columns, cells: &[Cell]) -> Vec<Problem> {
    let headed = |position: usize| columns.columns.get(position).is_some_and(Option::is_some);
    cells
        .iter()
        .enumerate()
        .filter(|(position, cell)| !cell.is_empty() && !headed(*position))
        .map(|(position, cell)| problem::NO_HEADER.about(letters(position), cell.shown()))
        .collect()
}

/// Why a text is no amount, told of the cell it stands in.
pub fn complain(error: NotAnAmount) -> Complaint {
    match error {
        NotAnAmount::NoUnit => problem::AMOUNT_UNIT,
        NotAnAmount::Malformed => problem::AMOUNT_FORMAT,
        NotAnAmount::BelowFen => problem::AMOUNT_BELOW_FEN,
        NotAnAmount::Negative => problem::AMOUNT_NEGATIVE,
        NotAnAmount::TooLarge => problem::AMOUNT_TOO_LARGE,
    }
}

fn complain_of_number(error: NotAnAmount) -> Complaint {
    match error {
        NotAnAmount::NoUnit | NotAnAmount::Malformed => problem::NUMBER_FORMAT,
        NotAnAmount::BelowFen => problem::NUMBER_TOO_FINE,
        NotAnAmount::Negative => problem::NUMBER_NEGATIVE,
        NotAnAmount::TooLarge => problem::NUMBER_TOO_LARGE,
    }
}

fn count(text: &str) -> Result<i64, Complaint> {
    let count = amount::scaled(text, 0).map_err(complain_of_number)?;
    match i32::try_from(count) {
        Ok(_) => Ok(count),
        Err(_) => Err(problem::NUMBER_TOO_LARGE),
    }
}

/// The unit may stand behind the number.
fn decimal(text: &str, places: u32, units: &[&str]) -> Result<i64, Complaint> {
    let text = half_width(text);
    let text = text.trim();
    let named = units.iter().find_map(|unit| text.strip_suffix(*unit));
    amount::scaled(named.unwrap_or(text), places).map_err(complain_of_number)
}

fn code(choices: &'static Choices, text: &str) -> Result<&'static str, Complaint> {
    choices.code_of(text).ok_or_else(|| Complaint {
        code: "NOT_IN_LIST",
        problem: Localized::fixed("不在可选范围内", "not one of the answers of this column"),
        remedy: choices.offer(),
    })
}

fn codes(choices: &'static Choices, text: &str) -> Result<Vec<String>, Complaint> {
    let words = text
        .split(['、', ';', '；', ',', '，', '\n'])
        .map(str::trim)
        .filter(|word| !word.is_empty());
    words
        .map(|word| code(choices, word).map(str::to_owned))
        .collect()
}

fn day(cell: &Cell, text: &str, since: i32) -> Result<NaiveDate, Complaint> {
    let found = match cell {
        Cell::Date(day) => date::plausible(*day, since),
        _ => date::parse(text, since),
    };
    found.ok_or_else(|| match date::serial(text, since) {
        Some(day) => problem::date_without_format(text, day),
        None => problem::DATE_FORMAT,
    })
}

fn credit_code(text: &str) -> Result<String, Complaint> {
    let text = half_width(text)
        .replace([' ', '-'], "")
        .to_ascii_uppercase();
    UnifiedSocialCreditCode::parse(&text)
        .map(|code| code.as_str().to_owned())
        .map_err(|error| {
            identifier(
                error,
                (
                    "请对照营业执照核对 18 位统一社会信用代码",
                    "compare the 18 characters with the business licence",
                ),
            )
        })
}

/// Why a number that names something is none, and what to compare it with.
pub fn identifier(error: IdentifierError, remedy: (&'static str, &'static str)) -> Complaint {
    Complaint {
        code: error.code(),
        problem: error.localized(),
        remedy: Localized::fixed(remedy.0, remedy.1),
    }
}

/// Six digits, alone or in front of the name, as drop-down lists of offices often have them.
fn division(text: &str) -> Result<String, Complaint> {
    let text = half_width(text);
    let code = text.trim().split([' ', '(']).next().unwrap_or_default();
    let digits = code.trim_end_matches(|letter: char| !letter.is_ascii_digit());
    if kezhuan_law::regions::is_division_code(digits) {
        Ok(digits.to_owned())
    } else {
        Err(problem::DIVISION_FORMAT)
    }
}

/// Yes or no, as people mark it.
pub fn flag(text: &str) -> Result<bool, Complaint> {
    match half_width(text).to_lowercase().as_str() {
        "是" | "有" | "y" | "yes" | "true" | "1" | "√" | "✓" => Ok(true),
        "否" | "无" | "n" | "no" | "false" | "0" | "×" => Ok(false),
        _ => Err(problem::FLAG_FORMAT),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_with_their_unit_and_no_finer_than_they_are_kept() {
        for (text, places, units, answer) in [
            ("1.25", 2, &["亩"][..], Ok(125)),
            ("1.25 亩", 2, &["亩"], Ok(125)),
            ("21.5%", 2, &["%"], Ok(2_150)),
            ("60.125", 3, &["千克", "kg"], Ok(60_125)),
            ("60kg", 3, &["千克", "kg"], Ok(60_000)),
            ("1.255", 2, &["亩"], Err("NUMBER_TOO_FINE")),
            ("-1", 2, &["亩"], Err("NUMBER_NEGATIVE")),
            ("1 公顷", 2, &["亩"], Err("NUMBER_FORMAT")),
            ("99999999999999999999", 2, &["亩"], Err("NUMBER_TOO_LARGE")),
        ] {
            let read = decimal(text, places, units).map_err(|complaint| complaint.code);
            assert_eq!(read, answer, "{text}");
        }
        for (text, answer) in [
            ("12", Ok(12)),
            ("1,200", Ok(1_200)),
            ("12.0", Ok(12)),
            ("12.5", Err("NUMBER_TOO_FINE")),
            ("3000000000", Err("NUMBER_TOO_LARGE")),
        ] {
            assert_eq!(
                count(text).map_err(|complaint| complaint.code),
                answer,
                "{text}"
            );
        }
    }
}
