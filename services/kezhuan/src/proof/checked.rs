//! What became of checking one thing, in lines for a person.
use std::fmt;

/// One thing that was checked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Checked {
    /// What it is.
    pub what: String,
    /// What was found to hold.
    pub holds: Vec<String>,
    /// What is wrong, where, and what to do.
    pub wrong: Vec<String>,
    /// What could not be checked with what was given.
    pub unchecked: Vec<String>,
}

impl Checked {
    pub(super) fn of(what: impl Into<String>) -> Checked {
        Checked {
            what: what.into(),
            ..Checked::default()
        }
    }

    pub(super) fn holds(&mut self, line: impl Into<String>) {
        self.holds.push(line.into());
    }

    pub(super) fn wrong(&mut self, line: impl Into<String>) {
        self.wrong.push(line.into());
    }

    pub(super) fn unchecked(&mut self, line: impl Into<String>) {
        self.unchecked.push(line.into());
    }

    /// Whether everything was checked and nothing is wrong.
    pub fn is_sound(&self) -> bool {
        self.wrong.is_empty() && self.unchecked.is_empty()
    }
}

impl fmt::Display for Checked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.what)?;
        for (sign, lines) in [
            ("holds", &self.holds),
            ("WRONG", &self.wrong),
            ("NOT CHECKED", &self.unchecked),
        ] {
            for line in lines {
                write!(f, "\n  {sign}  {line}")?;
            }
        }
        Ok(())
    }
}
