//! What a package says about itself, carried inside the file.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::hook_id::HookId;
use crate::settings::Settings;

/// Name, owner, legal ground and words of a package.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    pub name: String,
    pub version: String,
    /// Tenant or organisation whose rule this is.
    pub owner: String,
    pub title_zh: String,
    pub title_en: String,
    /// The figures are examples, not law in force.
    #[serde(default)]
    pub illustrative: bool,
    #[serde(default, skip_serializing_if = "Class::is_native")]
    pub class: Class,
    /// The day after which the rule must be looked at again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sunset: Option<NaiveDate>,
    pub hooks: Vec<ManifestHook>,
    /// Words of every reason, explanation and material code.
    #[serde(default)]
    pub codes: BTreeMap<String, Label>,
}

/// What a package is made of, which decides the limits it runs under.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Class {
    /// Compiled code: small, and quick to start.
    #[default]
    Native,
    /// A scripting engine with its program: more memory, slower to start.
    Scripted,
}

impl Class {
    fn is_native(&self) -> bool {
        *self == Class::Native
    }
}

/// A hook the package answers, with the regulation and article behind its rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ManifestHook {
    pub hook: HookId,
    pub regulation: String,
    pub article: String,
}

/// A code in both languages; `{0}`, `{1}` stand for the figures of an explanation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Label {
    pub zh: String,
    pub en: String,
}

/// A question whose answer the author knows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WorkedCase {
    pub id: String,
    pub hook: HookId,
    /// Legal date and day of the question.
    pub on: NaiveDate,
    /// Other tenant than the owner.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tenant: Option<String>,
    /// What differs from the package's own settings.
    #[serde(default)]
    pub settings: Settings,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub budget_left_fen: Option<i64>,
    /// The facts without their header.
    pub facts: Value,
    pub outcome: Value,
    #[serde(default)]
    pub note: String,
}
