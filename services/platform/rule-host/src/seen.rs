//! What law and caps look at: facts and answers, as JSON or as component values.
use std::borrow::Cow;

use serde_json::Value;
use wasmtime::component::Val;

use crate::canonical::upper_snake;

/// A member as the law sees it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Seen<'v> {
    /// A whole number of 64 bits.
    Number(i64),
    /// A text, or the label of an enum.
    Text(Cow<'v, str>),
    Flag(bool),
    /// A list of so many.
    Items(usize),
    Other,
}

impl Seen<'_> {
    pub(crate) fn number(&self) -> Option<i64> {
        match self {
            Seen::Number(number) => Some(*number),
            Seen::Text(_) | Seen::Flag(_) | Seen::Items(_) | Seen::Other => None,
        }
    }

    /// Whether it is what an invariant's condition names.
    pub(crate) fn is(&self, value: &Value) -> bool {
        match self {
            Seen::Number(number) => value.as_i64() == Some(*number),
            Seen::Text(text) => value.as_str() == Some(text),
            Seen::Flag(flag) => value.as_bool() == Some(*flag),
            Seen::Items(_) | Seen::Other => false,
        }
    }
}

/// Facts or an answer.
pub(crate) trait Members {
    /// The member at a path such as `contract.j_fen`; an absent option is not there.
    fn seen(&self, path: &str) -> Option<Seen<'_>>;
}

impl Members for Value {
    fn seen(&self, path: &str) -> Option<Seen<'_>> {
        Some(match crate::invariants::member(self, path)? {
            Value::Number(number) => number.as_i64().map_or(Seen::Other, Seen::Number),
            Value::String(text) => Seen::Text(Cow::Borrowed(text)),
            Value::Bool(flag) => Seen::Flag(*flag),
            Value::Array(items) => Seen::Items(items.len()),
            Value::Object(_) | Value::Null => Seen::Other,
        })
    }
}

impl Members for Val {
    fn seen(&self, path: &str) -> Option<Seen<'_>> {
        let mut val = self;
        for name in path.split('.') {
            let Val::Record(fields) = present(val)? else {
                return None;
            };
            let (_, field) = fields.iter().find(|(field, _)| is_named(field, name))?;
            val = field;
        }
        let number = |number: i64| Seen::Number(number);
        Some(match present(val)? {
            Val::S8(n) => number((*n).into()),
            Val::U8(n) => number((*n).into()),
            Val::S16(n) => number((*n).into()),
            Val::U16(n) => number((*n).into()),
            Val::S32(n) => number((*n).into()),
            Val::U32(n) => number((*n).into()),
            Val::S64(n) => number(*n),
            Val::U64(n) => i64::try_from(*n).map_or(Seen::Other, number),
            Val::Bool(flag) => Seen::Flag(*flag),
            Val::String(text) => Seen::Text(Cow::Borrowed(text)),
            Val::Enum(label) => Seen::Text(Cow::Owned(upper_snake(label))),
            Val::List(items) => Seen::Items(items.len()),
            _ => Seen::Other,
        })
    }
}

fn present(val: &Val) -> Option<&Val> {
    match val {
        Val::Option(None) => None,
        Val::Option(Some(some)) => present(some),
        _ => Some(val),
    }
}

/// `as-of` of WIT is `as_of` of a path.
fn is_named(field: &str, name: &str) -> bool {
    let bytes = field.bytes().zip(name.bytes());
    field.len() == name.len()
        && bytes
            .into_iter()
            .all(|(f, n)| f == n || (f == b'-' && n == b'_'))
}
