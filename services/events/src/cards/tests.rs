use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{CARDS, check};

const GOLDEN: &str = include_str!("../../../../tests/cases/golden.jsonl");
const EDGES: &str = include_str!("../../../../tests/cases/events-edges.jsonl");

#[test]
fn every_worked_case_of_these_cards_holds() {
    let mut seen = BTreeSet::new();
    for line in GOLDEN.lines().filter(|line| !line.trim().is_empty()) {
        let case: Value = serde_json::from_str(line).unwrap();
        let rule = case["rule"].as_str().unwrap();
        let shared = ["evt.coi", "evt.notice"].contains(&rule);
        let out = check(rule, &case["in"]);
        assert_eq!(out.is_some(), rule.starts_with("evt.") && !shared, "{rule}");
        if let Some(out) = out {
            assert_eq!(out, case["out"], "{}", case["id"]);
            seen.insert(case["id"].as_str().unwrap().to_owned());
        }
    }
    // Between them stand those of the two cards that all services share.
    let numbers = (1..=20).chain(26..=28);
    let expected: Vec<String> = numbers.map(|number| format!("EVT-{number:02}")).collect();
    assert!(seen.iter().eq(&expected), "{seen:?}");
}

#[test]
fn every_limit_and_default_of_these_cards_holds() {
    let mut seen = BTreeSet::new();
    for line in EDGES.lines() {
        let case: Value = serde_json::from_str(line).unwrap();
        let rule = case["rule"].as_str().unwrap();
        let out = check(rule, &case["in"]);
        assert_eq!(out.as_ref(), Some(&case["out"]), "{}", case["id"]);
        seen.insert(rule.to_owned());
    }
    let all: BTreeSet<String> = CARDS.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(seen, all);
}

#[test]
fn what_is_missing_or_of_another_type_is_an_error_of_the_card() {
    for (rule, input) in [
        ("evt.capacity", json!({"ops": []})),
        ("evt.capacity", json!({"cap": 1, "ops": [["reg"]]})),
        ("evt.capacity", json!({"cap": 1, "ops": [["leave", "A"]]})),
        ("evt.capacity", json!({"cap": 1, "ops": [["cap", "A"]]})),
        ("evt.match", json!({"d": {}, "a": {}})),
        ("evt.nominate", json!({"nominator": "ASSOC"})),
        ("evt.award", json!({"scores": [1, "2"]})),
        ("evt.outcome", json!({"event_end": "2025-05-20"})),
        ("evt.outcome", json!([])),
    ] {
        let error = json!({ "error": "INVALID_INPUT" });
        assert_eq!(check(rule, &input), Some(error), "{rule} {input}");
    }
    assert_eq!(check("evt.coi", &json!({})), None);
}
