//! What is told of an event: a thin JSON that names the case and its state. Who wants more asks for the case, and is
//! shown what they may see of it.
use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use prost_reflect::{DescriptorPool, DynamicMessage, SerializeOptions, Value};
use serde_json::{Map, json};
use uuid::Uuid;

const PACKAGE: &str = "kezhuan.financing.v1";
const EVENTS: &str = "_events.proto";
/// What an event says of its case stands in its first field, mostly in a message called so.
const MOVED: &str = "Moved";
/// The organisations an event names: whoever of them has an endpoint is told.
const ORGANISATIONS: [&str; 7] = [
    "bank",
    "borrower",
    "enterprise",
    "organisation",
    // Valuers, insurers and guarantors of a case.
    "others",
    "owner",
    "pledgor",
];
/// What is told beside names of resources and organisations: states and codes, no figure and nobody's name. A list of
/// what is told, not of what is left out, so that a field added to an event stays inside until somebody decides.
const TOLD: [&str; 15] = [
    "about",
    "asset_number",
    "biz_no",
    "business_day",
    "code",
    "days_before",
    "encumbrance",
    "from_state",
    "kind",
    "legal",
    "number",
    "reason",
    "step",
    "to_state",
    "version",
];

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
    /// Who is told, where they have an endpoint.
    pub organisations: Vec<String>,
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

    /// What is told of one event; nothing where it is none of a case, such as a tree head's.
    pub fn of(&self, event: &Happening) -> anyhow::Result<Option<Message>> {
        let name = format!("{PACKAGE}.{}", event.event_name);
        let Some(shape) = self.0.get_message_by_name(&name) else {
            return Ok(None);
        };
        let decoded = DynamicMessage::decode(shape, event.payload.as_slice())?;
        let part = decoded.get_field_by_number(1);
        let part = match part.as_deref() {
            Some(Value::Message(part)) => part,
            _ => &decoded,
        };
        let mut data = told(&decoded)?;
        data.append(&mut told(part)?);
        let organisations = ORGANISATIONS.iter().filter_map(|field| data.get(*field));
        let organisations = organisations.flat_map(named).collect();
        let case_name = match part.get_field_by_number(1).as_deref() {
            Some(Value::String(name)) if is_name(name) => name.clone(),
            _ => format!("{}/{}", event.aggregate, event.aggregate_id),
        };
        data.insert("case".to_owned(), json!(case_name));
        data.insert("sequence".to_owned(), json!(event.sequence));
        data.insert("legal_date".to_owned(), json!(event.legal_date));
        let event_type = event_type(&event.event_name);
        let body = json!({
            "type": event_type,
            "timestamp": event.occurred_at.to_rfc3339_opts(SecondsFormat::Micros, true),
            "data": data,
        });
        Ok(Some(Message {
            event_id: event.event_id,
            organisations,
            case_name,
            event_type,
            occurred_at: event.occurred_at,
            body: body.to_string(),
        }))
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

/// The fields of a message that may be told.
fn told(message: &DynamicMessage) -> anyhow::Result<Map<String, serde_json::Value>> {
    let options = SerializeOptions::new()
        .use_proto_field_name(true)
        .stringify_64_bit_integers(false);
    let written = message.serialize_with_options(serde_json::value::Serializer, &options)?;
    match written {
        serde_json::Value::Object(mut fields) => {
            fields.retain(|field, value| {
                let field = field.as_str();
                ORGANISATIONS.contains(&field)
                    || TOLD.contains(&field)
                    || value.as_str().is_some_and(is_name)
            });
            Ok(fields)
        }
        other => anyhow::bail!("a message that is no object: {other}"),
    }
}

/// The organisations of one field, which holds one or several.
fn named(field: &serde_json::Value) -> Vec<String> {
    let one = std::slice::from_ref(field);
    let all = field.as_array().map_or(one, Vec::as_slice);
    let texts = all.iter().filter_map(serde_json::Value::as_str);
    texts.map(str::to_owned).collect()
}

/// Whether a text is the name of a resource, `loans/{uuid}`.
fn is_name(text: &str) -> bool {
    text.split_once('/')
        .is_some_and(|(_, id)| Uuid::try_parse(id).is_ok())
}

#[cfg(test)]
mod tests;
