//! Canonical JSON: what digests, receipts and replay stand on for ever. UTF-8, members sorted by
//! bytes, no white space, integers only, dates `YYYY-MM-DD`, an absent option is an absent
//! member, an enum is its label in UPPER_SNAKE, a variant `{"LABEL":value}`, lists in order,
//! strings as received.

mod find;
mod labels;
mod read;
mod write;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

pub(crate) use find::value_end;
pub use find::{member, number};
pub(crate) use labels::{DATE_FIELDS, date_text, parse_date, upper_snake};

/// The value has no canonical form; `place` says where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}: {problem}", shown(place))]
pub struct NotCanonical {
    pub place: String,
    pub problem: String,
}

impl NotCanonical {
    fn new(place: &str, problem: impl Into<String>) -> NotCanonical {
        NotCanonical {
            place: place.to_owned(),
            problem: problem.into(),
        }
    }

    /// The same, seen from the value around. Places are only made where something is wrong.
    fn within(self, outer: &str) -> NotCanonical {
        NotCanonical {
            place: joined(outer, &self.place),
            problem: self.problem,
        }
    }
}

/// `contract` and `parties[0]` make `contract.parties[0]`; around everything is nothing.
pub(crate) fn joined(outer: &str, inner: &str) -> String {
    let dot = if outer.is_empty() || inner.is_empty() || inner.starts_with('[') {
        ""
    } else {
        "."
    };
    format!("{outer}{dot}{inner}")
}

/// A place for people; the whole value is `$`.
pub(crate) fn shown(place: &str) -> &str {
    if place.is_empty() { "$" } else { place }
}

/// The canonical bytes of a JSON value. Null and fractions have none.
pub fn bytes(value: &Value) -> Result<Vec<u8>, NotCanonical> {
    let mut out = Vec::with_capacity(512);
    append(value, &mut out)?;
    Ok(out)
}

/// The canonical bytes of a typed value, as a hook's bindings generate it.
pub fn of<T: Serialize + ?Sized>(typed: &T) -> Result<Vec<u8>, NotCanonical> {
    bytes(&value_of(typed)?)
}

/// The JSON value of a typed value, under the canonical names.
pub fn value_of<T: Serialize + ?Sized>(typed: &T) -> Result<Value, NotCanonical> {
    typed
        .serialize(write::Writer)
        .map_err(|error| NotCanonical::new("", error.0))
}

/// A typed value from canonical bytes.
pub fn read<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, NotCanonical> {
    let value: Value =
        serde_json::from_slice(bytes).map_err(|error| NotCanonical::new("", error.to_string()))?;
    read_value(&value)
}

/// A typed value from a JSON value under the canonical names.
pub fn read_value<T: DeserializeOwned>(value: &Value) -> Result<T, NotCanonical> {
    T::deserialize(read::Reader(value)).map_err(|error| NotCanonical::new("", error.0))
}

fn append(value: &Value, out: &mut Vec<u8>) -> Result<(), NotCanonical> {
    match value {
        Value::Null => return Err(NotCanonical::new("", "null: leave an absent member out")),
        Value::Bool(true) => out.extend_from_slice(b"true"),
        Value::Bool(false) => out.extend_from_slice(b"false"),
        Value::Number(number) if number.is_i64() || number.is_u64() => {
            out.extend_from_slice(number.to_string().as_bytes());
        }
        Value::Number(number) => {
            return Err(NotCanonical::new("", format!("{number} is no integer")));
        }
        Value::String(text) => append_text(text, out),
        Value::Array(items) => {
            out.push(b'[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    out.push(b',');
                }
                append(item, out).map_err(|error| error.within(&format!("[{index}]")))?;
            }
            out.push(b']');
        }
        Value::Object(members) => append_members(members, out)?,
    }
    Ok(())
}

fn append_members(members: &Map<String, Value>, out: &mut Vec<u8>) -> Result<(), NotCanonical> {
    // Sorted here, not by the map: another crate may turn on insertion order.
    let mut sorted: Vec<_> = members.iter().collect();
    sorted.sort_unstable_by(|a, b| a.0.as_bytes().cmp(b.0.as_bytes()));
    out.push(b'{');
    for (index, (name, member)) in sorted.into_iter().enumerate() {
        if index > 0 {
            out.push(b',');
        }
        append_text(name, out);
        out.push(b':');
        append(member, out).map_err(|error| error.within(name))?;
    }
    out.push(b'}');
    Ok(())
}

/// Only what JSON must escape is escaped: quote, backslash, control characters.
pub(crate) fn append_text(text: &str, out: &mut Vec<u8>) {
    out.push(b'"');
    if text
        .bytes()
        .all(|byte| byte >= 0x20 && byte != b'"' && byte != b'\\')
    {
        out.extend_from_slice(text.as_bytes());
        out.push(b'"');
        return;
    }
    for character in text.chars() {
        match character {
            '"' => out.extend_from_slice(b"\\\""),
            '\\' => out.extend_from_slice(b"\\\\"),
            '\n' => out.extend_from_slice(b"\\n"),
            '\r' => out.extend_from_slice(b"\\r"),
            '\t' => out.extend_from_slice(b"\\t"),
            '\u{8}' => out.extend_from_slice(b"\\b"),
            '\u{c}' => out.extend_from_slice(b"\\f"),
            '\0'..='\u{1f}' => {
                out.extend_from_slice(format!("\\u{:04x}", u32::from(character)).as_bytes());
            }
            _ => out.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes()),
        }
    }
    out.push(b'"');
}
