//! What packages do wrong: contained, named, and of no harm to the next question of another tenant.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use kezhuan_rule_host::{
    CompileError, Decision, Host, HostConfig, LoadError, Package, Question, Refusal, Rule, Setting,
    Settings,
};
use serde_json::json;

use crate::support::{HOST, config, file, package};

fn hostile() -> Arc<Package> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../plugins/fixtures/hostile");
    HOST.load(&std::fs::read(folder.join("hostile.wasm")).unwrap())
        .unwrap()
}

fn question(tenant: &str) -> Question {
    Question {
        tenant: tenant.to_owned(),
        hook: "tc.split@1".parse().unwrap(),
        division: tenant.to_owned(),
        legal_date: "2025-03-31".parse().unwrap(),
        as_of: "2025-03-31".parse().unwrap(),
        budget_left_fen: None,
        facts: json!({ "amount_fen": 10, "division": tenant }),
    }
}

fn doing(deed: &str) -> Rule {
    let mut settings = Settings::default();
    settings.set("deed", Setting::Text(deed.to_owned()));
    Rule::new(hostile(), settings)
}

fn ask(host: &Host, deed: &str) -> Decision {
    host.ask_json_blocking(Some(&doing(deed)), question("440799"))
}

#[test]
fn every_misdeed_is_a_failure_with_its_name() {
    for (deed, reason) in [
        ("loop", "RULE_FAILED_OUT_OF_FUEL"),
        ("memory", "RULE_FAILED_MEMORY"),
        ("recursion", "RULE_FAILED_TRAP"),
        ("panic", "RULE_FAILED_TRAP"),
        ("many reasons", "RULE_FAILED_TOO_LARGE"),
        ("long reason", "RULE_FAILED_TOO_LARGE"),
        ("wide answer", "RULE_FAILED_TOO_LARGE"),
        ("negative", "RULE_FAILED_INVALID_OUTPUT"),
        ("more", "RULE_FAILED_INVALID_OUTPUT"),
        ("unreasoned", "RULE_FAILED_INVALID_OUTPUT"),
    ] {
        let decision = ask(&HOST, deed);
        assert_eq!(
            decision.reasons(),
            [reason],
            "{deed}: {:?}",
            decision.outcome
        );
        assert_eq!(decision.package, Some(hostile().digest()));
        assert!(!decision.input.is_empty() && !decision.result_bytes().is_empty());
        // A failure is shown again, too.
        let result = decision.result_bytes();
        let stored = decision.stored(&result).unwrap();
        kezhuan_rule_host::verify(&HOST, &stored, &hostile()).unwrap();
    }
    assert_eq!(
        ask(&HOST, "nothing").answer().unwrap().value["county_fen"],
        10
    );
}

#[test]
fn typed_bindings_contain_the_same_misdeeds() {
    use crate::support::tc_split::{Ask, Facts};
    for (deed, reason) in [
        ("loop", "RULE_FAILED_OUT_OF_FUEL"),
        ("memory", "RULE_FAILED_MEMORY"),
        ("panic", "RULE_FAILED_TRAP"),
        ("long reason", "RULE_FAILED_TOO_LARGE"),
        ("negative", "RULE_FAILED_INVALID_OUTPUT"),
    ] {
        let Question {
            tenant,
            hook,
            division,
            legal_date,
            as_of,
            budget_left_fen,
            ..
        } = question("440799");
        let facts = |header| Facts {
            header,
            amount_fen: 10,
            division: "440799".to_owned(),
        };
        let question = Question {
            tenant,
            hook,
            division,
            legal_date,
            as_of,
            budget_left_fen,
            facts,
        };
        let asked = HOST.ask_blocking::<Ask>(Some(&doing(deed)), question);
        assert_eq!(asked.decision.reasons(), [reason], "{deed}");
        assert_eq!(asked.outcome, None);
    }
}

#[test]
fn the_deadline_stops_what_fuel_would_let_run() {
    let limits = HostConfig {
        fuel_max: u64::MAX,
        deadline_ms_max: 100,
        ..config()
    };
    let host = Host::start(&limits).unwrap();
    let rule = {
        let bytes = std::fs::read(
            Path::new(env!("CARGO_MANIFEST_DIR"))
                .join("../../../plugins/fixtures/hostile/hostile.wasm"),
        );
        let mut settings = Settings::default();
        settings.set("deed", Setting::Text("loop".to_owned()));
        Rule::new(host.load(&bytes.unwrap()).unwrap(), settings)
    };
    let decision = host.ask_json_blocking(Some(&rule), question("440799"));
    assert_eq!(decision.reasons(), ["RULE_FAILED_DEADLINE"]);
}

