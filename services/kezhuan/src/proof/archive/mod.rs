//! A case as one archive: a zip or its unpacked folder, with an index that names every file and its digest.
mod bundle;
mod case;
mod check;
mod put;
mod readme;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

pub use bundle::Bundle;
pub use check::check;
pub use readme::TEXT as README;

/// What the member `format` of the index says.
pub const FORMAT: &str = "kezhuan.case/1";
/// The index; it names every other file.
pub const INDEX: &str = "archive.json";

/// What an archive says it holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Index {
    pub format: String,
    /// `contracts/{uuid}`
    pub case: String,
    pub service: String,
    pub exported_at: DateTime<Utc>,
    /// Whose eyes the case was read with: an archive holds what that person may see.
    pub exported_by: String,
    pub files: Vec<IndexedFile>,
}

/// One file of an archive.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IndexedFile {
    pub path: String,
    /// Of its content, hex.
    pub sha256: String,
    pub bytes: u64,
}
