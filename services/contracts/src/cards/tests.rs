use serde_json::{Value, json};

use super::{CARDS, check};

const GOLDEN: &str = include_str!("../../../../tests/cases/golden.jsonl");

#[test]
fn every_worked_case_of_these_cards_holds() {
    let mut seen = 0;
    for line in GOLDEN.lines().filter(|line| !line.trim().is_empty()) {
        let case: Value = serde_json::from_str(line).unwrap();
        let rule = case["rule"].as_str().unwrap();
        if let Some(out) = check(rule, &case["in"]) {
            assert_eq!(out, case["out"], "{}", case["id"]);
            seen += 1;
        } else {
            assert!(!CARDS.iter().any(|(name, _)| *name == rule));
        }
    }
    assert!(seen >= 26, "only {seen} cases are of these cards");
}

#[test]
fn what_a_card_can_t_read_is_an_error_of_the_card() {
    let invalid = json!({ "error": "INVALID_INPUT" });
    let missing = json!({ "error": "CALENDAR_MISSING" });
    for (rule, input, output) in [
        ("tc.amount", json!({}), &invalid),
        ("tc.amount", json!({"total": 1.5}), &invalid),
        (
            "tc.amount",
            json!({"total": 1, "items": [{"fen": 1}]}),
            &invalid,
        ),
        ("tc.amount", json!([]), &invalid),
        (
            "tc.sla",
            json!({"regime": "R1999", "accepted": "2025-01-02"}),
            &invalid,
        ),
        ("tc.sla", json!({"regime": "R2026"}), &invalid),
        (
            "tc.sla",
            json!({"regime": "R2026", "accepted": "2025-02-30"}),
            &invalid,
        ),
        (
            "tc.sla",
            json!({"regime": "R2026", "accepted": "2024-12-20"}),
            &missing,
        ),
        (
            "tc.sla",
            json!({"regime": "R2001", "accepted": "2026-12-10"}),
            &missing,
        ),
        ("tc.class", json!({"J": 1}), &invalid),
        ("tc.class", json!({"kind": "XK-ZL"}), &invalid),
        (
            "tc.class",
            json!({"kind": "KF-WT", "innovative": "no"}),
            &invalid,
        ),
        ("tc.stat", json!({"fens": [1, "2"]}), &invalid),
    ] {
        assert_eq!(check(rule, &input).as_ref(), Some(output), "{rule} {input}");
    }
}

#[test]
fn the_defaults_and_edges_of_the_cards_hold() {
    for (rule, input, output) in [
        (
            "tc.amount",
            json!({"total": 0}),
            json!({"ok": false, "code": "NO_TECH_AMOUNT"}),
        ),
        (
            "tc.amount",
            json!({"total": 1000, "items": [{"type": "rig", "fen": 100, "carrier": true, "sets": 3}]}),
            json!({"ok": true, "T": 1000, "deducted": 33, "J": 967}),
        ),
        (
            "tc.sla",
            json!({"regime": "R2001", "accepted": "2024-12-20", "supplemented": "2025-06-01", "J": 900_000_000, "disputed": true}),
            json!({"due": "2025-01-20", "track": "STANDARD"}),
        ),
        (
            "tc.sla",
            json!({"regime": "R2026", "accepted": "2026-06-01", "disputed": true}),
            json!({"due": "2026-07-14", "track": "EXPERT"}),
        ),
        (
            "tc.class",
            json!({"kind": "XK-ZL", "written": false}),
            json!({"decision": "NOT_ACCEPTED", "code": "ORAL"}),
        ),
        (
            "tc.class",
            json!({"kind": "ZX-KX", "technical_topic": false}),
            json!({"decision": "RECOGNISED", "code": "OK"}),
        ),
        (
            "tc.class",
            json!({"kind": "KF-WT", "J": 0}),
            json!({"decision": "REJECTED", "code": "NO_TECH_AMOUNT"}),
        ),
        (
            "tc.class",
            json!({"kind": "??"}),
            json!({"decision": "RECOGNISED", "code": "OK"}),
        ),
        ("tc.stat", json!({}), json!({"wan": "0.00"})),
        (
            "tc.stat",
            json!({"fens": [-3_700_000]}),
            json!({"wan": "-3.70"}),
        ),
    ] {
        assert_eq!(check(rule, &input), Some(output), "{rule} {input}");
    }
    assert_eq!(check("tc.unknown", &json!({})), None);
}
