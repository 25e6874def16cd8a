//! What a stored decision says of how its rule was asked, held against package and question.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::adapt;
use crate::hook_id::HookId;
use crate::package::Package;
use crate::settings::Settings;

/// What is said of it.
#[derive(Clone, Copy, Debug)]
pub struct Told<'a> {
    pub hook: &'a HookId,
    /// The version in which the package answered; empty when it does not answer the hook.
    pub interface_version: &'a str,
    /// The figures in force, where they are known.
    pub settings: Option<&'a Settings>,
    pub question: &'a Value,
}

impl Told<'_> {
    /// Everything that is not so, a line for each. A package of an older version was asked in a newer one,
    /// with the settings of the hook as it answers it.
    pub fn contradictions(&self, package: &Package) -> Vec<String> {
        let mut lines = Vec::new();
        let header = &self.question["header"];
        let ver = header["ver"].as_str().unwrap_or_default();
        let route = adapt::route_again(package, self.hook, ver);
        let answered = route.as_ref().map_or(self.hook, |route| &route.hook);
        let version = package.interface_version(answered).unwrap_or_default();
        if self.interface_version != version {
            lines.push(format!(
                "interface_version: {:?} in the file, the package answers in {version:?}",
                self.interface_version
            ));
        }
        // A rule that doesn't answer the hook has no version of it; its question names the first.
        if let Some(route) = &route
            && route.asked != ver
        {
            lines.push(format!(
                "ver: the question says {ver:?}, the package is asked in {:?}",
                route.asked
            ));
        }
        if let Some(settings) = self.settings {
            lines.extend(other_figures(settings, header, |name| {
                package.settings_schema().concerns(name, answered)
            }));
        }
        lines
    }
}

/// Figures in force that are not those the question was asked with.
fn other_figures(
    settings: &Settings,
    header: &Value,
    concerns: impl Fn(&str) -> bool,
) -> Vec<String> {
    let in_force: BTreeMap<&str, Value> = settings
        .iter()
        .filter(|(name, _)| concerns(name))
        .map(|(name, setting)| (name, json!(setting)))
        .collect();
    let asked = told_params(header);
    let names: BTreeSet<&str> = in_force.keys().chain(asked.keys()).copied().collect();
    let shown = |value: Option<&Value>| value.map_or("nothing".to_owned(), Value::to_string);
    let mut lines = Vec::new();
    for name in names {
        let (ours, told) = (in_force.get(name), asked.get(name));
        if ours != told {
            lines.push(format!(
                "settings.{name}: {} in the file, {} in the question that was asked",
                shown(ours),
                shown(told)
            ));
        }
    }
    lines
}

/// Name → figure or word, as a question's header tells them.
fn told_params(header: &Value) -> BTreeMap<&str, Value> {
    let params = header["params"].as_array();
    let told = params.into_iter().flatten().filter_map(|param| {
        let value = param["value"].as_object()?.values().next()?;
        Some((param["name"].as_str()?, value.clone()))
    });
    told.collect()
}
