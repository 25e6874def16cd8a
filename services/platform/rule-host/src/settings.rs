//! The figures of a rule, separate from its code: names with a number or a word each, and the
//! schema a package carries for them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::canonical;
use crate::digest::Digest;
use crate::hook_id::HookId;

/// Characters of a word in settings, and of each text of a package's papers.
pub(crate) const TEXT_CHARS_MAX: usize = 1_000;

/// One figure or word.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Setting {
    Number(i64),
    Text(String),
}

/// A package's settings as one tenant has them in force, sorted by name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Settings(BTreeMap<String, Setting>);

/// The settings are not what the package's schema asks for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("setting `{name}`: {problem}")]
pub struct SettingsRefused {
    pub name: String,
    pub problem: String,
}

impl SettingsRefused {
    fn new(name: &str, problem: impl Into<String>) -> SettingsRefused {
        SettingsRefused {
            name: name.to_owned(),
            problem: problem.into(),
        }
    }
}

impl Settings {
    /// Settings from a JSON object of whole numbers and texts.
    pub fn from_json(value: &Value) -> Result<Settings, SettingsRefused> {
        Settings::deserialize(value).map_err(|_| {
            SettingsRefused::new("*", "an object of whole numbers and texts is expected")
        })
    }

    /// Settings from TOML: `name = 1` or `name = "word"` per line.
    pub fn from_toml(text: &str) -> Result<Settings, SettingsRefused> {
        toml::from_str(text).map_err(|error| SettingsRefused::new("*", error.message()))
    }

    /// The setting of that name.
    pub fn get(&self, name: &str) -> Option<&Setting> {
        self.0.get(name)
    }

    /// Puts a setting in, replacing one of that name.
    pub fn set(&mut self, name: impl Into<String>, setting: Setting) {
        self.0.insert(name.into(), setting);
    }

    /// Names and settings, sorted by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Setting)> {
        self.0
            .iter()
            .map(|(name, setting)| (name.as_str(), setting))
    }

    /// The canonical bytes.
    pub fn canonical(&self) -> Vec<u8> {
        let members = self.0.iter().map(|(name, setting)| {
            let value = match setting {
                Setting::Number(number) => Value::from(*number),
                Setting::Text(text) => Value::from(text.as_str()),
            };
            (name.clone(), value)
        });
        // Whole numbers and texts always have a canonical form.
        canonical::bytes(&Value::Object(members.collect())).unwrap_or_default()
    }

    /// What a decision and a case keep of the settings.
    pub fn digest(&self) -> Digest {
        Digest::of(&self.canonical())
    }
}

/// One entry of the schema: a default, its bounds, and its name for people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SettingSchema {
    pub default: Setting,
    /// The one hook it is for; without, every hook of the package is told it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hook: Option<HookId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<i64>,
    /// The figure of the answer that this one caps; the host holds the rule to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub caps: Option<String>,
    /// The figure of the facts that counts into the cap, as what the year had before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub caps_with: Option<String>,
    pub zh: String,
    pub en: String,
}

/// What settings a package takes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SettingsSchema(BTreeMap<String, SettingSchema>);

impl SettingsSchema {
    /// The package's own figures.
    pub fn defaults(&self) -> Settings {
        Settings(
            self.0
                .iter()
                .map(|(name, entry)| (name.clone(), entry.default.clone()))
                .collect(),
        )
    }

    /// Names and entries, sorted by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &SettingSchema)> {
        self.0.iter().map(|(name, entry)| (name.as_str(), entry))
    }

    /// Whether a question of this hook carries the setting.
    pub fn concerns(&self, name: &str, hook: &HookId) -> bool {
        let only = self.0.get(name).and_then(|entry| entry.hook.as_ref());
        only.is_none_or(|only| only == hook)
    }

    /// `given` completed with the defaults, when every name is known and every figure in bounds.
    pub fn check(&self, given: &Settings) -> Result<Settings, SettingsRefused> {
        let mut complete = self.defaults();
        for (name, setting) in given.iter() {
            let known = || self.0.keys().cloned().collect::<Vec<_>>().join(", ");
            let entry = self.0.get(name);
            let entry = entry.ok_or_else(|| {
                SettingsRefused::new(name, format!("unknown; known are {}", known()))
            })?;
            entry.check(name, setting)?;
            complete.set(name, setting.clone());
        }
        Ok(complete)
    }
}

impl SettingSchema {
    fn check(&self, name: &str, setting: &Setting) -> Result<(), SettingsRefused> {
        match (&self.default, setting) {
            (Setting::Number(_), Setting::Number(number)) => {
                let is_low = self.min.is_some_and(|min| *number < min);
                let is_high = self.max.is_some_and(|max| *number > max);
                if is_low || is_high {
                    let (min, max) = (self.min.unwrap_or(i64::MIN), self.max.unwrap_or(i64::MAX));
                    return Err(SettingsRefused::new(
                        name,
                        format!("{number} is not in {min}..={max}"),
                    ));
                }
                Ok(())
            }
            (Setting::Text(_), Setting::Text(word)) if word.chars().count() > TEXT_CHARS_MAX => {
                let problem = format!("more than {TEXT_CHARS_MAX} characters");
                Err(SettingsRefused::new(name, problem))
            }
            (Setting::Text(_), Setting::Text(_)) => Ok(()),
            (Setting::Number(_), Setting::Text(_)) => {
                Err(SettingsRefused::new(name, "a whole number is expected"))
            }
            (Setting::Text(_), Setting::Number(_)) => {
                Err(SettingsRefused::new(name, "a text is expected"))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCHEMA: &str = r#"{"rate_bp":{"default":100,"min":0,"max":10000,"zh":"比例","en":"rate"},
        "zone":{"default":"ALL","zh":"区域","en":"zone"}}"#;

    #[test]
    fn settings_are_completed_and_bounded_by_the_schema() {
        let schema: SettingsSchema = serde_json::from_str(SCHEMA).unwrap();
        let given = |text: &str| Settings::from_json(&serde_json::from_str(text).unwrap()).unwrap();
        let complete = schema.check(&given(r#"{"rate_bp":200}"#)).unwrap();
        assert_eq!(complete.canonical(), br#"{"rate_bp":200,"zone":"ALL"}"#);
        for (wrong, name) in [
            (r#"{"rate_bp":10001}"#, "rate_bp"),
            (r#"{"rate_bp":"1"}"#, "rate_bp"),
            (r#"{"zone":1}"#, "zone"),
            (r#"{"rate":1}"#, "rate"),
        ] {
            assert_eq!(
                schema.check(&given(wrong)).unwrap_err().name,
                name,
                "{wrong}"
            );
        }
        assert!(Settings::from_json(&serde_json::json!({ "rate_bp": 1.5 })).is_err());
        let long = format!(r#"{{"zone":"{}"}}"#, "区".repeat(TEXT_CHARS_MAX + 1));
        assert_eq!(schema.check(&given(&long)).unwrap_err().name, "zone");
    }
}
