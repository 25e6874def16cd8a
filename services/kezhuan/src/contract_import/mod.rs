//! Technology contracts from the tables offices keep: CSV or XLSX in, drafts submitted through the API out.
mod choice;
mod complaint;
mod field;
mod filing;
mod papers;
mod row;
mod verdict;
mod written;

#[cfg(test)]
mod row_tests;
#[cfg(test)]
mod table_tests;

use std::path::Path;

use chrono::NaiveDate;
use kezhuan_runtime::Shutdown;

pub use field::sheet;

use crate::sheet_import::{self, Finding, Outcome, Run, Stopped};
use crate::suite::Session;

/// How the import is done.
pub struct Manner {
    pub session: Session,
    /// Request ids are derived with it, so that two offices may import the same file.
    pub organisation: String,
    /// Applicants may take back the draft of a refused row.
    pub may_withdraw: bool,
    pub at_once_max: usize,
    /// The legal date forms are checked on before anything is drafted.
    pub today: NaiveDate,
    /// Triggered by Ctrl-C: rows under way finish, the report is written.
    pub stop: Shutdown,
}

/// What became of a good row.
pub const DONE: &str = "已提交 submitted";

/// Imports a file. An Err means that nothing more could be done at all; the rows before it are in.
pub async fn import(file: &Path, manner: &Manner) -> anyhow::Result<Outcome> {
    let run = Run {
        at_once_max: manner.at_once_max,
        done: DONE,
        stop: manner.stop.clone(),
    };
    let papers = papers::Papers::default();
    let file_one = async |(number, paper): (u64, filing::Paper)| {
        let filed = Box::pin(filing::file(manner, &paper)).await?;
        Finding::of(number, filed.map_err(Stopped::Row))
    };
    sheet_import::import(file, sheet(), &run, papers, file_one).await
}
