//! Decisions for which no package was asked: no rule was in force, its rule was held back, or it was not loaded.
use serde_json::{Value, json};

use super::difference::{self, differs};
use super::{Checked, DecisionFile, decision_check};

/// Failures of a rule that nobody asked: its owner stopped it, its key was revoked, the machine did not have it.
const NOBODY_WAS_ASKED: [&str; 3] = ["STOPPED", "KEY_REVOKED", NOT_LOADED];
const NOT_LOADED: &str = "NOT_LOADED";

/// Whether there is nothing to ask again. A rule that is held back leaves no package in the decision; one that
/// was not loaded does.
pub fn is_so(file: &DecisionFile) -> bool {
    file.package.is_none() || file.failed() == Some(NOT_LOADED)
}

/// Why nobody was asked, where a rule was in force.
pub fn failure(file: &DecisionFile) -> Option<&str> {
    file.failed().filter(|code| NOBODY_WAS_ASKED.contains(code))
}

/// Where nobody was asked the file must not say more than that.
pub fn check(file: &DecisionFile, checked: &mut Checked) {
    if let Some(settings) = &file.settings {
        decision_check::settings_digest(file, settings, checked);
    }
    let failed = failure(file);
    let mut lines = match failed {
        Some(code) => as_failed(file, code),
        None => no_rule(file),
    };
    lines.extend(differs("fuel", &file.fuel.to_string(), "0"));
    if lines.is_empty() {
        match (failed, &file.package) {
            (None, _) => checked.holds("no rule was in force: nothing to ask again; identical"),
            (Some(code), None) => checked.holds(format!(
                "{code}: nobody was asked, so there is nothing to ask again; identical"
            )),
            (Some(code), Some(part)) => checked.incomparable(format!(
                "{code}: the machine did not have package {}, so nobody was asked; what it would have answered \
                 was never stored",
                part.digest
            )),
        }
    }
    lines.into_iter().for_each(|line| checked.wrong(line));
}

/// Where the file is not that of a rule that failed so.
pub fn as_failed(file: &DecisionFile, code: &str) -> Vec<String> {
    let reason = format!("RULE_FAILED_{code}");
    expected(file, &json!({ "failed": code }), ("FAILED", &reason))
}

fn no_rule(file: &DecisionFile) -> Vec<String> {
    let code = "NO_RULE_IN_FORCE";
    expected(file, &json!({ "no_rule": code }), (code, code))
}

fn expected(file: &DecisionFile, result: &Value, (outcome, reason): (&str, &str)) -> Vec<String> {
    let mut lines = difference::of("result", &file.result, result);
    lines.extend(differs("outcome", &file.outcome, outcome));
    lines.extend(differs("reasons", &file.codes().join(" "), reason));
    lines
}
