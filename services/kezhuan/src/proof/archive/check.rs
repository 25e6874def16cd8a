//! Everything in an archive, checked without the suite.
use std::collections::BTreeSet;

use anyhow::Context;
use kezhuan_database::seal::{RowKind, key_from_pem, key_id};
use kezhuan_rule_host::Digest;

use super::{Bundle, FORMAT, INDEX, Index, case};
use crate::proof::{AuditFile, Checked, Checker, DecisionFile, Document, ReceiptFile};

/// Checks the index, then every decision and audit entry, then every receipt, then what they prove of
/// the case. Blocks.
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
    let papers = Papers::of(bundle, &mut all);
    for (_, file) in &papers.receipts {
        checker.expect(file);
    }
    let mut rows = BTreeSet::new();
    for (path, file) in &papers.decisions {
        let checked = checker.decision(file);
        let mut checked = checked.unwrap_or_else(|error| broken(path, &format!("{error:#}")));
        without_receipt(&mut checked);
        all.push(checked);
        rows.extend(
            file.id()
                .ok()
                .map(|id| (RowKind::Decision.collection(), id)),
        );
    }
    for (_, file) in &papers.entries {
        let mut checked = checker.audit_entry(file);
        without_receipt(&mut checked);
        all.push(checked);
        rows.insert((RowKind::Audit.collection(), file.id));
    }
    let mut sealed = BTreeSet::new();
    for (path, file) in &papers.receipts {
        let checked = checker.receipt(file);
        let mut checked = checked.unwrap_or_else(|error| broken(path, &format!("{error:#}")));
        let row = file.row().ok().map(|(kind, id)| (kind.collection(), id));
        match row.filter(|row| rows.contains(row)) {
            None => checked.wrong(format!("{path} is about a row that is not in the archive")),
            Some(_) if file.service != index.service => checked.wrong(format!(
                "it is of the log of {}, the case is of {}",
                file.service, index.service
            )),
            Some((_, id)) if checked.is_sound() => {
                sealed.insert(id);
            }
            Some(_) => {}
        }
        all.push(checked);
    }
    all.push(case::check(bundle, &index, &papers, &sealed));
    Ok(all)
}

/// What can be checked, each under its path. A file that is not what its name says proves nothing.
#[derive(Default)]
pub(super) struct Papers<'b> {
    pub(super) decisions: Vec<(&'b str, DecisionFile)>,
    pub(super) entries: Vec<(&'b str, AuditFile)>,
    receipts: Vec<(&'b str, ReceiptFile)>,
}

impl<'b> Papers<'b> {
    fn of(bundle: &'b Bundle, all: &mut Vec<Checked>) -> Papers<'b> {
        let mut papers = Papers::default();
        for folder in ["decisions/", "audit/", "receipts/"] {
            for (path, content) in bundle.under(folder) {
                if let Err(error) = papers.take(folder, path, content) {
                    all.push(broken(path, &format!("{error:#}")));
                }
            }
        }
        papers
    }

    fn take(&mut self, folder: &str, path: &'b str, content: &[u8]) -> anyhow::Result<()> {
        let id = match (folder, Document::of(content)?) {
            ("decisions/", Document::Decision(file)) => {
                let id = file.id()?;
                self.decisions.push((path, *file));
                id
            }
            ("audit/", Document::Audit(file)) => {
                let id = file.id;
                self.entries.push((path, *file));
                id
            }
            ("receipts/", Document::Receipt(file)) => {
                let (_, id) = file.row()?;
                self.receipts.push((path, *file));
                id
            }
            _ => anyhow::bail!("it is nothing that belongs into {folder}"),
        };
        anyhow::ensure!(
            path == format!("{folder}{id}.json"),
            "it is of {id}, and its name says otherwise"
        );
        Ok(())
    }
}

fn without_receipt(checked: &mut Checked) {
    if !checked.unproven.is_empty() {
        checked.unchecked("no receipt is in the archive");
    }
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
            "its {} files are those its index names, which shows damage: nothing signs the index",
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
