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
    /// As manifests and the compiler's arguments write it.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Class::Native => "native",
            Class::Scripted => "scripted",
        }
    }

    /// The class that `word` names.
    pub fn of_word(word: &str) -> Option<Class> {
        [Class::Native, Class::Scripted]
            .into_iter()
            .find(|class| class.word() == word)
    }

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

/// A code of an answer in the manifest's words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Worded {
    pub code: String,
    /// None where the manifest has no words for the code.
    pub words: Option<Label>,
}

impl Label {
    /// With the figures of an explanation in their places.
    fn filled(&self, figures: &[Value]) -> Label {
        let filled = |words: &str| {
            let figures = figures.iter().enumerate();
            figures.fold(words.to_owned(), |words, (index, figure)| {
                let figure = figure.as_str().unwrap_or_default();
                words.replace(&format!("{{{index}}}"), figure)
            })
        };
        Label {
            zh: filled(&self.zh),
            en: filled(&self.en),
        }
    }
}

impl Manifest {
    /// The regulation and article behind its rule for a hook.
    pub fn ground(&self, hook: &HookId) -> Option<&ManifestHook> {
        self.hooks.iter().find(|known| known.hook == *hook)
    }

    /// Reasons and steps of an answer, in order.
    pub fn worded(&self, answer: &Value) -> Vec<Worded> {
        let items = |name: &str| answer[name].as_array().into_iter().flatten();
        let reasons = items("reasons").map(|code| (code, &[][..]));
        let steps = items("explain").map(|step| {
            let figures = step["args"].as_array().map_or(&[][..], Vec::as_slice);
            (&step["code"], figures)
        });
        let told = reasons.chain(steps).map(|(code, figures)| {
            let code = code.as_str().unwrap_or_default().to_owned();
            let label = self.codes.get(&code);
            Worded {
                words: label.map(|label| label.filled(figures)),
                code,
            }
        });
        told.collect()
    }
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
