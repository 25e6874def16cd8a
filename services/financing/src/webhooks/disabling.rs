//! An endpoint is told nothing any more: what waits is discarded, and whoever looks after the organisation hears of it.
use chrono::Utc;
use kezhuan_database::{AuditEntry, Write};
use kezhuan_law::regions::PREFECTURE;
use kezhuan_protocol::financing::v1::{WebhookEndpointDisabled, WebhookEndpointMoved};

use crate::error::Error;
use crate::store::webhook_endpoints::Endpoint;
use crate::store::{webhook_deliveries, webhook_endpoints};

/// How events, audit and messages call it.
const AGGREGATE: &str = "webhook_endpoint";

/// Why an endpoint is disabled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DisabledReason {
    ByOwner,
    Gone,
    Failing,
}

impl DisabledReason {
    /// As rows and messages write it.
    pub fn as_str(self) -> &'static str {
        match self {
            DisabledReason::ByOwner => "BY_OWNER",
            DisabledReason::Gone => "GONE",
            DisabledReason::Failing => "FAILING",
        }
    }
}

/// Disables an endpoint that this transaction holds. The event is the alert: the organisation's other endpoints are told
/// of it by webhook, and whoever listens to this service by the bus.
pub async fn disable(
    write: &mut Write,
    mut endpoint: Endpoint,
    reason: DisabledReason,
) -> Result<Endpoint, Error> {
    let now = Utc::now();
    let from = std::mem::replace(&mut endpoint.state, "DISABLED".to_owned());
    endpoint.disabled_reason = Some(reason.as_str().to_owned());
    endpoint.disable_time = Some(now);
    endpoint.update_time = now;
    endpoint.version += 1;
    endpoint.event_sequence += 1;
    webhook_endpoints::update(write, &endpoint).await?;
    webhook_deliveries::discard_pending(write, endpoint.id).await?;
    // Endpoints are no county's case: what is recorded of them is the city's.
    write.in_tenant(PREFECTURE);
    write.audit(AuditEntry {
        action: "webhook_endpoint.disabled",
        aggregate: AGGREGATE,
        aggregate_id: endpoint.id,
        version: endpoint.version,
        detail: serde_json::json!({ "reason": reason.as_str() }),
    });
    let moved = WebhookEndpointMoved {
        webhook_endpoint: format!("webhookEndpoints/{}", endpoint.id),
        organisation: endpoint.organisation.clone(),
        from_state: from,
        to_state: endpoint.state.clone(),
        version: endpoint.version,
    };
    let event = WebhookEndpointDisabled {
        moved: Some(moved),
        reason: reason.as_str().to_owned(),
    };
    write.publish(AGGREGATE, endpoint.id, endpoint.event_sequence, &event);
    Ok(endpoint)
}
