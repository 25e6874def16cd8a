//! A hook with two majors, which only the tests know: what an old package answers to a new question.

use std::sync::Arc;

use kezhuan_hostile::Class;
use kezhuan_hostile::component::{Core, answering_in};
use kezhuan_hostile::papers::{manifest, with_sections};
use serde_json::{Value, json};

use crate::{
    Adapter, Again, Candidate, Decision, Entry, FailureKind, HookDefinition, Host, HostConfig,
    Outcome, Package, Question, Rule, Rulebook, Setting, Settings, Timeline, Told, Version,
    explain, majors, verify,
};

/// The first major: a share of an amount.
pub(crate) const FIRST: HookDefinition = HookDefinition {
    id: "test.share@1",
    versions: &[Version {
        number: "1.0.0",
        wit: include_str!("../tests/evolution/1.0.0.wit"),
        older: None,
    }],
    invariants: include_str!("../tests/evolution/invariants-1.toml"),
    amount: None,
};

/// The second: the share depends on the number of parties, and somebody pays it.
pub(crate) const SECOND: HookDefinition = HookDefinition {
    id: "test.share@2",
    versions: &[Version {
        number: "2.0.0",
        wit: include_str!("../tests/evolution/2.0.0.wit"),
        older: Some(Adapter {
            hook: "test.share@1",
            version: "1.0.0",
            facts: without_parties,
            outcome: paid_by_the_city,
        }),
    }],
    invariants: include_str!("../tests/evolution/invariants-2.toml"),
    amount: None,
};

/// An old rule knows of no parties; it is right for one alone.
fn without_parties(mut facts: Value) -> Result<Value, String> {
    let parties = facts
        .as_object_mut()
        .and_then(|facts| facts.remove("parties"));
    match parties.and_then(|parties| parties.as_i64()) {
        Some(1) => Ok(facts),
        other => Err(format!("rules of version 1 know one party, not {other:?}")),
    }
}

fn paid_by_the_city(mut outcome: Value) -> Result<Value, String> {
    outcome["paid_by"] = "CITY".into();
    Ok(outcome)
}

crate::hook! {
    mod test_share = "test.share@2" {
        wit: "tests/evolution/2.0.0.wit",
        world: "test-share",
        instances: TestSharePre,
        rule: kezhuan_test_share_rule,
    }
}

const TENANT: &str = "440799";
const OLD: &str = include_str!("../tests/evolution/1.0.0.wit");
const NEW: &str = include_str!("../tests/evolution/2.0.0.wit");

/// A package that answers one major with the whole amount, as it was built when that major was the newest.
fn package(host: &Host, major: u8, cap: i64) -> Arc<Package> {
    let (wit, payer) = match major {
        1 => (OLD, ""),
        // The county pays.
        _ => (NEW, "(i64.store (i32.const 1056) (i64.const 1))"),
    };
    let share = "(i64.store (i32.const 1048) (i64.load offset=64 (local.get $facts)))";
    let core = Core {
        body: &format!("{share} {payer}"),
        ..Core::HONEST
    };
    let core = core.text_for(&format!("kezhuan:test-share/rule@{major}.0.0#decide"));
    let component = answering_in(wit, "test-share", &core).unwrap();
    let hook = format!("test.share@{major}");
    let settings = json!({ "cap_fen": {
        "default": cap, "caps": "share_fen", "hook": hook, "zh": "-", "en": "-",
    } });
    let mut case = json!({
        "id": "1", "hook": hook, "on": "2025-03-31",
        "facts": { "amount_fen": 10, "division": TENANT },
        "outcome": { "ok": true, "reasons": [], "explain": [], "share_fen": 10 },
    });
    if major == 2 {
        case["facts"]["parties"] = 1.into();
        case["outcome"]["paid_by"] = "COUNTY".into();
    }
    let papers = [
        (
            "kezhuan:manifest",
            manifest(Class::Native, &[&hook]).to_string(),
        ),
        ("kezhuan:settings", settings.to_string()),
        ("kezhuan:cases", case.to_string()),
    ];
    let papers: Vec<_> = papers
        .iter()
        .map(|(name, text)| (*name, text.as_bytes()))
        .collect();
    host.load(&with_sections(&component, &papers)).unwrap()
}

struct Desk {
    host: Host,
    _cache: tempfile::TempDir,
}

