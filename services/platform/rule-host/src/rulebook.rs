//! Loaded packages and the timeline that says when each is in force: one immutable snapshot, and a
//! holder in which a service swaps it without a restart.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::PathBuf;
use std::sync::{Arc, PoisonError, RwLock};

use chrono::NaiveDate;
use uuid::Uuid;

use crate::adapt;
use crate::decision::{Failure, Pin};
use crate::digest::Digest;
use crate::hook_id::HookId;
use crate::host::{Host, LoadError};
use crate::package::Package;
use crate::restraint::Restraints;
use crate::settings::Settings;
use crate::timeline::{Entry, Timeline};

/// A package with the settings it is asked under.
#[derive(Clone, Debug)]
pub struct Rule {
    pub digest: Digest,
    pub settings: Arc<Settings>,
    /// Missing where the package is in force but could not be loaded here.
    pub package: Option<Arc<Package>>,
    /// Why it may not be asked, though it is in force.
    pub restraint: Option<Failure>,
}

impl Rule {
    /// A loaded package under these settings.
    pub fn new(package: Arc<Package>, settings: Settings) -> Rule {
        Rule {
            digest: package.digest(),
            settings: Arc::new(settings),
            package: Some(package),
            restraint: None,
        }
    }

    /// A package that can't be asked here: the question fails and goes to a person.
    fn unknown(digest: Digest) -> Rule {
        Rule {
            digest,
            settings: Arc::default(),
            package: None,
            restraint: None,
        }
    }
}

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

/// Packages and timeline, as they stood together.
#[derive(Clone, Debug, Default)]
pub struct Rulebook {
    packages: HashMap<Digest, Arc<Package>>,
    timeline: Timeline,
    /// Entries without days of their own, since others took them: cases that are pinned to them stay.
    retired: BTreeMap<(String, HookId), Vec<Entry>>,
    restraints: Arc<Restraints>,
    /// Hooks whose entries contradict each other, with one of their packages: their questions fail.
    contradictory: BTreeMap<(String, HookId), Digest>,
}

impl Rulebook {
    /// No package, nothing in force.
    pub fn empty() -> Rulebook {
        Rulebook::default()
    }

    /// These packages under this timeline.
    pub fn new(packages: impl IntoIterator<Item = Arc<Package>>, timeline: Timeline) -> Rulebook {
        let packages = packages
            .into_iter()
            .map(|package| (package.digest(), package))
            .collect();
        Rulebook {
            packages,
            timeline,
            ..Rulebook::default()
        }
    }

    /// Packages from files, each in force for its owner from a day on, under its own settings.
    pub fn from_files(
        host: &Host,
        files: &[PathBuf],
        from: NaiveDate,
    ) -> Result<Rulebook, LoadError> {
        let mut packages = Vec::new();
        let mut entries = Vec::new();
        for file in files {
            let bytes = std::fs::read(file).map_err(|why| LoadError::File {
                file: file.clone(),
                why,
            })?;
            let package = host.load(&bytes)?;
            let settings = Arc::new(package.settings_schema().defaults());
            entries.extend(package.answers().iter().map(|answer| Entry {
                id: Uuid::now_v7(),
                tenant: package.manifest().owner.clone(),
                hook: answer.hook.clone(),
                package: package.digest(),
                settings: Arc::clone(&settings),
                from,
                until: None,
                applies_to_open_cases: false,
            }));
            packages.push(package);
        }
        Ok(Rulebook::new(packages, Timeline::new(entries)?))
    }

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
    fn answering(&self, entry: &Entry) -> Rule {
        let rule = self.rule(entry);
        if rule.restraint.is_some() || rule.package.is_some() {
            return rule;
        }
        self.last_good(entry).unwrap_or(rule)
    }

    /// The nearest version before an entry that can be asked. It follows from what is stored alone,
    /// so that it is the same in every process and after every restart.
    fn last_good(&self, entry: &Entry) -> Option<Rule> {
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

    /// The loaded package of that digest.
    pub fn package(&self, digest: &Digest) -> Option<&Arc<Package>> {
        self.packages.get(digest)
    }

    /// Every loaded package.
    pub fn packages(&self) -> impl Iterator<Item = &Arc<Package>> {
        self.packages.values()
    }

    /// When what is in force.
    pub fn timeline(&self) -> &Timeline {
        &self.timeline
    }
}

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

/// The rulebook of a running service.
#[derive(Clone, Debug, Default)]
pub struct LiveRulebook(Arc<RwLock<Arc<Rulebook>>>);

impl LiveRulebook {
    /// Starts with this rulebook.
    pub fn new(rulebook: Rulebook) -> LiveRulebook {
        LiveRulebook(Arc::new(RwLock::new(Arc::new(rulebook))))
    }

    /// The rulebook as it stands; a question that has it keeps it.
    pub fn current(&self) -> Arc<Rulebook> {
        Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Puts another in its place, under the restraints that hold.
    pub fn replace(&self, rulebook: Rulebook) {
        let mut live = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let restraints = Arc::clone(&live.restraints);
        *live = Arc::new(Rulebook {
            restraints,
            ..rulebook
        });
    }

    /// Says which entries may not be asked from now on; what was restrained before and isn't any
    /// more is asked again. Called before [`LiveRulebook::update`], so that no new entry is asked
    /// that never may.
    pub fn restrain(&self, restraints: Restraints) {
        let mut live = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let restraints = Arc::new(restraints);
        *live = Arc::new(Rulebook {
            restraints,
            ..Rulebook::clone(&live)
        });
    }

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
