//! What signed heads prove of a case, and what only whoever exported it tells.
use std::collections::{BTreeMap, BTreeSet};

use kezhuan_rule_host::Digest;
use serde_json::Value;
use uuid::Uuid;

use super::check::Papers;
use super::{Bundle, INDEX, Index, README};
use crate::proof::audit_file::DOCUMENT_ADDED;
use crate::proof::{AuditFile, Checked};

const DOCUMENTS: &str = "documents.json";
/// Folders whose files are checked one by one.
const CHECKED: [&str; 5] = ["audit/", "decisions/", "keys/", "packages/", "receipts/"];
/// What only the exporter tells; documents are held against the sealed entries of their upload.
const TOLD: [&str; 8] = [
    INDEX,
    "appeals.json",
    "case.json",
    "certificate.json",
    "claims.json",
    DOCUMENTS,
    "incomes.json",
    "versions.json",
];
/// Lists of what hangs on a contract, each with the member that holds its items.
const LISTS: [&str; 3] = ["claims.json", "appeals.json", "incomes.json"];

/// Ties everything to the case. `sealed` are the rows whose receipts hold under a key that was given.
pub(super) fn check(
    bundle: &Bundle,
    index: &Index,
    papers: &Papers<'_>,
    sealed: &BTreeSet<Uuid>,
) -> Checked {
    let mut checked = Checked::of(format!("what is proven of {}", index.case));
    let contract = index.case.strip_prefix("contracts/");
    let Some(contract) = contract.and_then(|id| id.parse::<Uuid>().ok()) else {
        checked.wrong(format!(
            "{INDEX}: {} is no contracts/{{uuid}}: it was altered",
            index.case
        ));
        return checked;
    };
    let case = Case {
        bundle,
        index,
        papers,
        sealed,
        contract,
    };
    let belongs = case.belongings();
    case.decisions(&belongs, &mut checked);
    case.entries(&belongs, &mut checked);
    case.packages(&mut checked);
    let documents = case.documents(&mut checked);
    case.files(&mut checked);
    case.sum_up(documents, &mut checked);
    checked
}

struct Case<'a> {
    bundle: &'a Bundle,
    index: &'a Index,
    papers: &'a Papers<'a>,
    sealed: &'a BTreeSet<Uuid>,
    contract: Uuid,
}

