//! A file of unknown kind, told by what it says of itself.
use std::path::Path;

use anyhow::Context;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::archive::{self, Bundle};
use super::{AuditFile, DecisionFile, ReceiptFile, audit_file, decision_file, receipt_file};

/// Read whole into memory, so there is an end to it.
const BYTES_MAX: u64 = 1 << 30;

/// What can be checked.
#[derive(Debug)]
pub enum Document {
    Decision(Box<DecisionFile>),
    Audit(Box<AuditFile>),
    Receipt(Box<ReceiptFile>),
    Archive(Bundle),
}

impl Document {
    /// Reads a file, or the folder of an unpacked archive.
    pub fn read(path: &Path) -> anyhow::Result<Document> {
        if path.is_dir() {
            return Ok(Document::Archive(Bundle::of_folder(path)?));
        }
        let length = std::fs::metadata(path).map_or(0, |file| file.len());
        anyhow::ensure!(
            length <= BYTES_MAX,
            "{} has {length} bytes: no decision, receipt or archive is that long",
            path.display()
        );
        let bytes =
            std::fs::read(path).with_context(|| format!("can't read {}", path.display()))?;
        Document::of(&bytes).with_context(|| path.display().to_string())
    }

    /// Tells what the bytes are.
    pub fn of(bytes: &[u8]) -> anyhow::Result<Document> {
        if bytes.starts_with(b"PK") {
            return Ok(Document::Archive(Bundle::of_zip(bytes)?));
        }
        let value: Value = serde_json::from_slice(bytes).map_err(|error| unreadable(&error))?;
        let format = value["format"].as_str().unwrap_or_default();
        match format {
            decision_file::FORMAT => Ok(Document::Decision(Box::new(members(bytes)?))),
            audit_file::FORMAT => Ok(Document::Audit(Box::new(members(bytes)?))),
            receipt_file::FORMAT => Ok(Document::Receipt(Box::new(members(bytes)?))),
            other => anyhow::bail!(
                "its format is `{other}`; {}, {}, {} and archives ({}) can be checked. A newer format needs a newer kezhuan",
                decision_file::FORMAT,
                audit_file::FORMAT,
                receipt_file::FORMAT,
                archive::FORMAT
            ),
        }
    }
}

// From the text and not from the value, so that an error tells its line.
fn members<T: DeserializeOwned>(bytes: &[u8]) -> anyhow::Result<T> {
    serde_json::from_slice(bytes).map_err(|error| {
        anyhow::anyhow!("{error}: the file was altered; get it again from whom it came")
    })
}

fn unreadable(error: &serde_json::Error) -> anyhow::Error {
    if error.is_eof() {
        return anyhow::anyhow!(
            "it is cut off in line {} (column {}): get the file again from whom it came",
            error.line(),
            error.column()
        );
    }
    anyhow::anyhow!(
        "it is neither JSON nor an archive ({error}): a file of `kezhuan decision`, `kezhuan receipt` or \
         `kezhuan case export` is expected"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrong_with_a_file_is_told_with_its_place() {
        for (text, told) in [
            ("{\n  \"format\": \"kezhuan.dec", "cut off in line 2"),
            ("hello", "neither JSON nor an archive"),
            (
                "{\"format\":\"kezhuan.decision/2\"}",
                "`kezhuan.decision/2`",
            ),
            (
                "{\"format\":\"kezhuan.decision/1\"}",
                "missing field `service`",
            ),
            (
                "{\"format\":\"kezhuan.receipt/1\",\n\"leaf\":1}",
                "unknown field `leaf`",
            ),
            ("PK\u{3}\u{4}", "no whole zip"),
        ] {
            let error = Document::of(text.as_bytes()).expect_err(text);
            assert!(format!("{error:#}").contains(told), "{text}: {error:#}");
        }
    }
}
