//! Which package and settings are in force for a tenant's hook on which legal dates.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;
use uuid::Uuid;

use crate::digest::Digest;
use crate::hook_id::HookId;
use crate::settings::Settings;

/// A package in force from a day on, until before another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// What restraints name it by.
    pub id: Uuid,
    pub tenant: String,
    pub hook: HookId,
    pub package: Digest,
    pub settings: Arc<Settings>,
    pub from: NaiveDate,
    /// The first day it is no longer in force.
    pub until: Option<NaiveDate>,
    /// Later questions of open cases move to this entry, too.
    pub applies_to_open_cases: bool,
}

impl Entry {
    fn covers(&self, date: NaiveDate) -> bool {
        self.from <= date && self.until.is_none_or(|until| date < until)
    }
}

/// Two entries are in force on the same day.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{tenant} {hook}: two packages are in force on {on}")]
pub struct Overlap {
    pub tenant: String,
    pub hook: HookId,
    pub on: NaiveDate,
}

/// Days without a rule between two entries; until before `until`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gap {
    pub from: NaiveDate,
    pub until: NaiveDate,
}

/// Every tenant's entries, none overlapping.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Timeline {
    entries: BTreeMap<(String, HookId), Vec<Entry>>,
}

impl Timeline {
    /// A timeline of these entries, unless two of one tenant and hook overlap.
    pub fn new(entries: impl IntoIterator<Item = Entry>) -> Result<Timeline, Overlap> {
        let mut timeline = Timeline::default();
        for entry in entries
            .into_iter()
            .filter(|entry| entry.until.is_none_or(|until| entry.from < until))
        {
            let key = (entry.tenant.clone(), entry.hook.clone());
            timeline.entries.entry(key).or_default().push(entry);
        }
        for ((tenant, hook), entries) in &mut timeline.entries {
            entries.sort_by_key(|entry| entry.from);
            let mut pairs = entries.windows(2);
            if let Some(pair) = pairs.find(|pair| pair[0].covers(pair[1].from)) {
                return Err(Overlap {
                    tenant: tenant.clone(),
                    hook: hook.clone(),
                    on: pair[1].from,
                });
            }
        }
        Ok(timeline)
    }

    /// Takes over the hooks of another timeline.
    pub(crate) fn add(&mut self, other: Timeline) {
        self.entries.extend(other.entries);
    }

    /// The entry in force on the legal date.
    pub fn in_force(&self, tenant: &str, hook: &HookId, legal_date: NaiveDate) -> Option<&Entry> {
        self.of(tenant, hook)
            .iter()
            .find(|entry| entry.covers(legal_date))
    }

    /// A tenant's entries of a hook, by day.
    pub fn of(&self, tenant: &str, hook: &HookId) -> &[Entry] {
        let entries = self.entries.get(&(tenant.to_owned(), hook.clone()));
        entries.map_or(&[], Vec::as_slice)
    }

    /// Every entry.
    pub fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.entries.values().flatten()
    }

    /// Days between a tenant's entries on which no rule is in force.
    pub fn gaps(&self, tenant: &str, hook: &HookId) -> Vec<Gap> {
        let pairs = self.of(tenant, hook).windows(2);
        let gaps = pairs.filter_map(|pair| {
            let from = pair[0].until.filter(|until| *until < pair[1].from)?;
            Some(Gap {
                from,
                until: pair[1].from,
            })
        });
        gaps.collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn entry(package: &str, from: &str, until: Option<&str>) -> Entry {
        Entry {
            id: Uuid::nil(),
            tenant: "440703".to_owned(),
            hook: "tc.incentive@1".parse().unwrap(),
            package: Digest::of(package.as_bytes()),
            settings: Arc::default(),
            from: day(from),
            until: until.map(day),
            applies_to_open_cases: false,
        }
    }

    #[test]
    fn the_legal_date_picks_the_rule() {
        let entries = [
            entry("b", "2025-07-01", None),
            entry("a", "2025-01-01", Some("2025-06-01")),
        ];
        let timeline = Timeline::new(entries).unwrap();
        let hook = "tc.incentive@1".parse().unwrap();
        let on = |date| {
            timeline
                .in_force("440703", &hook, day(date))
                .map(|entry| entry.package)
        };
        assert_eq!(on("2024-12-31"), None);
        assert_eq!(on("2025-01-01"), Some(Digest::of(b"a")));
        assert_eq!(on("2025-05-31"), Some(Digest::of(b"a")));
        assert_eq!(on("2025-06-01"), None);
        assert_eq!(on("2030-01-01"), Some(Digest::of(b"b")));
        let gap = Gap {
            from: day("2025-06-01"),
            until: day("2025-07-01"),
        };
        assert_eq!(timeline.gaps("440703", &hook), [gap]);
        assert!(
            timeline
                .in_force("440705", &hook, day("2025-01-01"))
                .is_none()
        );
    }

    #[test]
    fn two_rules_on_one_day_are_refused() {
        for until in [None, Some("2025-07-02")] {
            let entries = [
                entry("a", "2025-01-01", until),
                entry("b", "2025-07-01", None),
            ];
            assert_eq!(Timeline::new(entries).unwrap_err().on, day("2025-07-01"));
        }
        assert!(
            Timeline::new([
                entry("a", "2025-01-01", Some("2025-07-01")),
                entry("b", "2025-07-01", None)
            ])
            .is_ok()
        );
    }
}
