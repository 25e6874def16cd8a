//! What is recorded of a change to an endpoint.
use kezhuan_database::{AuditEntry, Write};
use kezhuan_law::regions::PREFECTURE;

use crate::store::webhook_endpoints::Endpoint;

/// Who changed an endpoint, and to what; never its secrets.
pub fn audit(write: &mut Write, action: &'static str, endpoint: &Endpoint) {
    // Endpoints are no county's case: what is recorded of them is the city's.
    write.in_tenant(PREFECTURE);
    write.audit(AuditEntry {
        action,
        aggregate: "webhook_endpoint",
        aggregate_id: endpoint.id,
        version: endpoint.version,
        detail: serde_json::json!({
            "organisation": endpoint.organisation,
            "state": endpoint.state,
            "url": endpoint.url,
        }),
    });
}
