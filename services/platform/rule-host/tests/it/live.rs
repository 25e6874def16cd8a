//! Timelines and rulebooks with real packages: what is in force, pins, and swaps without a restart.

use std::sync::Arc;

use chrono::NaiveDate;
use kezhuan_rule_host::{
    Digest, Entry, LiveRulebook, Outcome, Question, Rulebook, Setting, Settings, Timeline,
};

use crate::support::{HOST, PACKAGES, file, package};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
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
    let files = PACKAGES.map(file);
    let rulebook = Rulebook::from_files(&HOST, &files, day("2025-01-01")).unwrap();
    assert_eq!(rulebook.packages().count(), 4);
    assert_eq!(amount(&rulebook, "2025-03-31"), Some(4_500_000));
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
    assert!(live.update(&HOST, first, bytes_of).unwrap().is_empty());
    assert_eq!(amount(&live.current(), "2025-03-31"), Some(4_500_000));
    let second = vec![
        entry("440703", "pengjiang", 100, "2025-01-01", Some("2025-07-01")),
        entry("440703", "pengjiang", 200, "2025-07-01", None),
    ];
    assert!(live.update(&HOST, second, bytes_of).unwrap().is_empty());
    assert_eq!(amount(&live.current(), "2025-06-30"), Some(4_500_000));
    assert_eq!(amount(&live.current(), "2025-07-01"), Some(9_000_000));
}

#[test]
fn a_package_that_cannot_be_loaded_leaves_the_last_good_one_and_everyone_else() {
    let live = LiveRulebook::default();
    let good = vec![entry("440703", "pengjiang", 100, "2025-01-01", None)];
    live.update(&HOST, good, bytes_of).unwrap();

    let mut bad = entry("440703", "pengjiang", 200, "2025-01-01", None);
    bad.package = Digest::of(b"a package nobody has");
    let other = entry("440705", "xinhui", 0, "2025-01-01", None);
    let not_loaded = live
        .update(&HOST, vec![bad.clone(), other], bytes_of)
        .unwrap();
    assert_eq!(not_loaded.len(), 1);
    assert_eq!(
        (not_loaded[0].tenant.as_str(), not_loaded[0].package),
        ("440703", bad.package)
    );
    assert_eq!(amount(&live.current(), "2025-03-31"), Some(4_500_000));
    let hook = "tc.incentive@1".parse().unwrap();
    let xinhui = live
        .current()
        .in_force("440705", &hook, day("2025-03-31"), None);
    assert!(xinhui.unwrap().package.is_some());

    // Without a last good one, the question fails and goes to a person.
    let empty = LiveRulebook::default();
    empty.update(&HOST, vec![bad], bytes_of).unwrap();
    let question = question("2025-03-31");
    let rule = empty
        .current()
        .in_force("440703", &hook, day("2025-03-31"), None);
    let decision = HOST.ask_json_blocking(rule.as_ref(), question);
    assert_eq!(decision.reasons(), ["RULE_FAILED_NOT_LOADED"]);
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
