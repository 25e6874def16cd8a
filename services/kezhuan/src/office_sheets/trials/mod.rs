//! Trials of a base: each row one plot, and the rows of one trial go to the suite together or not at all.
mod columns;
mod export;
mod filing;
mod group;
mod precheck;
mod row;

use std::path::Path;

pub use columns::{season, sheet};
pub use export::export;

use super::{Manner, place};
use crate::sheet_import::{self, Outcome, Run};

/// What became of a good row.
pub const DONE: &str = "已登记 recorded";

/// Plans, sows and harvests the trials that a file has rows of, on a base of the manner's organisation.
pub async fn import(file: &Path, manner: &Manner, base: &str) -> anyhow::Result<Outcome> {
    let found = place::base(&manner.session, base).await?;
    let who = (found.organisation.as_str(), manner.organisation.as_str());
    place::run_by("--base", base, who)?;
    let run = Run {
        at_once_max: manner.at_once_max,
        done: DONE,
        stop: manner.stop.clone(),
    };
    let groups = group::Groups::on(manner.today);
    let field = filing::Field { manner, base };
    let grow = async |group: group::Group| Box::pin(field.grow(&group)).await;
    sheet_import::import(file, sheet(), &run, groups, grow).await
}
