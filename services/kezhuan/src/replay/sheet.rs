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

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;

    #[test]
    fn a_change_stands_under_its_headings_before_and_after() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("changed.csv");
        let mut sheet = Sheet::create(&file).unwrap();
        let change = Change {
            decision: "decisions/0195".to_owned(),
            case_id: "0196".to_owned(),
            division: "440703".to_owned(),
            legal_date: "2025-03-31".to_owned(),
            before: Some(Standing {
                answered: true,
                ok: true,
                amount_fen: 100_000,
                reasons: vec![],
            }),
            after: Some(Standing {
                answered: true,
                ok: false,
                amount_fen: 7,
                reasons: vec!["=BELOW".to_owned(), "RELATED".to_owned()],
            }),
            outdone: true,
        };
        sheet.add(std::slice::from_ref(&change)).unwrap();
        assert!(!file.exists(), "it has its name once it is whole");
        let newly = Change {
            before: None,
            outdone: false,
            ..change
        };
        sheet.add(&[newly]).unwrap();
        sheet.finish().unwrap();

        let mut reader = csv::Reader::from_path(&file).unwrap();
        let headings: Vec<String> = reader
            .headers()
            .unwrap()
            .iter()
            .map(str::to_owned)
            .collect();
        assert_eq!(headings, HEADINGS);
        let rows = reader.deserialize().map(Result::unwrap);
        let rows: Vec<HashMap<String, String>> = rows.collect();
        let [changed, newly] = &rows[..] else {
            panic!("{rows:?}");
        };
        for (heading, cell) in [
            ("decision", "decisions/0195"),
            ("case", "0196"),
            ("division", "440703"),
            ("legal_date", "2025-03-31"),
            ("answered_before", "true"),
            ("answered_after", "true"),
            ("ok_before", "true"),
            ("ok_after", "false"),
            ("amount_before_fen", "100000"),
            ("amount_after_fen", "7"),
            ("reasons_before", ""),
            ("reasons_after", "'=BELOW RELATED"),
            ("outdone", "true"),
        ] {
            assert_eq!(changed[heading], cell, "{heading}");
        }
        assert_eq!(newly["answered_before"], "false");
        assert_eq!(newly["amount_before_fen"], "0");
        assert_eq!(newly["amount_after_fen"], "7");
        assert_eq!(newly["outdone"], "false");
    }
}
