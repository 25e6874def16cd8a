//! Loaded packages and the timeline that says when each is in force: one immutable snapshot, and a
//! holder in which a service swaps it without a restart.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::PathBuf;
use std::sync::{Arc, PoisonError, RwLock};

use chrono::NaiveDate;

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
    /// takes its place, or the rule with the reason why it isn't asked.
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
            (_, Some(Covering::Entry(entry))) => Some(self.rule(entry)),
            (_, Some(Covering::Contradiction(digest))) => Some(Rule::unknown(digest)),
            (_, None) => None,
        }
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
        let entries = majors(hook).flat_map(|hook| self.timeline.of(tenant, &hook));
        let same = entries.filter(|entry| {
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
/// its hooks keep their last good entries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotLoaded {
    pub package: Digest,
    pub tenant: String,
    pub hook: HookId,
    pub why: String,
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
    /// loaded or entries contradict each other, that tenant and hook keep their last good entries;
    /// every other one moves on. Blocks.
    pub fn update(
        &self,
        host: &Host,
        entries: Vec<Entry>,
        mut bytes_of: impl FnMut(&Digest) -> Option<Vec<u8>>,
    ) -> Vec<NotLoaded> {
        let before = self.current();
        let mut after = Rulebook::empty();
        let mut problems = BTreeMap::new();
        let mut not_loaded = Vec::new();
        for ((tenant, hook), entries) in by_hook(entries) {
            let mut wrong = Vec::new();
            let packages: BTreeSet<Digest> = entries.iter().map(|entry| entry.package).collect();
            for package in packages {
                if let Err(why) = after.take(host, &before, package, &mut problems, &mut bytes_of) {
                    wrong.push((package, why));
                }
            }
            let newest = entries.iter().max_by_key(|entry| entry.from);
            let newest = newest.map(|entry| entry.package);
            let wanted = Timeline::new(entries);
            if let (Err(overlap), Some(newest)) = (&wanted, newest) {
                wrong.push((newest, overlap.to_string()));
            }
            let last_good = before.loaded_entries(&tenant, &hook);
            match (wanted, newest) {
                _ if !wrong.is_empty() && !last_good.is_empty() => after.keep(&before, last_good),
                (Ok(wanted), _) => after.timeline.add(wanted),
                (Err(_), newest) => after
                    .contradictory
                    .extend(newest.map(|newest| ((tenant.clone(), hook.clone()), newest))),
            }
            not_loaded.extend(wrong.into_iter().map(|(package, why)| NotLoaded {
                package,
                tenant: tenant.clone(),
                hook: hook.clone(),
                why,
            }));
        }
        self.replace(after);
        not_loaded
    }
}

fn by_hook(entries: Vec<Entry>) -> BTreeMap<(String, HookId), Vec<Entry>> {
    let mut groups: BTreeMap<(String, HookId), Vec<Entry>> = BTreeMap::new();
    // An entry that another one replaced before its first day is none.
    let is_some = |entry: &Entry| entry.until.is_none_or(|until| entry.from < until);
    for entry in entries.into_iter().filter(is_some) {
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