#[test]
fn every_call_starts_from_the_same_clean_memory() {
    let first = ask(&HOST, "remember");
    for _ in 0..200 {
        assert_eq!(ask(&HOST, "remember"), first);
    }
    assert_eq!(first.answer().unwrap().value["explain"][0]["args"][0], "1");
}

#[test]
fn a_question_beyond_the_bound_is_not_asked() {
    let mut huge = question("440799");
    huge.facts["division"] = "4".repeat(300 << 10).into();
    let decision = HOST.ask_json_blocking(Some(&doing("nothing")), huge);
    assert_eq!(decision.reasons(), ["RULE_FAILED_TOO_LARGE"]);
    assert_eq!(decision.fuel_used, 0);
}

#[test]
fn a_hook_the_package_does_not_answer_is_a_failure() {
    let package = package("xinhui");
    let rule = Rule::new(Arc::clone(&package), package.settings_schema().defaults());
    let decision = HOST.ask_json_blocking(Some(&rule), question("440705"));
    assert_eq!(decision.reasons(), ["RULE_FAILED_INTERFACE"]);
}

/// Twenty endless loops of one tenant are under way; another tenant asks meanwhile and has its
/// answers while loops still wait for their own tenant's turn.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn loops_of_one_tenant_do_not_queue_before_another() {
    let pengjiang = package("pengjiang");
    let rule = Rule::new(
        Arc::clone(&pengjiang),
        pengjiang.settings_schema().defaults(),
    );
    let endless = doing("loop");
    let mut loops = tokio::task::JoinSet::new();
    for _ in 0..20 {
        let (host, rule) = (HOST.clone(), endless.clone());
        loops.spawn(async move { host.ask_json(Some(&rule), question("440799")).await });
    }
    let first = loops.join_next().await.unwrap().unwrap();
    assert_eq!(first.reasons(), ["RULE_FAILED_OUT_OF_FUEL"]);

    for _ in 0..5 {
        let decision = HOST.ask_json(Some(&rule), question("440703")).await;
        assert_eq!(decision.answer().unwrap().value["city_fen"], 3);
    }
    let mut still_looping = 0;
    while let Some(looped) = loops.try_join_next() {
        assert_eq!(looped.unwrap().reasons(), ["RULE_FAILED_OUT_OF_FUEL"]);
    }
    while let Some(looped) = loops.join_next().await {
        assert_eq!(looped.unwrap().reasons(), ["RULE_FAILED_OUT_OF_FUEL"]);
        still_looping += 1;
    }
    assert!(
        still_looping > 0,
        "every loop was through before another tenant had its answers"
    );
}

fn fixture(name: &str) -> Vec<u8> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    std::fs::read(folder.join(name)).unwrap()
}

/// `component` with papers as a package carries them.
fn with_papers(mut component: Vec<u8>, manifest: &serde_json::Value) -> Vec<u8> {
    let case =
        json!({ "id": "1", "hook": "tc.split@1", "on": "2025-01-01", "facts": {}, "outcome": {} });
    let papers = [
        ("kezhuan:manifest", manifest),
        ("kezhuan:settings", &json!({})),
        ("kezhuan:cases", &case),
    ];
    for (name, content) in papers {
        let content = content.to_string();
        component.push(0);
        leb128(&mut component, 1 + name.len() + content.len());
        leb128(&mut component, name.len());
        component.extend_from_slice(name.as_bytes());
        component.extend_from_slice(content.as_bytes());
    }
    component
}

fn leb128(bytes: &mut Vec<u8>, mut number: usize) {
    while number >= 0x80 {
        bytes.push(u8::try_from(number & 0x7f).unwrap() | 0x80);
        number >>= 7;
    }
    bytes.push(u8::try_from(number).unwrap());
}

fn manifest(hooks: &[&str]) -> serde_json::Value {
    let hooks = hooks
        .iter()
        .map(|hook| json!({ "hook": hook, "regulation": "-", "article": "-" }));
    json!({
        "name": "x", "version": "1", "owner": "440799", "title_zh": "-", "title_en": "-",
        "hooks": hooks.collect::<Vec<_>>(),
    })
}

