//! Numbers as people write them: `100`, `1.5万元`, `0.3%`. They come out whole or not at all.

use crate::check::Unit;
use crate::problem::{self, Problem};

/// What one of the written unit is in the unit that rules count in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scale {
    pub factor: i64,
    pub unit: Unit,
}

/// A number and the unit written behind it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Literal {
    pub digits: String,
    pub scale: Option<Scale>,
}

/// Every word that may stand behind a number; longer ones before their beginnings.
const SCALES: [(&str, i64, Unit); 17] = [
    ("亿元", 10_000_000_000, Unit::Fen),
    ("万元", 1_000_000, Unit::Fen),
    ("yuan", 100, Unit::Fen),
    ("元", 100, Unit::Fen),
    ("fen", 1, Unit::Fen),
    ("分", 1, Unit::Fen),
    ("亿", 100_000_000, Unit::Any),
    ("万", 10_000, Unit::Any),
    ("%", 100, Unit::Bp),
    ("基点", 1, Unit::Bp),
    ("bp", 1, Unit::Bp),
    ("个工作日", 1, Unit::Days),
    ("工作日", 1, Unit::Days),
    ("days", 1, Unit::Days),
    ("天", 1, Unit::Days),
    ("日", 1, Unit::Days),
    ("count", 1, Unit::Count),
];

/// Brackets, plain and as a Chinese input method writes them.
const OPENING: [char; 2] = ['(', '\u{ff08}'];
const CLOSING: [char; 2] = [')', '\u{ff09}'];

impl Scale {
    /// The scale that `text` starts with, and how many bytes its word takes.
    pub fn at_start(text: &str) -> Option<(Scale, usize)> {
        let known = SCALES.iter().find(|(word, ..)| {
            let after = text.strip_prefix(word).and_then(|rest| rest.chars().next());
            // `days_left` is a name, not 1 day followed by something.
            let is_ascii = word.bytes().all(|byte| byte.is_ascii_alphabetic());
            let goes_on = after.is_some_and(|next| next == '_' || next.is_ascii_alphanumeric());
            text.starts_with(word) && !(is_ascii && goes_on)
        });
        known.map(|(word, factor, unit)| {
            (
                Scale {
                    factor: *factor,
                    unit: *unit,
                },
                word.len(),
            )
        })
    }

    /// The unit in the brackets that end a heading: `contract.t_fen (元)`.
    pub fn of_heading(heading: &str) -> Option<(&str, Scale)> {
        let inside = heading.strip_suffix(CLOSING)?;
        let open = inside.rfind(OPENING)?;
        let word = inside[open..].trim_start_matches(OPENING).trim();
        let (scale, length) = Scale::at_start(word)?;
        (length == word.len()).then(|| (heading[..open].trim(), scale))
    }
}

impl Literal {
    /// The whole number in the unit that rules count in.
    pub fn value(&self) -> Result<i64, Problem> {
        let factor = self.scale.map_or(1, |scale| scale.factor);
        let (whole, fraction) = self.digits.split_once('.').unwrap_or((&self.digits, ""));
        let exact = || {
            let mut value: i128 = whole.parse().ok()?;
            let mut below: i128 = 1;
            for digit in fraction.chars() {
                value = value
                    .checked_mul(10)?
                    .checked_add(i128::from(digit.to_digit(10)?))?;
                below = below.checked_mul(10)?;
            }
            let scaled = value.checked_mul(i128::from(factor))?;
            (scaled % below == 0).then(|| i64::try_from(scaled / below).ok())?
        };
        exact().ok_or_else(|| problem::not_whole(&self.digits))
    }

    pub fn unit(&self) -> Unit {
        self.scale.map_or(Unit::Any, |scale| scale.unit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_in_yuan_become_fen_exactly_or_not_at_all() {
        let value = |digits: &str, unit: &str| {
            let scale = Scale::at_start(unit).map(|(scale, _)| scale);
            Literal {
                digits: digits.to_owned(),
                scale,
            }
            .value()
            .ok()
        };
        assert_eq!(value("1.5", "万元"), Some(1_500_000));
        assert_eq!(value("1234.56", "元"), Some(123_456));
        assert_eq!(value("0.001", "元"), None);
        assert_eq!(value("0.3", "%"), Some(30));
        assert_eq!(value("0.01", ""), None);
        assert_eq!(value("9223372036854775807", ""), Some(i64::MAX));
        assert_eq!(value("9223372036854775808", ""), None);
    }

    #[test]
    fn a_heading_may_say_what_its_numbers_are_in() {
        let (name, scale) = Scale::of_heading("contract.t_fen\u{ff08}万元\u{ff09}").unwrap();
        assert_eq!((name, scale.factor), ("contract.t_fen", 1_000_000));
        assert!(Scale::of_heading("starts(contract.kind, \"KF\")").is_none());
    }
}