impl<'a> Case<'a> {
    /// Audit entries that a signed head covers.
    fn sealed_entries(&self) -> impl Iterator<Item = &'a AuditFile> {
        let (entries, sealed) = (&self.papers.entries, self.sealed);
        let entries = entries.iter().map(|(_, entry)| entry);
        entries.filter(move |entry| sealed.contains(&entry.id))
    }

    /// The contract and what hangs on it, and whether a sealed entry says so or only a list of the exporter.
    fn belongings(&self) -> BTreeMap<Uuid, bool> {
        let mut belongs = BTreeMap::from([(self.contract, true)]);
        for entry in self.sealed_entries() {
            let of = entry.told("contract").and_then(|id| id.parse().ok());
            if of == Some(self.contract) {
                belongs.insert(entry.aggregate_id, true);
            }
        }
        for list in LISTS {
            let listed = self.json(list);
            for item in listed.as_array().into_iter().flatten() {
                let id = item["name"].as_str().and_then(last).map(str::parse::<Uuid>);
                if let (Some(Ok(id)), Some(of)) = (id, item["contract"].as_str())
                    && of == self.index.case
                {
                    belongs.entry(id).or_insert(false);
                }
            }
        }
        belongs
    }

    fn json(&self, path: &str) -> Value {
        let text = self.bundle.get(path).unwrap_or_default();
        serde_json::from_slice(text).unwrap_or_default()
    }

    /// A genuine decision of another case proves nothing of this one.
    fn decisions(&self, belongs: &BTreeMap<Uuid, bool>, checked: &mut Checked) {
        for (path, file) in &self.papers.decisions {
            let id = last(&file.case).and_then(|id| id.parse::<Uuid>().ok());
            let is_named = match id {
                Some(id) if id == self.contract => file.case == self.index.case,
                Some(id) => file.case == format!("claims/{id}"),
                None => false,
            };
            let expected = format!("{}/decisions/", self.index.case);
            if !is_named || !file.name.starts_with(&expected) {
                checked.wrong(format!(
                    "{path}: {} of {} does not belong to {}: another case's decision was put in",
                    file.name, file.case, self.index.case
                ));
                continue;
            }
            self.tie(
                path,
                &file.case,
                id.and_then(|id| belongs.get(&id)),
                checked,
            );
        }
    }

    fn entries(&self, belongs: &BTreeMap<Uuid, bool>, checked: &mut Checked) {
        for (path, entry) in &self.papers.entries {
            let of = format!("{} {}", entry.aggregate, entry.aggregate_id);
            self.tie(path, &of, belongs.get(&entry.aggregate_id), checked);
        }
    }

    fn tie(&self, path: &str, of: &str, belongs: Option<&bool>, checked: &mut Checked) {
        match belongs {
            Some(true) => {}
            Some(false) => checked.told(format!("that {of} is of {}", self.index.case)),
            None => checked.wrong(format!(
                "{path}: {of} does not belong to {}: another case's was put in",
                self.index.case
            )),
        }
    }

    fn packages(&self, checked: &mut Checked) {
        let decisions = self.papers.decisions.iter();
        let asked = decisions.filter_map(|(_, file)| Some(file.package.as_ref()?.digest.as_str()));
        let asked: BTreeSet<&str> = asked.collect();
        for (path, package) in self.bundle.under("packages/") {
            let digest = Digest::of(package).to_string();
            if path != format!("packages/{digest}.wasm") || !asked.contains(&*digest) {
                checked.wrong(format!(
                    "{path} has the digest {digest}: no decision here is of it, or its name says otherwise"
                ));
            }
        }
    }

    /// Holds the documents listed against the sealed entries of their upload; how many are proven.
    fn documents(&self, checked: &mut Checked) -> usize {
        let added = self
            .sealed_entries()
            .filter(|entry| entry.action == DOCUMENT_ADDED && entry.aggregate_id == self.contract);
        let mut added: BTreeMap<String, &AuditFile> = added
            .filter_map(|entry| Some((entry.told("attachment")?, entry)))
            .collect();
        let mut proven = 0;
        let listed = self.json(DOCUMENTS);
        for document in listed["attachments"].as_array().into_iter().flatten() {
            let name = document["name"].as_str().unwrap_or_default();
            let Some(entry) = last(name).and_then(|id| added.remove(id)) else {
                checked.told(format!("the SHA-256 of {name}"));
                continue;
            };
            let mut is_same = true;
            for member in ["sha256", "material"] {
                let (told, sealed) = (document[member].as_str(), entry.told(member));
                if told != sealed.as_deref() {
                    is_same = false;
                    checked.wrong(format!(
                        "{DOCUMENTS}: {member} of {name} is {}, the sealed entry of its upload says {}: one document \
                         was given for another",
                        told.unwrap_or("missing"),
                        sealed.as_deref().unwrap_or("none")
                    ));
                }
            }
            proven += usize::from(is_same);
        }
        for (id, entry) in added {
            checked.wrong(format!(
                "{DOCUMENTS}: attachment {id} is left out, whose upload audit entry {} tells",
                entry.id
            ));
        }
        proven
    }

    /// Names what nothing signs, and refuses what no export puts in.
    fn files(&self, checked: &mut Checked) {
        for (path, content) in self.bundle.iter() {
            let is_checked = CHECKED.iter().any(|folder| path.starts_with(folder));
            match path {
                _ if is_checked => {}
                "README.md" if content == README.as_bytes() => {}
                "README.md" => checked.told(path),
                _ if TOLD.contains(&path) => checked.told(path),
                _ => checked.wrong(format!("{path:?} is nothing that an archive holds")),
            }
        }
        checked.told("that nothing was left out");
    }

    /// What a reader may take as proven.
    fn sum_up(&self, documents: usize, checked: &mut Checked) {
        let decisions = self.papers.decisions.iter();
        let decisions = decisions.filter_map(|(_, file)| file.id().ok());
        let decisions = decisions.filter(|id| self.sealed.contains(id)).count();
        let entries = self.sealed_entries().count();
        if checked.wrong.is_empty() && decisions + entries > 0 {
            checked.holds(format!(
                "proven by tree heads signed with a key that was given: {decisions} decisions, {entries} audit entries, \
                 the SHA-256 and material of {documents} documents"
            ));
        }
    }
}

/// The last part of a name.
fn last(name: &str) -> Option<&str> {
    name.rsplit('/').next()
}
