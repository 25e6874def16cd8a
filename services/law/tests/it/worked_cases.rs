//! The worked cases of this crate's cards, read from the repository's own copy.
use kezhuan_law::cards;
use serde_json::Value;

const CASES: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../../tests/cases/golden.jsonl"
);

#[test]
fn every_worked_case_of_these_cards_holds() {
    let text = std::fs::read_to_string(CASES).unwrap();
    let mut checked = Vec::new();
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        let case: Value = serde_json::from_str(line).unwrap();
        let rule = case["rule"].as_str().unwrap();
        if let Some(out) = cards::check(rule, &case["in"]) {
            assert_eq!(out, case["out"], "case {}", case["id"]);
            checked.push(rule.to_owned());
        }
    }
    for (card, _) in cards::CARDS {
        assert!(
            checked.iter().any(|rule| rule == card),
            "no case for {card}"
        );
    }
}

#[test]
fn a_card_of_another_service_is_left_to_it() {
    for rule in ["tc.amount", "kpi.count", "id", "id.uscc ", "ID.USCC", ""] {
        assert_eq!(cards::check(rule, &Value::Null), None, "{rule:?}");
    }
}
