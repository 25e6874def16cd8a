//! Yearly returns of carriers: each row one return, its money in thousand yuan as the statistics count it.
mod columns;
mod export;
mod filing;
mod row;

use std::path::Path;

pub use columns::sheet;
pub use export::{export, of_returns};

use super::Manner;
use crate::sheet_import::{self, Finding, Outcome, Run};

/// What became of a good row.
pub const DONE: &str = "已填报 filled";

/// Fills the returns that a file has rows of.
pub async fn import(file: &Path, manner: &Manner) -> anyhow::Result<Outcome> {
    let run = Run {
        at_once_max: manner.at_once_max,
        done: DONE,
        stop: manner.stop.clone(),
    };
    let fill = async |(number, entry): (u64, row::Entry)| {
        Finding::of(number, Box::pin(filing::fill(manner, &entry)).await)
    };
    sheet_import::import(file, sheet(), &run, row::Entries::default(), fill).await
}
