//! Commands that need no suite: doctor, worked cases, templates.
use std::fs;
use std::path::Path;
use std::process::Stdio;

use crate::program::{kezhuan, run, told};

const CASES: &str = include_str!("../../../../tests/cases/golden.jsonl");
/// Defaults, orders, roundings and unreadable inputs of the cards that are here.
const EDGES: &str = include_str!("../../../../tests/cases/contracts-edges.jsonl");
const FINANCING_EDGES: &str = include_str!("../../../../tests/cases/financing-edges.jsonl");
const AGRICULTURE_EDGES: &str = include_str!("../../../../tests/cases/agriculture-edges.jsonl");
const EVENTS_EDGES: &str = include_str!("../../../../tests/cases/events-edges.jsonl");
const INCUBATION_EDGES: &str = include_str!("../../../../tests/cases/incubation-edges.jsonl");

#[test]
fn doctor_says_what_is_missing_and_how_to_get_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let well = run(folder.path(), &["doctor"]);
    assert!(well.status.success(), "{}", told(&well));
    let ill = kezhuan(folder.path(), &["doctor"])
        .env("KEZHUAN_TOOLS", "/nowhere")
        .output()
        .expect("it runs");
    assert!(!ill.status.success());
    assert!(
        told(&ill).contains("make setup") && told(&ill).contains("MISSING"),
        "{}",
        told(&ill)
    );
}

#[test]
fn a_token_of_nobody_is_not_made() {
    let folder = tempfile::tempdir().expect("a folder");
    let nobody = run(folder.path(), &["token", "--role", "applicant"]);
    assert!(!nobody.status.success());
    assert!(told(&nobody).contains("for whom?"), "{}", told(&nobody));
}

#[test]
fn a_reader_that_stops_early_is_no_failure_to_shout_about() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut doctor = kezhuan(folder.path(), &["doctor"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts");
    drop(doctor.stdout.take());
    let ended = doctor.wait_with_output().expect("it ends");
    assert_eq!(String::from_utf8_lossy(&ended.stderr), "");
}

#[test]
fn every_worked_case_of_the_services_that_are_here_passes() {
    let folder = tempfile::tempdir().expect("a folder");
    let ours = [
        "\"rule\":\"tc.",
        "\"rule\":\"id.",
        "\"rule\":\"cal.",
        "\"rule\":\"split.",
        "\"rule\":\"evt.",
        "\"rule\":\"kpi.",
        "\"rule\":\"ip.",
        "\"rule\":\"inc.",
        "\"rule\":\"agr.",
    ];
    let lines: Vec<_> = CASES
        .lines()
        .chain(EDGES.lines())
        .chain(FINANCING_EDGES.lines())
        .chain(INCUBATION_EDGES.lines())
        .chain(AGRICULTURE_EDGES.lines())
        .chain(EVENTS_EDGES.lines())
        .filter(|line| ours.iter().any(|rule| line.contains(rule)))
        .collect();
    assert!(lines.len() > 250, "the cases are there");
    let cases = folder.path().join("cases.jsonl");
    fs::write(&cases, lines.join("\n")).expect("written");
    let checked = run(
        folder.path(),
        &["cases", "check", &cases.display().to_string()],
    );
    assert_eq!(
        String::from_utf8_lossy(&checked.stdout).lines().last(),
        Some(format!("{} passed, 0 failed", lines.len()).as_str()),
        "{}",
        told(&checked)
    );
    assert!(checked.status.success());
}

#[test]
fn a_wrong_or_foreign_case_fails_and_is_shown() {
    let folder = tempfile::tempdir().expect("a folder");
    let cases = folder.path().join("cases.jsonl");
    fs::write(
        &cases,
        r#"{"id":"A","rule":"split.lr","in":{"total":100,"weights":[1,1,1]},"out":{"parts":[33,33,34]}}
{"id":"B","rule":"moon.phase","in":{},"out":{}}
not json
"#,
    )
    .expect("written");
    let checked = run(
        folder.path(),
        &[
            "cases",
            "check",
            &cases.display().to_string(),
            "/nowhere.jsonl",
        ],
    );
    let text = told(&checked);
    assert!(!checked.status.success());
    for part in [
        "expected [33,33,34], got [34,33,33]",
        "unknown rule cards, 1 of the failed cases: moon.phase 1\n0 passed",
        "not a case",
        "can't open /nowhere.jsonl",
        "0 passed, 3 failed",
    ] {
        assert!(text.contains(part), "{part} is not in: {text}");
    }
}

#[test]
fn both_templates_are_written_and_never_over_another_file() {
    let folder = tempfile::tempdir().expect("a folder");
    for name in ["模板.csv", "模板.xlsx"] {
        let file = folder.path().join(name);
        let path = file.display().to_string();
        assert!(
            run(folder.path(), &["contracts", "template", &path])
                .status
                .success()
        );
        assert!(fs::metadata(&file).expect("a file").len() > 100);
        assert!(
            !run(folder.path(), &["contracts", "template", &path])
                .status
                .success()
        );
    }
    assert!(!Path::new("模板.csv").exists());
}
