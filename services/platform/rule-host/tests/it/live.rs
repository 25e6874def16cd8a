//! Timelines and rulebooks with real packages: what is in force, pins, and swaps without a restart.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::NaiveDate;
use kezhuan_rule_host::{
    Digest, Entry, Fallback, LiveRulebook, Outcome, Pin, Question, Restraints, Rulebook, Setting,
    Settings, Timeline,
};

use uuid::Uuid;

use crate::support::{HOST, PACKAGES, file, package};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// The entry of a tenant that begins on that day.
fn id(tenant: &str, from: &str) -> Uuid {
    let bytes = format!("{tenant}{from}").into_bytes();
    Uuid::from_bytes(bytes.try_into().unwrap())
}

/// The version before answers in place of the county's entry that begins on that day.
fn rolled_back(from: &str) -> Fallback {
    Fallback::PreviousVersion {
        stopped: BTreeSet::from([id("440703", from)]),
        before: day(from),
    }
}

fn question(on: &str) -> Question {
    let package = package("pengjiang");
    Question {
        legal_date: day(on),
        as_of: day(on),
        ..package.cases()[0].question(&package)
    }
}

fn entry(tenant: &str, name: &str, rate_bp: i64, from: &str, until: Option<&str>) -> Entry {
    let package = package(name);
    let mut settings = package.settings_schema().defaults();
    if name == "pengjiang" {
        settings.set("rate_development_bp", Setting::Number(rate_bp));
    }
    Entry {
        id: id(tenant, from),
        tenant: tenant.to_owned(),
        hook: "tc.incentive@1".parse().unwrap(),
        package: package.digest(),
        settings: Arc::new(settings),
        from: day(from),
        until: until.map(day),
        applies_to_open_cases: false,
    }
}

fn bytes_of(digest: &Digest) -> Option<Vec<u8>> {
    let files = PACKAGES
        .iter()
        .map(|name| std::fs::read(file(name)).unwrap());
    files.into_iter().find(|bytes| Digest::of(bytes) == *digest)
}

fn amount(rulebook: &Rulebook, on: &str) -> Option<i64> {
    let question = question(on);
    let rule = rulebook.in_force(&question.tenant, &question.hook, question.legal_date, None);
    let decision = HOST.ask_json_blocking(rule.as_ref(), question);
    decision
        .answer()
        .and_then(|answer| answer.value["amount_fen"].as_i64())
}

#[test]
fn packages_from_files_serve_their_owners() {
    // Of two that share the city's risk one can be in force.
    const ANOTHER_OF_THE_CITY: &str = "zhongshan-type";
    let of_one_each = |name: &&String| *name != ANOTHER_OF_THE_CITY;
    let files = PACKAGES.iter().filter(of_one_each).map(|name| file(name));
    let mut files: Vec<_> = files.collect();
    let rulebook = Rulebook::from_files(&HOST, &files, day("2025-01-01")).unwrap();
    assert_eq!(rulebook.packages().count(), files.len());
    assert_eq!(amount(&rulebook, "2025-03-31"), Some(4_500_000));

    files.push(file(ANOTHER_OF_THE_CITY));
    let refused = Rulebook::from_files(&HOST, &files, day("2025-01-01")).unwrap_err();
    assert!(refused.to_string().contains("ip.risk_share"), "{refused}");
}

