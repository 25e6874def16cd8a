//! The rules of canonical JSON, each by an example that must never change, and by any value.

use kezhuan_rule_host::canonical::{bytes, of, read};
use proptest::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

#[test]
fn canonical_bytes_are_for_ever() {
    for (value, expected) in [
        (json!({}), "{}"),
        (
            json!({ "b": 1, "a": 2, "B": 3, "a_b": 4, "中": 5 }),
            r#"{"B":3,"a":2,"a_b":4,"b":1,"中":5}"#,
        ),
        (json!([3, 1, 2]), "[3,1,2]"),
        (json!(i64::MIN), "-9223372036854775808"),
        (json!(u64::MAX), "18446744073709551615"),
        (
            json!({ "flag": true, "none": [] }),
            r#"{"flag":true,"none":[]}"#,
        ),
        (
            json!("引号\" 反斜\\ /\u{7f}é\u{2028}"),
            "\"引号\\\" 反斜\\\\ /\u{7f}é\u{2028}\"",
        ),
        (
            json!("\n\r\t\u{8}\u{c}\u{1}\u{1f}"),
            "\"\\n\\r\\t\\b\\f\\u0001\\u001f\"",
        ),
    ] {
        assert_eq!(String::from_utf8(bytes(&value).unwrap()).unwrap(), expected);
    }
}

#[test]
fn fractions_and_nulls_have_no_canonical_form_and_say_where() {
    for (value, place) in [
        (json!({ "a": { "b": [1, 2.5] } }), "a.b[1]: "),
        (json!({ "a": null }), "a: "),
        (json!(1e3), "$: "),
    ] {
        let error = bytes(&value).unwrap_err().to_string();
        assert!(error.starts_with(place), "{error}");
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Date {
    year: u16,
    month: u8,
    day: u8,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
enum PartyType {
    Enterprise,
    JointVenture,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
enum Setting {
    Number(i64),
    Text(String),
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Facts {
    registered_on: Date,
    party_types: Vec<PartyType>,
    params: Vec<Setting>,
    budget_left_fen: Option<i64>,
}

fn facts() -> Facts {
    Facts {
        registered_on: Date {
            year: 2025,
            month: 3,
            day: 1,
        },
        party_types: vec![PartyType::JointVenture, PartyType::Enterprise],
        params: vec![Setting::Number(-1), Setting::Text("x".to_owned())],
        budget_left_fen: None,
    }
}

#[test]
fn typed_values_are_written_as_the_rules_say_and_read_back() {
    let written = of(&facts()).unwrap();
    let expected = r#"{"params":[{"NUMBER":-1},{"TEXT":"x"}],"party_types":["JOINT_VENTURE","ENTERPRISE"],"registered_on":"2025-03-01"}"#;
    assert_eq!(String::from_utf8(written.clone()).unwrap(), expected);
    assert_eq!(read::<Facts>(&written).unwrap(), facts());
    let no_day = Facts {
        registered_on: Date {
            year: 2025,
            month: 2,
            day: 29,
        },
        ..facts()
    };
    assert!(of(&no_day).is_err());
    for wrong in [
        expected.replace("JOINT_VENTURE", "JointVenture"),
        expected.replace("2025-03-01", "2025-3-1"),
        expected.replace("\"NUMBER\":-1", "\"NUMBER\":-1.0"),
    ] {
        assert!(read::<Facts>(wrong.as_bytes()).is_err(), "{wrong}");
    }
}

fn any_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 48, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::hash_map(any::<String>(), inner, 0..6)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn canonical_bytes_are_json_of_the_same_value_and_stable(value in any_value()) {
        let first = bytes(&value).unwrap();
        let parsed: Value = serde_json::from_slice(&first).unwrap();
        prop_assert_eq!(&parsed, &value);
        prop_assert_eq!(bytes(&parsed).unwrap(), first);
    }
}
