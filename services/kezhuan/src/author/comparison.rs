//! `kezhuan rules diff`: the questions two packages answer differently, the simplest first.
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::sync::Arc;

use kezhuan_rule_host::{Decision, HookId, Host, Package, Settings, WorkedCase, variations};
use serde_json::Value;

use super::trial;
use crate::json_difference;

/// What was found.
pub struct Comparison {
    pub text: String,
    pub differing: usize,
}

/// One question with both answers.
struct Apart {
    case: WorkedCase,
    changed: Vec<String>,
    /// Those of the case with the budget that the header tells.
    facts: Value,
    answers: [Value; 2],
}

impl Apart {
    /// What makes a question simple: few facts moved, then small figures.
    fn weight(&self) -> (usize, u128, String) {
        (
            self.changed.len(),
            figures(&self.facts),
            self.facts.to_string(),
        )
    }

    /// Everything that was asked. Day and settings may be all that tells two cases apart.
    fn question(&self) -> String {
        let WorkedCase {
            hook, tenant, on, ..
        } = &self.case;
        let tenant = tenant.as_deref().unwrap_or_default();
        let (settings, facts) = (self.settings(), &self.facts);
        format!("{hook} {tenant} {on} {settings} {facts}")
    }

    /// What differs from the packages' own settings.
    fn settings(&self) -> String {
        String::from_utf8_lossy(&self.case.settings.canonical()).into_owned()
    }
}

/// Asks both packages every worked case of either, and at most `questions_max` variations of them
/// per hook; shows at most `shown_max` of those that differ.
pub fn compare(
    host: &Host,
    [one, other]: [&Arc<Package>; 2],
    (questions_max, shown_max): (usize, usize),
) -> Comparison {
    let answered = |package: &Arc<Package>| -> BTreeSet<HookId> {
        let answers = package.answers().iter();
        answers.map(|answer| answer.hook.clone()).collect()
    };
    let (ones, others) = (answered(one), answered(other));
    let mut text = String::new();
    for hook in ones.symmetric_difference(&others) {
        let name = if ones.contains(hook) { one } else { other };
        let _ = writeln!(text, "only {} answers {hook}", name.manifest().name);
    }
    let (mut questions, mut apart) = (0, Vec::new());
    for hook in ones.intersection(&others) {
        let cases = [one, other].into_iter().flat_map(|package| package.cases());
        let cases = cases.filter(|case| case.hook == *hook).cloned();
        let cases = cases.map(|case| (case, Vec::new()));
        let varied = variations(&[one.as_ref(), other.as_ref()], hook, questions_max);
        let varied = varied.into_iter().map(|found| (found.case, found.changed));
        for (case, changed) in cases.chain(varied) {
            questions += 1;
            apart.extend(asked(host, [one, other], case, changed));
        }
    }
    simplest_first(&mut apart);
    for found in apart.iter().take(shown_max) {
        tell(&mut text, [one, other], found);
    }
    if apart.len() > shown_max {
        let _ = writeln!(text, "… and {} more: --show N", apart.len() - shown_max);
    }
    let hooks = ones.symmetric_difference(&others).count();
    let _ = writeln!(
        text,
        "diff: questions={questions} differing={}",
        apart.len()
    );
    Comparison {
        text,
        differing: apart.len() + hooks,
    }
}

/// Each question once, as simple as it was found.
fn simplest_first(apart: &mut Vec<Apart>) {
    apart.sort_by_cached_key(Apart::weight);
    let mut seen = BTreeSet::new();
    apart.retain(|found| seen.insert(found.question()));
}

