//! Loaded packages and the timeline that says when each is in force: one immutable snapshot, and a
//! holder in which a service swaps it without a restart.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::PathBuf;
use std::sync::{Arc, PoisonError, RwLock};

use chrono::NaiveDate;

use crate::decision::Pin;
use crate::digest::Digest;
use crate::hook_id::HookId;
use crate::host::{Host, LoadError};
use crate::package::Package;
use crate::settings::Settings;
use crate::timeline::{Entry, Overlap, Timeline};

/// A package with the settings it is asked under.
#[derive(Clone, Debug)]
pub struct Rule {
    pub digest: Digest,
    pub settings: Arc<Settings>,
    /// Missing where the package is in force but could not be loaded here.
    pub package: Option<Arc<Package>>,
}

impl Rule {
    /// A loaded package under these settings.
    pub fn new(package: Arc<Package>, settings: Settings) -> Rule {
        Rule {
            digest: package.digest(),
            settings: Arc::new(settings),
            package: Some(package),
        }
    }
}

/// Packages and timeline, as they stood together.
#[derive(Debug, Default)]
pub struct Rulebook {
    packages: HashMap<Digest, Arc<Package>>,
    timeline: Timeline,
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
        Rulebook { packages, timeline }
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
    /// doesn't apply to open cases; else of the legal date.
    pub fn in_force(
        &self,
        tenant: &str,
        hook: &HookId,
        legal_date: NaiveDate,
        pin: Option<&Pin>,
    ) -> Option<Rule> {
        let entry = self.timeline.in_force(tenant, hook, legal_date);
        match (pin, entry) {
            (Some(pin), entry) if entry.is_none_or(|entry| !entry.applies_to_open_cases) => {
                Some(self.pinned(tenant, hook, pin))
            }
            (_, entry) => entry.map(|entry| self.rule(entry.package, &entry.settings)),
        }
    }

    fn rule(&self, digest: Digest, settings: &Arc<Settings>) -> Rule {
        let package = self.packages.get(&digest).cloned();
        Rule {
            digest,
            settings: Arc::clone(settings),
            package,
        }
    }

    fn pinned(&self, tenant: &str, hook: &HookId, pin: &Pin) -> Rule {
        let mut entries = self.timeline.of(tenant, hook).iter();
        let entry = entries
            .find(|entry| entry.package == pin.package && entry.settings.digest() == pin.settings);
        match entry {
            Some(entry) => self.rule(entry.package, &entry.settings),
            // Known by the case, unknown here: the question fails and goes to a person.
            None => Rule {
                digest: pin.package,
                settings: Arc::default(),
                package: None,
            },
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

/// A package that is in force and could not be loaded; its hooks keep their last good entries.
#[derive(Debug)]
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

    /// Puts another in its place.
    pub fn replace(&self, rulebook: Rulebook) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(rulebook);
    }

    /// Makes these entries the timeline, loading what is not loaded yet. Where a package can't be
    /// loaded, its tenant and hook keep their last good entries; every other one moves on. Blocks.
    pub fn update(
        &self,
        host: &Host,
        entries: Vec<Entry>,
        mut bytes_of: impl FnMut(&Digest) -> Option<Vec<u8>>,
    ) -> Result<Vec<NotLoaded>, Overlap> {
        let before = self.current();
        let wanted = Timeline::new(entries)?;
        let digests: BTreeSet<Digest> = wanted.entries().map(|entry| entry.package).collect();
        let mut loaded = HashMap::new();
        let mut problems = BTreeMap::new();
        for digest in digests {
            match load(host, &before, digest, &mut bytes_of) {
                Ok(package) => {
                    loaded.insert(digest, package);
                }
                Err(why) => {
                    problems.insert(digest, why);
                }
            }
        }
        let (entries, not_loaded) = keep_last_good(&before, &wanted, &problems);
        for entry in &entries {
            if let Some(package) = before.packages.get(&entry.package) {
                loaded
                    .entry(entry.package)
                    .or_insert_with(|| Arc::clone(package));
            }
        }
        self.replace(Rulebook {
            packages: loaded,
            timeline: Timeline::new(entries)?,
        });
        Ok(not_loaded)
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

fn keep_last_good(
    before: &Rulebook,
    wanted: &Timeline,
    problems: &BTreeMap<Digest, String>,
) -> (Vec<Entry>, Vec<NotLoaded>) {
    let bad = wanted.entries().filter_map(|entry| {
        let why = problems.get(&entry.package)?.clone();
        let (tenant, hook) = (entry.tenant.clone(), entry.hook.clone());
        Some(NotLoaded {
            package: entry.package,
            tenant,
            hook,
            why,
        })
    });
    let not_loaded: Vec<NotLoaded> = bad.collect();
    let keeps_old = |tenant: &str, hook: &HookId| {
        let is_bad = not_loaded
            .iter()
            .any(|bad| bad.tenant == tenant && bad.hook == *hook);
        let old = before.timeline.of(tenant, hook);
        is_bad
            && old
                .iter()
                .any(|entry| before.packages.contains_key(&entry.package))
    };
    let kept = before
        .timeline
        .entries()
        .filter(|entry| keeps_old(&entry.tenant, &entry.hook));
    let moved = wanted
        .entries()
        .filter(|entry| !keeps_old(&entry.tenant, &entry.hook));
    (kept.chain(moved).cloned().collect(), not_loaded)
}
