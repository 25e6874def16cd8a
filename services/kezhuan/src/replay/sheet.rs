//! Every changed decision as a line of a CSV file.
use std::fs::File;
use std::path::Path;

use anyhow::Context;
use kezhuan_protocol::replay::v1::{Change, Standing};

const HEADINGS: [&str; 12] = [
    "decision",
    "case",
    "division",
    "legal_date",
    "answered_before",
    "answered_after",
    "ok_before",
    "ok_after",
    "amount_before_fen",
    "amount_after_fen",
    "reasons_before",
    "reasons_after",
];

/// A file that is being written.
pub struct Sheet(csv::Writer<File>);

impl Sheet {
    /// A new file with its headings.
    pub fn create(file: &Path) -> anyhow::Result<Sheet> {
        let unwritable = || format!("can't write {}", file.display());
        let mut writer = csv::Writer::from_path(file).with_context(unwritable)?;
        writer.write_record(HEADINGS)?;
        Ok(Sheet(writer))
    }

    pub(super) fn add(&mut self, changes: &[Change]) -> anyhow::Result<()> {
        for change in changes {
            let nothing = Standing::default();
            let before = change.before.as_ref().unwrap_or(&nothing);
            let after = change.after.as_ref().unwrap_or(&nothing);
            self.0.write_record([
                change.decision.clone(),
                change.case_id.clone(),
                change.division.clone(),
                change.legal_date.clone(),
                before.answered.to_string(),
                after.answered.to_string(),
                before.ok.to_string(),
                after.ok.to_string(),
                before.amount_fen.to_string(),
                after.amount_fen.to_string(),
                before.reasons.join(" "),
                after.reasons.join(" "),
            ])?;
        }
        Ok(())
    }

    /// Writes what is left.
    pub fn finish(mut self) -> anyhow::Result<()> {
        Ok(self.0.flush()?)
    }
}
