use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{CARDS, check};

const GOLDEN: &str = include_str!("../../../../tests/cases/golden.jsonl");
const EDGES: &str = include_str!("../../../../tests/cases/agriculture-edges.jsonl");

#[test]
fn every_worked_case_of_these_cards_holds() {
    let mut seen = BTreeSet::new();
    for line in GOLDEN.lines().filter(|line| !line.trim().is_empty()) {
        let case: Value = serde_json::from_str(line).unwrap();
        let rule = case["rule"].as_str().unwrap();
        let out = check(rule, &case["in"]);
        assert_eq!(out.is_some(), rule.starts_with("agr."), "{rule}");
        if let Some(out) = out {
            assert_eq!(out, case["out"], "{}", case["id"]);
            seen.insert(case["id"].as_str().unwrap().to_owned());
        }
    }
    let expected: Vec<String> = (1..=29).map(|number| format!("AGR-{number:02}")).collect();
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
    let plot = json!({"g": 1, "m": 1});
    for (rule, input) in [
        ("agr.area", json!({})),
        ("agr.area", json!({"m2": 1.5})),
        ("agr.yield", json!({"plots": [plot], "std": "indica"})),
        ("agr.incr", json!({"new": 1})),
        ("agr.score", json!({"t": 1, "d": 1, "e": 1})),
        ("agr.lifecycle", json!({"hist": "FAIL"})),
        ("agr.variety", json!({"crop": "rice"})),
        ("agr.approval", json!({"regional_cycles": 2, "dus": true})),
        ("agr.ext", json!({"rows": [{"a": 1, "new": 1, "ck": 1}]})),
        ("agr.subsidy", json!({"area_c": 5000})),
        ("agr.subsidy", json!([])),
    ] {
        let error = json!({ "error": "INVALID_INPUT" });
        assert_eq!(check(rule, &input), Some(error), "{rule} {input}");
    }
    assert_eq!(check("ip.fee", &json!({})), None);
}
