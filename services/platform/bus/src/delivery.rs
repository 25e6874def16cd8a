//! One event as it arrives at a consumer.
use std::collections::BTreeMap;
use std::str::FromStr;
use std::sync::Arc;

use bytes::Bytes;
use chrono::{DateTime, NaiveDate, Utc};
use kezhuan_auth::Caller;
use prost::Message;
use uuid::Uuid;

use crate::envelope;

/// An event with its envelope. Consumers get it more than once, and in order per aggregate.
#[derive(Debug, Clone)]
pub struct Delivery {
    pub event_id: Uuid,
    /// `kezhuan.<service>.v1.<aggregate>.<EventName>`
    pub subject: String,
    pub event_name: String,
    pub aggregate: String,
    pub aggregate_id: Uuid,
    /// 1, 2, 3 … over this aggregate's events.
    pub sequence: i64,
    pub tenant: String,
    pub occurred_at: DateTime<Utc>,
    pub legal_date: NaiveDate,
    pub payload: Bytes,
    /// The durable it was delivered to: whose inbox counts it.
    pub consumer: Arc<str>,
    /// The service the consumer belongs to: as whom it writes.
    pub service: &'static str,
    pub(crate) headers: BTreeMap<String, String>,
}

/// A message that is none of our events.
#[derive(Debug, thiserror::Error)]
#[error("the message has no usable {0}")]
pub(crate) struct Foreign(&'static str);

/// Who consumes: what a delivery needs besides the message.
#[derive(Debug, Clone)]
pub(crate) struct Consumer {
    pub durable: Arc<str>,
    pub service: &'static str,
}

impl Delivery {
    /// Reads the envelope.
    pub(crate) fn read(
        consumer: &Consumer,
        subject: &str,
        headers: BTreeMap<String, String>,
        payload: Bytes,
    ) -> Result<Self, Foreign> {
        let event_name = subject.rsplit('.').next().unwrap_or_default();
        Ok(Self {
            event_id: header(&headers, envelope::ID)?,
            subject: subject.to_owned(),
            event_name: event_name.to_owned(),
            aggregate: header(&headers, envelope::AGGREGATE)?,
            aggregate_id: header(&headers, envelope::AGGREGATE_ID)?,
            sequence: header(&headers, envelope::SEQUENCE)?,
            tenant: header(&headers, envelope::TENANT)?,
            occurred_at: header(&headers, envelope::TIME)?,
            legal_date: header(&headers, envelope::LEGAL_DATE)?,
            payload,
            consumer: consumer.durable.clone(),
            service: consumer.service,
            headers,
        })
    }

    /// The event itself.
    pub fn decode<M: Message + Default>(&self) -> Result<M, prost::DecodeError> {
        M::decode(self.payload.clone())
    }

    /// As whom a consumer writes: its service, with the tenant of the event.
    pub fn caller(&self) -> Caller {
        Caller::service(self.service, &self.tenant)
    }
}

fn header<T: FromStr>(
    headers: &BTreeMap<String, String>,
    name: &'static str,
) -> Result<T, Foreign> {
    headers
        .get(name)
        .and_then(|value| value.parse().ok())
        .ok_or(Foreign(name))
}
