//! The same rule in several languages: the same questions get the same bytes.
use std::path::Path;
use std::sync::Arc;

use kezhuan_rule_host::{Host, HostConfig, Package, Rule, WorkedCase, variations};

use crate::author::{Desk, shipped};
use crate::building::{builds_javascript, builds_python, builds_wasm};

const QUESTIONS: usize = 600;

fn host() -> Host {
    let shared = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let program = Path::new(env!("CARGO_BIN_EXE_kezhuan"));
    let config = HostConfig {
        cache: shared.join("author-cache/kezhuan/rules"),
        compiler: program
            .parent()
            .map(|folder| folder.join("kezhuan-rule-compiler")),
        ..HostConfig::default()
    };
    Host::start(&config).unwrap()
}

/// The question of a case, asked of any of the packages under the settings of the case.
fn answer(host: &Host, package: &Arc<Package>, case: &WorkedCase) -> (Vec<u8>, Vec<u8>) {
    let rule: Rule = case.rule(package);
    let decision = host.ask_json_blocking(Some(&rule), case.question(package));
    (decision.input.clone(), decision.result_bytes())
}

/// Worked cases of the rule in Rust, and what is made of them.
fn questions(rust: &Arc<Package>) -> Vec<WorkedCase> {
    let hook = "tc.incentive@1".parse().unwrap();
    let mut questions: Vec<WorkedCase> = rust.cases().to_vec();
    questions.retain(|case| case.hook == hook);
    let varied = variations(&[rust.as_ref()], &hook, QUESTIONS);
    questions.extend(varied.into_iter().map(|found| found.case));
    questions
}

fn rust(host: &Host) -> Arc<Package> {
    let rust = std::fs::read(shipped("packages/pengjiang/pengjiang.wasm")).unwrap();
    host.load(&rust).unwrap()
}

#[test]
fn the_questions_tell_the_rule_apart() {
    let host = host();
    let rust = rust(&host);
    let questions = questions(&rust);
    assert!(questions.len() >= 500, "{} questions", questions.len());
    // A share, caps, refusals.
    for code in [
        "RATE",
        "CAP_CONTRACT",
        "CAP_YEAR",
        "BUDGET_LEFT",
        "REGION",
        "RELATED",
    ] {
        let tells = |case: &WorkedCase| {
            let (_, result) = answer(&host, &rust, case);
            String::from_utf8(result).unwrap().contains(code)
        };
        assert!(questions.iter().any(tells), "no question leads to {code}");
    }
}

/// The package answers every question as the one in Rust does, to the byte.
fn answers_the_same(language: &str, built: &[u8]) {
    let host = host();
    let rust = rust(&host);
    let other = host.load(built).unwrap();
    let other_results = host.run_cases(&other);
    assert!(
        other_results.iter().all(|case| case.passed),
        "{other_results:#?}"
    );
    for case in &questions(&rust) {
        let (asked, expected) = answer(&host, &rust, case);
        let (also_asked, answered) = answer(&host, &other, case);
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        assert_eq!(text(&asked), text(&also_asked));
        assert_eq!(
            text(&expected),
            text(&answered),
            "{language}: {}",
            text(&asked)
        );
    }
}

/// The example of a language, built here; its bytes.
fn built(language: &str) -> Vec<u8> {
    std::fs::read(Desk::new().build_example(&format!("pengjiang-{language}"))).unwrap()
}

#[test]
fn pengjiangs_incentive_is_the_same_to_the_byte_built_from_rust() {
    if builds_wasm() {
        answers_the_same("rust", &Desk::new().build_in_place("pengjiang-rust"));
    }
}

#[test]
fn pengjiangs_incentive_is_the_same_to_the_byte_in_a_table() {
    answers_the_same("table", &built("table"));
}

#[test]
fn pengjiangs_incentive_is_the_same_to_the_byte_in_javascript() {
    if builds_javascript() {
        answers_the_same("javascript", &built("javascript"));
    }
}

#[test]
fn pengjiangs_incentive_is_the_same_to_the_byte_in_python() {
    if builds_python() {
        answers_the_same("python", &built("python"));
    }
}
