//! The author's path: new, build, test, inspect, diff, as somebody without a suite goes it.
mod spreadsheet;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use kezhuan_rule_host::Digest;
use tempfile::TempDir;

use crate::building::{builds_javascript, builds_python, builds_wasm};
use crate::program::told;

const HOOKS: [&str; 25] = [
    "agr.accredit",
    "agr.assess",
    "agr.subsidy",
    "agr.trial.accept",
    "evt.award.score",
    "evt.coi",
    "evt.match",
    "evt.prize",
    "evt.registration",
    "inc.accredit",
    "inc.admission",
    "inc.assess",
    "inc.rent",
    "inc.reward",
    "ip.claim.check",
    "ip.eligibility",
    "ip.ltv",
    "ip.risk_share",
    "ip.stage",
    "ip.subsidy",
    "tc.incentive",
    "tc.split",
    "tc.sla",
    "tc.college.check",
    "tc.claim.materials",
];

/// A desk with a folder to write in. The tools and what cargo builds are shared by all tests.
pub struct Desk(TempDir);

impl Desk {
    pub fn new() -> Desk {
        Desk(tempfile::tempdir().unwrap())
    }

    fn at(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn rules(&self, arguments: &[&str]) -> Output {
        let shared = Path::new(env!("CARGO_TARGET_TMPDIR"));
        let tools = std::env::var_os("KEZHUAN_TOOLS").map(PathBuf::from);
        Command::new(env!("CARGO_BIN_EXE_kezhuan"))
            .arg("rules")
            .args(arguments)
            .current_dir(self.0.path())
            .env(
                "KEZHUAN_TOOLS",
                tools.unwrap_or_else(|| checkout().join(".tools")),
            )
            .env("CARGO_TARGET_DIR", shared.join("author-target"))
            .env("XDG_CACHE_HOME", shared.join("author-cache"))
            .output()
            .unwrap()
    }

    /// What it printed, when it ended well.
    fn done(&self, arguments: &[&str]) -> String {
        let output = self.rules(arguments);
        assert!(output.status.success(), "{arguments:?}: {}", told(&output));
        String::from_utf8(output.stdout).unwrap()
    }

    /// Builds an example of the repository in a folder of its own; the package file.
    pub fn build_example(&self, name: &str) -> PathBuf {
        let (from, to) = (
            checkout().join("plugins/examples").join(name),
            self.at(name),
        );
        copy(&from, &to);
        self.done(&["build", name]);
        to.join(format!("{name}.wasm"))
    }

    /// Builds an example that shares sources with its neighbours where it stands; its bytes.
    pub fn build_in_place(&self, name: &str) -> Vec<u8> {
        let folder = checkout().join("plugins/examples").join(name);
        self.done(&["build", folder.to_str().unwrap()]);
        let built = folder.join(format!("{name}.wasm"));
        let bytes = std::fs::read(&built).unwrap();
        std::fs::remove_file(built).unwrap();
        bytes
    }

    /// What it said, when it ended with no.
    fn refused(&self, arguments: &[&str]) -> String {
        let output = self.rules(arguments);
        assert_eq!(
            output.status.code(),
            Some(1),
            "{arguments:?}: {}",
            told(&output)
        );
        told(&output)
    }
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let to = to.join(path.file_name().unwrap());
        match path.is_dir() {
            true => copy(&path, &to),
            false => drop(std::fs::copy(&path, to).unwrap()),
        }
    }
}

pub fn checkout() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// A package as the repository ships it.
pub fn shipped(package: &str) -> String {
    let file = checkout().join("plugins").join(package);
    file.to_str().unwrap().to_owned()
}

/// Makes a folder for a rule; its name.
fn made(desk: &Desk, language: &str, hook: &str) -> String {
    let name = format!("{language}-{}", hook.replace(['.', '_'], "-"));
    desk.done(&[
        "new", &name, "--hook", hook, "--lang", language, "--owner", "440784",
    ]);
    name
}

fn a_new_package_passes(desk: &Desk, language: &str, hook: &str) {
    let name = made(desk, language, hook);
    let built = desk.done(&["build", &name]);
    assert!(built.contains(&format!("{name}.wasm")), "{built}");
    let tested = desk.done(&["test", &name]);
    assert!(tested.contains(" passed, 0 failed; at most "), "{tested}");
    assert!(!tested.contains("no words in the manifest"), "{tested}");
    cases_are_told_with_their_fuel(&desk.at(&name), &tested);
    let inspected = desk.done(&["inspect", &name]);
    for said in [&format!("{hook}@1"), "imports     none", "440784", "1.0.0"] {
        assert!(inspected.contains(said), "{said}: {inspected}");
    }
    let package = std::fs::read(desk.at(&name).join(format!("{name}.wasm"))).unwrap();
    let digest = format!("sha256 {}", Digest::of(&package));
    assert!(built.contains(&digest), "{digest}: {built}");
    assert!(inspected.contains(&digest), "{digest}: {inspected}");
    papers_are_shown(&desk.at(&name), hook, &inspected);
}

