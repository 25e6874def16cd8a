//! A need with as many candidates as a rule is told of: one question, well inside the limits.

use serde_json::Value;

use crate::support::{HOST, config, package};

const CANDIDATES_MAX: usize = 200;
const PARTS: [&str; 5] = ["chain", "keywords", "stage", "budget", "extra"];

#[test]
fn two_hundred_candidates_are_one_question_and_one_more_is_none() {
    let package = package("pengjiang-events");
    let case = package.cases().iter().find(|case| case.id == "PE-21");
    let case = case.unwrap();
    let ask = |count: usize| {
        let mut question = case.question(&package);
        let five = question.facts["candidates"].as_array().unwrap().clone();
        let many: Vec<Value> = five.into_iter().cycle().take(count).collect();
        question.facts["candidates"] = many.into();
        HOST.ask_json_blocking(Some(&case.rule(&package)), question)
    };
    let decision = ask(CANDIDATES_MAX);
    let answer = decision.answer().unwrap();
    let points = answer.value["points"].as_array().unwrap();
    let total = |points: &Value| -> i64 {
        let parts = PARTS.iter().map(|part| points[*part].as_i64().unwrap());
        parts.sum()
    };
    // The baseline's own weights give the baseline, whichever place a candidate has.
    let expected = [85, 60, 50, 45, 10].into_iter().cycle();
    let expected: Vec<i64> = expected.take(CANDIDATES_MAX).collect();
    assert_eq!(points.iter().map(total).collect::<Vec<_>>(), expected);
    let limits = config();
    let (bytes, fuel) = (decision.input.len(), decision.fuel_used);
    assert!(bytes * 4 < limits.question_bytes_max, "{bytes} bytes");
    assert!(fuel * 10 < limits.fuel_max, "{fuel} fuel");

    let beyond = ask(CANDIDATES_MAX + 1);
    assert_eq!(beyond.reasons(), ["RULE_FAILED_INVALID_INPUT"]);
}
