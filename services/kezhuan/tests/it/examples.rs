//! The same rule in several languages: the same questions get the same bytes.
use std::path::Path;
use std::sync::Arc;

use kezhuan_rule_host::{Host, HostConfig, Package, Rule, WorkedCase, variations};

use crate::author::{Desk, builds_wasm, is_here, shipped};

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

#[test]
fn pengjiangs_incentive_is_the_same_to_the_byte_in_every_language() {
    let desk = Desk::new();
    let host = host();
    let rust = std::fs::read(shipped("packages/pengjiang/pengjiang.wasm")).unwrap();
    let rust = host.load(&rust).unwrap();
    let hook = "tc.incentive@1".parse().unwrap();
    let mut questions: Vec<WorkedCase> = rust.cases().to_vec();
    questions.retain(|case| case.hook == hook);
    let varied = variations(&[rust.as_ref()], &hook, QUESTIONS);
    questions.extend(varied.into_iter().map(|found| found.case));
    assert!(questions.len() >= 500, "{} questions", questions.len());

    // The rule itself must be told apart by them: a share, caps, refusals.
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
    for (language, tool) in [
        ("rust", None),
        ("table", None),
        ("javascript", Some("npm")),
        ("python", Some("python3")),
    ] {
        if tool.is_some_and(|tool| !is_here(language, tool)) {
            continue;
        }
        let name = format!("pengjiang-{language}");
        let built = match language {
            "rust" if !builds_wasm() => continue,
            "rust" => desk.build_in_place(&name),
            _ => std::fs::read(desk.build_example(&name)).unwrap(),
        };
        let other = host.load(&built).unwrap();
        let other_results = host.run_cases(&other);
        assert!(
            other_results.iter().all(|case| case.passed),
            "{other_results:#?}"
        );
        for case in &questions {
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
}
