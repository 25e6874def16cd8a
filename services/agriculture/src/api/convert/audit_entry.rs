//! A stored audit entry as callers see it.
use kezhuan_auth::Caller;
use kezhuan_cases::reader::shown;
use kezhuan_database::AuditRow;
use kezhuan_protocol::agriculture::v1;

use super::instant;
use super::reader::is_of_authority;

/// One entry, to `reader`: who scored, spoke or decided is named to the authority and to their own organisation.
pub fn entry(row: AuditRow, reader: &Caller) -> v1::AuditEntry {
    let may_see = is_of_authority(reader, &row.tenant) || reader.organisation == row.organisation;
    v1::AuditEntry {
        name: format!("auditEntries/{}", row.id),
        row_digest: hex::encode(row.digest()),
        aggregate_id: row.aggregate_id.to_string(),
        request_id: row.request_id.map(|id| id.to_string()).unwrap_or_default(),
        legal_date: row.legal_date.to_string(),
        occur_time: Some(instant(row.occurred_at)),
        tenant: row.tenant,
        organisation: row.organisation,
        actor: shown(Some(&row.actor), may_see),
        action: row.action,
        aggregate: row.aggregate,
        version: row.version,
        detail_json: row.detail,
    }
}