#[test]
fn a_file_that_is_no_rule_package_is_refused_with_what_where_and_what_to_do() {
    let good = std::fs::read(file("pengjiang")).unwrap();
    let mut flipped = good.clone();
    flipped[200] ^= 0xff;
    let other = fixture("other-types.wasm");
    for (what, bytes, refusal) in [
        ("nothing", vec![], Refusal::Malformed),
        ("text", b"not a package".to_vec(), Refusal::Malformed),
        (
            "truncated",
            good[..good.len() / 2].to_vec(),
            Refusal::Malformed,
        ),
        ("a byte changed", flipped, Refusal::Malformed),
        (
            "core module",
            fixture("core-module.wasm"),
            Refusal::NotAComponent,
        ),
        ("imports", fixture("imports.wasm"), Refusal::Imports),
        ("no papers", other.clone(), Refusal::ManifestMissing),
        (
            "other types",
            with_papers(other.clone(), &manifest(&["tc.split@1"])),
            Refusal::InterfaceMismatch,
        ),
        (
            "no export",
            with_papers(other.clone(), &manifest(&["tc.split@1", "tc.sla@1"])),
            Refusal::HookNotExported,
        ),
        (
            "other version",
            with_papers(other.clone(), &manifest(&["tc.split@2"])),
            Refusal::HookNotExported,
        ),
        (
            "stray export",
            with_papers(other, &manifest(&[])),
            Refusal::ExportNotInManifest,
        ),
        ("too large", vec![0; (32 << 20) + 1], Refusal::TooLarge),
    ] {
        match HOST.load(&bytes) {
            Err(LoadError::Refused(refused)) => {
                assert_eq!(refused.what, refusal, "{what}: {refused}");
                assert!(
                    !refused.place.is_empty() && !refused.remedy.is_empty(),
                    "{what}"
                );
            }
            other => panic!("{what}: {other:?}"),
        }
    }
}

#[test]
fn a_compiler_over_its_limits_is_an_error_and_the_host_goes_on() {
    let bytes = std::fs::read(file("pengjiang")).unwrap();
    let cold = tempfile::tempdir().unwrap();
    let start = |limits: HostConfig| {
        Host::start(&HostConfig {
            cache: cold.path().to_owned(),
            ..limits
        })
        .unwrap()
    };
    let small = start(HostConfig {
        compile_memory_bytes_max: 24 << 20,
        ..config()
    });
    let error = small.load(&bytes).unwrap_err();
    assert!(
        matches!(error, LoadError::Compile(CompileError::Ended { .. })),
        "{error}"
    );
    let late = start(HostConfig {
        compile_deadline_s_max: 0,
        ..config()
    });
    let error = late.load(&bytes).unwrap_err();
    assert!(
        matches!(error, LoadError::Compile(CompileError::Late(0))),
        "{error}"
    );
    let good = start(config());
    assert_eq!(good.load(&bytes).unwrap().manifest().name, "pengjiang");
    // What was compiled once is loaded without a compiler.
    let without = start(HostConfig {
        compiler: Some("/no/such/compiler".into()),
        ..config()
    });
    without.load(&bytes).unwrap();
}

#[test]
fn a_foreign_or_damaged_compiled_package_is_made_again() {
    let bytes = std::fs::read(file("xinhui")).unwrap();
    let cache = tempfile::tempdir().unwrap();
    let host = Host::start(&HostConfig {
        cache: cache.path().to_owned(),
        ..config()
    })
    .unwrap();
    let digest = host.load(&bytes).unwrap().digest();
    let folders = std::fs::read_dir(cache.path())
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let folder = folders.into_iter().find(|path| path.is_dir()).unwrap();
    let compiled = folder.join(format!("{digest}.cwasm"));
    let good = std::fs::read(&compiled).unwrap();
    for bad in [
        b"\x7fELF".to_vec(),
        good[32..].to_vec(),
        [&good[..32], b"other code"].concat(),
    ] {
        std::fs::write(&compiled, bad).unwrap();
        host.load(&bytes).unwrap();
        // Written again by the compiler, authentic again.
        assert!(std::fs::read(&compiled).unwrap().len() == good.len());
    }
}
