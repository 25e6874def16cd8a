//! Decisions: what a rule was asked, what it answered, and which rule it was.
use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use crate::seal::digest::{Digester, RowKind};

/// One answer of a rule, or its failure, with all that is needed to ask again.
#[derive(Debug, Clone)]
pub struct DecisionRow {
    pub id: Uuid,
    pub case_id: Uuid,
    /// Whose timeline was asked; the case's own tenant is added by the door.
    pub rule_tenant: String,
    pub hook: String,
    pub interface_version: String,
    pub legal_date: NaiveDate,
    /// Absent when no rule was in force.
    pub package_digest: Option<Vec<u8>>,
    pub settings_digest: Option<Vec<u8>>,
    /// Canonical JSON of the facts, byte for byte as the rule got them.
    pub input: Vec<u8>,
    pub outcome: Vec<u8>,
    /// `ANSWERED`, `FAILED`, `NO_RULE_IN_FORCE` …
    pub outcome_kind: String,
    pub reasons: serde_json::Value,
    pub fuel: i64,
}

/// A whole row, as stored and as digested: whoever holds it can work its digest out again.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct StoredDecision {
    pub id: Uuid,
    pub case_id: Uuid,
    pub tenant: String,
    pub rule_tenant: String,
    pub hook: String,
    pub interface_version: String,
    pub legal_date: NaiveDate,
    pub package_digest: Option<Vec<u8>>,
    pub settings_digest: Option<Vec<u8>>,
    pub input: Vec<u8>,
    pub outcome: Vec<u8>,
    pub outcome_kind: String,
    /// JSON, as it was written.
    pub reasons: String,
    pub fuel: i64,
    pub created_at: DateTime<Utc>,
}

impl StoredDecision {
    pub(crate) fn new(row: DecisionRow, tenant: String, created_at: DateTime<Utc>) -> Self {
        Self {
            id: row.id,
            case_id: row.case_id,
            tenant,
            rule_tenant: row.rule_tenant,
            hook: row.hook,
            interface_version: row.interface_version,
            legal_date: row.legal_date,
            package_digest: row.package_digest,
            settings_digest: row.settings_digest,
            input: row.input,
            outcome: row.outcome,
            outcome_kind: row.outcome_kind,
            reasons: row.reasons.to_string(),
            fuel: row.fuel,
            created_at,
        }
    }

    /// The digest the log seals; every column stands in it.
    pub fn digest(&self) -> Vec<u8> {
        Digester::new(RowKind::Decision)
            .uuid(&self.id)
            .uuid(&self.case_id)
            .text(&self.tenant)
            .text(&self.rule_tenant)
            .text(&self.hook)
            .text(&self.interface_version)
            .date(self.legal_date)
            .optional(self.package_digest.as_deref())
            .optional(self.settings_digest.as_deref())
            .bytes(&self.input)
            .bytes(&self.outcome)
            .text(&self.outcome_kind)
            .text(&self.reasons)
            .number(self.fuel)
            .instant(self.created_at)
            .finish()
    }
}
