//! Endpoints, deliveries and attempts as messages. No decision is made here.
use chrono::Utc;
use kezhuan_protocol::financing::v1::webhook_delivery::{self, Failure};
use kezhuan_protocol::financing::v1::webhook_endpoint::{DisabledReason, State};
use kezhuan_protocol::financing::v1::{WebhookDelivery, WebhookEndpoint};
use kezhuan_rpc::etag;

use super::names::{self, ENDPOINTS};
use crate::api::convert::instant;
use crate::store::webhook_attempts::AttemptRow;
use crate::store::webhook_deliveries::Delivery;
use crate::store::webhook_endpoints::Endpoint;
use crate::webhooks::message_id;

/// An endpoint, without its secrets.
pub fn endpoint(endpoint: &Endpoint) -> WebhookEndpoint {
    let reason = endpoint.disabled_reason.as_deref().unwrap_or_default();
    let old_lives_until = endpoint.old_secret_end_time.filter(|end| *end > Utc::now());
    WebhookEndpoint {
        name: ENDPOINTS.name(endpoint.id),
        organisation: endpoint.organisation.clone(),
        etag: etag::of(endpoint.version),
        state: State::from_str_name(&endpoint.state)
            .unwrap_or_default()
            .into(),
        url: endpoint.url.clone(),
        event_types: endpoint.event_types.clone(),
        description: endpoint.description.clone(),
        disabled_reason: DisabledReason::from_str_name(reason)
            .unwrap_or_default()
            .into(),
        disable_time: endpoint.disable_time.map(instant),
        old_secret_end_time: old_lives_until.map(instant),
        create_time: Some(instant(endpoint.create_time)),
        update_time: Some(instant(endpoint.update_time)),
    }
}

/// A delivery as lists show it, with the last attempt where one was made.
pub fn delivery(delivery: &Delivery, last_attempt: Option<&AttemptRow>) -> WebhookDelivery {
    WebhookDelivery {
        name: names::delivery(delivery.endpoint_id, delivery.id),
        message_id: message_id(delivery),
        event_type: delivery.event_type.clone(),
        case: delivery.case_name.clone(),
        state: webhook_delivery::State::from_str_name(&delivery.state)
            .unwrap_or_default()
            .into(),
        attempt_count: delivery.attempt_count,
        next_attempt_time: delivery.next_attempt_time.map(instant),
        create_time: Some(instant(delivery.create_time)),
        finish_time: delivery.finish_time.map(instant),
        last_attempt: last_attempt.map(attempt),
        body_json: String::new(),
        attempts: Vec::new(),
    }
}

/// One try to send it.
pub fn attempt(attempt: &AttemptRow) -> webhook_delivery::Attempt {
    let failure = attempt.failure.as_deref().unwrap_or_default();
    webhook_delivery::Attempt {
        start_time: Some(instant(attempt.start_time)),
        duration_ms: attempt.duration_ms,
        status_code: attempt.status_code,
        failure: Failure::from_str_name(failure).unwrap_or_default().into(),
        detail: attempt.detail.clone(),
    }
}
