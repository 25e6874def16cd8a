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
    /// The largest number of the list at a path; none where it has no numbers.
    fn largest(&self, path: &str) -> Option<i64>;
    /// The list at a path, item by item; nothing where there is none.
    fn items(&self, path: &str) -> &[Self]
    where
        Self: Sized;
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

    fn largest(&self, path: &str) -> Option<i64> {
        let items = crate::invariants::member(self, path)?.as_array()?;
        items.iter().filter_map(Value::as_i64).max()
    }

    fn items(&self, path: &str) -> &[Value] {
        let items = crate::invariants::member(self, path).and_then(Value::as_array);
        items.map_or(&[][..], Vec::as_slice)
    }
}

impl Members for Val {
    fn seen(&self, path: &str) -> Option<Seen<'_>> {
        let number = |number: i64| Seen::Number(number);
        Some(match at(self, path)? {
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

    fn largest(&self, path: &str) -> Option<i64> {
        let Val::List(items) = at(self, path)? else {
            return None;
        };
        let numbers = items.iter().filter_map(|item| item.seen("")?.number());
        numbers.max()
    }

    fn items(&self, path: &str) -> &[Val] {
        match at(self, path) {
            Some(Val::List(items)) => items,
            _ => &[],
        }
    }
}

/// What stands at a path; the value itself at an empty one.
fn at<'v>(val: &'v Val, path: &str) -> Option<&'v Val> {
    let names = path.split('.').filter(|name| !name.is_empty());
    let mut found = present(val)?;
    for name in names {
        let Val::Record(fields) = found else {
            return None;
        };
        let (_, field) = fields.iter().find(|(field, _)| is_named(field, name))?;
        found = present(field)?;
    }
    Some(found)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_of_a_list_is_the_same_in_both_forms() {
        let list = Val::List(vec![Val::U16(3), Val::U16(7), Val::U16(5)]);
        let record = Val::Record(vec![
            ("shares-bp".to_owned(), list),
            ("none".to_owned(), Val::List(Vec::new())),
            ("ok".to_owned(), Val::Bool(true)),
        ]);
        let json = serde_json::json!({ "shares_bp": [3, 7, 5], "none": [], "ok": true });
        for (path, largest) in [("shares_bp", Some(7)), ("none", None), ("ok", None)] {
            assert_eq!(record.largest(path), largest, "{path}");
            assert_eq!(json.largest(path), largest, "{path}");
        }
    }
    #[test]
    fn the_items_of_a_list_are_the_same_in_both_forms() {
        let item = |points| Val::Record(vec![("extra-points".to_owned(), Val::U16(points))]);
        let record = Val::Record(vec![
            ("points".to_owned(), Val::List(vec![item(3), item(7)])),
            ("ok".to_owned(), Val::Bool(true)),
        ]);
        let points = serde_json::json!([{ "extra_points": 3 }, { "extra_points": 7 }]);
        let json = serde_json::json!({ "points": points, "ok": true });
        let of_record: Vec<_> = record.items("points").iter().collect();
        let of_json: Vec<_> = json.items("points").iter().collect();
        assert_eq!((of_record.len(), of_json.len()), (2, 2));
        for (one, other) in of_record.into_iter().zip(of_json) {
            assert_eq!(one.seen("extra_points"), other.seen("extra_points"));
            assert!(one.seen("extra_points").is_some());
        }
        for path in ["ok", "nowhere"] {
            assert!(record.items(path).is_empty() && json.items(path).is_empty());
        }
    }
}