impl Desk {
    fn new() -> Desk {
        let cache = tempfile::tempdir().unwrap();
        let limits = HostConfig {
            cache: cache.path().to_owned(),
            ..HostConfig::default()
        };
        Desk {
            host: Host::start(&limits).unwrap(),
            _cache: cache,
        }
    }

    fn rule(&self, major: u8, cap: i64) -> Rule {
        let package = package(&self.host, major, cap);
        Rule::new(Arc::clone(&package), package.settings_schema().defaults())
    }

    /// Asks in the second major, by both paths, which must store the same.
    fn ask(&self, rule: &Rule, parties: u8) -> Decision {
        let facts = json!({ "amount_fen": 10, "division": TENANT, "parties": parties });
        let generic = self.host.ask_json_blocking(Some(rule), question(facts));
        let typed = question(move |header| test_share::Facts {
            header,
            amount_fen: 10,
            division: TENANT.to_owned(),
            parties,
        });
        let typed = self.host.ask_blocking::<test_share::Ask>(Some(rule), typed);
        assert_eq!(typed.decision, generic);
        assert_eq!(typed.outcome.is_some(), generic.answer().is_some());
        generic
    }
}

fn question<F>(facts: F) -> Question<F> {
    Question {
        tenant: TENANT.to_owned(),
        hook: "test.share@2".parse().unwrap(),
        division: TENANT.to_owned(),
        legal_date: "2025-03-31".parse().unwrap(),
        as_of: "2025-03-31".parse().unwrap(),
        budget_left_fen: None,
        facts,
    }
}

#[test]
fn a_package_of_the_first_major_answers_a_question_of_the_second() {
    let desk = Desk::new();
    let rule = desk.rule(1, 100);
    let decision = desk.ask(&rule, 1);
    let answer = &decision.answer().unwrap().value;
    assert_eq!(
        (&answer["share_fen"], &answer["paid_by"]),
        (&10.into(), &"CITY".into())
    );
    // Asked in the newest version, answered in that of the package.
    let input: Value = serde_json::from_slice(&decision.input).unwrap();
    assert_eq!(input["header"]["hook"], "test.share@2");
    assert_eq!(input["header"]["ver"], "2.0.0");
    assert_eq!(decision.interface_version.as_deref(), Some("1.0.0"));
    // The settings are those that concern the hook as the package answers it.
    assert_eq!(input["header"]["params"][0]["name"], "cap_fen");
    let result = decision.result_bytes();
    let package = rule.package.as_ref().unwrap();
    verify(&desk.host, &decision.stored(&result).unwrap(), package).unwrap();
    // Its own cases are of its own major.
    assert!(desk.host.run_cases(package).iter().all(|case| case.passed));
}

/// What `kezhuan verify` holds a decision's papers against.
#[test]
fn papers_of_an_adapted_decision_are_those_of_its_way() {
    let desk = Desk::new();
    for major in [1, 2] {
        let rule = desk.rule(major, 100);
        let decision = desk.ask(&rule, 1);
        let package = rule.package.as_ref().unwrap();
        let question: Value = serde_json::from_slice(&decision.input).unwrap();
        let wrong = |interface_version: &str, settings: &Settings| {
            let told = Told {
                hook: &decision.hook,
                interface_version,
                settings: Some(settings),
                question: &question,
            };
            told.contradictions(package)
        };
        let version = decision.interface_version.as_deref().unwrap();
        assert_eq!(wrong(version, &rule.settings), Vec::<String>::new());
        assert_eq!(wrong("3.0.0", &rule.settings).len(), 1);
        let mut other = Settings::default();
        other.set("cap_fen", Setting::Number(9));
        assert_eq!(wrong(version, &other).len(), 1);
    }
}

#[test]
fn a_replay_and_an_explanation_go_the_way_of_the_answer() {
    let desk = Desk::new();
    let rule = desk.rule(1, 100);
    let decision = desk.ask(&rule, 1);
    let (input, result) = (decision.input.as_slice(), decision.result_bytes());
    let replayed = |package: &Arc<Package>, settings: Option<Settings>| {
        let package = Arc::clone(package);
        let candidate = Candidate::new(package, decision.hook.clone(), settings).unwrap();
        candidate.asker(&desk.host).ask(input, &result)
    };
    let package = rule.package.as_ref().unwrap();
    assert_eq!(replayed(package, None), Again::Same);
    let mut lower = Settings::default();
    lower.set("cap_fen", Setting::Number(9));
    match replayed(package, Some(lower)) {
        Again::Other(Outcome::Failed(failure)) => {
            assert_eq!(failure.kind, FailureKind::InvalidOutput);
        }
        other => panic!("{other:?}"),
    }
    let newer = desk.rule(2, 100).package.unwrap();
    match replayed(&newer, None) {
        Again::Other(Outcome::Answered(answer)) => assert_eq!(answer.value["paid_by"], "COUNTY"),
        other => panic!("{other:?}"),
    }

    let explained = explain(&desk.host, &decision.hook, (input, package), 500).unwrap();
    assert!(
        explained.depends_on.contains(&"amount_fen".to_owned()),
        "{explained:?}"
    );
}

