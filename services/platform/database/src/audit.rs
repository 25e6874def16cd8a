//! Audit rows: who did what to which version, written in the transaction of the change.
use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use crate::seal::digest::{Digester, RowKind};

/// What a handler says about a change; who and when is added by the door.
#[derive(Debug, Clone)]
pub struct AuditEntry {
    /// `contract.registered`
    pub action: &'static str,
    pub aggregate: &'static str,
    pub aggregate_id: Uuid,
    pub version: i64,
    /// No personal data beyond what the case itself shows its readers.
    pub detail: serde_json::Value,
}

/// A whole row, as stored and as digested: whoever holds it can work its digest out again.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct AuditRow {
    pub id: Uuid,
    pub tenant: String,
    pub organisation: String,
    pub actor: String,
    pub action: String,
    pub aggregate: String,
    pub aggregate_id: Uuid,
    pub version: i64,
    pub request_id: Option<Uuid>,
    /// JSON, as it was written.
    pub detail: String,
    pub legal_date: NaiveDate,
    pub occurred_at: DateTime<Utc>,
}

impl AuditRow {
    /// The digest the log seals; every column stands in it.
    pub fn digest(&self) -> Vec<u8> {
        Digester::new(RowKind::Audit)
            .uuid(&self.id)
            .text(&self.tenant)
            .text(&self.organisation)
            .text(&self.actor)
            .text(&self.action)
            .text(&self.aggregate)
            .uuid(&self.aggregate_id)
            .number(self.version)
            .optional(self.request_id.as_ref().map(|id| id.as_bytes().as_slice()))
            .text(&self.detail)
            .date(self.legal_date)
            .instant(self.occurred_at)
            .finish()
    }
}
