//! What keeps a rule from being asked though it is in force: its owner stopped it, or the key that
//! its package was signed with was revoked.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use uuid::Uuid;

use crate::decision::{Failure, FailureKind};
use crate::hook_id::HookId;
use crate::timeline::Entry;

/// What answers while a hook is stopped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fallback {
    /// Nothing: each question fails, and the case goes to a person.
    ManualQueue,
    /// In place of the stopped entries, whose rule is one, the one that began last before that day.
    PreviousVersion {
        stopped: BTreeSet<Uuid>,
        before: NaiveDate,
    },
}

/// The restraints of every tenant.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Restraints {
    stops: BTreeMap<(String, HookId), Fallback>,
    /// By the entry, whose days others may have taken since.
    revoked: BTreeMap<Uuid, String>,
}

impl Restraints {
    /// Stops a tenant's hook.
    pub fn stop(&mut self, tenant: &str, hook: &HookId, fallback: Fallback) {
        self.stops
            .insert((tenant.to_owned(), hook.clone()), fallback);
    }

    /// Bars an entry, with the revocation in words.
    pub fn revoke(&mut self, entry: Uuid, why: &str) {
        self.revoked.insert(entry, why.to_owned());
    }

    /// Which of a hook's entries, in the order of their days, answers in place of `wanted`, and why
    /// it may not be asked, if it may not.
    pub(crate) fn answering<'e>(
        &self,
        entries: &'e [Entry],
        wanted: &'e Entry,
    ) -> (&'e Entry, Option<Failure>) {
        let hook = (wanted.tenant.clone(), wanted.hook.clone());
        let failed = |why: &str| Some(Failure::new(FailureKind::Stopped, why));
        let entry = match self.stops.get(&hook) {
            None => wanted,
            Some(Fallback::ManualQueue) => return (wanted, failed("its owner stopped the rule")),
            Some(Fallback::PreviousVersion { stopped, before }) if stopped.contains(&wanted.id) => {
                match entries.iter().rfind(|entry| entry.from < *before) {
                    Some(previous) => previous,
                    None => return (wanted, failed("no version stands before the stopped one")),
                }
            }
            Some(Fallback::PreviousVersion { .. }) => wanted,
        };
        let why = self.revoked.get(&entry.id);
        (
            entry,
            why.map(|why| Failure::new(FailureKind::KeyRevoked, why)),
        )
    }
}
