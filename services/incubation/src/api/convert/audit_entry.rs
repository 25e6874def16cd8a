//! A stored audit entry as callers see it.
use kezhuan_database::AuditRow;
use kezhuan_protocol::incubation::v1;

use super::instant;

/// The message of one entry.
pub fn entry(row: AuditRow) -> v1::AuditEntry {
    v1::AuditEntry {
        name: format!("auditEntries/{}", row.id),
        row_digest: hex::encode(row.digest()),
        aggregate_id: row.aggregate_id.to_string(),
        request_id: row.request_id.map(|id| id.to_string()).unwrap_or_default(),
        legal_date: row.legal_date.to_string(),
        occur_time: Some(instant(row.occurred_at)),
        tenant: row.tenant,
        organisation: row.organisation,
        actor: row.actor,
        action: row.action,
        aggregate: row.aggregate,
        version: row.version,
        detail_json: row.detail,
    }
}