fn asked(
    host: &Host,
    packages: [&Arc<Package>; 2],
    case: WorkedCase,
    changed: Vec<String>,
) -> Option<Apart> {
    // One tenant asks both: whose package it is must not make the difference.
    let case = WorkedCase {
        tenant: Some(
            case.tenant
                .clone()
                .unwrap_or_else(|| packages[0].manifest().owner.clone()),
        ),
        ..case
    };
    let decisions = packages.map(|package| {
        let known = known_settings(&case.settings, package);
        let case = WorkedCase {
            settings: known,
            ..case.clone()
        };
        host.ask_json_blocking(Some(&case.rule(package)), case.question(package))
    });
    let [one, other] = &decisions;
    if one.result_bytes() == other.result_bytes() {
        return None;
    }
    let mut facts = case.facts.clone();
    if let (Some(left), Some(members)) = (case.budget_left_fen, facts.as_object_mut()) {
        members.insert("budget_left_fen".to_owned(), left.into());
    }
    Some(Apart {
        case,
        changed,
        facts,
        answers: decisions.map(|decision| answer(&decision)),
    })
}

/// The settings of a case as far as the package has such.
fn known_settings(given: &Settings, package: &Package) -> Settings {
    let mut known = Settings::default();
    for (name, setting) in given.iter() {
        if package.settings_schema().iter().any(|(has, _)| has == name) {
            known.set(name, setting.clone());
        }
    }
    known
}

fn answer(decision: &Decision) -> Value {
    match decision.answer() {
        Some(answer) => answer.value.clone(),
        None => serde_json::json!({ "no_answer": decision.reasons() }),
    }
}

fn figures(value: &Value) -> u128 {
    match value {
        Value::Number(number) => u128::from(number.as_i64().map_or(0, i64::unsigned_abs)),
        Value::Array(items) => items.iter().map(figures).sum(),
        Value::Object(members) => members.values().map(figures).sum(),
        _ => 0,
    }
}

fn tell(text: &mut String, packages: [&Arc<Package>; 2], found: &Apart) {
    let changed = match found.changed.is_empty() {
        true => String::new(),
        false => format!(" with {}", found.changed.join(", ")),
    };
    let case = &found.case;
    let _ = writeln!(text, "{} case {}{changed}", case.hook, case.id);
    let settings = match case.settings.iter().next() {
        Some(_) => format!(", settings {}", found.settings()),
        None => String::new(),
    };
    let _ = writeln!(text, "  on {}{settings}", case.on);
    let _ = writeln!(text, "  facts {}", found.facts);
    let [one, other] = &found.answers;
    for difference in json_difference::between(one, other) {
        let (place, one, other) = (difference.place, difference.one, difference.other);
        let _ = writeln!(text, "  {place}: {one} | {other}");
    }
    for (package, answer) in packages.into_iter().zip(&found.answers) {
        for step in trial::explained(package.manifest(), answer) {
            let _ = writeln!(text, "    {}  {step}", package.manifest().name);
        }
    }
    let _ = writeln!(text);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn apart(id: &str, changed: &[&str], amount_fen: i64) -> Apart {
        let facts = serde_json::json!({ "amount_fen": amount_fen });
        let case = WorkedCase {
            id: id.to_owned(),
            hook: "tc.split@1".parse().unwrap(),
            on: "2025-01-01".parse().unwrap(),
            tenant: None,
            settings: Settings::default(),
            budget_left_fen: None,
            facts: facts.clone(),
            outcome: Value::Null,
            note: String::new(),
        };
        Apart {
            case,
            changed: changed.iter().map(|one| (*one).to_owned()).collect(),
            facts,
            answers: [Value::Null, Value::Null],
        }
    }

    #[test]
    fn few_moved_facts_come_first_then_small_figures_and_nothing_twice() {
        let mut found = vec![
            apart("nine, with two moved", &["a", "b"], 9),
            apart("nine", &["a"], 9),
            apart("none moved", &[], 1_000_000),
            apart("two moved", &["a", "b"], 1),
            apart("minus five", &["a"], -5),
        ];
        simplest_first(&mut found);
        let order: Vec<&str> = found.iter().map(|found| found.case.id.as_str()).collect();
        assert_eq!(order, ["none moved", "minus five", "nine", "two moved"]);
    }
}