#[test]
fn what_the_first_major_can_not_be_asked_goes_to_a_person() {
    let desk = Desk::new();
    let old = desk.ask(&desk.rule(1, 100), 2);
    assert_eq!(
        old.reasons(),
        ["RULE_FAILED_INVALID_INPUT"],
        "{:?}",
        old.outcome
    );
    let new = desk.ask(&desk.rule(2, 100), 2);
    assert_eq!(new.answer().unwrap().value["paid_by"], "COUNTY");
    assert_eq!(new.interface_version.as_deref(), Some("2.0.0"));
}

#[test]
fn caps_of_the_package_hold_in_its_own_version() {
    let desk = Desk::new();
    for major in [1, 2] {
        let decision = desk.ask(&desk.rule(major, 9), 1);
        assert_eq!(decision.reasons(), ["RULE_FAILED_INVALID_OUTPUT"]);
    }
}

#[test]
fn each_major_leads_to_both() {
    for hook in ["test.share@1", "test.share@2"] {
        assert_eq!(majors(hook), ["test.share@1", "test.share@2"], "{hook}");
    }
    assert_eq!(majors("tc.sla@1"), ["tc.sla@1"]);
}

fn entry(rule: &Rule, hook: &str, from: &str) -> Entry {
    Entry {
        id: uuid::Uuid::nil(),
        tenant: TENANT.to_owned(),
        hook: hook.parse().unwrap(),
        package: rule.digest,
        settings: Arc::clone(&rule.settings),
        from: from.parse().unwrap(),
        until: None,
        applies_to_open_cases: false,
    }
}

#[test]
fn the_last_good_version_is_one_of_the_same_major() {
    let desk = Desk::new();
    let (old, new) = (desk.rule(1, 100), desk.rule(2, 100));
    let timeline = Timeline::new([
        entry(&old, "test.share@1", "2025-01-01"),
        entry(&new, "test.share@2", "2025-06-01"),
    ]);
    // That of the new major could not be loaded.
    let rulebook = Rulebook::new([old.package.clone().unwrap()], timeline.unwrap());
    let (hook, day) = ("test.share@2".parse().unwrap(), "2025-06-01");
    let rule = rulebook.in_force(TENANT, &hook, day.parse().unwrap(), None);
    let rule = rule.unwrap();
    assert_eq!(rule.digest, new.digest);
    assert!(rule.package.is_none(), "its cases go to a person");
}

#[test]
fn both_majors_stand_in_timelines_side_by_side() {
    let desk = Desk::new();
    let (old, new) = (desk.rule(1, 100), desk.rule(2, 100));
    let timeline = Timeline::new([
        entry(&old, "test.share@1", "2025-01-01"),
        entry(&new, "test.share@2", "2025-06-01"),
    ]);
    let packages = [&old, &new].map(|rule| rule.package.clone().unwrap());
    let rulebook = Rulebook::new(packages, timeline.unwrap());
    let asked = |hook: &str, day: &str, pin| {
        let rule = rulebook.in_force(TENANT, &hook.parse().unwrap(), day.parse().unwrap(), pin);
        rule.map(|rule| rule.digest)
    };
    assert_eq!(asked("test.share@2", "2025-03-31", None), Some(old.digest));
    assert_eq!(asked("test.share@2", "2025-06-01", None), Some(new.digest));
    // A service that still asks in the first major is answered by what it always was.
    assert_eq!(asked("test.share@1", "2025-06-01", None), Some(old.digest));
    assert_eq!(asked("test.share@2", "2024-12-31", None), None);
    // A case keeps its rule.
    let pin = desk.ask(&old, 1).pin().unwrap();
    assert_eq!(
        asked("test.share@2", "2025-06-01", Some(&pin)),
        Some(old.digest)
    );
}
