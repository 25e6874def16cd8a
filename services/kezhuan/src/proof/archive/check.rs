//! Everything in an archive, checked without the suite.
use std::collections::BTreeSet;

use anyhow::Context;
use kezhuan_database::seal::{key_from_pem, key_id};
use kezhuan_rule_host::Digest;

use super::{Bundle, FORMAT, INDEX, Index};
use crate::proof::{Checked, Checker, Document};

/// Checks the index, then every decision, then every receipt. Blocks.
pub fn check(bundle: &Bundle, checker: &mut Checker) -> anyhow::Result<Vec<Checked>> {
    let text = bundle
        .get(INDEX)
        .with_context(|| format!("it holds no {INDEX}: it is no archive of a case"))?;
    let index: Index = serde_json::from_slice(text).map_err(|error| {
        anyhow::anyhow!("{INDEX}: {error}: it was altered; get the archive again")
    })?;
    anyhow::ensure!(
        index.format == FORMAT,
        "its format is `{}`, {FORMAT} can be checked: a newer format needs a newer kezhuan",
        index.format
    );
    let mut all = vec![files(bundle, &index)];
    for (_, package) in bundle.under("packages/") {
        checker.give(package.to_vec());
    }
    let mut receipts = Vec::new();
    for (path, content) in bundle.under("receipts/") {
        match Document::of(content) {
            Ok(Document::Receipt(file)) => {
                checker.expect(&file);
                receipts.push((path, file));
            }
            Ok(_) => all.push(broken(path, "it is no receipt")),
            Err(error) => all.push(broken(path, &format!("{error:#}"))),
        }
    }
    for (path, content) in bundle.under("decisions/") {
        let file = match Document::of(content) {
            Ok(Document::Decision(file)) => file,
            Ok(_) => {
                all.push(broken(path, "it is no decision"));
                continue;
            }
            Err(error) => {
                all.push(broken(path, &format!("{error:#}")));
                continue;
            }
        };
        let mut checked = match checker.decision(&file) {
            Ok(checked) => checked,
            Err(error) => broken(path, &format!("{error:#}")),
        };
        if !checked.unproven.is_empty() {
            checked.unchecked("no receipt is in the archive");
        }
        all.push(checked);
    }
    for (path, file) in receipts {
        all.push(match checker.receipt(&file) {
            Ok(checked) => checked,
            Err(error) => broken(path, &format!("{error:#}")),
        });
    }
    Ok(all)
}

/// That the archive holds what its index names, and nothing else.
fn files(bundle: &Bundle, index: &Index) -> Checked {
    let mut checked = Checked::of(format!(
        "archive of {}, exported {} as {} sees it",
        index.case,
        index.exported_at.format("%Y-%m-%d %H:%M UTC"),
        index.exported_by
    ));
    for file in &index.files {
        match bundle.get(&file.path) {
            None => checked.wrong(format!("{} is missing: get the archive again", file.path)),
            Some(content) if Digest::of(content).to_string() != file.sha256 => {
                checked.wrong(format!(
                    "{} is not what the index names: it was altered after the export",
                    file.path
                ))
            }
            Some(_) => {}
        }
    }
    let named: BTreeSet<&str> = index.files.iter().map(|file| file.path.as_str()).collect();
    for (path, _) in bundle.iter() {
        if path != INDEX && !named.contains(path) {
            checked.wrong(format!(
                "{path} is not in the index: it was added after the export"
            ));
        }
    }
    for (path, content) in bundle.under("keys/") {
        let text = String::from_utf8_lossy(content);
        match key_from_pem(&text) {
            Ok(key) => checked.holds(format!(
                "{path} is key {}, for comparing: what is trusted is what --key names",
                key_id(&key)
            )),
            Err(error) => checked.wrong(format!("{path} is no public key: {error:#}")),
        }
    }
    if checked.wrong.is_empty() {
        checked.holds(format!(
            "its {} files are those its index names",
            index.files.len()
        ));
    }
    checked
}

fn broken(path: &str, problem: &str) -> Checked {
    let mut checked = Checked::of(path);
    checked.wrong(problem);
    checked
}