/// Every worked case stands on a line of its own, with its share of the budget and its note.
fn cases_are_told_with_their_fuel(folder: &Path, tested: &str) {
    let cases = std::fs::read_to_string(folder.join("cases.jsonl")).unwrap();
    assert!(cases.lines().count() > 1, "{cases}");
    for case in cases.lines() {
        let case: serde_json::Value = serde_json::from_str(case).unwrap();
        let text = |member: &str| case[member].as_str().unwrap();
        let begins = format!(
            "ok   {}  {}  {}  fuel ",
            text("id"),
            text("hook"),
            text("on")
        );
        let told = tested.lines().find_map(|line| line.strip_prefix(&*begins));
        let told = told.unwrap_or_else(|| panic!("{begins}: {tested}"));
        let (share, note) = told.split_once(" %  ").unwrap();
        let share: f64 = share.trim_start_matches("under ").parse().unwrap();
        assert!(share > 0.0 && share <= 100.0, "{told}");
        assert_eq!(note, text("note"));
    }
}

/// The legal source of the hook and every setting, each on one line.
fn papers_are_shown(folder: &Path, hook: &str, inspected: &str) {
    let read = |name: &str| -> toml::Table {
        let text = std::fs::read_to_string(folder.join(name)).unwrap();
        text.parse().unwrap()
    };
    let on_one_line = |parts: &[String]| {
        let mut lines = inspected.lines();
        let found = lines.any(|line| parts.iter().all(|part| line.contains(part)));
        assert!(found, "{parts:?}: {inspected}");
    };
    let manifest = read("manifest.toml");
    let source = |member: &str| manifest["hooks"][0][member].as_str().unwrap().to_owned();
    on_one_line(&[format!("{hook}@1"), source("regulation"), source("article")]);
    let settings = read("settings.toml");
    assert!(!settings.is_empty());
    for (name, entry) in &settings {
        let figure = |member: &str| entry[member].as_integer().unwrap();
        let bounds = format!("{} to {}", figure("min"), figure("max"));
        let meaning = entry["zh"].as_str().unwrap().to_owned();
        on_one_line(&[name.clone(), figure("default").to_string(), bounds, meaning]);
    }
}

#[test]
fn a_new_package_in_rust_builds_and_passes_at_once_whatever_it_answers() {
    if builds_wasm() {
        let desk = Desk::new();
        HOOKS
            .iter()
            .for_each(|hook| a_new_package_passes(&desk, "rust", hook));
    }
}

#[test]
fn a_new_package_in_javascript_builds_and_passes_at_once_whatever_it_answers() {
    if builds_javascript() {
        let desk = Desk::new();
        HOOKS
            .iter()
            .for_each(|hook| a_new_package_passes(&desk, "js", hook));
    }
}

#[test]
fn an_organisation_may_own_a_rule_by_its_credit_code() {
    let desk = Desk::new();
    let new = |name, owner| {
        [
            "new", name, "--hook", "ip.ltv", "--lang", "rust", "--owner", owner,
        ]
    };
    desk.done(&new("bank", "91440700MA5WBANK0B"));
    let manifest = std::fs::read_to_string(desk.at("bank/manifest.toml")).unwrap();
    assert!(
        manifest.contains("owner = \"91440700MA5WBANK0B\""),
        "{manifest}"
    );
    // The check character is another one.
    let output = desk.rules(&new("other", "91440700MA5WBANK0C"));
    assert!(!output.status.success());
    let said = told(&output);
    assert!(said.contains("no unified social credit code"), "{said}");
    assert!(!desk.at("other").exists());
}

