//! A stored audit entry as callers see it.
use kezhuan_database::AuditRow;
use kezhuan_protocol::cases::AuditEntry;

use super::instant;
use crate::reader::shown;

/// The entry called `name`; who acted, and for whom, is told where the reader may see it.
pub fn entry(row: AuditRow, name: String, may_see: bool) -> AuditEntry {
    AuditEntry {
        name,
        row_digest: hex::encode(row.digest()),
        aggregate_id: row.aggregate_id.to_string(),
        request_id: row.request_id.map(|id| id.to_string()).unwrap_or_default(),
        legal_date: row.legal_date.to_string(),
        occur_time: Some(instant(row.occurred_at)),
        tenant: row.tenant,
        organisation: shown(Some(&row.organisation), may_see),
        actor: shown(Some(&row.actor), may_see),
        action: row.action,
        aggregate: row.aggregate,
        version: row.version,
        detail_json: row.detail,
    }
}
