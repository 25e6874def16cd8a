//! Checks one thing after another with the keys and packages that were given; what it compiled it keeps.
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use anyhow::Context;
use kezhuan_database::seal::RowKind;
use kezhuan_rule_host::{Digest, Host, Package};
use tempfile::TempDir;
use uuid::Uuid;

use super::decision_check::{self, Asked};
use super::{AuditFile, Checked, DecisionFile, Keys, ReceiptFile, not_asked};
use crate::packages;

/// Checks without any server. Blocks.
#[derive(Default)]
pub struct Checker {
    keys: Keys,
    /// Bytes of packages that were given beside the files.
    given: HashMap<Digest, Vec<u8>>,
    loaded: HashMap<Digest, Arc<Package>>,
    host: Option<(Host, Option<TempDir>)>,
    /// Row digests of the decisions and audit entries seen, for receipts that come after them.
    rows: HashMap<String, String>,
    /// Rows whose receipts were given, too, and are checked after them.
    receipts: HashSet<String>,
}

impl Checker {
    /// With these keys.
    pub fn new(keys: Keys) -> Checker {
        Checker {
            keys,
            ..Checker::default()
        }
    }

    /// A package for decisions whose files hold none.
    pub fn give(&mut self, package: Vec<u8>) {
        self.given.insert(Digest::of(&package), package);
    }

    /// A receipt that will be checked, so that the row it is about is not told to have none.
    pub fn expect(&mut self, receipt: &ReceiptFile) {
        self.receipts.insert(receipt.row.clone());
    }

    /// Checks a decision: that its members belong together, and that the rule still answers the same.
    pub fn decision(&mut self, file: &DecisionFile) -> anyhow::Result<Checked> {
        let mut checked = Checked::of(decision_check::title(file));
        let row = file.stored()?;
        let name = row_name(RowKind::Decision, row.id);
        let digests = (hex::encode(row.digest()), &*file.row_digest);
        self.row(name, digests, &mut checked);
        let asked = file.package.as_ref().filter(|_| !not_asked::is_so(file));
        let Some(part) = asked else {
            not_asked::check(file, &mut checked);
            return Ok(checked);
        };
        let named: Digest = part.digest.parse().context("package.digest")?;
        let bytes = match file.enclosed()? {
            Some(bytes) => Some(bytes),
            None => self.given.get(&named).cloned(),
        };
        let Some(bytes) = bytes else {
            checked.unchecked(format!(
                "the rule was not asked again: the file holds no package. Give --package FILE with digest {named}, \
                 or get the file without --without-package"
            ));
            return Ok(checked);
        };
        let given = Digest::of(&bytes);
        if given != named {
            checked.wrong(format!(
                "package: the decision is of {named}, the package given is {given}: it was exchanged"
            ));
            return Ok(checked);
        }
        let package = match self.load(named, &bytes) {
            Ok(package) => package,
            Err(error) => {
                checked.unchecked(format!("the rule was not asked again: {error:#}"));
                return Ok(checked);
            }
        };
        let host = self.host()?;
        Asked {
            host: &host,
            package: &package,
        }
        .compare(file, &mut checked)?;
        Ok(checked)
    }

    /// Checks an audit entry: that its members belong together.
    pub fn audit_entry(&mut self, file: &AuditFile) -> Checked {
        let mut checked = Checked::of(file.title());
        let row = file.stored();
        let name = row_name(RowKind::Audit, row.id);
        let digests = (hex::encode(row.digest()), &*file.row_digest);
        self.row(name, digests, &mut checked);
        checked
    }

    /// Holds what a row's members give against the digest its file names, and keeps it for the receipt.
    fn row(&mut self, name: String, (given, named): (String, &str), checked: &mut Checked) {
        if given == named {
            checked.holds(format!("its members give the row digest {given}"));
        } else {
            checked.wrong(format!(
                "row_digest: the file says {named}, its members give {given}: a member was changed after it was stored"
            ));
        }
        if !self.receipts.contains(&name) {
            checked.unproven(
                "nothing signed says that it was stored so: that takes its receipt and the log's public key",
            );
        }
        // A receipt is held against one file, so there must be no other that passes under its name.
        match self.rows.get(&name) {
            Some(known) if *known != given => checked.wrong(format!(
                "{name}: another file given says otherwise of it: check them one by one"
            )),
            Some(_) => {}
            None => {
                self.rows.insert(name, given);
            }
        }
    }

    /// Checks a receipt, against a row that was checked before where it is about one.
    pub fn receipt(&self, file: &ReceiptFile) -> anyhow::Result<Checked> {
        let head = &file.tree_head;
        let mut checked = Checked::of(format!(
            "receipt of {} in the log of {}: leaf {} under tree head {} (size {}, sealed {})",
            file.row,
            file.service,
            file.leaf_index,
            head.number,
            head.size,
            head.sealed_at.format("%Y-%m-%d %H:%M:%S UTC")
        ));
        let receipt = file.receipt()?;
        match self.keys.of(&head.key_id) {
            Some(key) => match receipt.check(key) {
                Ok(()) => checked.holds(format!(
                    "key {} signed the head, and the proof leads from the row's digest to its root",
                    head.key_id
                )),
                Err(broken) => checked.wrong(format!("{broken}. Ask {} for the receipt again", file.service)),
            },
            None if !receipt.leads_to_root() => checked.wrong(format!(
                "the proof does not lead from the row's digest to the root: digest, place, proof or root was altered. \
                 Ask {} for the receipt again",
                file.service
            )),
            None if self.keys.is_empty() => checked.unchecked(format!(
                "the signature: give --key FILE with the public key {} of {}, from its operator and not from whom \
                 the receipt came",
                head.key_id, file.service
            )),
            None => checked.wrong(format!(
                "the head names key {}, those given are {}: another service's, an older one's, or a forged receipt",
                head.key_id,
                self.keys.ids()
            )),
        }
        self.tie(&receipt, file, &mut checked);
        Ok(checked)
    }

    fn tie(
        &self,
        receipt: &kezhuan_database::seal::Receipt,
        file: &ReceiptFile,
        checked: &mut Checked,
    ) {
        let kind = receipt.kind;
        match self.rows.get(&row_name(kind, receipt.row_id)) {
            Some(digest) if *digest == file.row_digest => {
                checked.holds(format!("it is about exactly the {kind} that was given"));
            }
            Some(digest) => checked.wrong(format!(
                "row_digest: the receipt is about {}, the {kind} given has {digest}: one of the two was altered",
                file.row_digest
            )),
            None => {}
        }
    }

    fn load(&mut self, digest: Digest, bytes: &[u8]) -> anyhow::Result<Arc<Package>> {
        if let Some(package) = self.loaded.get(&digest) {
            return Ok(Arc::clone(package));
        }
        let package = self.host()?.load(bytes)?;
        self.loaded.insert(digest, Arc::clone(&package));
        Ok(package)
    }

    fn host(&mut self) -> anyhow::Result<Host> {
        let started = match self.host.take() {
            Some(started) => started,
            None => packages::host().context("the rule host can't start")?,
        };
        let host = started.0.clone();
        self.host = Some(started);
        Ok(host)
    }
}

/// As receipts call a row.
fn row_name(kind: RowKind, id: Uuid) -> String {
    format!("{}/{id}", kind.collection())
}
