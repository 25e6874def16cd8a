//! What is told of an event: a thin JSON that names the case and its state. Who wants more asks for the case, and is
//! shown what they may see of it.
use std::collections::BTreeSet;

use anyhow::Context;
use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use prost_reflect::{DescriptorPool, DynamicMessage, SerializeOptions, Value};
use serde_json::{Map, json};
use uuid::Uuid;

const PACKAGE: &str = "kezhuan.financing.v1";
const EVENTS: &str = "_events.proto";
/// What an event says of its case stands in a part of its own, whose messages are called so.
const MOVED: &str = "Moved";

/// An event, as far as webhooks look at it.
#[derive(Debug, Clone)]
pub struct Happening {
    pub event_id: Uuid,
    pub event_name: String,
    pub aggregate: String,
    pub aggregate_id: Uuid,
    pub sequence: i64,
    pub occurred_at: DateTime<Utc>,
    pub legal_date: NaiveDate,
    pub payload: Vec<u8>,
}

/// A message to whoever is told of the event.
#[derive(Debug, Clone, PartialEq)]
pub struct Message {
    pub event_id: Uuid,
    /// Whose parties are told.
    pub case_id: Uuid,
    /// `loans/{uuid}`
    pub case_name: String,
    /// `ip.loan.disbursed`
    pub event_type: String,
    pub occurred_at: DateTime<Utc>,
    /// As it is sent and signed.
    pub body: String,
}

/// Turns events into messages by their descriptors. Cheap to clone.
#[derive(Clone)]
pub struct Messages(DescriptorPool);

impl Messages {
    /// Of every event of this service.
    pub fn new() -> anyhow::Result<Messages> {
        Ok(Messages(DescriptorPool::decode(
            kezhuan_protocol::FILE_DESCRIPTOR_SET,
        )?))
    }

    /// Every type that can be asked for.
    pub fn event_types(&self) -> BTreeSet<String> {
        let files = self
            .0
            .files()
            .filter(|file| file.package_name() == PACKAGE && file.name().ends_with(EVENTS));
        let names = files.flat_map(|file| {
            let names = file.messages().map(|message| message.name().to_owned());
            names.collect::<Vec<_>>()
        });
        names
            .filter(|name| !name.ends_with(MOVED))
            .map(|name| event_type(&name))
            .collect()
    }

    /// What is told of one event.
    pub fn of(&self, event: &Happening) -> anyhow::Result<Message> {
        let name = format!("{PACKAGE}.{}", event.event_name);
        let shape = self.0.get_message_by_name(&name);
        let shape = shape.with_context(|| format!("no proto describes {name}"))?;
        let decoded = DynamicMessage::decode(shape, event.payload.as_slice())?;
        let mut data = moved(&decoded)?;
        let own = data.get(&event.aggregate).and_then(|name| name.as_str());
        let case_name = own.map_or_else(
            || format!("{}s/{}", event.aggregate, event.aggregate_id),
            str::to_owned,
        );
        data.insert("case".to_owned(), json!(case_name));
        data.insert("sequence".to_owned(), json!(event.sequence));
        data.insert("legal_date".to_owned(), json!(event.legal_date));
        let event_type = event_type(&event.event_name);
        let body = json!({
            "type": event_type,
            "timestamp": event.occurred_at.to_rfc3339_opts(SecondsFormat::Micros, true),
            "data": data,
        });
        Ok(Message {
            event_id: event.event_id,
            case_id: event.aggregate_id,
            case_name,
            event_type,
            occurred_at: event.occurred_at,
            body: body.to_string(),
        })
    }
}

/// `ip.loan.disbursed` of `LoanDisbursed`: the first word is what it happened to, the rest what happened.
fn event_type(event_name: &str) -> String {
    let mut text = String::from("ip.");
    let mut words = 0;
    for character in event_name.chars() {
        if character.is_ascii_uppercase() {
            match words {
                0 => {}
                1 => text.push('.'),
                _ => text.push('_'),
            }
            words += 1;
        }
        text.push(character.to_ascii_lowercase());
    }
    text
}

/// Names and states of the case, where the event says them.
fn moved(event: &DynamicMessage) -> anyhow::Result<Map<String, serde_json::Value>> {
    let Some(value) = event.get_field_by_name("moved") else {
        return Ok(Map::new());
    };
    let Value::Message(moved) = &*value else {
        return Ok(Map::new());
    };
    let options = SerializeOptions::new()
        .use_proto_field_name(true)
        .stringify_64_bit_integers(false);
    let told = moved.serialize_with_options(serde_json::value::Serializer, &options)?;
    match told {
        serde_json::Value::Object(told) => Ok(told),
        other => anyhow::bail!("a message that is no object: {other}"),
    }
}

#[cfg(test)]
mod tests {
    use kezhuan_protocol::financing::v1::{WebhookEndpointDisabled, WebhookEndpointMoved};
    use prost::Message as _;

    use super::*;

    #[test]
    fn an_event_type_is_read_off_the_name_of_its_message() {
        assert_eq!(event_type("LoanDisbursed"), "ip.loan.disbursed");
        assert_eq!(event_type("PledgeReleaseAsked"), "ip.pledge.release_asked");
        let known = Messages::new().unwrap().event_types();
        assert!(known.contains("ip.webhook.endpoint_disabled"));
        assert!(known.iter().all(|known| !known.ends_with("moved")));
    }

    #[test]
    fn a_message_names_the_case_its_state_and_its_place_in_the_order() {
        let id = Uuid::now_v7();
        let event = WebhookEndpointDisabled {
            moved: Some(WebhookEndpointMoved {
                webhook_endpoint: format!("webhookEndpoints/{id}"),
                organisation: "bank-1".to_owned(),
                from_state: "ENABLED".to_owned(),
                to_state: "DISABLED".to_owned(),
                version: 3,
            }),
            reason: "GONE".to_owned(),
        };
        let happening = Happening {
            event_id: Uuid::now_v7(),
            event_name: "WebhookEndpointDisabled".to_owned(),
            aggregate: "webhook_endpoint".to_owned(),
            aggregate_id: id,
            sequence: 1,
            occurred_at: "2025-03-03T01:02:03.000004Z".parse().unwrap(),
            legal_date: "2025-03-03".parse().unwrap(),
            payload: event.encode_to_vec(),
        };
        let message = Messages::new().unwrap().of(&happening).unwrap();
        assert_eq!(message.case_name, format!("webhookEndpoints/{id}"));
        let body: serde_json::Value = serde_json::from_str(&message.body).unwrap();
        assert_eq!(
            body,
            json!({
                "type": "ip.webhook.endpoint_disabled",
                "timestamp": "2025-03-03T01:02:03.000004Z",
                "data": {
                    "case": format!("webhookEndpoints/{id}"),
                    "sequence": 1,
                    "legal_date": "2025-03-03",
                    "webhook_endpoint": format!("webhookEndpoints/{id}"),
                    "organisation": "bank-1",
                    "from_state": "ENABLED",
                    "to_state": "DISABLED",
                    "version": 3,
                },
            })
        );
    }

    #[test]
    fn an_event_nobody_describes_is_a_failure_and_not_a_message() {
        let unknown = Happening {
            event_id: Uuid::now_v7(),
            event_name: "LoanVanished".to_owned(),
            aggregate: "loan".to_owned(),
            aggregate_id: Uuid::now_v7(),
            sequence: 1,
            occurred_at: Utc::now(),
            legal_date: "2025-03-03".parse().unwrap(),
            payload: Vec::new(),
        };
        assert!(Messages::new().unwrap().of(&unknown).is_err());
    }
}
