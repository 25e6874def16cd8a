//! The digest of a stored row: SHA-256 over its columns, each with its length before it, so
//! that no two different rows have the same bytes.
use chrono::{DateTime, Datelike, NaiveDate, Utc};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// What a sealed row is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowKind {
    Audit,
    Decision,
}

impl RowKind {
    /// As the leaf table and the digest have it.
    pub(crate) fn number(self) -> i16 {
        match self {
            RowKind::Audit => 1,
            RowKind::Decision => 2,
        }
    }

    pub(crate) fn of(number: i16) -> Option<RowKind> {
        [RowKind::Audit, RowKind::Decision]
            .into_iter()
            .find(|kind| kind.number() == number)
    }

    /// The collection that names of such rows begin with.
    pub fn collection(self) -> &'static str {
        match self {
            RowKind::Audit => "auditEntries",
            RowKind::Decision => "decisions",
        }
    }

    /// The kind whose names begin with `collection`.
    pub fn of_collection(collection: &str) -> Option<RowKind> {
        [RowKind::Audit, RowKind::Decision]
            .into_iter()
            .find(|kind| kind.collection() == collection)
    }
}

impl std::fmt::Display for RowKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            RowKind::Audit => "audit entry",
            RowKind::Decision => "decision",
        })
    }
}

/// Collects one row's columns in their fixed order.
pub(crate) struct Digester(Sha256);

impl Digester {
    pub fn new(kind: RowKind) -> Self {
        let mut hasher = Sha256::new();
        hasher.update(b"kezhuan-row-v1");
        hasher.update(kind.number().to_be_bytes());
        Self(hasher)
    }

    pub fn bytes(mut self, value: &[u8]) -> Self {
        self.0.update((value.len() as u64).to_be_bytes());
        self.0.update(value);
        self
    }

    /// An absent value has a length that no present one can have.
    pub fn optional(mut self, value: Option<&[u8]>) -> Self {
        match value {
            Some(value) => self.bytes(value),
            None => {
                self.0.update(u64::MAX.to_be_bytes());
                self
            }
        }
    }

    pub fn text(self, value: &str) -> Self {
        self.bytes(value.as_bytes())
    }

    pub fn uuid(self, value: &Uuid) -> Self {
        self.bytes(value.as_bytes())
    }

    pub fn number(self, value: i64) -> Self {
        self.bytes(&value.to_be_bytes())
    }

    pub fn date(self, value: NaiveDate) -> Self {
        self.number(i64::from(value.num_days_from_ce()))
    }

    /// Microseconds: what Postgres keeps of an instant.
    pub fn instant(self, value: DateTime<Utc>) -> Self {
        self.number(value.timestamp_micros())
    }

    pub fn finish(self) -> Vec<u8> {
        self.0.finalize().to_vec()
    }
}
