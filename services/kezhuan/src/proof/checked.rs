//! What became of checking one thing, in lines for a person.
use std::fmt;

/// One thing that was checked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Checked {
    /// What it is.
    pub what: String,
    /// What was found to hold.
    pub holds: Vec<String>,
    /// What is worth knowing and changes nothing.
    pub notes: Vec<String>,
    /// What is wrong, where, and what to do.
    pub wrong: Vec<String>,
    /// What this machine can't show again, since it hangs on the machine that was asked.
    pub incomparable: Vec<String>,
    /// What could not be checked with what was given.
    pub unchecked: Vec<String>,
    /// What nobody asked to be checked, and what was checked does not show.
    pub unproven: Vec<String>,
    /// What only whoever made an archive tells: no signed head covers it.
    pub told: Vec<String>,
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

    pub(super) fn note(&mut self, line: impl Into<String>) {
        self.notes.push(line.into());
    }

    pub(super) fn wrong(&mut self, line: impl Into<String>) {
        self.wrong.push(line.into());
    }

    pub(super) fn incomparable(&mut self, line: impl Into<String>) {
        self.incomparable.push(line.into());
    }

    pub(super) fn unchecked(&mut self, line: impl Into<String>) {
        self.unchecked.push(line.into());
    }

    pub(super) fn unproven(&mut self, line: impl Into<String>) {
        self.unproven.push(line.into());
    }

    pub(super) fn told(&mut self, what: impl Into<String>) {
        // It ends the last line, and what it names was written by whoever exported.
        let what: String = what.into();
        let what = what.replace(char::is_control, "?");
        if !self.told.contains(&what) {
            self.told.push(what);
        }
    }

    /// Whether everything that was given was checked and shown again, and nothing is wrong.
    pub fn is_sound(&self) -> bool {
        self.wrong.is_empty() && self.incomparable.is_empty() && self.unchecked.is_empty()
    }
}

impl fmt::Display for Checked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.what)?;
        for (sign, lines) in [
            ("holds", &self.holds),
            ("NOTE", &self.notes),
            ("WRONG", &self.wrong),
            ("NOT COMPARABLE", &self.incomparable),
            ("NOT CHECKED", &self.unchecked),
            ("NOT PROVEN", &self.unproven),
            ("NOT PROVEN, only told by whoever exported:", &self.told),
        ] {
            for line in lines {
                write!(f, "\n  {sign}  {line}")?;
            }
        }
        Ok(())
    }
}
