use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{CARDS, check};

const GOLDEN: &str = include_str!("../../../../tests/cases/golden.jsonl");
const EDGES: &str = include_str!("../../../../tests/cases/financing-edges.jsonl");

#[test]
fn every_worked_case_of_these_cards_holds() {
    let mut seen = BTreeSet::new();
    for line in GOLDEN.lines().filter(|line| !line.trim().is_empty()) {
        let case: Value = serde_json::from_str(line).unwrap();
        let rule = case["rule"].as_str().unwrap();
        let out = check(rule, &case["in"]);
        assert_eq!(out.is_some(), rule.starts_with("ip."), "{rule}");
        if let Some(out) = out {
            assert_eq!(out, case["out"], "{}", case["id"]);
            seen.insert(case["id"].as_str().unwrap().to_owned());
        }
    }
    let expected: Vec<String> = (1..=30).map(|number| format!("IP-{number:02}")).collect();
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

fn assert_error(rule: &str, input: &Value, code: &str) {
    let output = json!({ "error": code });
    assert_eq!(check(rule, input), Some(output), "{rule} {input}");
}

#[test]
fn what_is_missing_or_of_another_type_is_an_error_of_the_card() {
    let elig = |quals: Value, bank: Value| json!({"revenue": 1, "quals": quals, "bank": bank, "amount": 1, "term_months": 1});
    let twice = json!([{"no": "A", "fen": 1, "st": "X"}, {"no": "A", "fen": 1, "st": "X"}]);
    for (rule, input) in [
        ("ip.elig", elig(json!(["HNTE"]), Value::Null)),
        ("ip.elig", elig(json!("HNTE"), json!("A"))),
        ("ip.pledge", json!({"debt_end": "2026-01-01"})),
        (
            "ip.pledge",
            json!({"debt_end": "2026-02-30", "patent_expiry": "2030-01-01"}),
        ),
        (
            "ip.ltv",
            json!({"requested": 1, "assets": [{"type": "INVENTION"}]}),
        ),
        ("ip.risk", json!({"loss": 1, "shares": [["pool", "x"]]})),
        ("ip.interest", json!({"principal": 1, "rate_bp": 1})),
        (
            "ip.claim",
            json!({"overdue_days": 60, "legal_action": true, "loss": 1, "bp": 1, "pool": 1}),
        ),
        ("ip.recon", json!({"ours": twice, "bank": []})),
        (
            "ip.recon",
            json!({"ours": [{"no": "A", "fen": 1}], "bank": []}),
        ),
    ] {
        assert_error(rule, &input, "INVALID_INPUT");
    }
    assert_eq!(check("tc.amount", &json!({})), None);
}

#[test]
fn what_selects_no_figure_is_an_error_of_the_card() {
    let fee = |kind: &str, filing: &str, year: i64| json!({"kind": kind, "filing": filing, "year_n": year, "today": "2026-03-16"});
    let ltv = |kind: &str| json!({"requested": 1, "assets": [{"type": kind, "value": 1}]});
    for (rule, input, code) in [
        ("ip.ltv", ltv("PATENT"), "INVALID_INPUT"),
        ("ip.ltv", ltv("GEOGRAPHICAL_INDICATION"), "INVALID_INPUT"),
        (
            "ip.risk",
            json!({"loss": 1, "shares": [["insurer", 10000]], "pool": 1}),
            "INVALID_INPUT",
        ),
        (
            "ip.risk",
            json!({"loss": 9, "shares": [["pool", 10000]], "pool": 1}),
            "INVALID_INPUT",
        ),
        (
            "ip.risk",
            json!({"loss": 1, "shares": []}),
            "SHARES_NOT_10000",
        ),
        (
            "ip.subsidy",
            json!({"paid": 1, "region": "440700"}),
            "INVALID_INPUT",
        ),
        (
            "ip.subsidy",
            json!({"paid": 1, "region": "440703", "rate": 65536}),
            "INVALID_INPUT",
        ),
        ("ip.fee", fee("TRADEMARK", "2019-03-15", 8), "INVALID_INPUT"),
        ("ip.fee", fee("UTILITY", "2015-03-15", 11), "INVALID_INPUT"),
        ("ip.fee", fee("INVENTION", "2019-03-15", 0), "INVALID_INPUT"),
        (
            "ip.fee",
            fee("INVENTION", "2019-09-15", 8),
            "CALENDAR_MISSING",
        ),
        (
            "ip.recover",
            json!({"gross": 1, "costs": 0, "pool_paid": 0, "others": [0]}),
            "INVALID_INPUT",
        ),
    ] {
        assert_error(rule, &input, code);
    }
}

#[test]
fn the_defaults_of_the_cards_hold() {
    for (rule, input, output) in [
        (
            "ip.elig",
            json!({"revenue": 1, "bank": "A", "amount": 1, "term_months": 1}),
            json!({"eligible": false, "reasons": ["NO_QUALIFICATION"]}),
        ),
        (
            "ip.pledge",
            json!({"debt_end": "2026-01-01", "patent_expiry": "2030-01-01", "status": "TERMINATED", "same_day_invention": true}),
            json!({"registrable": false, "reasons": ["STATUS", "SAME_DAY_INVENTION"]}),
        ),
        (
            "ip.ltv",
            json!({"requested": 9, "assets": [], "cap": 3}),
            json!({"per_asset": [], "collateral_cap": 0, "max_loan": 0}),
        ),
        (
            "ip.subsidy",
            json!({"paid": 1001, "region": "440703"}),
            json!({"base": 1001, "subsidy": 500, "city": 150, "county": 350}),
        ),
        (
            "ip.claim",
            json!({"overdue_days": 99, "legal_action": true, "filed_wd": 1, "loss": 99, "bp": 4000, "pool": 5, "eligible_at_approval": false}),
            json!({"pay": 0, "reasons": ["INELIGIBLE"]}),
        ),
        ("ip.recon", json!({}), json!({"lines": []})),
    ] {
        assert_eq!(
            check(rule, &input).as_ref(),
            Some(&output),
            "{rule} {input}"
        );
    }
}
