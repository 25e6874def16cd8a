//! Packages built against an older version of an interface, asked by services that ask in the newest: the one
//! place where a question goes down from version to version and its answer comes back up.

use serde_json::Value;

use crate::call::{self, Called};
use crate::decision::{Failure, FailureKind};
use crate::declared_caps;
use crate::hook_id::HookId;
use crate::hooks::{Adapter, HookDefinition, Version};
use crate::host::Host;
use crate::invariants::Invariants;
use crate::package::Package;
use crate::settings::Settings;

/// How a package is asked: as which hook, and through which steps.
#[derive(Clone, Debug)]
pub(crate) struct Route {
    /// The hook as the package answers it.
    pub(crate) hook: HookId,
    /// The version the question is written in.
    pub(crate) asked: &'static str,
    steps: Vec<Adapter>,
}

/// The way from the newest version of a hook to the one a package answers, if there is one.
pub(crate) fn route(package: &Package, asked: &HookId) -> Option<Route> {
    down(package, asked, HookDefinition::of(asked)?.newest()?)
}

/// The way of a question that was written in version `ver`, when that may have been the newest. A package
/// built against a newer one than that is asked in its own, and says itself what it can't read.
pub(crate) fn route_again(package: &Package, asked: &HookId, ver: &str) -> Option<Route> {
    let known = HookDefinition::of(asked)?;
    let own = || known.version(package.interface_version(asked)?);
    let written = known.version(ver);
    written
        .and_then(|written| down(package, asked, written))
        .or_else(|| down(package, asked, own()?))
        .or_else(|| route(package, asked))
}

fn down(package: &Package, asked: &HookId, written: &'static Version) -> Option<Route> {
    let mut version = written;
    let mut route = Route {
        hook: asked.clone(),
        asked: written.number,
        steps: Vec::new(),
    };
    while package.interface_version(&route.hook) != Some(version.number) {
        let step = version.older?;
        route.hook = step.hook.parse().ok()?;
        route.steps.push(step);
        version = HookDefinition::of(&route.hook)?.version(step.version)?;
    }
    Some(route)
}

/// The hook of the major before, whose packages answer for this one, too.
pub(crate) fn older(hook: &HookId) -> Option<HookId> {
    let versions = HookDefinition::of(hook)?.versions;
    let steps = versions.iter().filter_map(|version| version.older);
    let mut hooks = steps.filter_map(|step| step.hook.parse::<HookId>().ok());
    hooks.find(|older| older != hook)
}

impl Route {
    /// Whether the package answers another version than the one that is asked.
    pub(crate) fn is_adapted(&self) -> bool {
        !self.steps.is_empty()
    }

    /// Asks the package in its own version. Law and caps of that version hold, too.
    pub(crate) fn ask(
        &self,
        (host, package): (&Host, &Package),
        settings: &Settings,
        facts: &Value,
    ) -> Called<Value> {
        let asked = match self.question(package, facts) {
            Ok(asked) => asked,
            Err(problem) => return (Err(Failure::new(FailureKind::InvalidInput, problem)), 0),
        };
        let (outcome, fuel_used) = call::generic(host, package, &self.hook, &asked);
        let invalid =
            |message: &dyn std::fmt::Display| Failure::new(FailureKind::InvalidOutput, message);
        let told = outcome.and_then(|outcome| {
            if let Some(invariants) = Invariants::of(&self.hook) {
                let checked = invariants.check_outcome(&asked, &outcome);
                checked.map_err(|breach| invalid(&breach))?;
            }
            let schema = package.settings_schema();
            declared_caps::check(schema, settings, &self.hook, (&asked, &outcome))
                .map_err(|problem| invalid(&problem))?;
            let mut up = self.steps.iter().rev();
            up.try_fold(outcome, |outcome, step| (step.outcome)(outcome))
                .map_err(|problem| invalid(&problem))
        });
        (told, fuel_used)
    }

    /// The question as the package's version has it.
    fn question(&self, package: &Package, facts: &Value) -> Result<Value, String> {
        let mut down = self.steps.iter();
        let mut asked = down.try_fold(facts.clone(), |facts, step| (step.facts)(facts))?;
        if let Some(header) = asked["header"].as_object_mut() {
            let version = package.interface_version(&self.hook).unwrap_or_default();
            header.insert("hook".to_owned(), self.hook.to_string().into());
            header.insert("ver".to_owned(), version.into());
        }
        if let Some(invariants) = Invariants::of(&self.hook) {
            let checked = invariants.check_facts(&asked);
            checked.map_err(|breach| breach.to_string())?;
        }
        Ok(asked)
    }
}
