//! What is wrong in a workbook: where, and in words.

use std::fmt;

use crate::problem::Problem;

/// A mistake in one cell: a stable reason, and what is wrong and what to do in both languages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    pub sheet: String,
    /// Such as `B7`; empty when the whole sheet or file is meant.
    pub cell: String,
    pub reason: &'static str,
    pub zh: String,
    pub en: String,
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (sheet, cell) = (&self.sheet, &self.cell);
        let mark = if sheet.is_empty() || cell.is_empty() {
            ""
        } else {
            "!"
        };
        writeln!(f, "{sheet}{mark}{cell} {}", self.reason)?;
        write!(f, "  {}\n  {}", self.zh, self.en)
    }
}

/// A cell: sheet, and row and column from 0.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    pub sheet: usize,
    pub row: u32,
    pub column: u32,
}

impl Place {
    /// `B7`.
    pub fn cell(&self) -> String {
        let mut letters = Vec::new();
        let mut rest = self.column + 1;
        while rest > 0 {
            let digit = (rest - 1) % 26;
            letters.push(char::from(b'A' + u8::try_from(digit).unwrap_or_default()));
            rest = (rest - 1) / 26;
        }
        let letters: String = letters.into_iter().rev().collect();
        format!("{letters}{}", self.row + 1)
    }
}

/// Gathers all mistakes, so that an author sees them at once.
#[derive(Default)]
pub struct Mistakes {
    sheets: Vec<String>,
    found: Vec<(Place, Problem)>,
    /// What the author should know and nothing is wrong with.
    notes: Vec<(Place, Problem)>,
}

impl Mistakes {
    pub fn new(sheets: Vec<String>) -> Mistakes {
        Mistakes {
            sheets,
            ..Mistakes::default()
        }
    }

    pub fn add(&mut self, place: &Place, problem: Problem) {
        self.found.push((place.clone(), problem));
    }

    pub fn note(&mut self, place: &Place, problem: Problem) {
        self.notes.push((place.clone(), problem));
    }

    /// Keeps what went well; what did not is noted.
    pub fn keep<T>(&mut self, place: &Place, result: Result<T, Fault>) -> Option<T> {
        match result {
            Ok(value) => Some(value),
            Err(Fault::Reported) => None,
            Err(Fault::New(problem)) => {
                self.add(place, problem);
                None
            }
        }
    }

    /// Whether something is wrong in a sheet.
    pub fn has_some_in(&self, sheet: usize) -> bool {
        self.found.iter().any(|(place, _)| place.sheet == sheet)
    }

    pub fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// In the order of the workbook, each once.
    pub fn in_order(self) -> Vec<Mistake> {
        in_order(self.found, &self.sheets)
    }

    /// The notes, likewise.
    pub fn notes(self) -> Vec<Mistake> {
        in_order(self.notes, &self.sheets)
    }
}

fn in_order(mut found: Vec<(Place, Problem)>, sheets: &[String]) -> Vec<Mistake> {
    found.sort_by(|one, other| one.0.cmp(&other.0));
    found.dedup();
    let found = found.into_iter().map(|(place, problem)| Mistake {
        sheet: sheets.get(place.sheet).cloned().unwrap_or_default(),
        cell: place.cell(),
        reason: problem.reason,
        zh: problem.zh,
        en: problem.en,
    });
    found.collect()
}

/// Why a cell has no meaning: a new problem, or one noted where it comes from.
#[derive(Debug)]
pub enum Fault {
    New(Problem),
    Reported,
}

impl From<Problem> for Fault {
    fn from(problem: Problem) -> Fault {
        Fault::New(problem)
    }
}

#[cfg(test)]
mod tests {
    use super::Place;

    #[test]
    fn cells_are_named_as_spreadsheets_name_them() {
        let cell = |row, column| {
            Place {
                sheet: 0,
                row,
                column,
            }
            .cell()
        };
        assert_eq!(cell(6, 1), "B7");
        assert_eq!(cell(0, 25), "Z1");
        assert_eq!(cell(9, 26), "AA10");
        assert_eq!(cell(0, 701), "ZZ1");
        assert_eq!(cell(0, 702), "AAA1");
    }
}
