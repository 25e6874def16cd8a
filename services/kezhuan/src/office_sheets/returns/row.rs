//! One row of a table made into what is stated of one return, or into everything that is wrong with it.
use std::sync::Arc;

use kezhuan_incubation::domain::torch_return::Field as Figure;
use kezhuan_protocol::incubation::v1::torch_return::Profile;

use super::columns::{figure, sheet};
use crate::office_sheets::{Seen, once, repeated};
use crate::sheet_import::cell::Cell;
use crate::sheet_import::header::Columns;
use crate::sheet_import::reading::{self, Value};
use crate::sheet_import::table::Row;
use crate::sheet_import::{Intake, Parcel, Problem};

/// What a row says of one return.
#[derive(Debug)]
pub struct Entry {
    /// torchReturns/{uuid}
    pub name: String,
    /// Empty members stay as they are.
    pub profile: Profile,
    /// In fen, 0.01 m² or plain counts; cells that are empty stay as they are.
    pub figures: Vec<(Figure, i64)>,
    pub reason: String,
    pub columns: Arc<Columns>,
}

/// Reads returns, and remembers those it has seen.
#[derive(Default)]
pub struct Entries {
    seen: Seen,
}

impl Intake for Entries {
    /// A return with the number of its row.
    type Content = (u64, Entry);

    fn row(&mut self, columns: &Arc<Columns>, row: Row) -> Option<Parcel<(u64, Entry)>> {
        let (name, content) = read(columns, &row.cells);
        // Of a row with other problems too, lest it be told once those are gone.
        let first = match name.is_empty() {
            true => None,
            false => self.seen.before(name.clone(), row.number),
        };
        let again = first.map(|first| repeated(first, header(columns, "torch_return"), name));
        let content = once(content, again).map(|entry| (row.number, entry));
        Some(Parcel::single(row.number, row.done, content))
    }

    fn end(&mut self) -> Vec<Parcel<(u64, Entry)>> {
        Vec::new()
    }
}

impl Entry {
    /// The header of a column, as the office wrote it.
    pub fn header(&self, en: &str) -> String {
        header(&self.columns, en)
    }
}

fn header(columns: &Columns, en: &str) -> String {
    let field = sheet().named(en);
    field.map_or_else(|| en.to_owned(), |field| columns.header_of(field))
}

/// Reads one row. Every problem is found at once; the return is told beside them where it can be read.
pub fn read(columns: &Arc<Columns>, cells: &[Cell]) -> (String, Result<Entry, Vec<Problem>>) {
    let (values, problems) = reading::read(columns, cells);
    let name = values.text("torch_return");
    if !problems.is_empty() {
        return (name, Err(problems));
    }
    let figures = values.iter().filter_map(|(en, value)| match value {
        Value::Number(number) => Some((figure(en)?, *number)),
        _ => None,
    });
    let entry = Entry {
        name: name.clone(),
        profile: Profile {
            nature: values.text("nature"),
            operation: values.text("operation"),
            founded_on: values.text("founded_on"),
        },
        figures: figures.collect(),
        reason: values.text("reason").trim().to_owned(),
        columns: columns.clone(),
    };
    (name, Ok(entry))
}

#[cfg(test)]
mod tests;
