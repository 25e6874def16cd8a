//! What keeps a rule from being asked though it is in force: its owner stopped it, or the key that
//! its package was signed with was revoked.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::decision::{Failure, FailureKind};
use crate::hook_id::HookId;
use crate::timeline::Entry;

/// What answers while a hook is stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fallback {
    /// Nothing: each question fails, and the case goes to a person.
    ManualQueue,
    /// In place of the entry that begins on that day, the one before it.
    PreviousVersion { stopped: NaiveDate },
}

/// The restraints of every tenant.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Restraints {
    stops: BTreeMap<(String, HookId), Fallback>,
    /// By the first day of the entry, which no other entry of the hook shares.
    revoked: BTreeMap<(String, HookId, NaiveDate), String>,
}

impl Restraints {
    /// Stops a tenant's hook.
    pub fn stop(&mut self, tenant: &str, hook: &HookId, fallback: Fallback) {
        self.stops
            .insert((tenant.to_owned(), hook.clone()), fallback);
    }

    /// Bars the entry that begins on `from`, with the revocation in words.
    pub fn revoke(&mut self, tenant: &str, hook: &HookId, from: NaiveDate, why: &str) {
        let entry = (tenant.to_owned(), hook.clone(), from);
        self.revoked.insert(entry, why.to_owned());
    }

    /// Which of a hook's entries, in the order of their days, answers in place of `wanted`, and why
    /// it may not be asked, if it may not.
    pub(crate) fn answering<'e>(
        &self,
        entries: &'e [Entry],
        wanted: &'e Entry,
    ) -> (&'e Entry, Option<Failure>) {
        let stop = (wanted.tenant.clone(), wanted.hook.clone());
        let stopped = |why: &str| Some(Failure::new(FailureKind::Stopped, why));
        let entry = match self.stops.get(&stop) {
            None => wanted,
            Some(Fallback::ManualQueue) => return (wanted, stopped("its owner stopped the rule")),
            Some(Fallback::PreviousVersion { stopped: day }) if wanted.from == *day => {
                match entries.iter().rfind(|entry| entry.from < *day) {
                    Some(previous) => previous,
                    None => return (wanted, stopped("no version stands before the stopped one")),
                }
            }
            Some(Fallback::PreviousVersion { .. }) => wanted,
        };
        let (tenant, hook) = stop;
        let why = self.revoked.get(&(tenant, hook, entry.from));
        (
            entry,
            why.map(|why| Failure::new(FailureKind::KeyRevoked, why)),
        )
    }
}
