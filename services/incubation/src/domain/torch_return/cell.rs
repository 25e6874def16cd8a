//! One cell of a return: what the service knows of a figure, and what the operator states in its place.
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::field::Field;
use crate::domain::code_list::code_list;

code_list! {
    /// Where a figure comes from.
    Source {
        Known = "KNOWN", "系统数据", "known to the service";
        Stated = "STATED", "填报", "stated by the operator";
    }
}

/// A figure in fen, 0.01 m² or a plain count.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cell {
    pub known: Option<i64>,
    pub stated: Option<i64>,
    /// Why what is stated differs from what is known.
    pub reason: String,
}

/// The cells that are not empty.
pub type Figures = BTreeMap<Field, Cell>;

/// What the service knows.
pub type Known = BTreeMap<Field, i64>;

impl Cell {
    /// The figure of the return.
    pub fn value(&self) -> Option<i64> {
        self.stated.or(self.known)
    }

    /// Where it comes from; `None` of an empty cell.
    pub fn source(&self) -> Option<Source> {
        match (self.stated, self.known) {
            (Some(_), _) => Some(Source::Stated),
            (None, Some(_)) => Some(Source::Known),
            (None, None) => None,
        }
    }

    /// Whether another figure is stated than the known one, and nobody said why.
    pub fn differs_unexplained(&self) -> bool {
        match (self.stated, self.known) {
            (Some(stated), Some(known)) => stated != known && self.reason.trim().is_empty(),
            (Some(_), None) | (None, _) => false,
        }
    }
}

/// The figure of a field.
pub fn value(figures: &Figures, field: Field) -> Option<i64> {
    figures.get(&field)?.value()
}

/// Takes over what is known now; what was stated stays.
pub fn take_known(figures: &mut Figures, known: &Known) {
    for field in Field::ALL {
        let now = known.get(field).copied();
        match figures.get_mut(field) {
            Some(cell) => cell.known = now,
            None if now.is_some() => {
                let cell = Cell {
                    known: now,
                    ..Cell::default()
                };
                figures.insert(*field, cell);
            }
            None => {}
        }
    }
    figures.retain(|_, cell| cell.value().is_some());
}
