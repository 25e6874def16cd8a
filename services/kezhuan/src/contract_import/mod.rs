//! Technology contracts from the tables offices keep: CSV or XLSX in, drafts submitted through the API out.
mod amount;
mod cell;
mod choice;
mod date;
mod field;
mod filing;
mod header;
mod problem;
mod report;
mod row;
mod send;
mod table;
pub mod template;
mod verdict;

#[cfg(test)]
mod row_tests;
#[cfg(test)]
mod table_tests;

pub use send::{Manner, Outcome, import};
