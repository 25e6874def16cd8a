//! `kezhuan cases check`: runs worked cases against the product's own domain code and shipped packages.
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;

use anyhow::Context;
use serde::Deserialize;
use serde_json::Value;

use crate::packages::ShippedPackages;

/// One line of a case file.
#[derive(Deserialize)]
struct Case {
    id: String,
    rule: String,
    #[serde(rename = "in")]
    input: Value,
    out: Value,
}

/// Checks every case of `files`; true when all passed.
pub fn check(files: &[PathBuf]) -> anyhow::Result<bool> {
    let packages = ShippedPackages::load()?;
    let (mut passed, mut failed) = (0_usize, 0_usize);
    for file in files {
        let reader = File::open(file).with_context(|| format!("can't open {}", file.display()))?;
        for (number, line) in BufReader::new(reader).lines().enumerate() {
            let line = line.with_context(|| format!("can't read {}", file.display()))?;
            if line.trim().is_empty() {
                continue;
            }
            match check_line(&packages, &line) {
                Ok(()) => passed += 1,
                Err(difference) => {
                    failed += 1;
                    println!("{}:{}: {difference}", file.display(), number + 1);
                }
            }
        }
    }
    println!("{passed} passed, {failed} failed");
    Ok(failed == 0)
}

fn check_line(packages: &ShippedPackages, line: &str) -> Result<(), String> {
    let case: Case = serde_json::from_str(line).map_err(|error| format!("not a case: {error}"))?;
    let Some(answer) = answer(packages, &case.rule, &case.input) else {
        return Err(format!("{} {}: unknown rule card", case.id, case.rule));
    };
    if answer == case.out {
        return Ok(());
    }
    Err(format!("{} {}\n{}", case.id, case.rule, difference(&case, &answer)))
}

/// Asks each owner in turn; a card nobody owns has no answer.
fn answer(packages: &ShippedPackages, rule: &str, input: &Value) -> Option<Value> {
    kezhuan_law::cards::check(rule, input)
        .or_else(|| kezhuan_contracts::cards::check(rule, input))
        .or_else(|| kezhuan_scoreboard::cards::check(rule, input))
        .or_else(|| packages.check(rule, input))
}

/// The members that differ, expected beside got.
fn difference(case: &Case, answer: &Value) -> String {
    let (Value::Object(expected), Value::Object(got)) = (&case.out, answer) else {
        return format!("    in        {}\n    expected  {}\n    got       {answer}", case.input, case.out);
    };
    let mut lines = vec![format!("    in  {}", case.input)];
    for (member, value) in expected {
        match got.get(member) {
            Some(other) if other == value => {}
            Some(other) => lines.push(format!("    {member}: expected {value}, got {other}")),
            None => lines.push(format!("    {member}: expected {value}, got nothing")),
        }
    }
    for (member, value) in got.iter().filter(|(member, _)| !expected.contains_key(*member)) {
        lines.push(format!("    {member}: expected nothing, got {value}"));
    }
    lines.join("\n")
}
