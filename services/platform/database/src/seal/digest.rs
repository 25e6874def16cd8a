//! The digest of a stored row: SHA-256 over its columns, each with its length before it, so
//! that no two different rows have the same bytes.
use chrono::{DateTime, Datelike, NaiveDate, Utc};
use sha2::{Digest, Sha256};
use uuid::Uuid;

pub(crate) const KIND_AUDIT: i16 = 1;
pub(crate) const KIND_DECISION: i16 = 2;

/// Collects one row's columns in their fixed order.
pub(crate) struct Digester(Sha256);

impl Digester {
    pub fn new(kind: i16) -> Self {
        let mut hasher = Sha256::new();
        hasher.update(b"kezhuan-row-v1");
        hasher.update(kind.to_be_bytes());
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
