//! Stored questions asked again: as the host answers them live, by either way, and whatever was stored.
use std::sync::Arc;

use kezhuan_rule_host::{
    Again, Candidate, Decision, HookId, Outcome, Package, Question, Rule, Setting, Settings,
    variations,
};
use serde_json::json;

use crate::support::{HOST, PACKAGES, package};

const QUESTIONS: usize = 300;

fn again(candidate: &Candidate, input: &[u8]) -> Outcome {
    match candidate.asker(&HOST).ask(input, b"") {
        Again::Other(outcome) => outcome,
        Again::Same => panic!("no result has no bytes"),
    }
}

/// Decisions of a package on its worked cases and on questions made from them.
fn decisions(of: &Arc<Package>, hook: &HookId) -> Vec<Decision> {
    let generated = variations(&[of.as_ref()], hook, QUESTIONS).into_iter();
    let generated = generated.map(|variation| variation.case.question(of));
    let cases = of.cases().iter().filter(|case| case.hook == *hook);
    let cases = cases.map(|case| case.question(of));
    let rule = Rule::new(Arc::clone(of), of.settings_schema().defaults());
    cases
        .chain(generated)
        .map(|question| HOST.ask_json_blocking(Some(&rule), question))
        .collect()
}

#[test]
fn every_package_answers_stored_questions_as_it_answers_live_ones_by_either_way() {
    let mut asked = 0;
    for name in PACKAGES.iter() {
        let asked_then = package(name);
        for hook in asked_then.answers().iter().map(|answer| &answer.hook) {
            let stored = decisions(&asked_then, hook);
            for other in PACKAGES.iter().map(|name| package(name)) {
                let settings = other.settings_schema().defaults();
                let candidate = Candidate::new(other.clone(), hook.clone(), Some(settings.clone()));
                let Ok(candidate) = candidate else { continue };
                let by_json = candidate.clone().by_json();
                let rule = Rule::new(other.clone(), settings);
                let mut asker = candidate.asker(&HOST);
                for decision in &stored {
                    let live = HOST.ask_json_blocking(Some(&rule), live(decision));
                    let result = live.result_bytes();
                    assert_eq!(
                        asker.ask(&decision.input, &result),
                        Again::Same,
                        "{name} {hook}"
                    );
                    assert_eq!(again(&by_json, &decision.input).bytes(), result);
                    assert_eq!(again(&candidate, &decision.input).bytes(), result);
                    asked += 1;
                }
            }
        }
    }
    assert!(asked > 1_000, "only {asked} were asked");
}

/// The question of a decision, for another rule.
fn live(decision: &Decision) -> Question {
    let mut facts: serde_json::Value = serde_json::from_slice(&decision.input).unwrap();
    let header = facts.as_object_mut().unwrap().remove("header").unwrap();
    Question {
        tenant: decision.tenant.clone(),
        hook: decision.hook.clone(),
        division: header["division"].as_str().unwrap().to_owned(),
        legal_date: decision.legal_date,
        as_of: header["as_of"].as_str().unwrap().parse().unwrap(),
        budget_left_fen: header["budget_left_fen"].as_i64(),
        facts,
    }
}

