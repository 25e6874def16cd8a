//! Which rule answers a question: of the case's pin or of its legal date, and what takes its place.

use std::sync::Arc;

use chrono::NaiveDate;

use super::{Rule, Rulebook};
use crate::adapt;
use crate::decision::Pin;
use crate::digest::Digest;
use crate::hook_id::HookId;
use crate::timeline::Entry;

/// What stands on a day of a timeline.
#[derive(Clone, Copy)]
enum Covering<'r> {
    Entry(&'r Entry),
    /// Entries that contradict each other: their questions fail.
    Contradiction(Digest),
}

impl Covering<'_> {
    fn applies_to_open_cases(&self) -> bool {
        match self {
            Covering::Entry(entry) => entry.applies_to_open_cases,
            Covering::Contradiction(_) => false,
        }
    }
}

/// A hook and the majors before it whose packages this host can ask for it.
fn majors(hook: &HookId) -> impl Iterator<Item = HookId> {
    std::iter::successors(Some(hook.clone()), adapt::older)
}

impl Rulebook {
    /// The rule for a question: of the pin, when the case has one and the entry now in force
    /// doesn't apply to open cases; else of the legal date. Where that rule is restrained, what
    /// takes its place, or the rule with the reason why it isn't asked. Where the package of the
    /// legal date could not be loaded, the last good one; a case with a pin waits for its own.
    pub fn in_force(
        &self,
        tenant: &str,
        hook: &HookId,
        legal_date: NaiveDate,
        pin: Option<&Pin>,
    ) -> Option<Rule> {
        // A rule of the major before answers where none of this one is in force.
        let found = majors(hook).find_map(|hook| self.covering(tenant, &hook, legal_date));
        match (pin, found) {
            (Some(pin), found) if found.is_none_or(|found| !found.applies_to_open_cases()) => {
                Some(self.pinned(tenant, hook, pin))
            }
            (_, Some(Covering::Entry(entry))) => Some(self.answering(entry)),
            (_, Some(Covering::Contradiction(digest))) => Some(Rule::unknown(digest)),
            (_, None) => None,
        }
    }

    /// What answers in place of an entry on its legal dates: the last good one, where its package
    /// could not be loaded.
    pub(super) fn answering(&self, entry: &Entry) -> Rule {
        let rule = self.rule(entry);
        if rule.restraint.is_some() || rule.package.is_some() {
            return rule;
        }
        self.last_good(entry).unwrap_or(rule)
    }

    /// The nearest version before an entry that can be asked, of its own major: approvals are of one. It
    /// follows from what is stored alone, so that it is the same in every process and after every restart.
    pub(super) fn last_good(&self, entry: &Entry) -> Option<Rule> {
        let entries = self.timeline.of(&entry.tenant, &entry.hook).iter();
        let earlier = entries.rev().filter(|earlier| earlier.from < entry.from);
        let mut rules = earlier.map(|earlier| self.rule(earlier));
        rules.find(|rule| rule.restraint.is_none() && rule.package.is_some())
    }

    /// What a tenant has of one major of a hook on a day.
    fn covering(&self, tenant: &str, hook: &HookId, date: NaiveDate) -> Option<Covering<'_>> {
        let entry = self.timeline.in_force(tenant, hook, date);
        entry.map(Covering::Entry).or_else(|| {
            let key = (tenant.to_owned(), hook.clone());
            let digest = self.contradictory.get(&key)?;
            Some(Covering::Contradiction(*digest))
        })
    }

    fn rule(&self, entry: &Entry) -> Rule {
        let entries = self.timeline.of(&entry.tenant, &entry.hook);
        let (entry, restraint) = self.restraints.answering(entries, entry);
        Rule {
            digest: entry.package,
            settings: Arc::clone(&entry.settings),
            package: self.packages.get(&entry.package).cloned(),
            restraint,
        }
    }

    fn pinned(&self, tenant: &str, hook: &HookId, pin: &Pin) -> Rule {
        let of_major = |hook: HookId| {
            let retired = self.retired.get(&(tenant.to_owned(), hook.clone()));
            let entries = self.timeline.of(tenant, &hook).iter();
            entries.chain(retired.into_iter().flatten())
        };
        let same = majors(hook).flat_map(of_major).filter(|entry| {
            entry.package == pin.package && entry.settings.digest() == pin.settings
        });
        let mut rules = same.map(|entry| self.rule(entry));
        let first = rules.next();
        // The same package may be in force again, signed with another key.
        match first {
            Some(first) if first.restraint.is_none() => first,
            Some(first) => rules.find(|rule| rule.restraint.is_none()).unwrap_or(first),
            // Known by the case, unknown here: the question fails and goes to a person.
            None => Rule::unknown(pin.package),
        }
    }
}
