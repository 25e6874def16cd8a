//! Where two JSON values differ, member by member.
use serde_json::Value;

/// One line for each member that differs, stored beside now; `place` is what the value is called.
pub fn of(place: &str, stored: &Value, now: &Value) -> Vec<String> {
    let mut lines = Vec::new();
    compare(place, Some(stored), Some(now), &mut lines);
    lines
}

fn compare(place: &str, stored: Option<&Value>, now: Option<&Value>, lines: &mut Vec<String>) {
    match (stored, now) {
        (Some(Value::Object(stored)), Some(Value::Object(now))) => {
            let added = now.keys().filter(|name| !stored.contains_key(*name));
            for name in stored.keys().chain(added) {
                let place = format!("{place}.{name}");
                compare(&place, stored.get(name), now.get(name), lines);
            }
        }
        (Some(Value::Array(stored)), Some(Value::Array(now))) => {
            for index in 0..stored.len().max(now.len()) {
                let place = format!("{place}[{index}]");
                compare(&place, stored.get(index), now.get(index), lines);
            }
        }
        _ if stored == now => {}
        _ => lines.push(format!(
            "{place}: stored {}, asked again {}",
            shown(stored),
            shown(now)
        )),
    }
}

fn shown(value: Option<&Value>) -> String {
    value.map_or_else(|| "nothing".to_owned(), Value::to_string)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn each_member_that_differs_is_one_line() {
        let stored =
            json!({ "amount": 1, "reasons": ["A"], "same": { "x": [1, 2] }, "gone": true });
        let now =
            json!({ "amount": 2, "reasons": ["A", "B"], "same": { "x": [1, 2] }, "new": null });
        let told = of("result", &stored, &now);
        let expected = [
            "result.amount: stored 1, asked again 2",
            "result.reasons[1]: stored nothing, asked again \"B\"",
            "result.gone: stored true, asked again nothing",
            "result.new: stored nothing, asked again null",
        ];
        assert_eq!(told.len(), expected.len(), "{told:?}");
        for line in expected {
            assert!(told.iter().any(|told| told == line), "{line}: {told:?}");
        }
        assert!(of("result", &now, &now).is_empty());
    }
}
