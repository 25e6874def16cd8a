//! `kezhuan verify`: whether decisions, receipts and archives are what was stored; asks no server for a file.
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use super::reader::Reader;
use crate::proof::{Checked, Checker, Document, Keys, archive, fetch};
use crate::rules_desk;

/// What `kezhuan verify` takes.
#[derive(clap::Args)]
pub struct Arguments {
    /// Decision files, audit entries, receipts, archives (.zip or folder); or the id of a decision, which is fetched from the suite first
    #[arg(value_name = "FILE|ID", required = true)]
    documents: Vec<String>,
    /// Public key of a service's log (PEM), from its operator; for receipts and archives
    #[arg(long = "key", value_name = "PUBLIC.pem")]
    keys: Vec<PathBuf>,
    /// Package (.wasm) for decision files that hold none
    #[arg(long = "package", value_name = "FILE.wasm")]
    packages: Vec<PathBuf>,
    #[command(flatten)]
    reader: Reader,
}

/// Nothing is wrong, and not everything can be shown again on this machine. 2 is for a wrong command line.
const NOT_COMPARABLE: u8 = 3;

/// Prints what was found, and ends with success when everything was shown again.
pub async fn run(arguments: Arguments) -> anyhow::Result<ExitCode> {
    let mut checker = Checker::new(Keys::read(&arguments.keys)?);
    for file in &arguments.packages {
        checker.give(rules_desk::read(file)?);
    }
    let mut documents = Vec::new();
    let mut all = Vec::new();
    for given in &arguments.documents {
        match document(given, &arguments.reader).await {
            Ok(document) => documents.push((given.clone(), document)),
            Err(error) => all.push(unreadable(given, &error)),
        }
    }
    for (_, document) in &documents {
        if let Document::Receipt(receipt) = document {
            checker.expect(receipt);
        }
    }
    // Receipts come last: each is held against the decision it is about.
    documents.sort_by_key(|(_, document)| matches!(document, Document::Receipt(_)));
    let checking = tokio::task::spawn_blocking(move || {
        for (given, document) in documents {
            match check(&mut checker, &document) {
                Ok(checked) => all.extend(checked),
                Err(error) => all.push(unreadable(&given, &error)),
            }
        }
        all
    });
    Ok(report(&checking.await?))
}

async fn document(given: &str, reader: &Reader) -> anyhow::Result<Document> {
    let path = Path::new(given);
    if path.exists() {
        return Document::read(path);
    }
    let name = fetch::decision_name(given).map_err(|_| {
        anyhow::anyhow!("there is no such file, and it is no id of a decision either")
    })?;
    let (mut file, package) = fetch::decision(&reader.session()?, &name).await?;
    if let Some(package) = package {
        file.enclose(&package);
    }
    Ok(Document::Decision(Box::new(file)))
}

fn check(checker: &mut Checker, document: &Document) -> anyhow::Result<Vec<Checked>> {
    match document {
        Document::Decision(file) => Ok(vec![checker.decision(file)?]),
        Document::Audit(file) => Ok(vec![checker.audit_entry(file)]),
        Document::Receipt(file) => Ok(vec![checker.receipt(file)?]),
        Document::Archive(bundle) => archive::check(bundle, checker),
    }
}

fn unreadable(given: &str, error: &anyhow::Error) -> Checked {
    Checked {
        what: given.to_owned(),
        wrong: vec![format!("{error:#}")],
        ..Checked::default()
    }
}

fn report(all: &[Checked]) -> ExitCode {
    all.iter().for_each(|checked| println!("{checked}"));
    let sum = |lines: fn(&Checked) -> usize| all.iter().map(lines).sum::<usize>();
    let incomparable = sum(|checked| checked.incomparable.len());
    let wrong = sum(|checked| checked.wrong.len());
    let unchecked = sum(|checked| checked.unchecked.len());
    let unproven = unproven(all);
    let count = all.len();
    let is_told = all.iter().any(|checked| !checked.told.is_empty());
    // What only an exporter tells is identical with nothing.
    let extent = if is_told { " in what is proven" } else { "" };
    match (wrong, unchecked, incomparable) {
        (0, 0, 0) => println!("verify: identical{extent}, {count} checked{unproven}"),
        (0, 0, _) => println!(
            "verify: NOT COMPARABLE, {incomparable} of {count} checked, nothing found wrong{unproven}"
        ),
        (0, _, _) => {
            println!("verify: {unchecked} not checked, nothing found wrong{unproven}");
        }
        (_, _, _) => println!("verify: DIFFERENT, {wrong} wrong, {unchecked} not checked"),
    }
    match (wrong, unchecked, incomparable) {
        (0, 0, 0) => ExitCode::SUCCESS,
        (0, 0, _) => ExitCode::from(NOT_COMPARABLE),
        (_, _, _) => ExitCode::FAILURE,
    }
}

/// The end of the last line: what the line does not cover.
fn unproven(all: &[Checked]) -> String {
    let mut end = String::new();
    let count: usize = all.iter().map(|checked| checked.unproven.len()).sum();
    if count > 0 {
        end.push_str(&format!("; {count} not proven to be what was stored"));
    }
    let told: Vec<&str> = all
        .iter()
        .flat_map(|checked| checked.told.iter().map(String::as_str))
        .collect();
    if !told.is_empty() {
        end.push_str("; NOT PROVEN, only told by whoever exported: ");
        end.push_str(&told.join(", "));
    }
    end
}
