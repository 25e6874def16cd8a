//! A stored audit entry as callers see it.
use kezhuan_cases::convert;
use kezhuan_database::AuditRow;
use kezhuan_protocol::contracts::v1;
use uuid::Uuid;

use crate::api::names::CONTRACTS;

/// The message of one entry of a contract or of what hangs on it; its parties are told of each other.
pub fn entry(contract: Uuid, row: AuditRow) -> v1::AuditEntry {
    let name = format!("{}/auditEntries/{}", CONTRACTS.name(contract), row.id);
    convert::audit_entry::entry(row, name, true)
}
