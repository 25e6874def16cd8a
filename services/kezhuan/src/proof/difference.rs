//! Where what was stored differs from what comes when it is asked again, a line for each member.
use serde_json::Value;

use crate::json_difference;

/// The lines; `place` is what the value is called.
pub fn of(place: &str, stored: &Value, now: &Value) -> Vec<String> {
    let found = json_difference::between(stored, now).into_iter();
    let line = |found: json_difference::Difference| {
        let inner = match found.place.as_str() {
            "$" => String::new(),
            list if list.starts_with('[') => list.to_owned(),
            member => format!(".{member}"),
        };
        let (stored, now) = (found.one, found.other);
        format!("{place}{inner}: stored {stored}, asked again {now}")
    };
    found.map(line).collect()
}

/// The line of a member that is a text.
pub fn differs(member: &str, stored: &str, now: &str) -> Option<String> {
    (stored != now).then(|| format!("{member}: stored `{stored}`, asked again `{now}`"))
}
