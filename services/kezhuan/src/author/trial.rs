//! `kezhuan rules test`: a package's own worked cases, each with its reasoning in words, its fuel,
//! and where the answer is another one.
use std::fmt::Write as _;
use std::sync::Arc;

use kezhuan_rule_host::{CaseResult, Host, Manifest, Package, Worded, WorkedCase};
use serde_json::Value;

use super::explanation;
use crate::json_difference;

/// What came of the worked cases.
pub struct Report {
    pub text: String,
    pub failed: usize,
}

/// Runs every worked case of a package; with `explaining`, each is also told what its answer hangs on.
pub fn run(host: &Host, package: &Arc<Package>, explaining: bool) -> Report {
    let results = host.run_cases(package);
    let mut text = String::new();
    for result in &results {
        let case = package.cases().iter().find(|case| case.id == result.id);
        tell(&mut text, package.manifest(), case, result);
        if let Some(case) = case.filter(|_| explaining) {
            explain(&mut text, host, package, case);
        }
    }
    let failed = results.iter().filter(|result| !result.passed).count();
    let most = results.iter().map(|result| result.fuel_bp).max();
    let _ = writeln!(
        text,
        "cases: {} passed, {failed} failed; at most {} of the fuel budget",
        results.len() - failed,
        percent(most.unwrap_or(0)),
    );
    Report { text, failed }
}

fn explain(text: &mut String, host: &Host, package: &Arc<Package>, case: &WorkedCase) {
    let decision = host.ask_json_blocking(Some(&case.rule(package)), case.question(package));
    let found = explanation::hanging_on(host, (package, &case.hook), &decision.input);
    let found = found.unwrap_or_else(|error| error.to_string());
    for line in found.lines() {
        let _ = writeln!(text, "       {line}");
    }
}

fn tell(text: &mut String, manifest: &Manifest, case: Option<&WorkedCase>, result: &CaseResult) {
    let (hook, on, note) = case.map_or_else(Default::default, |case| {
        (
            case.hook.to_string(),
            case.on.to_string(),
            case.note.clone(),
        )
    });
    let verdict = if result.passed { "ok  " } else { "FAIL" };
    let fuel = percent(result.fuel_bp);
    let _ = writeln!(
        text,
        "{verdict} {}  {hook}  {on}  fuel {fuel}  {note}",
        result.id
    );
    for step in explained(manifest, &result.got) {
        let _ = writeln!(text, "       {step}");
    }
    if result.passed {
        return;
    }
    if let Some(failure) = result.got["failed"].as_str() {
        let _ = writeln!(text, "     ! no answer: {failure}");
        return;
    }
    for difference in json_difference::between(&result.expected, &result.got) {
        let (place, one, other) = (difference.place, difference.one, difference.other);
        let _ = writeln!(text, "     ! {place}: expected {one}, got {other}");
    }
}

/// Reasons and steps of an answer in the manifest's words.
pub fn explained(manifest: &Manifest, outcome: &Value) -> Vec<String> {
    let told = manifest.worded(outcome).into_iter();
    told.map(|Worded { code, words }| match words {
        Some(words) => format!("{code}: {} / {}", words.zh, words.en),
        None => format!("{code}: no words in the manifest"),
    })
    .collect()
}

/// Hundredths of a percent; what is less shows as such.
fn percent(hundredths: u64) -> String {
    match hundredths {
        0 => "under 0.01 %".to_owned(),
        some => format!("{}.{:02} %", some / 100, some % 100),
    }
}
