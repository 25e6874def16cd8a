//! One cell of a table, whichever kind of file it came from.
use chrono::NaiveDate;

/// Digits of a number that sheets keep.
const DIGITS_KEPT: usize = 15;

/// What a cell holds.
#[derive(Clone, Debug, PartialEq, Default)]
pub enum Cell {
    #[default]
    Empty,
    Text(String),
    /// A number of a sheet, in the 15 digits a sheet keeps.
    Number(String),
    Date(NaiveDate),
    /// A formula that failed, such as `#REF!`.
    Broken(String),
}

impl Cell {
    /// A cell of a text file: blank is empty.
    pub fn of_text(text: &str) -> Cell {
        match text.trim() {
            "" => Cell::Empty,
            text => Cell::Text(text.to_owned()),
        }
    }

    /// A number cell. Sheets keep 15 digits; what lies behind them is noise of the binary fraction.
    pub fn of_number(number: f64) -> Cell {
        let fifteen = format!("{number:.14e}").parse::<f64>().unwrap_or(number);
        Cell::Number(fifteen.to_string())
    }

    /// Whether nothing was written.
    pub fn is_empty(&self) -> bool {
        matches!(self, Cell::Empty)
    }

    /// What a person sees in it.
    pub fn shown(&self) -> String {
        match self {
            Cell::Empty => String::new(),
            Cell::Text(text) | Cell::Number(text) | Cell::Broken(text) => text.clone(),
            Cell::Date(date) => date.to_string(),
        }
    }
}

/// Whether a number cell has more digits than a sheet keeps, so that its last ones are lost.
pub fn is_cut(number: &str) -> bool {
    number.bytes().filter(u8::is_ascii_digit).count() > DIGITS_KEPT
}

/// Full-width letters, digits and signs as people type them with a Chinese keyboard, made half-width.
pub fn half_width(text: &str) -> String {
    text.chars()
        .map(|letter| match letter {
            '\u{3000}' => ' ',
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(letter as u32 - 0xfee0).unwrap_or(letter),
            other => other,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_keep_the_digits_a_sheet_shows() {
        for (number, text) in [
            (0.1 + 0.2, "0.3"),
            (1_234_567.89, "1234567.89"),
            (500_000.0, "500000"),
            (1e15, "1000000000000000"),
            (91_440_703.0, "91440703"),
        ] {
            assert_eq!(Cell::of_number(number), Cell::Number(text.to_owned()));
        }
    }

    #[test]
    fn only_a_long_number_has_lost_digits() {
        for (number, cut) in [
            ("1", false),
            ("440783", false),
            ("123456789012345", false),
            ("1234567890123456", true),
            ("914407030000000000", true),
        ] {
            assert_eq!(is_cut(number), cut, "{number}");
        }
    }

    #[test]
    fn full_width_signs_become_half_width() {
        assert_eq!(half_width("合同成交额（万元）"), "合同成交额(万元)");
        assert_eq!(half_width("１２３，４５６．７８"), "123,456.78");
    }
}
