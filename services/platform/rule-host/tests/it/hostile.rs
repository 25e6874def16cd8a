//! What packages do wrong: contained, named, and of no harm to the next question of another tenant.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use kezhuan_hostile::component::Core;
use kezhuan_hostile::{Class, papers};
use kezhuan_rule_host::{
    Again, Candidate, Decision, Host, HostConfig, Package, Question, Rule, Setting, Settings, Shown,
};
use serde_json::json;

use crate::support::{HOST, config, package};

const SOON: Duration = Duration::from_secs(10);

fn hostile() -> Arc<Package> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../plugins/fixtures/hostile");
    HOST.load(&std::fs::read(folder.join("hostile.wasm")).unwrap())
        .unwrap()
}

/// As many cases as are taken, each with figures of its own.
fn wordy() -> Arc<Package> {
    let component = kezhuan_hostile::component::answering(&Core::HONEST.text()).unwrap();
    let cases: Vec<String> = (0..1_000_i64)
        .map(|number| {
            let mut case = papers::case();
            case["id"] = number.to_string().into();
            case["facts"]["amount_fen"] = (number * 1_000_003).into();
            case["budget_left_fen"] = (number * 7_000_001).into();
            case.to_string()
        })
        .collect();
    let manifest = papers::manifest(Class::Native, &["tc.split@1"]).to_string();
    let cases = cases.join("\n");
    let sections = [
        ("kezhuan:manifest", manifest.as_bytes()),
        ("kezhuan:settings", b"{}".as_slice()),
        ("kezhuan:cases", cases.as_bytes()),
    ];
    let bytes = papers::with_sections(&component, &sections);
    HOST.load(&bytes).unwrap()
}

