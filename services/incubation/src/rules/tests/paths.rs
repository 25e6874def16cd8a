//! The two ways to ask a hook, by this service's own types and by JSON, on every worked case.
use kezhuan_rule_host::{Hook, Question, Rule, canonical};
use serde::de::DeserializeOwned;

use super::{HOST, PACKAGES, package};
use crate::rules::HOOKS;
use crate::rules::bindings::{inc_accredit, inc_admission, inc_assess, inc_rent, inc_reward};

/// Asks the same question both ways and compares everything a decision stores.
fn both_ways<H: Hook<Facts: DeserializeOwned>>(rule: &Rule, question: Question) {
    let generic = HOST.ask_json_blocking(Some(rule), question.clone());
    let typed = Question {
        facts: |_: H::Header| canonical::read::<H::Facts>(&generic.input).unwrap(),
        tenant: question.tenant,
        hook: question.hook,
        division: question.division,
        legal_date: question.legal_date,
        as_of: question.as_of,
        budget_left_fen: question.budget_left_fen,
    };
    let typed = HOST.ask_blocking::<H>(Some(rule), typed);
    assert_eq!(typed.decision, generic);
    let outcome = typed.outcome.expect("an answer");
    let answer = generic.answer().unwrap();
    assert_eq!(canonical::of(&outcome).unwrap(), answer.canonical);
}

#[test]
fn both_ways_store_the_same_bytes() {
    let mut asked = Vec::new();
    for name in PACKAGES {
        let package = package(name);
        for case in package.cases() {
            let (rule, question) = (case.rule(&package), case.question(&package));
            let both = match case.hook.name() {
                "inc.admission" => both_ways::<inc_admission::Ask>,
                "inc.accredit" => both_ways::<inc_accredit::Ask>,
                "inc.rent" => both_ways::<inc_rent::Ask>,
                "inc.assess" => both_ways::<inc_assess::Ask>,
                "inc.reward" => both_ways::<inc_reward::Ask>,
                other => panic!("no bindings for {other}"),
            };
            both(&rule, question);
            asked.push(case.hook.to_string());
        }
    }
    for hook in HOOKS {
        assert!(asked.iter().any(|asked| asked == hook), "{hook}");
    }
}
