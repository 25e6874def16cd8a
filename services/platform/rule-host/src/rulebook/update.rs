//! From one snapshot to the next: what is loaded, what is kept of the one before, and what could not be taken over.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::{LiveRulebook, Rulebook};
use crate::digest::Digest;
use crate::hook_id::HookId;
use crate::host::Host;
use crate::package::Package;
use crate::timeline::{Entry, Timeline};

/// A package that is in force and could not be loaded, or whose days another's entry claims, too;
/// its hook is answered by the last good one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotLoaded {
    pub package: Digest,
    pub tenant: String,
    pub hook: HookId,
    pub why: String,
    /// What answers in its place. Nothing: its questions fail and go to a person.
    pub last_good: Option<Digest>,
}

impl LiveRulebook {
    /// Makes these entries the timeline, loading what is not loaded yet. Where a package can't be
    /// loaded, the last good one answers in its place; where entries contradict each other, that
    /// tenant and hook keep what stood before. Every other one moves on. Blocks.
    pub fn update(
        &self,
        host: &Host,
        entries: Vec<Entry>,
        mut bytes_of: impl FnMut(&Digest) -> Option<Vec<u8>>,
    ) -> Vec<NotLoaded> {
        let before = self.current();
        let mut after = Rulebook::empty();
        let mut problems = BTreeMap::new();
        let mut wrong = Vec::new();
        let (entries, retired): (Vec<Entry>, Vec<Entry>) = entries.into_iter().partition(has_days);
        for ((tenant, hook), entries) in by_hook(entries) {
            let packages: BTreeSet<Digest> = entries.iter().map(|entry| entry.package).collect();
            for package in packages {
                if let Err(why) = after.take(host, &before, package, &mut problems, &mut bytes_of) {
                    wrong.push((tenant.clone(), hook.clone(), package, why));
                }
            }
            let newest = entries.iter().max_by_key(|entry| entry.from);
            let newest = newest.map(|entry| entry.package);
            match Timeline::new(entries) {
                Ok(wanted) => after.timeline.add(wanted),
                Err(overlap) => {
                    let key = (tenant, hook);
                    after.contradict(&before, &key, newest);
                    let newest = newest.map(|newest| (key.0, key.1, newest, overlap.to_string()));
                    wrong.extend(newest);
                }
            }
        }
        for ((tenant, hook), entries) in by_hook(retired) {
            for package in entries.iter().map(|entry| entry.package) {
                // One that can't be loaded fails the cases pinned to it, and nobody else's.
                let _ = after.take(host, &before, package, &mut problems, &mut bytes_of);
            }
            after.retired.insert((tenant, hook), entries);
        }
        self.replace(after);
        let live = self.current();
        let told = wrong
            .into_iter()
            .map(|(tenant, hook, package, why)| NotLoaded {
                last_good: live.stand_in(&tenant, &hook, package),
                package,
                tenant,
                hook,
                why,
            });
        told.collect()
    }
}

/// One whose days others took is in no timeline.
fn has_days(entry: &Entry) -> bool {
    entry.until.is_none_or(|until| entry.from < until)
}

fn by_hook(entries: Vec<Entry>) -> BTreeMap<(String, HookId), Vec<Entry>> {
    let mut groups: BTreeMap<(String, HookId), Vec<Entry>> = BTreeMap::new();
    for entry in entries {
        let key = (entry.tenant.clone(), entry.hook.clone());
        groups.entry(key).or_default().push(entry);
    }
    groups
}

impl Rulebook {
    /// Takes a package in: the one loaded before, or loaded now. One that can't be is tried once.
    fn take(
        &mut self,
        host: &Host,
        before: &Rulebook,
        digest: Digest,
        problems: &mut BTreeMap<Digest, String>,
        bytes_of: &mut impl FnMut(&Digest) -> Option<Vec<u8>>,
    ) -> Result<(), String> {
        if self.packages.contains_key(&digest) {
            return Ok(());
        }
        if let Some(why) = problems.get(&digest) {
            return Err(why.clone());
        }
        match load(host, before, digest, bytes_of) {
            Ok(package) => {
                self.packages.insert(digest, package);
                Ok(())
            }
            Err(why) => {
                problems.insert(digest, why.clone());
                Err(why)
            }
        }
    }

    /// Entries of a hook contradict each other: those of before hold, or its questions fail.
    fn contradict(
        &mut self,
        before: &Rulebook,
        (tenant, hook): &(String, HookId),
        newest: Option<Digest>,
    ) {
        let last_good = before.loaded_entries(tenant, hook);
        if last_good.is_empty() {
            let key = (tenant.clone(), hook.clone());
            self.contradictory
                .extend(newest.map(|newest| (key, newest)));
        } else {
            self.keep(before, last_good);
        }
    }

    /// What answers a hook in place of a package that is not loaded, or of one that never came into
    /// the timeline.
    fn stand_in(&self, tenant: &str, hook: &HookId, package: Digest) -> Option<Digest> {
        let entries = self.timeline.of(tenant, hook);
        let wanted = entries.iter().rfind(|entry| entry.package == package);
        let rule = match wanted {
            Some(entry) => self.last_good(entry),
            None => entries.last().map(|entry| self.answering(entry)),
        };
        rule.map(|rule| rule.digest)
    }

    /// The entries of a hook, if any of their packages is loaded.
    fn loaded_entries(&self, tenant: &str, hook: &HookId) -> Vec<Entry> {
        let entries = self.timeline.of(tenant, hook);
        let is_loaded = |entry: &Entry| self.packages.contains_key(&entry.package);
        match entries.iter().any(is_loaded) {
            true => entries.to_vec(),
            false => Vec::new(),
        }
    }

    /// Keeps entries of `before` with their packages.
    fn keep(&mut self, before: &Rulebook, entries: Vec<Entry>) {
        for entry in &entries {
            if let Some(package) = before.packages.get(&entry.package) {
                self.packages.insert(entry.package, Arc::clone(package));
            }
        }
        // They stood in one timeline before, so they don't overlap.
        if let Ok(kept) = Timeline::new(entries) {
            self.timeline.add(kept);
        }
    }
}

fn load(
    host: &Host,
    before: &Rulebook,
    digest: Digest,
    bytes_of: &mut impl FnMut(&Digest) -> Option<Vec<u8>>,
) -> Result<Arc<Package>, String> {
    if let Some(package) = before.packages.get(&digest) {
        return Ok(Arc::clone(package));
    }
    let bytes = bytes_of(&digest).ok_or("its file is not here")?;
    if Digest::of(&bytes) != digest {
        return Err("its file has another digest".to_owned());
    }
    host.load(&bytes).map_err(|error| error.to_string())
}