#[test]
fn many_cases_are_not_varied_without_end() {
    let package = wordy();
    let started = Instant::now();
    let trial = HOST.ask_variations(&package);
    assert!(trial.asked > 0 && trial.asked <= 500, "{trial:?}");
    assert!(started.elapsed() < SOON, "{:?}", started.elapsed());
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

/// Each deed, and the reason its decision gives.
const DEEDS: [(&str, &str); 11] = [
    ("loop", "RULE_FAILED_OUT_OF_FUEL"),
    ("memory", "RULE_FAILED_MEMORY"),
    ("recursion", "RULE_FAILED_TRAP"),
    ("panic", "RULE_FAILED_TRAP"),
    ("many reasons", "RULE_FAILED_TOO_LARGE"),
    ("long reason", "RULE_FAILED_TOO_LARGE"),
    ("wide answer", "RULE_FAILED_TOO_LARGE"),
    ("negative", "RULE_FAILED_INVALID_OUTPUT"),
    ("more", "RULE_FAILED_INVALID_OUTPUT"),
    ("over cap", "RULE_FAILED_INVALID_OUTPUT"),
    ("unreasoned", "RULE_FAILED_INVALID_OUTPUT"),
];

#[test]
fn every_misdeed_is_a_failure_with_its_name() {
    for (deed, reason) in DEEDS {
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
        let shown = kezhuan_rule_host::verify(&HOST, &stored, &hostile());
        assert_eq!(shown, Ok(Shown::Identical), "{deed}");
    }
    assert_eq!(
        ask(&HOST, "nothing").answer().unwrap().value["county_fen"],
        10
    );
}

#[test]
fn typed_bindings_contain_the_same_misdeeds() {
    use crate::support::tc_split::{Ask, Facts};
    for (deed, reason) in DEEDS {
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
        // Everything a decision stores, the fuel included.
        assert_eq!(asked.decision, ask(&HOST, deed), "{deed}");
    }
}

#[test]
fn a_list_too_long_to_be_asked_is_a_failure_on_both_paths() {
    use crate::support::tc_claim_materials::{Ask, ClaimParty, Facts, PartyType, Side};
    let pengjiang = package("pengjiang");
    let rule = Rule::new(
        Arc::clone(&pengjiang),
        pengjiang.settings_schema().defaults(),
    );
    let many = HOST.limits().list_items_max + 1;
    let question = |tenant: &str| Question {
        hook: "tc.claim.materials@1".parse().unwrap(),
        ..question(tenant)
    };
    let party = json!({ "side": "SELLER", "party_type": "ENTERPRISE" });
    let generic = Question {
        facts: json!({ "kind": "KF-WT", "t_fen": 10, "j_fen": 10, "party_types": vec![party; many] }),
        ..question("440703")
    };
    let generic = HOST.ask_json_blocking(Some(&rule), generic);
    assert_eq!(generic.reasons(), ["RULE_FAILED_TOO_LARGE"]);
    let Question {
        tenant,
        hook,
        division,
        legal_date,
        as_of,
        budget_left_fen,
        ..
    } = question("440703");
    let typed = Question {
        facts: |header| Facts {
            header,
            kind: "KF-WT".to_owned(),
            t_fen: 10,
            j_fen: 10,
            party_types: (0..many)
                .map(|_| ClaimParty {
                    side: Side::Seller,
                    party_type: PartyType::Enterprise,
                })
                .collect(),
        },
        tenant,
        hook,
        division,
        legal_date,
        as_of,
        budget_left_fen,
    };
    assert_eq!(
        HOST.ask_blocking::<Ask>(Some(&rule), typed).decision,
        generic
    );
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

/// A caller that gives up frees nothing while its rule still runs: were it otherwise, one tenant's
/// short deadlines would take every place of the pool and another tenant's question would fail.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_question_nobody_waits_for_keeps_its_turn_until_it_ends() {
    use std::task::{Context, Waker};
    let limits = HostConfig {
        fuel_max: u64::MAX,
        deadline_ms_max: 1_000,
        calls_per_tenant_max: 1,
        calls_max: 2,
        ..config()
    };
    let host = Host::start(&limits).unwrap();
    let load = |path: &str| {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
        host.load(&std::fs::read(file).unwrap()).unwrap()
    };
    let mut settings = Settings::default();
    settings.set("deed", Setting::Text("loop".to_owned()));
    let endless = Rule::new(
        load("../../../plugins/fixtures/hostile/hostile.wasm"),
        settings,
    );
    let pengjiang = load("../../../plugins/packages/pengjiang/pengjiang.wasm");
    let rule = Rule::new(
        Arc::clone(&pengjiang),
        pengjiang.settings_schema().defaults(),
    );

    for _ in 0..8 {
        let mut asking = std::pin::pin!(host.ask_json(Some(&endless), question("440799")));
        let polled = asking
            .as_mut()
            .poll(&mut Context::from_waker(Waker::noop()));
        assert!(polled.is_pending());
    }
    // Blocking threads take up what was given to them before they take up this.
    for _ in 0..4 {
        let decision = host.ask_json(Some(&rule), question("440703")).await;
        assert_eq!(decision.reasons(), [""; 0], "{:?}", decision.outcome);
        assert_eq!(decision.answer().unwrap().value["city_fen"], 3);
    }
}

/// The whole of a package's cases is bounded, not only each of them.
#[test]
fn cases_that_take_too_much_together_are_not_all_run() {
    let pengjiang = std::fs::read(crate::support::file("pengjiang")).unwrap();
    let host = Host::start(&HostConfig {
        cases_fuel_max: 1,
        ..config()
    })
    .unwrap();
    let package = host.load(&pengjiang).unwrap();
    let results = host.run_cases(&package);
    assert_eq!(
        results.len(),
        2,
        "one is asked, and one says why no more is"
    );
    assert!(results[0].passed && !results[1].passed);
    let why = results[1].got["failed"].as_str().unwrap();
    assert!(why.contains("not asked"), "{why}");

    let few = Host::start(&HostConfig {
        cases_max: package.cases().len() - 1,
        ..config()
    })
    .unwrap();
    let refused = few.load(&pengjiang).unwrap_err().to_string();
    assert!(refused.contains("CASES_INVALID"), "{refused}");
}

/// A tenant whose calls run into a limit stands behind the others for a while, whatever else it asks meanwhile.
#[tokio::test]
async fn who_takes_all_it_is_given_stands_behind_the_others() {
    let asked = async |deed: &str| {
        let decision = HOST.ask_json(Some(&doing(deed)), question("440797")).await;
        (HOST.stands_behind("440797"), decision.reasons())
    };
    let fuel = vec!["RULE_FAILED_OUT_OF_FUEL".to_owned()];
    assert_eq!(asked("nothing").await, (false, vec![]));
    for _ in 0..2 {
        assert_eq!(asked("loop").await, (true, fuel.clone()));
    }
    assert!(!HOST.stands_behind("440705"), "another tenant's calls");
    // One good call is no promise.
    assert_eq!(asked("nothing").await, (true, vec![]));
}

/// Reasons are told to people who may not see the facts.
#[test]
fn a_reason_that_is_no_code_of_the_manifest_carries_nothing_out() {
    let limits = HostConfig {
        answer_bytes_max: 4 << 20,
        ..config()
    };
    let roomy = Host::start(&limits).unwrap();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../plugins/fixtures/hostile");
    let bytes = std::fs::read(folder.join("hostile.wasm")).unwrap();
    let mut settings = Settings::default();
    settings.set("deed", Setting::Text("wide answer".to_owned()));
    let rule = Rule::new(roomy.load(&bytes).unwrap(), settings.clone());
    let live = roomy.ask_json_blocking(Some(&rule), question("440799"));
    assert_eq!(live.reasons(), ["RULE_FAILED_INVALID_OUTPUT"]);

    let package = rule.package.unwrap();
    let complete = package.settings_schema().check(&settings).unwrap();
    let hook = "tc.split@1".parse().unwrap();
    let candidate = Candidate::new(package, hook, Some(complete)).unwrap();
    let failed = json!({ "failed": "INVALID_OUTPUT" }).to_string();
    for candidate in [candidate.clone().by_json(), candidate] {
        let again = candidate.asker(&roomy).ask(&live.input, failed.as_bytes());
        assert_eq!(again, Again::Same);
    }
}
