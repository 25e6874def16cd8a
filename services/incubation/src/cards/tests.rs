use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{CARDS, check};

const GOLDEN: &str = include_str!("../../../../tests/cases/golden.jsonl");
const EDGES: &str = include_str!("../../../../tests/cases/incubation-edges.jsonl");

#[test]
fn every_worked_case_of_these_cards_holds() {
    let mut seen = BTreeSet::new();
    for line in GOLDEN.lines().filter(|line| !line.trim().is_empty()) {
        let case: Value = serde_json::from_str(line).unwrap();
        let rule = case["rule"].as_str().unwrap();
        let out = check(rule, &case["in"]);
        assert_eq!(out.is_some(), rule.starts_with("inc."), "{rule}");
        if let Some(out) = out {
            assert_eq!(out, case["out"], "{}", case["id"]);
            seen.insert(case["id"].as_str().unwrap().to_owned());
        }
    }
    let expected: Vec<String> = (1..=29).map(|number| format!("INC-{number:02}")).collect();
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

/// Each card with an input that is complete, and the members that may be left out.
fn complete() -> Vec<(&'static str, Value, &'static [&'static str])> {
    vec![
        (
            "inc.admit",
            json!({"founded": "2024-03-01", "entry": "2025-03-01", "registered_here": true, "office_here": true,
                   "tech_sme": true, "field": "SOFTWARE"}),
            &["registered_here", "office_here", "tech_sme"],
        ),
        (
            "inc.grad",
            json!({"hnte": true, "vc": 1, "rev": [1], "mna_or_listed": true}),
            &["hnte", "vc", "rev", "mna_or_listed"],
        ),
        (
            "inc.n2018",
            json!({"years": 3, "stat_years": 2, "area": 10000, "tenant_area": 7500, "fund": 1, "tenants": 50, "financed": 5,
                   "fund_cases": 3, "staff": 10, "pro_staff": 8, "mentors": 5, "applied_ip": 25, "valid_ip": 0,
                   "graduates": 20, "professional": true, "same_field": 40}),
            &["professional"],
        ),
        (
            "inc.miit",
            json!({"n": 1, "invested": 1, "financed": 1, "grown": 1, "total_income": 1, "rent_income": 0}),
            &[],
        ),
        (
            "inc.maker",
            json!({"months": 18, "area": 480, "seats": 30, "shared_bp": 7500, "teams": 20, "new_cos": 4, "financed": 5,
                   "cases": 3, "staff": 3, "mentors": 3, "events": 10}),
            &[],
        ),
        (
            "inc.city",
            json!({"region": "440703", "area": 2000, "tenant_area": 1500, "staff": 5, "pro_staff": 4, "mentors": 3,
                   "tenants": 10, "fund": 500000000, "financed": 1, "service_kinds": 2, "professional": true,
                   "same_field": 8}),
            &["professional"],
        ),
        (
            "inc.tax",
            json!({"acc": "2025-03-15", "revoked": "2025-08-10", "year": 2025}),
            &["revoked", "year"],
        ),
        (
            "inc.rent",
            json!({"area_c": 1, "rent": 1, "months": 1, "paid_year": 1}),
            &["paid_year"],
        ),
        (
            "inc.kpi",
            json!({"rows": [], "cut": "2025-12-31"}),
            &["rows"],
        ),
        ("inc.stat", json!({"fens": [1]}), &["fens"]),
    ]
}

#[test]
fn only_what_has_a_default_may_be_missing_and_nothing_may_be_of_another_type() {
    let invalid = json!({ "error": "INVALID_INPUT" });
    for (rule, input, optional) in complete() {
        assert!(
            check(rule, &input).unwrap().get("error").is_none(),
            "{rule}"
        );
        for member in input.as_object().unwrap().keys() {
            let mut without = input.clone();
            without.as_object_mut().unwrap().remove(member);
            let out = check(rule, &without).unwrap();
            assert_eq!(
                out == invalid,
                !optional.contains(&member.as_str()),
                "{rule} {member}"
            );
            let mut mistyped = input.clone();
            mistyped[member.as_str()] = json!({"of": "another type"});
            assert_eq!(
                check(rule, &mistyped),
                Some(invalid.clone()),
                "{rule} {member}"
            );
        }
    }
    assert_eq!(check("agr.area", &json!({})), None);
}

#[test]
fn a_region_of_nowhere_selects_no_figure() {
    let (_, mut input, _) = complete().swap_remove(5);
    for region in ["441300", "440782", "", "4407"] {
        input["region"] = json!(region);
        let out = check("inc.city", &input);
        assert_eq!(out, Some(json!({ "error": "INVALID_INPUT" })), "{region}");
    }
}
