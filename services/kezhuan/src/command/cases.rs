//! `kezhuan cases check`: runs worked cases against the product's own domain code and shipped packages.
use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};

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

/// What can be done with worked cases.
#[derive(clap::Subcommand)]
pub enum Command {
    /// Run each case and show every difference; ends with `N passed, N failed`
    ///
    /// Cases of rule cards that nothing here answers fail too. One line before the last counts them by card.
    Check {
        /// JSON lines: {"id":…,"rule":…,"in":…,"out":…}
        #[arg(required = true)]
        files: Vec<PathBuf>,
    },
}

/// True when all passed.
pub fn run(command: Command) -> anyhow::Result<bool> {
    let Command::Check { files } = command;
    let mut count = Count::default();
    let mut problems = Vec::new();
    for file in &files {
        if let Err(error) = check_file(file, &mut count) {
            problems.push(format!("{error:#}"));
        }
    }
    for problem in &problems {
        eprintln!("kezhuan: {problem}");
    }
    if let Some(line) = count.unknown_cards() {
        println!("{line}");
    }
    println!("{} passed, {} failed", count.passed, count.failed);
    Ok(count.failed == 0 && problems.is_empty())
}

#[derive(Default)]
struct Count {
    passed: usize,
    failed: usize,
    /// How many of the failed cases name a card that nothing here answers, by card.
    unknown: BTreeMap<String, usize>,
    /// Compiled when the first case asks for one.
    packages: OnceCell<ShippedPackages>,
}

impl Count {
    /// One line for all of them; a line for each would hide the differences.
    fn unknown_cards(&self) -> Option<String> {
        if self.unknown.is_empty() {
            return None;
        }
        let cards: Vec<_> = self
            .unknown
            .iter()
            .map(|(card, cases)| format!("{card} {cases}"))
            .collect();
        Some(format!(
            "unknown rule cards, {} of the failed cases: {}",
            self.unknown.values().sum::<usize>(),
            cards.join(", ")
        ))
    }
}

/// What became of one case.
#[derive(Debug, PartialEq, Eq)]
enum Verdict {
    Passed,
    /// What is wrong with the case, or with our answer to it.
    Failed(String),
    /// The card, which nothing here answers.
    Unknown(String),
}

fn check_file(file: &Path, count: &mut Count) -> anyhow::Result<()> {
    let reader = File::open(file).with_context(|| format!("can't open {}", file.display()))?;
    for (number, line) in BufReader::new(reader).lines().enumerate() {
        let line = line.with_context(|| {
            format!(
                "{} can't be read from line {} on",
                file.display(),
                number + 1
            )
        })?;
        if line.trim().is_empty() {
            continue;
        }
        match check_line(&count.packages, &line) {
            Verdict::Passed => count.passed += 1,
            Verdict::Failed(difference) => {
                count.failed += 1;
                println!("{}:{}: {difference}", file.display(), number + 1);
            }
            Verdict::Unknown(card) => {
                count.failed += 1;
                *count.unknown.entry(card).or_default() += 1;
            }
        }
    }
    Ok(())
}

fn check_line(packages: &OnceCell<ShippedPackages>, line: &str) -> Verdict {
    let case: Case = match serde_json::from_str(line) {
        Ok(case) => case,
        Err(error) => {
            return Verdict::Failed(format!(
                "not a case ({{\"id\",\"rule\",\"in\",\"out\"}} on one line): {error}"
            ));
        }
    };
    let answer = match answer(packages, &case.rule, &case.input) {
        Ok(Some(answer)) => answer,
        Ok(None) => return Verdict::Unknown(case.rule),
        // The cases of other cards can still be checked.
        Err(error) => return Verdict::Failed(format!("{} {}: {error:#}", case.id, case.rule)),
    };
    if answer == case.out {
        return Verdict::Passed;
    }
    Verdict::Failed(format!(
        "{} {}\n{}",
        case.id,
        case.rule,
        difference(&case, &answer)
    ))
}

/// Asks each owner in turn; a card nobody owns has no answer.
fn answer(
    packages: &OnceCell<ShippedPackages>,
    rule: &str,
    input: &Value,
) -> anyhow::Result<Option<Value>> {
    let own = kezhuan_law::cards::check(rule, input)
        .or_else(|| kezhuan_agriculture::cards::check(rule, input))
        .or_else(|| kezhuan_contracts::cards::check(rule, input))
        .or_else(|| kezhuan_events::cards::check(rule, input))
        .or_else(|| kezhuan_financing::cards::check(rule, input))
        .or_else(|| kezhuan_incubation::cards::check(rule, input))
        .or_else(|| kezhuan_scoreboard::cards::check(rule, input));
    if own.is_some() || !ShippedPackages::answers(rule) {
        return Ok(own);
    }
    let packages = match packages.get() {
        Some(packages) => packages,
        None => {
            let loaded = ShippedPackages::load()?;
            packages.get_or_init(|| loaded)
        }
    };
    Ok(packages.check(rule, input))
}

/// The members that differ, expected beside got.
fn difference(case: &Case, answer: &Value) -> String {
    let (Value::Object(expected), Value::Object(got)) = (&case.out, answer) else {
        return format!(
            "    in        {}\n    expected  {}\n    got       {answer}",
            case.input, case.out
        );
    };
    let mut lines = vec![format!("    in  {}", case.input)];
    for (member, value) in expected {
        match got.get(member) {
            Some(other) if other == value => {}
            Some(other) => lines.push(format!("    {member}: expected {value}, got {other}")),
            None => lines.push(format!("    {member}: expected {value}, got nothing")),
        }
    }
    for (member, value) in got
        .iter()
        .filter(|(member, _)| !expected.contains_key(*member))
    {
        lines.push(format!("    {member}: expected nothing, got {value}"));
    }
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_case_shows_each_member_that_differs() {
        let packages = OnceCell::new();
        let ask = |line: &str| check_line(&packages, line);
        let good = r#"{"id":"X-1","rule":"id.uscc","in":{"s":"91440703"},"out":{"valid":false,"code":"FORMAT"}}"#;
        assert_eq!(ask(good), Verdict::Passed);
        let told = ask(&good.replace("FORMAT", "CHECK_DIGIT\",\"more\":\"one"));
        let Verdict::Failed(told) = told else {
            panic!("{told:?}");
        };
        for shown in [
            "X-1 id.uscc",
            r#"code: expected "CHECK_DIGIT", got "FORMAT""#,
            r#"more: expected "one", got nothing"#,
        ] {
            assert!(told.contains(shown), "{told}");
        }
        assert!(matches!(ask("{"), Verdict::Failed(told) if told.contains("not a case")));
        let unknown = ask(r#"{"id":"X-2","rule":"moon.phase","in":{},"out":{}}"#);
        assert_eq!(unknown, Verdict::Unknown("moon.phase".to_owned()));
    }

    #[test]
    fn an_unreadable_file_is_named_and_the_others_still_run() {
        let missing = Command::Check {
            files: vec![PathBuf::from("/nowhere/cases.jsonl")],
        };
        assert!(!run(missing).expect("a verdict"));
    }
}
