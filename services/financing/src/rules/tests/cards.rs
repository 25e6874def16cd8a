//! The packages answer the cards as the domain does: city and bank put on paper what the golden cases say.
use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{HOST, PACKAGES, package};

const GOLDEN: &str = include_str!("../../../../../tests/cases/golden.jsonl");
/// Cards that are a package's to answer.
const CARDS: [&str; 4] = ["ip.elig", "ip.ltv", "ip.subsidy", "ip.claim"];

/// Input and output of every golden case of these cards, by id.
fn golden() -> BTreeMap<String, Value> {
    let cases = GOLDEN.lines().filter(|line| !line.trim().is_empty());
    let cases = cases.map(|line| serde_json::from_str::<Value>(line).unwrap());
    let known = |case: &Value| CARDS.contains(&case["rule"].as_str().unwrap());
    cases
        .filter(known)
        .map(|case| (case["id"].as_str().unwrap().to_owned(), case))
        .collect()
}

/// The figures of a question that the card names, too.
fn asked(hook: &str, facts: &Value) -> Value {
    match hook {
        "ip.eligibility" => json!({
            "amount": facts["amount_fen"], "revenue": facts["enterprise"]["revenue_fen"],
            "term_months": facts["term_months"],
        }),
        "ip.ltv" => facts["assets"]
            .as_array()
            .unwrap()
            .iter()
            .map(|asset| asset["value_fen"].clone())
            .collect(),
        "ip.subsidy" => json!({
            "paid": facts["paid_fen"], "penalty": facts["penalty_fen"],
            "other": facts["other_fen"], "already": facts["year_paid_fen"],
        }),
        _ => json!({
            "overdue_days": facts["overdue_days"], "filed_wd": facts["filed_working_days"],
            "loss": facts["loan"]["loss_fen"], "bp": facts["loan"]["pool_bp"],
            "legal_action": facts["legal"].is_string(),
        }),
    }
}

/// The same of the card's input.
fn told(hook: &str, input: &Value) -> Value {
    let only = |names: &[&str]| {
        let members = names
            .iter()
            .map(|name| ((*name).to_owned(), input[*name].clone()));
        Value::Object(members.collect())
    };
    match hook {
        "ip.eligibility" => only(&["amount", "revenue", "term_months"]),
        "ip.ltv" => input["assets"]
            .as_array()
            .unwrap()
            .iter()
            .map(|asset| asset["value"].clone())
            .collect(),
        "ip.subsidy" => only(&["paid", "penalty", "other", "already"]),
        _ => only(&["overdue_days", "filed_wd", "loss", "bp", "legal_action"]),
    }
}

/// The card's output in the members of the hook's outcome, as far as it says something of them.
fn expected(hook: &str, out: &Value, cap: i64) -> Value {
    match hook {
        "ip.eligibility" => json!({ "ok": out["eligible"], "reasons": out["reasons"] }),
        // The bank's package holds the largest loan itself.
        "ip.ltv" => json!({ "cap_fen": out["collateral_cap"].as_i64().unwrap().min(cap) }),
        "ip.subsidy" => json!({ "base_fen": out["base"], "amount_fen": out["subsidy"] }),
        _ => json!({ "pay_fen": out["pay"], "reasons": out["reasons"] }),
    }
}

#[test]
fn every_golden_case_of_a_package_s_cards_is_answered_by_it() {
    let mut golden = golden();
    for name in PACKAGES {
        let package = package(name);
        for case in package.cases() {
            let Some(card) = golden.remove(&case.id) else {
                assert!(!case.id.starts_with("IP-"), "{} is no golden case", case.id);
                continue;
            };
            let hook = case.hook.name();
            assert_eq!(
                asked(hook, &case.facts),
                told(hook, &card["in"]),
                "{}",
                case.id
            );
            let (rule, question) = (case.rule(&package), case.question(&package));
            let decision = HOST.ask_json_blocking(Some(&rule), question);
            let answer = &decision.answer().unwrap().value;
            let wanted = expected(hook, &card["out"], 500_000_000);
            for (member, value) in wanted.as_object().unwrap() {
                assert_eq!(&answer[member], value, "{} {member}", case.id);
            }
        }
    }
    assert!(golden.is_empty(), "no package answers {:?}", golden.keys());
}
