//! Sends one event as one message; knows nothing of why it is sent.
use std::sync::Arc;

use anyhow::Context;
use async_nats::header::HeaderValue;
use async_nats::jetstream::context::PublishAckFuture;
use async_nats::jetstream::message::PublishMessage;
use bytes::Bytes;
use kezhuan_database::outbox::OutboxRow;
use kezhuan_runtime::telemetry::trace_parent_of;
use tracing::Instrument;

use super::stream::{Stamp, StreamState};
use crate::{Bus, envelope, trace};

pub(crate) struct Publisher {
    bus: Bus,
    service: &'static str,
    state: Arc<StreamState>,
}

impl Publisher {
    pub(super) fn new(bus: Bus, service: &'static str, state: Arc<StreamState>) -> Self {
        Self {
            bus,
            service,
            state,
        }
    }

    pub(crate) fn bus(&self) -> &Bus {
        &self.bus
    }

    pub(crate) fn service(&self) -> &'static str {
        self.service
    }

    pub(super) fn state(&self) -> &StreamState {
        &self.state
    }

    /// The stream to publish into, when there is one and a server to reach it by.
    pub(super) fn ready(&self) -> Option<Stamp> {
        self.state.stamp().filter(|_| self.bus.is_connected())
    }

    /// Sends `row`; its acknowledgement is to be awaited.
    pub(crate) async fn send(
        &self,
        row: &OutboxRow,
        message_id: &str,
    ) -> anyhow::Result<PublishAckFuture> {
        let span = trace::publishing(row);
        let mut headers = envelope::headers(row, message_id)?;
        let here = trace_parent_of(&span).and_then(|here| here.parse::<HeaderValue>().ok());
        if let Some(here) = here {
            headers.insert(envelope::TRACE_PARENT, here);
        }
        let message = PublishMessage::build()
            .headers(headers)
            .payload(Bytes::copy_from_slice(&row.payload));
        self.bus
            .jetstream()
            .send_publish(self.bus.subject(&row.subject), message)
            .instrument(span)
            .await
            .with_context(|| format!("publish event {}", row.event_id))
    }
}
