//! Everything a workbook's author can be told: a stable reason, and what is wrong and what to do,
//! in Chinese and English. Half-width signs in the Chinese keep both readable in a terminal.

mod file;
mod names;
mod rows;
mod units;
mod words;

pub use file::*;
pub use names::*;
pub use rows::*;
pub use units::*;
pub use words::*;

/// What is wrong in a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    pub reason: &'static str,
    pub zh: String,
    pub en: String,
}

fn new(reason: &'static str, zh: impl Into<String>, en: impl Into<String>) -> Problem {
    Problem {
        reason,
        zh: zh.into(),
        en: en.into(),
    }
}
