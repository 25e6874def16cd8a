//! Farmers' plots that an extension reaches: each row one plot, sent in lists, each with its own result.
mod columns;
mod export;
mod filing;
mod row;

use std::path::Path;

pub use columns::sheet;
pub use export::export;
pub use filing::extension_of;

use super::{Manner, place};
use crate::sheet_import::{self, Outcome, Run};

/// What became of a good row.
pub const DONE: &str = "已登记 recorded";

/// Records the farmers' plots of a file in an extension of the manner's organisation.
pub async fn import(file: &Path, manner: &Manner, extension: &str) -> anyhow::Result<Outcome> {
    let found = place::extension(&manner.session, extension).await?;
    let who = (found.operator.as_str(), manner.organisation.as_str());
    place::run_by("--extension", extension, who)?;
    let lists = row::Lists::in_county(&found.tenant);
    let run = Run {
        // Lists are recorded one after the other: who comes first counts a plot.
        at_once_max: 1,
        done: DONE,
        stop: manner.stop.clone(),
    };
    let record = async |list: row::List| Box::pin(filing::record(manner, extension, &list)).await;
    sheet_import::import(file, sheet(), &run, lists, record).await
}
