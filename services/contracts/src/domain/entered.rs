//! A field as a person filled it in: a draft may hold what a form may not, and all of it is judged at once.
use std::borrow::Cow;

use chrono::NaiveDate;
use kezhuan_law::card_input::parse_date;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A value with exactly one way to write it.
pub trait Written: Sized {
    /// The value of a text, if the text is one.
    fn read(text: &str) -> Option<Self>;
    /// The text of the value.
    fn text(&self) -> Cow<'_, str>;
}

/// What stands in a coded or dated field.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Entered<T> {
    #[default]
    Absent,
    Read(T),
    /// Kept as written, so that the applicant can be shown it.
    Unreadable(String),
}

impl<T: Written> Entered<T> {
    /// Takes a text as it stands; empty means nothing was filled in.
    pub fn read(text: &str) -> Entered<T> {
        if text.is_empty() {
            return Entered::Absent;
        }
        T::read(text).map_or_else(|| Entered::Unreadable(text.to_owned()), Entered::Read)
    }

    /// The value, if one was filled in that can be read.
    pub fn value(&self) -> Option<&T> {
        match self {
            Entered::Read(value) => Some(value),
            Entered::Absent | Entered::Unreadable(_) => None,
        }
    }

    /// The text as it was filled in, empty when absent.
    pub fn text(&self) -> Cow<'_, str> {
        match self {
            Entered::Absent => Cow::Borrowed(""),
            Entered::Read(value) => value.text(),
            Entered::Unreadable(text) => Cow::Borrowed(text),
        }
    }

    /// Whether nothing was filled in.
    pub fn is_absent(&self) -> bool {
        matches!(self, Entered::Absent)
    }
}

impl<T: Written + Copy> Entered<T> {
    /// The value by copy.
    pub fn get(&self) -> Option<T> {
        self.value().copied()
    }
}

impl<T: Written> From<&str> for Entered<T> {
    fn from(text: &str) -> Entered<T> {
        Entered::read(text)
    }
}

impl<T: Written> Serialize for Entered<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text())
    }
}

impl<'de, T: Written> Deserialize<'de> for Entered<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Entered<T>, D::Error> {
        Ok(Entered::read(&<Cow<'de, str>>::deserialize(deserializer)?))
    }
}

impl Written for NaiveDate {
    fn read(text: &str) -> Option<NaiveDate> {
        parse_date(text)
    }
    fn text(&self) -> Cow<'_, str> {
        Cow::Owned(self.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::kind::Kind;

    #[test]
    fn what_was_written_comes_back_as_it_was_written() {
        for (text, readable) in [
            ("", false),
            ("KF-WT", true),
            ("kf-wt", false),
            ("打印", false),
        ] {
            let entered: Entered<Kind> = Entered::read(text);
            assert_eq!(
                (entered.text().as_ref(), entered.value().is_some()),
                (text, readable)
            );
            let stored = serde_json::to_string(&entered).unwrap();
            assert_eq!(
                serde_json::from_str::<Entered<Kind>>(&stored).unwrap(),
                entered
            );
        }
        let day: Entered<NaiveDate> = Entered::read("2025-02-30");
        assert_eq!(day, Entered::Unreadable("2025-02-30".to_owned()));
    }
}
