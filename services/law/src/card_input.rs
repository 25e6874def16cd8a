//! Strict reading of a rule card's JSON input, for every service that answers cards.
//! An absent member takes the card's default; a present one of the wrong type is refused.
use chrono::NaiveDate;
use serde_json::{Map, Value, json};

use crate::calendar::CalendarMissing;

/// The code of a card that can't be answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct CardError(pub &'static str);

impl CardError {
    /// A missing, mistyped or unknown input, or a division by zero.
    pub const INVALID_INPUT: CardError = CardError("INVALID_INPUT");
    /// A date to be tested lies outside the loaded years.
    pub const CALENDAR_MISSING: CardError = CardError("CALENDAR_MISSING");
}

impl From<CalendarMissing> for CardError {
    fn from(_: CalendarMissing) -> CardError {
        CardError::CALENDAR_MISSING
    }
}

/// What a card prints: its answer, or `{"error": CODE}` standing alone.
pub fn answer(outcome: Result<Value, CardError>) -> Value {
    outcome.unwrap_or_else(|CardError(code)| json!({ "error": code }))
}

/// One JSON object of a card's input. A member that is `null` counts as absent.
#[derive(Debug, Clone, Copy)]
pub struct CardInput<'a> {
    members: &'a Map<String, Value>,
}

impl<'a> CardInput<'a> {
    /// Takes an object; anything else is invalid.
    pub fn new(input: &'a Value) -> Result<CardInput<'a>, CardError> {
        let members = input.as_object().ok_or(CardError::INVALID_INPUT)?;
        Ok(CardInput { members })
    }

    /// The member as it stands, for shapes the other readers do not cover.
    pub fn value(&self, name: &str) -> Option<&'a Value> {
        self.members.get(name).filter(|value| !value.is_null())
    }

    /// Whether the member is present.
    pub fn has(&self, name: &str) -> bool {
        self.value(name).is_some()
    }

    /// A text that must be there.
    pub fn text(&self, name: &str) -> Result<&'a str, CardError> {
        required(self.optional_text(name)?)
    }

    /// A text that may be absent.
    pub fn optional_text(&self, name: &str) -> Result<Option<&'a str>, CardError> {
        self.read(name, Value::as_str)
    }

    /// A whole number that must be there; `2.0` is no whole number.
    pub fn integer(&self, name: &str) -> Result<i64, CardError> {
        required(self.optional_integer(name)?)
    }

    /// A whole number with the card's default.
    pub fn integer_or(&self, name: &str, default: i64) -> Result<i64, CardError> {
        Ok(self.optional_integer(name)?.unwrap_or(default))
    }

    /// A whole number that may be absent.
    pub fn optional_integer(&self, name: &str) -> Result<Option<i64>, CardError> {
        self.read(name, Value::as_i64)
    }

    /// A flag, false when absent.
    pub fn flag(&self, name: &str) -> Result<bool, CardError> {
        self.flag_or(name, false)
    }

    /// A flag with the card's default.
    pub fn flag_or(&self, name: &str, default: bool) -> Result<bool, CardError> {
        Ok(self.read(name, Value::as_bool)?.unwrap_or(default))
    }

    /// A date that must be there, `YYYY-MM-DD` and nothing looser.
    pub fn date(&self, name: &str) -> Result<NaiveDate, CardError> {
        required(self.optional_date(name)?)
    }

    /// A date that may be absent.
    pub fn optional_date(&self, name: &str) -> Result<Option<NaiveDate>, CardError> {
        self.read(name, |value| value.as_str().and_then(parse_date))
    }

    /// A list of whole numbers, empty when absent.
    pub fn integers(&self, name: &str) -> Result<Vec<i64>, CardError> {
        self.list(name, Value::as_i64)
    }

    /// A list of texts, empty when absent.
    pub fn texts(&self, name: &str) -> Result<Vec<&'a str>, CardError> {
        self.list(name, Value::as_str)
    }

    /// A list of objects, empty when absent.
    pub fn objects(&self, name: &str) -> Result<Vec<CardInput<'a>>, CardError> {
        self.list(name, |value| CardInput::new(value).ok())
    }

    /// An object that must be there.
    pub fn object(&self, name: &str) -> Result<CardInput<'a>, CardError> {
        required(self.read(name, |value| CardInput::new(value).ok())?)
    }

    /// A list whose every entry `read` accepts, empty when absent.
    pub fn list<T>(
        &self,
        name: &str,
        read: impl Fn(&'a Value) -> Option<T>,
    ) -> Result<Vec<T>, CardError> {
        let Some(value) = self.value(name) else {
            return Ok(Vec::new());
        };
        let entries = value.as_array().ok_or(CardError::INVALID_INPUT)?;
        entries.iter().map(|entry| required(read(entry))).collect()
    }

    fn read<T>(
        &self,
        name: &str,
        read: impl Fn(&'a Value) -> Option<T>,
    ) -> Result<Option<T>, CardError> {
        match self.value(name) {
            Some(value) => required(read(value)).map(Some),
            None => Ok(None),
        }
    }
}

fn required<T>(value: Option<T>) -> Result<T, CardError> {
    value.ok_or(CardError::INVALID_INPUT)
}

/// Ten ASCII characters `YYYY-MM-DD` of a day that exists.
pub fn parse_date(text: &str) -> Option<NaiveDate> {
    let bytes = text.as_bytes();
    let shaped = bytes.len() == 10
        && bytes.iter().enumerate().all(|(place, byte)| match place {
            4 | 7 => *byte == b'-',
            _ => byte.is_ascii_digit(),
        });
    if shaped { text.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_has_exactly_one_form() {
        assert!(parse_date("2025-02-28").is_some());
        for text in [
            "2025-2-28",
            "2025-02-29",
            "2025-13-01",
            "+2025-02-1",
            "2025/02/28",
            "20250228",
            "2025-02-28 ",
            "2025-02-28T00:00",
            "",
        ] {
            assert_eq!(parse_date(text), None, "{text:?}");
        }
    }

    #[test]
    fn absent_takes_the_default_and_a_wrong_type_is_refused() {
        let input = json!({"flag": 1, "number": 2.0, "null": null, "list": [1, "2"], "big": 1e30});
        let input = CardInput::new(&input).unwrap();
        assert_eq!(input.flag("absent"), Ok(false));
        assert_eq!(input.flag_or("null", true), Ok(true));
        assert_eq!(input.flag("flag"), Err(CardError::INVALID_INPUT));
        assert_eq!(input.integer("number"), Err(CardError::INVALID_INPUT));
        assert_eq!(input.integer("big"), Err(CardError::INVALID_INPUT));
        assert_eq!(input.integer("absent"), Err(CardError::INVALID_INPUT));
        assert_eq!(input.integer_or("absent", 7), Ok(7));
        assert_eq!(input.integers("absent"), Ok(vec![]));
        assert_eq!(input.integers("list"), Err(CardError::INVALID_INPUT));
        assert_eq!(input.text("null"), Err(CardError::INVALID_INPUT));
        assert!(CardInput::new(&json!([])).is_err());
    }
}
