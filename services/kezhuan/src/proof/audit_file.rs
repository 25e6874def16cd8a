//! An audit entry as one JSON file: every column its digest stands over.
use anyhow::Context;
use chrono::{DateTime, NaiveDate, Utc};
use kezhuan_database::AuditRow;
use kezhuan_protocol::contracts::v1 as contracts;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What the member `format` says.
pub const FORMAT: &str = "kezhuan.audit-entry/1";
/// The action that tells of a document's upload, with its SHA-256.
pub const DOCUMENT_ADDED: &str = "attachment.added";

/// Members in the order they are written. The format only grows by a new number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AuditFile {
    pub format: String,
    /// Whose log seals it.
    pub service: String,
    pub id: Uuid,
    /// The case's.
    pub tenant: String,
    /// Who did it, and for whom.
    pub organisation: String,
    pub actor: String,
    /// `contract.moved`, `attachment.added` …
    pub action: String,
    /// `contract`, `claim`, `appeal`, `income`
    pub aggregate: String,
    pub aggregate_id: Uuid,
    pub version: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_id: Option<Uuid>,
    /// JSON as it was stored: the digest stands over this text.
    pub detail: String,
    pub legal_date: NaiveDate,
    /// To the microsecond.
    pub occurred_at: DateTime<Utc>,
    /// SHA-256 over the stored row: what a receipt is about.
    pub row_digest: String,
}

impl AuditFile {
    /// The file of an entry as its service gave it.
    pub fn of(service: &str, entry: contracts::AuditEntry) -> anyhow::Result<AuditFile> {
        let at = entry.occur_time.context("the service gave no time")?;
        let nanos = u32::try_from(at.nanos).unwrap_or_default();
        let request_id = Some(entry.request_id).filter(|id| !id.is_empty());
        let id = entry.name.rsplit('/').next().unwrap_or_default();
        Ok(AuditFile {
            format: FORMAT.to_owned(),
            service: service.to_owned(),
            id: id.parse()?,
            tenant: entry.tenant,
            organisation: entry.organisation,
            actor: entry.actor,
            action: entry.action,
            aggregate: entry.aggregate,
            aggregate_id: entry.aggregate_id.parse()?,
            version: entry.version,
            request_id: request_id.map(|id| id.parse()).transpose()?,
            detail: entry.detail_json,
            legal_date: entry.legal_date.parse()?,
            occurred_at: DateTime::from_timestamp(at.seconds, nanos)
                .context("the service gave an impossible time")?,
            row_digest: entry.row_digest,
        })
    }

    /// What it is, in one line.
    pub fn title(&self) -> String {
        format!(
            "audit entry {}: {} of {} {}, {} by {} of {}",
            self.id,
            self.action,
            self.aggregate,
            self.aggregate_id,
            self.occurred_at.format("%Y-%m-%d %H:%M:%S UTC"),
            self.actor,
            self.organisation
        )
    }

    /// A member of its detail that is a text.
    pub fn told(&self, member: &str) -> Option<String> {
        let detail: serde_json::Value = serde_json::from_str(&self.detail).ok()?;
        Some(detail[member].as_str()?.to_owned())
    }

    /// The row as it was stored, so that its digest can be worked out.
    pub fn stored(&self) -> AuditRow {
        AuditRow {
            id: self.id,
            tenant: self.tenant.clone(),
            organisation: self.organisation.clone(),
            actor: self.actor.clone(),
            action: self.action.clone(),
            aggregate: self.aggregate.clone(),
            aggregate_id: self.aggregate_id,
            version: self.version,
            request_id: self.request_id,
            detail: self.detail.clone(),
            legal_date: self.legal_date,
            occurred_at: self.occurred_at,
        }
    }

    /// The file's text.
    pub fn to_text(&self) -> anyhow::Result<String> {
        Ok(serde_json::to_string_pretty(self)? + "\n")
    }
}
