//! A stay in an incubator, as a fact about the enterprise.
use chrono::NaiveDate;

use super::{Field, FieldKind, Source};

/// Where a tenancy stands, as the service that keeps it tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tenancy {
    /// Resource name at its source.
    pub name: String,
    /// INCUBATING, GRADUATED, EXITED or EXPIRED, in its source's words.
    pub state: String,
    pub carrier: String,
    pub entered_on: NaiveDate,
    /// The first day on which it was no tenant any more; `None` while it stays.
    pub left_on: Option<NaiveDate>,
}

impl Tenancy {
    /// The fact, as `source` told it for the `version`th time.
    pub fn field(
        &self,
        source: &str,
        version: i64,
        told_at: chrono::DateTime<chrono::Utc>,
    ) -> Field {
        let value = serde_json::json!({
            "state": self.state,
            "carrier": self.carrier,
            "entered_on": self.entered_on,
            "left_on": self.left_on,
        });
        Field {
            kind: FieldKind::Tenancy,
            source: Source {
                name: source.to_owned(),
                reference: self.name.clone(),
            },
            version,
            told_at,
            value: value.to_string(),
        }
    }
}
