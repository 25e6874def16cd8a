//! What one answer stands on, in words: the rule with document and article, its reasoning, the facts it hangs on
//! and the smallest change that would alter it.
use std::fmt::Write as _;
use std::sync::Arc;

use kezhuan_rule_host::{Change, Decision, Explained, HookId, Host, Mismatch, Package, explain};
use serde_json::Value;

use super::trial;
use crate::json_difference;

/// Questions that one answer may cost.
pub const QUESTIONS_MAX: usize = 5_000;

/// Everything about the answer to a stored question.
pub fn of_input(
    host: &Host,
    package: &Arc<Package>,
    hook: &HookId,
    input: &[u8],
) -> Result<String, Mismatch> {
    let decision = kezhuan_rule_host::ask_again(host, hook, input, package)?;
    let mut text = String::new();
    let manifest = package.manifest();
    let _ = writeln!(
        text,
        "rule        {} {} answers {hook}",
        manifest.name, manifest.version
    );
    if let Some(ground) = manifest.ground(hook) {
        let _ = writeln!(text, "document    {}", ground.regulation);
        let _ = writeln!(text, "article     {}", ground.article);
    }
    text += &answered(package, &decision);
    text += &hanging_on(host, (package, hook), input)?;
    Ok(text)
}

fn answered(package: &Package, decision: &Decision) -> String {
    let Some(answer) = decision.answer() else {
        return format!("answer      none: {}\n", decision.reasons().join(" "));
    };
    let mut text = format!("answer      {}\n", figures(&answer.value));
    for step in trial::explained(package.manifest(), &answer.value) {
        let _ = writeln!(text, "            {step}");
    }
    text
}

/// The decision and the figures of an outcome.
fn figures(outcome: &Value) -> String {
    let members = outcome.as_object().into_iter().flatten();
    let told = members.filter(|(_, value)| !value.is_array());
    let told: Vec<String> = told
        .map(|(name, value)| format!("{name} {value}"))
        .collect();
    told.join(", ")
}

/// The facts the answer to this question hangs on, and the least change of one that alters it.
pub fn hanging_on(
    host: &Host,
    (package, hook): (&Arc<Package>, &HookId),
    input: &[u8],
) -> Result<String, Mismatch> {
    let found = explain(host, hook, (input, package), QUESTIONS_MAX)?;
    let before = kezhuan_rule_host::ask_again(host, hook, input, package)?;
    let before = before.answer().map_or(&Value::Null, |answer| &answer.value);
    Ok(told(&found, before))
}

fn told(found: &Explained, before: &Value) -> String {
    let facts = match found.depends_on.is_empty() {
        true => "no fact that was tried".to_owned(),
        false => found.depends_on.join(", "),
    };
    let mut text = format!("depends on  {facts}\n");
    match found.changes.split_first() {
        None => text += "smallest    no change of one fact was found that alters it\n",
        Some((smallest, others)) => {
            let _ = writeln!(text, "smallest    {}", altered(smallest, before));
            for other in others {
                let _ = writeln!(text, "also        {}", altered(other, before));
            }
        }
    }
    let (asked, rest) = (
        found.asked,
        if found.cut_short {
            ", and more may be there"
        } else {
            ""
        },
    );
    let _ = writeln!(text, "found by asking {asked} questions{rest}");
    text
}

fn altered(change: &Change, before: &Value) -> String {
    let differences = json_difference::between(before, &change.outcome).into_iter();
    let decided = differences.filter(|found| {
        let is_told = |part: &str| found.place.starts_with(part);
        !is_told("explain") && !is_told("reasons")
    });
    let decided: Vec<String> = decided
        .map(|found| format!("{} {} → {}", found.place, found.one, found.other))
        .collect();
    let Change {
        place, from, to, ..
    } = change;
    format!("{place} {from} → {to}: {}", decided.join(", "))
}
