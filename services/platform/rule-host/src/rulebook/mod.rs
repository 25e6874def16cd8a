//! Loaded packages and the timeline that says when each is in force: one immutable snapshot, and a
//! holder in which a service swaps it without a restart.

mod answers;
mod live;
mod update;

use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;
use std::sync::Arc;

use chrono::NaiveDate;
use uuid::Uuid;

use crate::decision::Failure;
use crate::digest::Digest;
use crate::hook_id::HookId;
use crate::host::{Host, LoadError};
use crate::package::Package;
use crate::restraint::Restraints;
use crate::settings::Settings;
use crate::timeline::{Entry, Timeline};

pub use live::LiveRulebook;
pub use update::NotLoaded;

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
