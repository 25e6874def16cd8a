//! Compiled workbooks at work: the module runs in an interpreter, and a walk through the program's
//! tree says what it has to answer.

mod coverage;
mod dates;
mod evaluate;
mod machine;
mod questions;
mod same;
mod wrong;

use serde_json::{Value, json};

/// The interface, settings and worked cases of a hook's starter.
pub struct Hook {
    pub id: &'static str,
    pub wit: &'static str,
    pub settings: &'static str,
    pub cases: &'static str,
}

macro_rules! hook {
    ($id:literal, $folder:literal) => {
        Hook {
            id: $id,
            wit: include_str!(concat!("../../../wit/", $folder, "/1.0.0.wit")),
            settings: include_str!(concat!("../../../starters/", $folder, "/settings.toml")),
            cases: include_str!(concat!("../../../starters/", $folder, "/cases.jsonl")),
        }
    };
}

pub const HOOKS: [Hook; 23] = [
    hook!("agr.accredit@1", "agr-accredit"),
    hook!("agr.assess@1", "agr-assess"),
    hook!("agr.subsidy@1", "agr-subsidy"),
    hook!("agr.trial.accept@1", "agr-trial-accept"),
    hook!("evt.award.score@1", "evt-award-score"),
    hook!("evt.coi@1", "evt-coi"),
    hook!("evt.prize@1", "evt-prize"),
    hook!("evt.registration@1", "evt-registration"),
    hook!("inc.accredit@1", "inc-accredit"),
    hook!("inc.admission@1", "inc-admission"),
    hook!("inc.assess@1", "inc-assess"),
    hook!("inc.rent@1", "inc-rent"),
    hook!("inc.reward@1", "inc-reward"),
    hook!("ip.claim.check@1", "ip-claim-check"),
    hook!("ip.eligibility@1", "ip-eligibility"),
    hook!("ip.risk_share@1", "ip-risk-share"),
    hook!("ip.stage@1", "ip-stage"),
    hook!("ip.subsidy@1", "ip-subsidy"),
    hook!("tc.claim.materials@1", "tc-claim-materials"),
    hook!("tc.college.check@1", "tc-college-check"),
    hook!("tc.incentive@1", "tc-incentive"),
    hook!("tc.sla@1", "tc-sla"),
    hook!("tc.split@1", "tc-split"),
];

pub fn hook(id: &str) -> &'static Hook {
    HOOKS.iter().find(|hook| hook.id == id).unwrap()
}

/// The question of a worked case with the header that a host writes.
pub fn question(case: &Value, settings: &str, tenant: &str) -> Value {
    let mut facts = case["facts"].clone();
    let settings: toml::Table = toml::from_str(settings).unwrap();
    let mut params = Vec::new();
    for (name, entry) in &settings {
        let only = entry.get("hook").and_then(toml::Value::as_str);
        if only.is_some_and(|only| case["hook"] != only) {
            continue;
        }
        let given = case["settings"].get(name).cloned();
        let value = given.unwrap_or_else(|| serde_json::to_value(&entry["default"]).unwrap());
        let label = if value.is_string() { "TEXT" } else { "NUMBER" };
        params.push(json!({ "name": name, "value": { label: value } }));
    }
    facts["header"] = json!({
        "hook": case["hook"], "ver": "1.0.0", "tenant": tenant, "division": tenant,
        "as_of": case["on"], "params": params,
    });
    if let Some(left) = case.get("budget_left_fen") {
        facts["header"]["budget_left_fen"] = left.clone();
    }
    facts
}

/// Runs worked cases on a workbook, in the interpreter and on the tree.
pub fn run_cases(workbook: &[u8], hook: &Hook, settings: &str, cases: &str, tenant: &str) -> usize {
    let compiled = crate::compile(workbook, hook.wit, hook.id, settings)
        .unwrap_or_else(|mistakes| panic!("{}: {}", hook.id, shown(&mistakes)));
    let (program, ..) = crate::checked(workbook, hook.wit, hook.id, settings).unwrap();
    let machine = machine::Machine::of(&compiled.module, &program);
    let mut run = 0;
    for line in cases.lines() {
        let case: Value = serde_json::from_str(&line.replace("{{owner}}", tenant)).unwrap();
        if case["hook"] != hook.id {
            continue;
        }
        let facts = question(&case, settings, tenant);
        assert_eq!(
            machine.decide(&facts).as_ref(),
            Some(&case["outcome"]),
            "{}",
            case["id"]
        );
        let walked = evaluate::decide(&program, &facts);
        assert_eq!(walked.as_ref(), Some(&case["outcome"]), "{}", case["id"]);
        run += 1;
    }
    run
}

pub fn shown(mistakes: &[crate::Mistake]) -> String {
    mistakes
        .iter()
        .map(|mistake| format!("\n{mistake}"))
        .collect()
}

#[test]
fn each_starter_answers_the_worked_cases_of_its_hook() {
    for hook in &HOOKS {
        let workbook = crate::starter(hook.id).unwrap();
        let run = run_cases(&workbook, hook, hook.settings, hook.cases, "440703");
        assert!(run >= 2, "{}", hook.id);
    }
}

#[test]
fn a_starter_makes_a_small_module() {
    for hook in &HOOKS {
        let workbook = crate::starter(hook.id).unwrap();
        let compiled = crate::compile(&workbook, hook.wit, hook.id, hook.settings).unwrap();
        assert!(
            compiled.module.len() < 8 * 1024,
            "{}: {}",
            hook.id,
            compiled.module.len()
        );
    }
}
