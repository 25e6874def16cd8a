//! Showing a decision again: the stored question to the same package gives the stored answer.

use std::sync::Arc;

use serde_json::Value;

use crate::ask::Asking;
use crate::decision::Decision;
use crate::digest::Digest;
use crate::hook_id::HookId;
use crate::host::Host;
use crate::package::Package;
use crate::question::Question;
use crate::rulebook::Rule;
use crate::settings::{Setting, Settings};

/// What a decision stands on, as it was stored.
#[derive(Clone, Debug)]
pub struct Stored<'a> {
    pub hook: &'a HookId,
    pub input: &'a [u8],
    pub package: Digest,
    /// `Decision::result_bytes` of then.
    pub result: &'a [u8],
    pub fuel_used: u64,
}

/// A decision that can't be shown again.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Mismatch {
    #[error("package {given} was given, the decision is of {stored}")]
    OtherPackage { stored: Digest, given: Digest },
    #[error("the stored question can't be read: {0}")]
    Question(String),
    #[error("the stored question is not canonical JSON")]
    NotCanonical,
    #[error("the same question now gives {now}, stored is {stored}")]
    Result { stored: String, now: String },
}

/// How a decision was shown again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    Identical,
    /// The same bytes for another amount of fuel, as another version of the engine counts it.
    OtherFuel {
        stored: u64,
        now: u64,
    },
}

impl Decision {
    /// What `verify` needs of this decision and its result bytes, when a package was asked.
    pub fn stored<'a>(&'a self, result: &'a [u8]) -> Option<Stored<'a>> {
        let (hook, input, fuel_used) = (&self.hook, self.input.as_slice(), self.fuel_used);
        Some(Stored {
            hook,
            input,
            package: self.package?,
            result,
            fuel_used,
        })
    }
}

/// Asks a stored question again, with the settings and the day that stand in it. Blocks.
pub fn ask_again(
    host: &Host,
    hook: &HookId,
    input: &[u8],
    package: &Arc<Package>,
) -> Result<Decision, Mismatch> {
    let unreadable = |problem: &str| Mismatch::Question(problem.to_owned());
    let facts: Value =
        serde_json::from_slice(input).map_err(|error| unreadable(&error.to_string()))?;
    if crate::canonical::bytes(&facts).ok().as_deref() != Some(input) {
        return Err(Mismatch::NotCanonical);
    }
    let header = &facts["header"];
    let text = |name: &str| header[name].as_str().map(str::to_owned);
    let as_of = text("as_of").and_then(|day| day.parse().ok());
    let question = Question {
        tenant: text("tenant").ok_or_else(|| unreadable("no tenant"))?,
        hook: hook.clone(),
        division: text("division").ok_or_else(|| unreadable("no division"))?,
        legal_date: as_of.ok_or_else(|| unreadable("no day"))?,
        as_of: as_of.ok_or_else(|| unreadable("no day"))?,
        budget_left_fen: header["budget_left_fen"].as_i64(),
        facts: (),
    };
    // Those that concern the hook: no others can change what it answers, or the caps it is held to.
    let settings = told_settings(header).ok_or_else(|| unreadable("no settings"))?;
    let rule = Rule::new(Arc::clone(package), settings);
    let ver = header["ver"].as_str().unwrap_or_default();
    let asking = Asking::again(&rule, &question, ver);
    let asked = asking.asked();
    Ok(asking.decide(host, facts, |package, facts| {
        asked.generically((host, package), facts)
    }))
}

/// The settings that a question's header tells.
pub(crate) fn told_settings(header: &Value) -> Option<Settings> {
    let mut settings = Settings::default();
    for param in header["params"].as_array()? {
        let (name, value) = (param["name"].as_str()?, &param["value"]);
        let setting = match (value["NUMBER"].as_i64(), value["TEXT"].as_str()) {
            (Some(number), None) => Setting::Number(number),
            (None, Some(text)) => Setting::Text(text.to_owned()),
            _ => return None,
        };
        settings.set(name, setting);
    }
    Some(settings)
}

/// Asks the stored question again and compares the bytes; tells whether the fuel is the same. Blocks.
pub fn verify(host: &Host, stored: &Stored<'_>, package: &Arc<Package>) -> Result<Shown, Mismatch> {
    if package.digest() != stored.package {
        return Err(Mismatch::OtherPackage {
            stored: stored.package,
            given: package.digest(),
        });
    }
    let again = ask_again(host, stored.hook, stored.input, package)?;
    let now = again.result_bytes();
    if now != stored.result {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        return Err(Mismatch::Result {
            stored: text(stored.result),
            now: text(&now),
        });
    }
    Ok(match again.fuel_used == stored.fuel_used {
        true => Shown::Identical,
        false => Shown::OtherFuel {
            stored: stored.fuel_used,
            now: again.fuel_used,
        },
    })
}
