//! Where two JSON values differ, member by member, for people.
use serde_json::Value;

/// One place that differs; an absent member is `-`.
#[derive(Debug, PartialEq, Eq)]
pub struct Difference {
    pub place: String,
    pub one: String,
    pub other: String,
}

/// Every place where the values differ, in order.
pub fn between(one: &Value, other: &Value) -> Vec<Difference> {
    let mut found = Vec::new();
    compare("", Some(one), Some(other), &mut found);
    found
}

fn compare(place: &str, one: Option<&Value>, other: Option<&Value>, found: &mut Vec<Difference>) {
    match (one, other) {
        (Some(Value::Object(ones)), Some(Value::Object(others))) => {
            let mut names: Vec<&String> = ones.keys().chain(others.keys()).collect();
            names.sort_unstable();
            names.dedup();
            for name in names {
                let dot = if place.is_empty() { "" } else { "." };
                let place = format!("{place}{dot}{name}");
                compare(&place, ones.get(name), others.get(name), found);
            }
        }
        (Some(Value::Array(ones)), Some(Value::Array(others))) => {
            for index in 0..ones.len().max(others.len()) {
                let place = format!("{place}[{index}]");
                compare(&place, ones.get(index), others.get(index), found);
            }
        }
        (one, other) if one == other => {}
        (one, other) => found.push(Difference {
            place: if place.is_empty() { "$" } else { place }.to_owned(),
            one: shown(one),
            other: shown(other),
        }),
    }
}

fn shown(value: Option<&Value>) -> String {
    value.map_or_else(|| "-".to_owned(), Value::to_string)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_what_differs_is_named_with_its_place() {
        let one = json!({ "a": 1, "b": [1, { "c": "x" }], "d": true });
        let other = json!({ "a": 1, "b": [1, { "c": "y" }, 3], "e": null });
        let found: Vec<String> = between(&one, &other)
            .into_iter()
            .map(|difference| {
                format!(
                    "{} {} {}",
                    difference.place, difference.one, difference.other
                )
            })
            .collect();
        assert_eq!(
            found,
            ["b[1].c \"x\" \"y\"", "b[2] - 3", "d true -", "e - null"]
        );
        assert_eq!(between(&json!(1), &json!(2))[0].place, "$");
    }
}
