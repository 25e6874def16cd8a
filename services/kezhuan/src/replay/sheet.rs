//! Every changed decision as a line of a CSV file.
use std::path::{Path, PathBuf};

use anyhow::Context;
use kezhuan_protocol::replay::v1::{Change, Standing};
use tempfile::NamedTempFile;

use crate::sheet_text::harmless;

const HEADINGS: [&str; 13] = [
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
    "outdone",
];

/// A file that is being written: it has its name once it is whole.
pub struct Sheet {
    writer: csv::Writer<NamedTempFile>,
    file: PathBuf,
}

impl Sheet {
    /// A new file with its headings.
    pub fn create(file: &Path) -> anyhow::Result<Sheet> {
        let around = file
            .parent()
            .filter(|folder| !folder.as_os_str().is_empty());
        let begun = NamedTempFile::new_in(around.unwrap_or(Path::new(".")));
        let begun = begun.with_context(|| format!("can't write {}", file.display()))?;
        let mut writer = csv::Writer::from_writer(begun);
        writer.write_record(HEADINGS)?;
        Ok(Sheet {
            writer,
            file: file.to_owned(),
        })
    }

    pub(super) fn add(&mut self, changes: &[Change]) -> anyhow::Result<()> {
        for change in changes {
            let nothing = Standing::default();
            let before = change.before.as_ref().unwrap_or(&nothing);
            let after = change.after.as_ref().unwrap_or(&nothing);
            self.writer.write_record([
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
                harmless(&before.reasons.join(" ")),
                harmless(&after.reasons.join(" ")),
                change.outdone.to_string(),
            ])?;
        }
        Ok(())
    }

    /// Writes what is left, and gives the file its name.
    pub fn finish(self) -> anyhow::Result<()> {
        let unwritable = || format!("can't write {}", self.file.display());
        let whole = self.writer.into_inner().map_err(|error| error.into_error());
        let named = whole.map(|whole| whole.persist(&self.file));
        named.with_context(unwritable)?.with_context(unwritable)?;
        Ok(())
    }
}
