//! What sealed decisions name by digest and their service stores once: rule packages and settings.
use std::collections::{BTreeMap, HashSet};

use futures::stream::{self, BoxStream, StreamExt as _, TryStreamExt as _};
use sha2::{Digest as _, Sha256};
use sqlx::PgConnection;
use uuid::Uuid;

use super::finding::{Finding, NamedKind, Report};
use crate::Error;
use crate::decision::StoredDecision;

/// How much of what was checked is remembered; beyond it something may be read again.
const REMEMBERED_MAX: usize = 20_000;

/// A rule package as stored.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct KeptPackage {
    /// What it is stored under.
    pub digest: Vec<u8>,
    pub bytes: Vec<u8>,
}

/// Settings as stored.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct KeptSettings {
    pub tenant: String,
    pub hook: String,
    /// The package they stand beside.
    pub package: Vec<u8>,
    /// Of their canonical JSON; absent where what is stored is none.
    pub digest: Option<Vec<u8>>,
}

/// Where a service keeps the rules that its decisions name. Both are read row by row, as the relay role.
pub trait KeptRules: Send + Sync {
    /// The packages that are stored under these digests.
    fn packages<'c>(
        &self,
        connection: &'c mut PgConnection,
        digests: Vec<Vec<u8>>,
    ) -> BoxStream<'c, Result<KeptPackage, sqlx::Error>>;

    /// All settings that are stored for these tenants, each with the package in the same place.
    fn settings<'c>(
        &self,
        connection: &'c mut PgConnection,
        tenants: Vec<String>,
        packages: Vec<Vec<u8>>,
    ) -> BoxStream<'c, Result<KeptSettings, sqlx::Error>>;
}

/// Of a service that asks no rules.
#[derive(Debug)]
pub struct NoRules;

impl KeptRules for NoRules {
    fn packages<'c>(
        &self,
        _: &'c mut PgConnection,
        _: Vec<Vec<u8>>,
    ) -> BoxStream<'c, Result<KeptPackage, sqlx::Error>> {
        stream::empty().boxed()
    }

    fn settings<'c>(
        &self,
        _: &'c mut PgConnection,
        _: Vec<String>,
        _: Vec<Vec<u8>>,
    ) -> BoxStream<'c, Result<KeptSettings, sqlx::Error>> {
        stream::empty().boxed()
    }
}

/// Whose settings for which hook, beside which package.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Place {
    tenant: String,
    /// Without its major: a rule of an older one may answer a newer question.
    hook: String,
    package: Vec<u8>,
}

impl Place {
    fn new(tenant: String, hook: &str, package: Vec<u8>) -> Place {
        let (hook, _) = hook.split_once('@').unwrap_or((hook, ""));
        Place {
            tenant,
            hook: hook.to_owned(),
            package,
        }
    }
}

/// Holds what decisions name against what is stored, each once.
pub(super) struct Named<'k> {
    kept: &'k dyn KeptRules,
    packages: HashSet<Vec<u8>>,
    settings: HashSet<(Place, Vec<u8>)>,
}

impl<'k> Named<'k> {
    pub fn new(kept: &'k dyn KeptRules) -> Named<'k> {
        Named {
            kept,
            packages: HashSet::new(),
            settings: HashSet::new(),
        }
    }

    /// Checks what these decisions name and none before them did.
    pub async fn check(
        &mut self,
        connection: &mut PgConnection,
        decisions: &[&StoredDecision],
        report: &mut Report,
    ) -> Result<(), Error> {
        if self.packages.len() > REMEMBERED_MAX || self.settings.len() > REMEMBERED_MAX {
            self.packages.clear();
            self.settings.clear();
        }
        self.check_packages(connection, decisions, report).await?;
        self.check_settings(connection, decisions, report).await
    }

    async fn check_packages(
        &mut self,
        connection: &mut PgConnection,
        decisions: &[&StoredDecision],
        report: &mut Report,
    ) -> Result<(), Error> {
        let mut named: BTreeMap<Vec<u8>, Uuid> = BTreeMap::new();
        for decision in decisions {
            if let Some(digest) = &decision.package_digest
                && self.packages.insert(digest.clone())
            {
                named.insert(digest.clone(), decision.id);
            }
        }
        if named.is_empty() {
            return Ok(());
        }
        let digests = named.keys().cloned().collect();
        let mut kept = self.kept.packages(connection, digests);
        while let Some(package) = kept.try_next().await? {
            if let Some(decision) = named.remove(&package.digest)
                && Sha256::digest(&package.bytes)[..] != package.digest[..]
            {
                report.find(Finding::NamedAltered {
                    kind: NamedKind::Package,
                    digest: hex::encode(&package.digest),
                    decision,
                });
            }
        }
        for (digest, decision) in named {
            report.find(Finding::NamedMissing {
                kind: NamedKind::Package,
                digest: hex::encode(digest),
                decision,
            });
        }
        Ok(())
    }

    /// Settings are stored without a digest of their own: where others than those named stand in the
    /// place, the ones named were altered, and where none stand, removed.
    async fn check_settings(
        &mut self,
        connection: &mut PgConnection,
        decisions: &[&StoredDecision],
        report: &mut Report,
    ) -> Result<(), Error> {
        let mut named: BTreeMap<Place, BTreeMap<Vec<u8>, Uuid>> = BTreeMap::new();
        for decision in decisions {
            if let Some((place, digest)) = settings_of(decision)
                && self.settings.insert((place.clone(), digest.clone()))
            {
                let digests = named.entry(place).or_default();
                digests.insert(digest, decision.id);
            }
        }
        if named.is_empty() {
            return Ok(());
        }
        let places = named.keys().cloned();
        let (tenants, packages): (Vec<String>, Vec<Vec<u8>>) =
            places.map(|place| (place.tenant, place.package)).unzip();
        let mut others: HashSet<Place> = HashSet::new();
        let mut kept = self.kept.settings(connection, tenants, packages);
        while let Some(settings) = kept.try_next().await? {
            let place = Place::new(settings.tenant, &settings.hook, settings.package);
            let Some(digests) = named.get_mut(&place) else {
                continue;
            };
            if let Some(digest) = settings.digest {
                digests.remove(&digest);
            }
            others.insert(place);
        }
        for (place, digests) in named {
            for (digest, decision) in digests {
                let (kind, digest) = (NamedKind::Settings, hex::encode(digest));
                report.find(match others.contains(&place) {
                    true => Finding::NamedAltered {
                        kind,
                        digest,
                        decision,
                    },
                    false => Finding::NamedMissing {
                        kind,
                        digest,
                        decision,
                    },
                });
            }
        }
        Ok(())
    }
}

/// The settings a decision names, where they have to be stored: a package that the service no longer knew
/// failed under none, `{}`, which stand in no row.
fn settings_of(decision: &StoredDecision) -> Option<(Place, Vec<u8>)> {
    let digest = decision.settings_digest.clone()?;
    let is_none = digest[..] == Sha256::digest(b"{}")[..];
    if is_none && decision.outcome_kind == "FAILED" {
        return None;
    }
    let package = decision.package_digest.clone().unwrap_or_default();
    let place = Place::new(decision.rule_tenant.clone(), &decision.hook, package);
    Some((place, digest))
}