#[test]
fn no_rule_in_force_is_a_decision_without_a_package() {
    let question = question("2024-12-31");
    let decision = HOST.ask_json_blocking(None, question);
    assert_eq!(decision.outcome, Outcome::NoRuleInForce);
    assert_eq!(decision.reasons(), ["NO_RULE_IN_FORCE"]);
    assert_eq!((decision.package, decision.pin()), (None, None));
    assert!(decision.input.starts_with(br#"{"contract":{"#));
}

#[test]
fn a_new_entry_changes_the_next_decision_without_a_restart() {
    let live = LiveRulebook::default();
    assert_eq!(amount(&live.current(), "2025-03-31"), None);
    let first = vec![entry("440703", "pengjiang", 100, "2025-01-01", None)];
    assert!(live.update(&HOST, first, bytes_of).is_empty());
    assert_eq!(amount(&live.current(), "2025-03-31"), Some(4_500_000));
    let second = vec![
        entry("440703", "pengjiang", 100, "2025-01-01", Some("2025-07-01")),
        entry("440703", "pengjiang", 200, "2025-07-01", None),
    ];
    assert!(live.update(&HOST, second, bytes_of).is_empty());
    assert_eq!(amount(&live.current(), "2025-06-30"), Some(4_500_000));
    assert_eq!(amount(&live.current(), "2025-07-01"), Some(9_000_000));
}

/// The timeline of one county whose second version, from July on, can't be loaded; and of another.
fn with_a_bad_version(first: &str) -> Vec<Entry> {
    let mut bad = entry("440703", "pengjiang", 200, "2025-07-01", None);
    bad.package = Digest::of(b"a package nobody has");
    vec![
        entry("440703", "pengjiang", 100, first, Some("2025-07-01")),
        bad,
        entry("440705", "xinhui", 0, "2025-01-01", None),
    ]
}

#[test]
fn a_package_that_cannot_be_loaded_leaves_the_last_good_one_and_everyone_else() {
    let running = LiveRulebook::default();
    let good = vec![entry("440703", "pengjiang", 100, "2025-01-01", None)];
    running.update(&HOST, good, bytes_of);
    // A process that starts finds the same as one that had the good one before.
    for live in [running, LiveRulebook::default()] {
        let not_loaded = live.update(&HOST, with_a_bad_version("2025-01-01"), bytes_of);
        assert_eq!(not_loaded.len(), 1);
        let told = &not_loaded[0];
        assert_eq!(
            (told.tenant.as_str(), told.package, told.last_good),
            (
                "440703",
                Digest::of(b"a package nobody has"),
                Some(package("pengjiang").digest())
            )
        );
        for day in ["2025-03-31", "2025-08-01"] {
            assert_eq!(amount(&live.current(), day), Some(4_500_000), "{day}");
        }
        let hook = "tc.incentive@1".parse().unwrap();
        let xinhui = live
            .current()
            .in_force("440705", &hook, day("2025-03-31"), None);
        assert!(xinhui.unwrap().package.is_some());
    }
}

#[test]
fn a_last_good_version_that_may_not_be_asked_is_none() {
    let live = LiveRulebook::default();
    let mut revoked = Restraints::default();
    revoked.revoke(id("440703", "2025-01-01"), "the key ab was revoked");
    live.restrain(revoked);
    let not_loaded = live.update(&HOST, with_a_bad_version("2025-01-01"), bytes_of);
    assert_eq!(not_loaded[0].last_good, None);
    assert_eq!(failure(&live), ["RULE_FAILED_NOT_LOADED"]);
    // And none stands before the first: the question goes to a person.
    let live = LiveRulebook::default();
    let only_bad = with_a_bad_version("2025-01-01").swap_remove(1);
    assert_eq!(
        live.update(&HOST, vec![only_bad], bytes_of)[0].last_good,
        None
    );
    assert_eq!(failure(&live), ["RULE_FAILED_NOT_LOADED"]);
}

/// How a question of August fails: the case is pinned to the missing package, for whoever loads it.
fn failure(live: &LiveRulebook) -> Vec<String> {
    let question = question("2025-08-01");
    let rule = live
        .current()
        .in_force(&question.tenant, &question.hook, question.legal_date, None);
    let decision = HOST.ask_json_blocking(rule.as_ref(), question);
    assert!(decision.pin().is_some());
    decision.reasons()
}

#[test]
fn a_case_whose_own_rule_cannot_be_loaded_waits_for_it() {
    let hook = "tc.incentive@1".parse().unwrap();
    let live = LiveRulebook::default();
    let timeline = with_a_bad_version("2025-01-01");
    let pin = Pin {
        package: timeline[1].package,
        settings: timeline[1].settings.digest(),
        legal_date: day("2025-08-01"),
    };
    live.update(&HOST, timeline, bytes_of);
    let rule = live
        .current()
        .in_force("440703", &hook, day("2025-08-01"), Some(&pin));
    let decision = HOST.ask_json_blocking(rule.as_ref(), question("2025-08-01"));
    assert_eq!(decision.reasons(), ["RULE_FAILED_NOT_LOADED"]);
}

/// The news that closed an entry may be missing; that is one county's trouble.
#[test]
fn entries_that_contradict_each_other_hold_up_nobody_else() {
    let hook = "tc.incentive@1".parse().unwrap();
    let live = LiveRulebook::default();
    let first = entry("440703", "pengjiang", 100, "2025-01-01", None);
    live.update(&HOST, vec![first.clone()], bytes_of);
    let second = entry("440703", "pengjiang", 200, "2025-03-01", None);
    let other = || entry("440705", "xinhui", 0, "2025-01-01", None);
    let wrong = live.update(
        &HOST,
        vec![first.clone(), second.clone(), other()],
        bytes_of,
    );
    assert_eq!(wrong.len(), 1);
    assert_eq!(wrong[0].tenant, "440703");
    assert!(wrong[0].why.contains("2025-03-01"), "{}", wrong[0].why);
    assert_eq!(amount(&live.current(), "2025-03-31"), Some(4_500_000));
    let of_other = |live: &LiveRulebook| {
        live.current()
            .in_force("440705", &hook, day("2025-03-31"), None)
    };
    assert!(of_other(&live).unwrap().package.is_some());

    // Without a last good one nothing is guessed: the question goes to a person.
    let empty = LiveRulebook::default();
    empty.update(
        &HOST,
        vec![first.clone(), second.clone(), other()],
        bytes_of,
    );
    assert!(of_other(&empty).unwrap().package.is_some());
    let asked = |live: &LiveRulebook| {
        let rule = live
            .current()
            .in_force("440703", &hook, day("2025-03-31"), None);
        HOST.ask_json_blocking(rule.as_ref(), question("2025-03-31"))
    };
    assert_eq!(asked(&empty).reasons(), ["RULE_FAILED_NOT_LOADED"]);

    // And it is over when the missing news comes.
    let closed = entry("440703", "pengjiang", 100, "2025-01-01", Some("2025-03-01"));
    assert_eq!(
        empty.update(&HOST, vec![closed, second, other()], bytes_of),
        []
    );
    assert_eq!(amount(&empty.current(), "2025-03-31"), Some(9_000_000));
}

#[test]
fn a_pinned_case_stays_with_its_rule_unless_the_new_entry_says_otherwise() {
    let hook = "tc.incentive@1".parse().unwrap();
    let old = entry("440703", "pengjiang", 100, "2025-01-01", Some("2025-07-01"));
    let mut new = entry("440703", "pengjiang", 200, "2025-07-01", None);
    let decision = {
        let timeline = Timeline::new([old.clone()]).unwrap();
        let rulebook = Rulebook::new([package("pengjiang")], timeline);
        let rule = rulebook.in_force("440703", &hook, day("2025-03-31"), None);
        HOST.ask_json_blocking(rule.as_ref(), question("2025-03-31"))
    };
    let pin = decision.pin().unwrap();
    assert_eq!(pin.settings, old.settings.digest());

    let settings_after = |new: &Entry| -> Arc<Settings> {
        let timeline = Timeline::new([old.clone(), new.clone()]).unwrap();
        let rulebook = Rulebook::new([package("pengjiang")], timeline);
        rulebook
            .in_force("440703", &hook, day("2025-08-01"), Some(&pin))
            .unwrap()
            .settings
    };
    assert_eq!(settings_after(&new), old.settings);
    new.applies_to_open_cases = true;
    assert_eq!(settings_after(&new), new.settings);
}

/// Two versions, the second from July on.
fn two_versions() -> LiveRulebook {
    let live = LiveRulebook::default();
    let entries = vec![
        entry("440703", "pengjiang", 100, "2025-01-01", Some("2025-07-01")),
        entry("440703", "pengjiang", 200, "2025-07-01", None),
    ];
    assert!(live.update(&HOST, entries, bytes_of).is_empty());
    live
}

fn reasons(rulebook: &Rulebook, on: &str) -> Vec<String> {
    let question = question(on);
    let rule = rulebook.in_force(&question.tenant, &question.hook, question.legal_date, None);
    let decision = HOST.ask_json_blocking(rule.as_ref(), question);
    // The case is not pinned to what was not asked.
    assert_eq!(decision.pin().is_some(), decision.answer().is_some());
    decision.reasons()
}

#[test]
fn a_stopped_hook_asks_nobody_or_the_version_before() {
    let hook = "tc.incentive@1".parse().unwrap();
    let live = two_versions();
    let mut manual = Restraints::default();
    manual.stop("440703", &hook, Fallback::ManualQueue);
    live.restrain(manual.clone());
    for day in ["2025-03-31", "2025-08-01"] {
        assert_eq!(reasons(&live.current(), day), ["RULE_FAILED_STOPPED"]);
    }
    // News of entries leaves a stop as it is.
    live.update(
        &HOST,
        vec![entry("440703", "pengjiang", 300, "2025-01-01", None)],
        bytes_of,
    );
    assert_eq!(
        reasons(&live.current(), "2025-03-31"),
        ["RULE_FAILED_STOPPED"]
    );
    live.restrain(Restraints::default());
    assert_eq!(amount(&live.current(), "2025-03-31"), Some(10_000_000));

    let live = two_versions();
    let stopped = |from: &str| {
        let mut previous = Restraints::default();
        previous.stop("440703", &hook, rolled_back(from));
        previous
    };
    live.restrain(stopped("2025-07-01"));
    assert_eq!(amount(&live.current(), "2025-08-01"), Some(4_500_000));
    assert_eq!(amount(&live.current(), "2025-03-31"), Some(4_500_000));
    // Nothing stands before the first version.
    live.restrain(stopped("2025-01-01"));
    assert_eq!(
        reasons(&live.current(), "2025-03-31"),
        ["RULE_FAILED_STOPPED"]
    );
    assert_eq!(amount(&live.current(), "2025-08-01"), Some(9_000_000));
}

#[test]
fn a_version_whose_key_was_revoked_is_not_asked_unless_it_is_in_force_under_another_key() {
    let hook = "tc.incentive@1".parse().unwrap();
    let live = two_versions();
    let mut revoked = Restraints::default();
    revoked.revoke(id("440703", "2025-07-01"), "the key ab was revoked");
    live.restrain(revoked.clone());
    assert_eq!(amount(&live.current(), "2025-03-31"), Some(4_500_000));
    assert_eq!(
        reasons(&live.current(), "2025-08-01"),
        ["RULE_FAILED_KEY_REVOKED"]
    );
    // A stopped version's fallback is held to the same.
    revoked.stop("440703", &hook, rolled_back("2025-07-01"));
    revoked.revoke(id("440703", "2025-01-01"), "the key ab was revoked");
    live.restrain(revoked.clone());
    assert_eq!(
        reasons(&live.current(), "2025-08-01"),
        ["RULE_FAILED_KEY_REVOKED"]
    );

    // The same package and figures, signed anew: cases that are pinned to them go on.
    let again = vec![
        entry("440703", "pengjiang", 100, "2025-01-01", Some("2025-07-01")),
        entry("440703", "pengjiang", 100, "2025-07-01", None),
    ];
    live.restrain(Restraints::default());
    live.update(&HOST, again, bytes_of);
    let first = live
        .current()
        .in_force("440703", &hook, day("2025-03-31"), None);
    let pin = HOST
        .ask_json_blocking(first.as_ref(), question("2025-03-31"))
        .pin();
    let mut first = Restraints::default();
    first.revoke(id("440703", "2025-01-01"), "the key ab was revoked");
    live.restrain(first);
    assert_eq!(
        reasons(&live.current(), "2025-03-31"),
        ["RULE_FAILED_KEY_REVOKED"]
    );
    let rule = live
        .current()
        .in_force("440703", &hook, day("2025-03-31"), pin.as_ref());
    let pinned = HOST.ask_json_blocking(rule.as_ref(), question("2025-03-31"));
    assert!(pinned.answer().is_some(), "{:?}", pinned.outcome);
}

/// What a question of the county is answered under a pin: the reasons, and the amount.
fn pinned(live: &LiveRulebook, on: &str, pin: &Pin) -> (Vec<String>, Option<i64>) {
    let question = question(on);
    let rulebook = live.current();
    let rule = rulebook.in_force(
        &question.tenant,
        &question.hook,
        question.legal_date,
        Some(pin),
    );
    let decision = HOST.ask_json_blocking(rule.as_ref(), question);
    let amount = decision
        .answer()
        .and_then(|answer| answer.value["amount_fen"].as_i64());
    (decision.reasons(), amount)
}

#[test]
fn what_took_the_days_of_an_entry_and_that_entry_have_restraints_of_their_own() {
    let hook = "tc.incentive@1".parse().unwrap();
    let retired = Entry {
        id: Uuid::from_u128(1),
        ..entry("440703", "pengjiang", 100, "2025-07-01", Some("2025-07-01"))
    };
    let old = Pin {
        package: retired.package,
        settings: retired.settings.digest(),
        legal_date: day("2025-08-01"),
    };
    let correction = Entry {
        id: Uuid::from_u128(2),
        ..entry("440703", "pengjiang", 200, "2025-07-01", None)
    };
    let before = entry("440703", "pengjiang", 50, "2025-01-01", Some("2025-07-01"));
    let live = LiveRulebook::default();
    let entries = vec![retired, correction, before];
    assert!(live.update(&HOST, entries, bytes_of).is_empty());
    let on = "2025-08-01";
    assert_eq!(pinned(&live, on, &old).1, Some(4_500_000));
    assert_eq!(amount(&live.current(), on), Some(9_000_000));

    let revoked = |entry: u128| {
        let mut revoked = Restraints::default();
        revoked.revoke(Uuid::from_u128(entry), "the key ab was revoked");
        revoked
    };
    live.restrain(revoked(2));
    assert_eq!(reasons(&live.current(), on), ["RULE_FAILED_KEY_REVOKED"]);
    assert_eq!(pinned(&live, on, &old).1, Some(4_500_000));
    live.restrain(revoked(1));
    assert_eq!(amount(&live.current(), on), Some(9_000_000));
    assert_eq!(pinned(&live, on, &old).0, ["RULE_FAILED_KEY_REVOKED"]);

    let stopped = |entry: u128| {
        let mut stopped = Restraints::default();
        let previous = Fallback::PreviousVersion {
            stopped: BTreeSet::from([Uuid::from_u128(entry)]),
            before: day("2025-07-01"),
        };
        stopped.stop("440703", &hook, previous);
        stopped
    };
    live.restrain(stopped(2));
    assert_eq!(amount(&live.current(), on), Some(2_250_000));
    assert_eq!(pinned(&live, on, &old).1, Some(4_500_000));
    live.restrain(stopped(1));
    assert_eq!(amount(&live.current(), on), Some(9_000_000));
    assert_eq!(pinned(&live, on, &old).1, Some(2_250_000));
}
