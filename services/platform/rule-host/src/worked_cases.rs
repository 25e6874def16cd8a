//! A package's worked cases: kept as they were written, since who serves a rule never asks for them.

use std::sync::OnceLock;

use crate::manifest::WorkedCase;

/// One JSON object a line, read when somebody asks.
#[derive(Clone, Debug)]
pub struct WorkedCases {
    lines: Box<str>,
    read: OnceLock<Vec<WorkedCase>>,
}

impl WorkedCases {
    /// The lines, each of which was read once and found good.
    pub(crate) fn checked(lines: &str) -> WorkedCases {
        WorkedCases {
            lines: lines.into(),
            read: OnceLock::new(),
        }
    }

    /// All of them, in the order of the file.
    pub fn all(&self) -> &[WorkedCase] {
        self.read
            .get_or_init(|| parse(&self.lines).unwrap_or_default())
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.lines.lines().count()
    }
}

/// Reads every line.
pub(crate) fn parse(lines: &str) -> Result<Vec<WorkedCase>, serde_json::Error> {
    lines.lines().map(serde_json::from_str).collect()
}
