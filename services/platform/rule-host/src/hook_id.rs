//! The name of a question: `tc.incentive@1`, in WIT `kezhuan:tc-incentive/rule@1.x`.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A hook and its major version. Minor versions only add, so they answer the same questions.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct HookId {
    name: String,
    major: u16,
}

impl HookId {
    /// `tc.incentive`
    pub fn name(&self) -> &str {
        &self.name
    }

    /// `1`
    pub fn major(&self) -> u16 {
        self.major
    }

    /// `tc-incentive`: dots and underscores become dashes.
    pub fn wit_name(&self) -> String {
        self.name.replace(['.', '_'], "-")
    }

    /// What a component's export for this hook starts with: `kezhuan:tc-incentive/rule@1.`
    pub fn export_prefix(&self) -> String {
        format!("kezhuan:{}/rule@{}.", self.wit_name(), self.major)
    }
}

impl fmt::Display for HookId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@{}", self.name, self.major)
    }
}

/// The text names no hook.
#[derive(Debug, thiserror::Error)]
#[error("`{0}` is not a hook such as `tc.incentive@1`")]
pub struct NotAHook(String);

impl FromStr for HookId {
    type Err = NotAHook;

    fn from_str(text: &str) -> Result<HookId, NotAHook> {
        let parsed = text.split_once('@').and_then(|(name, major)| {
            let is_plain =
                |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "._".contains(c);
            let is_name = name.contains('.') && name.chars().all(is_plain);
            let major = major.parse().ok()?;
            is_name.then(|| HookId {
                name: name.to_owned(),
                major,
            })
        });
        parsed.ok_or_else(|| NotAHook(text.to_owned()))
    }
}

impl TryFrom<String> for HookId {
    type Error = NotAHook;

    fn try_from(text: String) -> Result<HookId, NotAHook> {
        text.parse()
    }
}

impl From<HookId> for String {
    fn from(hook: HookId) -> String {
        hook.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hook_names_its_interface() {
        let hook: HookId = "ip.risk_share@2".parse().unwrap();
        assert_eq!(hook.export_prefix(), "kezhuan:ip-risk-share/rule@2.");
        assert_eq!(hook.to_string(), "ip.risk_share@2");
        for wrong in ["tc.incentive", "tc@1", "Tc.x@1", "tc.x@one", ""] {
            assert!(wrong.parse::<HookId>().is_err(), "{wrong}");
        }
    }
}
