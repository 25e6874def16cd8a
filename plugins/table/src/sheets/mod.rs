//! From the cells of a workbook to its parts: inputs, decision tables, outcome. Every sheet, heading
//! and word is taken in Chinese and in English.

mod decision;
mod lines;

use crate::mistake::{Mistakes, Place};
use crate::problem;
use crate::workbook::Sheet;

pub use decision::{Row, Table};
pub use lines::{Input, Line, input_unit};

/// Which rows of a table count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Policy {
    /// The first row that holds.
    First,
    /// The one row that holds; two that could hold together are a mistake.
    Unique,
    /// Every row that holds, in order.
    Collect,
}

impl Policy {
    fn named(word: &str) -> Option<Policy> {
        Some(match word.trim().to_lowercase().as_str() {
            "first" | "首个" | "首个 first" | "first 首个" => Policy::First,
            "unique" | "唯一" | "唯一 unique" | "unique 唯一" => Policy::Unique,
            "collect" | "收集" | "收集 collect" | "collect 收集" => Policy::Collect,
            _ => return None,
        })
    }

    pub fn word(self) -> &'static str {
        match self {
            Policy::First => "first",
            Policy::Unique => "unique",
            Policy::Collect => "collect",
        }
    }
}

/// A rule as written.
pub struct Rule {
    pub inputs: Vec<Input>,
    pub tables: Vec<Table>,
    pub outcome: Vec<Line>,
    /// Where the outcome begins, for what is missing in it; nothing where it is missing itself.
    pub outcome_place: Option<Place>,
}

/// Sorts the sheets by what they are.
pub fn read(sheets: &[Sheet], mistakes: &mut Mistakes) -> Rule {
    let mut rule = Rule {
        inputs: Vec::new(),
        tables: Vec::new(),
        outcome: Vec::new(),
        outcome_place: None,
    };
    for sheet in sheets {
        if is_called(&sheet.name, &["说明", "help", "notes"]) || sheet.rows() == 0 {
            continue;
        }
        if is_called(&sheet.name, &["输入", "inputs"]) {
            rule.inputs.extend(lines::inputs(sheet, mistakes));
        } else if is_called(&sheet.name, &["结果", "outcome"]) {
            if rule.outcome_place.replace(sheet.place(0, 0)).is_some() {
                mistakes.add(&sheet.place(0, 0), problem::second_outcome());
            }
            rule.outcome.extend(lines::outcome(sheet, mistakes));
        } else if is_called(sheet.text(0, 0), &["表名", "table"]) {
            rule.tables.extend(decision::read(sheet, mistakes));
        } else {
            mistakes.add(&sheet.place(0, 0), problem::unknown_sheet(&sheet.name));
        }
    }
    if rule.outcome_place.is_none() {
        let first = Place {
            sheet: 0,
            row: 0,
            column: 0,
        };
        mistakes.add(&first, problem::no_outcome());
    }
    rule
}

/// Whether each word of a heading is one of its names: `名称`, `name`, `名称 name`, `名称/name`.
pub fn is_called(heading: &str, names: &[&str]) -> bool {
    let heading = heading.to_lowercase();
    let mut words = heading
        .split([' ', '/', '\n'])
        .filter(|word| !word.is_empty())
        .peekable();
    words.peek().is_some() && words.all(|word| names.contains(&word))
}