#[test]
fn answers_are_explained_by_what_would_alter_them() {
    let desk = Desk::new();
    let pengjiang = shipped("packages/pengjiang/pengjiang.wasm");
    let said = desk.done(&["test", &pengjiang, "--explain"]);
    for part in [
        "depends on  contract.",
        "smallest    limit_working_days 30 → 29",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
    assert!(!desk.done(&["test", &pengjiang]).contains("depends on"));
}

#[test]
fn a_new_package_in_python_builds_and_passes_at_once() {
    if builds_python() {
        a_new_package_passes(&Desk::new(), "python", "tc.incentive");
    }
}

/// Building one in Python takes half a minute: the other hooks' rules are asked by the interpreter itself.
#[test]
fn a_new_rule_in_python_passes_its_cases_whatever_it_answers() {
    if !builds_python() {
        return;
    }
    let desk = Desk::new();
    let asks = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/python/worked_cases.py");
    for hook in HOOKS {
        let folder = desk.at(&made(&desk, "python", hook));
        let asked = || {
            let mut python = Command::new("python3");
            python.arg(&asks).arg(&folder).output().unwrap()
        };
        let output = asked();
        assert!(output.status.success(), "{hook}: {}", told(&output));
        // And a case that expects something else is no pass.
        let cases = folder.join("cases.jsonl");
        let text = std::fs::read_to_string(&cases).unwrap();
        std::fs::write(
            &cases,
            text.replacen("\"reasons\":[", "\"reasons\":[\"OTHER\"", 1),
        )
        .unwrap();
        let output = asked();
        assert!(
            told(&output).contains(" 1 failed"),
            "{hook}: {}",
            told(&output)
        );
    }
}

#[test]
fn cases_that_fail_are_shown_member_by_member() {
    if !builds_javascript() {
        return;
    }
    let desk = Desk::new();
    desk.done(&["new", "mine", "--hook", "tc.split@1", "--lang", "js"]);
    let cases = desk.at("mine/cases.jsonl");
    let text = std::fs::read_to_string(&cases).unwrap();
    std::fs::write(&cases, text.replace("700001", "700002")).unwrap();
    desk.done(&["build", "mine"]);
    let said = desk.refused(&["test", "mine"]);
    assert!(said.contains("FAIL 01  tc.split@1"), "{said}");
    assert!(
        said.contains("! county_fen: expected 700002, got 700001"),
        "{said}"
    );
    assert!(said.contains("cases: 1 passed, 1 failed"), "{said}");
    assert!(said.contains("3000 basis points, 300000 fen"), "{said}");
}

#[test]
fn two_packages_are_told_apart_by_the_simplest_questions_first() {
    let desk = Desk::new();
    let (good, hasty) = (
        shipped("packages/pengjiang/pengjiang.wasm"),
        shipped("fixtures/hasty/hasty.wasm"),
    );
    let same = desk.done(&["diff", &good, &good]);
    assert!(same.ends_with(" differing=0\n"), "{same}");
    let said = desk.refused(&["diff", &good, &hasty, "--show", "3"]);
    assert!(said.contains("only pengjiang answers tc.split@1"), "{said}");
    let shown = said.lines().filter(|line| line.contains("@1 case "));
    let changed: Vec<usize> = shown
        .map(|line| {
            line.split_once(" with ")
                .map_or(0, |(_, facts)| facts.split(", ").count())
        })
        .collect();
    assert_eq!(changed.len(), 3, "{said}");
    assert!(changed.is_sorted(), "{said}");

    // All of them: cases as they are, then one fact moved, and of those the smallest figures first.
    let all = [
        "diff",
        &good,
        &hasty,
        "--questions",
        "100",
        "--show",
        "10000",
    ];
    let said = desk.refused(&all);
    let weights = weights(&said);
    assert!(weights.is_sorted(), "{weights:?}");
    let moved: BTreeSet<usize> = weights.iter().map(|(moved, _)| *moved).collect();
    assert!(moved.len() > 1, "{weights:?}");
}

/// Of every question shown: how many facts were moved, and the sum of its figures.
fn weights(said: &str) -> Vec<(usize, u128)> {
    let lines: Vec<&str> = said.lines().collect();
    let questions = lines
        .windows(3)
        .filter(|lines| lines[0].contains("@1 case "));
    let weights = questions.map(|lines| {
        let moved = lines[0].split_once(" with ");
        let moved = moved.map_or(0, |(_, facts)| facts.split(", ").count());
        let facts = lines[2].strip_prefix("  facts ").unwrap();
        (moved, figures(&serde_json::from_str(facts).unwrap()))
    });
    weights.collect()
}

fn figures(value: &serde_json::Value) -> u128 {
    use serde_json::Value;
    match value {
        Value::Number(number) => u128::from(number.as_i64().unwrap().unsigned_abs()),
        Value::Array(items) => items.iter().map(figures).sum(),
        Value::Object(members) => members.values().map(figures).sum(),
        Value::Null | Value::Bool(_) | Value::String(_) => 0,
    }
}

#[test]
fn cases_that_only_day_or_settings_tell_apart_are_differences_of_their_own() {
    let desk = Desk::new();
    desk.done(&["new", "mine", "--hook", "tc.split", "--lang", "table"]);
    let cases = desk.at("mine/cases.jsonl");
    let text = std::fs::read_to_string(&cases).unwrap();
    let case: serde_json::Value = serde_json::from_str(text.lines().next().unwrap()).unwrap();
    let (mut under, mut later) = (case.clone(), case.clone());
    under["id"] = "under".into();
    under["settings"] = serde_json::json!({ "unused": 1 });
    later["id"] = "later".into();
    later["on"] = "2026-07-01".into();
    std::fs::write(&cases, format!("{case}\n{under}\n{later}\n")).unwrap();
    let settings = desk.at("mine/settings.toml");
    let text = std::fs::read_to_string(&settings).unwrap()
        + "\n[unused]\ndefault = 0\nzh = \"不用\"\nen = \"not used\"\n";
    std::fs::write(&settings, &text).unwrap();
    copy(&desk.at("mine"), &desk.at("other"));
    let other = text.replace("default = 3000", "default = 2900");
    std::fs::write(desk.at("other/settings.toml"), other).unwrap();
    desk.done(&["build", "mine"]);
    desk.done(&["build", "other"]);

    let said = desk.refused(&["diff", "mine", "other", "--questions", "0"]);
    assert!(said.contains("diff: questions=6 differing=3"), "{said}");
    assert!(said.contains("  on 2026-07-01\n"), "{said}");
    assert!(
        said.contains("  on 2026-01-01, settings {\"unused\":1}\n"),
        "{said}"
    );
    // And so are the questions made of them.
    let each = desk.refused(&["diff", "mine", "other", "--questions", "30", "--show", "60"]);
    for said in ["case under with ", "case later with "] {
        assert!(each.contains(said), "{said}: {each}");
    }
}

#[test]
fn what_is_wrong_with_a_package_is_said_with_its_place() {
    let desk = Desk::new();
    for (arguments, said) in [
        (
            vec!["new", "mine", "--hook", "tc.nothing", "--lang", "js"],
            "the hooks are agr.accredit@1",
        ),
        (
            vec!["new", "Mine!", "--hook", "tc.split", "--lang", "js"],
            "`Mine!` is no name for a package",
        ),
        (
            vec!["build", "."],
            "none of Cargo.toml, rule.js, rule.py, rule.xlsx is there",
        ),
        (vec!["test", "nowhere.wasm"], "can't read nowhere.wasm"),
        (vec!["inspect", "/proc/version"], "MALFORMED"),
    ] {
        let told = desk.refused(&arguments);
        assert!(told.contains(said), "{arguments:?}: {told}");
    }
    assert_eq!(
        std::fs::read_dir(desk.0.path()).unwrap().count(),
        0,
        "nothing is left behind"
    );
    desk.done(&["new", "mine", "--hook", "tc.split", "--lang", "js"]);
    let taken = desk.refused(&["new", "mine", "--hook", "tc.split", "--lang", "js"]);
    assert!(taken.contains("mine is there already"), "{taken}");
    let unbuilt = desk.refused(&["test", "mine"]);
    assert!(
        unbuilt.contains("run `kezhuan rules build mine` first"),
        "{unbuilt}"
    );
}

#[test]
fn a_signature_holds_for_the_signed_bytes_and_its_key_alone() {
    let desk = Desk::new();
    desk.done(&["new", "mine", "--hook", "tc.split", "--lang", "table"]);
    desk.done(&["build", "mine"]);
    for key in ["a.key", "b.key"] {
        desk.done(&["key", "new", key]);
    }
    let kept = desk.refused(&["key", "new", "a.key"]);
    assert!(kept.contains("it must not be there yet"), "{kept}");
    let signed = desk.done(&["sign", "mine", "--key", "a.key"]);
    assert!(
        signed.starts_with("mine/mine.wasm.signature.json\n"),
        "{signed}"
    );
    let verified = desk.done(&["verify", "mine", "--key", "a.key.public.pem"]);
    assert!(verified.starts_with("signed by "), "{verified}");
    let other = desk.refused(&["verify", "mine", "--key", "b.key.public.pem"]);
    assert!(other.contains("signed with another key"), "{other}");

    let signature = desk.at("mine/mine.wasm.signature.json");
    let text = std::fs::read_to_string(&signature).unwrap();
    let mut broken: serde_json::Value = serde_json::from_str(&text).unwrap();
    broken["signature"] = "00".repeat(64).into();
    std::fs::write(&signature, broken.to_string()).unwrap();
    let forged = desk.refused(&["verify", "mine", "--key", "a.key.public.pem"]);
    assert!(
        forged.contains("not of this key over this package"),
        "{forged}"
    );
    std::fs::write(&signature, text).unwrap();
    let package = desk.at("mine/mine.wasm");
    let mut bytes = std::fs::read(&package).unwrap();
    bytes.push(0);
    std::fs::write(&package, bytes).unwrap();
    let changed = desk.refused(&["verify", "mine", "--key", "a.key.public.pem"]);
    assert!(changed.contains("not the one that was signed"), "{changed}");
}