#[test]
fn a_question_keeps_the_figures_it_was_asked_with() {
    let pengjiang = package("pengjiang");
    let hook: HookId = "tc.incentive@1".parse().unwrap();
    let mut told = Settings::default();
    told.set("rate_development_bp", Setting::Number(250));
    let told = pengjiang.settings_schema().check(&told).unwrap();
    let rule = Rule::new(pengjiang.clone(), told);
    let case = pengjiang
        .cases()
        .iter()
        .find(|case| case.hook == hook)
        .unwrap();
    let stored = HOST.ask_json_blocking(Some(&rule), case.question(&pengjiang));
    let kept = Candidate::new(pengjiang.clone(), hook.clone(), None).unwrap();
    let mut asker = kept.asker(&HOST);
    let result = stored.result_bytes();
    assert_eq!(asker.ask(&stored.input, &result), Again::Same);
    // Another question with other figures in between: those of the one before are not kept.
    let plain = Rule::new(pengjiang.clone(), pengjiang.settings_schema().defaults());
    let other = HOST.ask_json_blocking(Some(&plain), case.question(&pengjiang));
    assert_ne!(other.result_bytes(), result);
    assert_eq!(asker.ask(&other.input, &other.result_bytes()), Again::Same);
    assert_eq!(asker.ask(&stored.input, &result), Again::Same);

    // Without a rule nothing was told: the package's own figures.
    let no_rule = HOST.ask_json_blocking(None, case.question(&pengjiang));
    assert_eq!(
        asker.ask(&no_rule.input, &other.result_bytes()),
        Again::Same
    );

    // A stored figure beyond the package's bounds is no question for it.
    let text = String::from_utf8(stored.input).unwrap();
    let beyond = text.replace("\"NUMBER\":250", "\"NUMBER\":10001");
    assert_ne!(beyond, text);
    let failed = again(&kept, beyond.as_bytes());
    assert_eq!(failed.bytes(), br#"{"failed":"INVALID_INPUT"}"#);
}

#[test]
fn whatever_was_stored_is_answered_alike_by_both_ways() {
    let pengjiang = package("pengjiang");
    let hook: HookId = "tc.incentive@1".parse().unwrap();
    let stored = decisions(&pengjiang, &hook).swap_remove(0);
    let text = String::from_utf8(stored.input.clone()).unwrap();
    let candidate = Candidate::new(pengjiang, hook, None).unwrap();
    let by_json = candidate.clone().by_json();
    let mut odd: Vec<Vec<u8>> = vec![
        b"".to_vec(),
        b"{}".to_vec(),
        b"[]".to_vec(),
        text.replace(',', ", ").into_bytes(),
    ];
    for (from, to) in [
        ("\"KF-WT\"", "\"KF-\\u0057T\""),
        ("\"KF-WT\"", "\"KF-XX\""),
        ("\"SELLER\"", "\"seller\""),
        ("\"related\":false", "\"related\":0"),
        ("\"paid_year_fen\":", "\"paid_year_fen\":0"),
        ("\"paid_year_fen\":", "\"paid_year_fen\":-"),
        (
            "\"paid_year_fen\":",
            "\"paid_year_fen\":9999999999999999999",
        ),
        ("\"prior_j_fen\"", "\"prior_fen\""),
        ("-03-", "-13-"),
    ] {
        odd.push(text.replace(from, to).into_bytes());
    }
    // Cut anywhere, and with each byte changed.
    for at in 0..stored.input.len() {
        odd.push(stored.input[..at].to_vec());
        let mut changed = stored.input.clone();
        changed[at] ^= 1;
        odd.push(changed);
    }
    let mut asker = candidate.asker(&HOST);
    for input in odd {
        let slow = again(&by_json, &input);
        let shown = String::from_utf8_lossy(&input);
        assert_eq!(asker.ask(&input, &slow.bytes()), Again::Same, "{shown}");
    }
}

#[test]
fn an_answer_beyond_the_law_or_a_declared_cap_is_none() {
    let hostile = std::fs::read(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../../plugins/fixtures/hostile/hostile.wasm"
    ));
    let hostile = HOST.load(&hostile.unwrap()).unwrap();
    let hook: HookId = "tc.split@1".parse().unwrap();
    for (deed, code) in [
        ("negative", "INVALID_OUTPUT"),
        ("more", "INVALID_OUTPUT"),
        ("over cap", "INVALID_OUTPUT"),
        ("unreasoned", "INVALID_OUTPUT"),
        ("loop", "OUT_OF_FUEL"),
        ("memory", "MEMORY"),
        ("recursion", "TRAP"),
        ("many reasons", "TOO_LARGE"),
    ] {
        let mut settings = Settings::default();
        settings.set("deed", Setting::Text(deed.to_owned()));
        let settings = hostile.settings_schema().check(&settings).unwrap();
        let candidate = Candidate::new(hostile.clone(), hook.clone(), Some(settings)).unwrap();
        let case = hostile
            .cases()
            .iter()
            .find(|case| case.hook == hook)
            .unwrap();
        let input = HOST.ask_json_blocking(None, case.question(&hostile)).input;
        let expected = json!({ "failed": code }).to_string().into_bytes();
        assert_eq!(again(&candidate, &input).bytes(), expected, "{deed}");
    }
    // What it remembers of one call is not there in the next.
    let mut settings = Settings::default();
    settings.set("deed", Setting::Text("remember".to_owned()));
    let settings = hostile.settings_schema().check(&settings).unwrap();
    let candidate = Candidate::new(hostile.clone(), hook.clone(), Some(settings)).unwrap();
    let case = hostile
        .cases()
        .iter()
        .find(|case| case.hook == hook)
        .unwrap();
    let input = HOST.ask_json_blocking(None, case.question(&hostile)).input;
    let mut asker = candidate.asker(&HOST);
    let first = again(&candidate, &input).bytes();
    for _ in 0..10 {
        assert_eq!(asker.ask(&input, &first), Again::Same);
    }
}
