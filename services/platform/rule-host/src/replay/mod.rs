//! Stored questions, asked again of a package that is not in force: what it would have said, held to the
//! same law as a live question. Nothing is recorded and nothing logged.
//!
//! Most questions take the quick way, by component values that are filled in place. What it can't answer with
//! a lawful answer takes the way by JSON, which a live question takes too and which says what is wrong.
mod quick;
mod shape;

use std::sync::Arc;

use serde_json::Value;

use crate::adapt::{self, Route};
use crate::ask::{answer, askable};
use crate::call;
use crate::canonical;
use crate::decision::{Answer, Failure, FailureKind, Outcome};
use crate::hook_id::HookId;
use crate::host::Host;
use crate::package::Package;
use crate::question::Question;
use crate::settings::Settings;
use crate::verify::told_settings;
use quick::{Quick, Shapes};

/// A package with the figures it is tried under.
#[derive(Clone)]
pub struct Candidate {
    package: Arc<Package>,
    hook: HookId,
    version: String,
    settings: Option<Arc<Settings>>,
    /// None where the quick way does not know a type of the hook.
    shapes: Option<Arc<Shapes>>,
}

impl std::fmt::Debug for Candidate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Candidate({:?} for {})", self.package, self.hook)
    }
}

/// A candidate's answer beside the stored one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Again {
    /// The same bytes.
    Same,
    Other(Outcome),
}

/// Asks question after question on one thread.
pub struct Asker<'a> {
    candidate: &'a Candidate,
    host: &'a Host,
    quick: Option<Quick<'a>>,
}

impl Asker<'_> {
    /// Asks the question of a stored decision and compares with its stored result. Blocks.
    pub fn ask(&mut self, input: &[u8], stored: &[u8]) -> Again {
        let quick = self.quick.as_mut();
        if let Some(answer) = quick.and_then(|quick| quick.answer(self.host, input)) {
            if answer == stored {
                return Again::Same;
            }
            if let Some(answer) = parsed(answer) {
                return Again::Other(Outcome::Answered(answer));
            }
        }
        match self.candidate.answer(self.host, input) {
            Ok(answer) if answer.canonical == stored => Again::Same,
            Ok(answer) => Again::Other(Outcome::Answered(answer)),
            Err(failure) => match Outcome::Failed(failure) {
                outcome if outcome.bytes() == stored => Again::Same,
                outcome => Again::Other(outcome),
            },
        }
    }
}

/// An answer that was found lawful.
fn parsed(canonical: &[u8]) -> Option<Answer> {
    let value: Value = serde_json::from_slice(canonical).ok()?;
    let reasons = value["reasons"].as_array()?.iter();
    let reasons = reasons.filter_map(|code| code.as_str().map(str::to_owned));
    Some(Answer {
        canonical: canonical.to_owned(),
        ok: value["ok"].as_bool()?,
        reasons: reasons.collect(),
        value,
    })
}

impl Candidate {
    /// `settings` are complete ones of the package. Without them each question keeps the figures that
    /// stand in it: those the package takes, and its own for the others.
    pub fn new(
        package: Arc<Package>,
        hook: HookId,
        settings: Option<Settings>,
    ) -> Result<Candidate, Failure> {
        let route = adapt::route(&package, &hook);
        let route = route.ok_or_else(|| call::not_answered(&package, &hook))?;
        let version = package.interface_version(&route.hook).unwrap_or_default();
        let version = version.to_owned();
        let shapes = package.entry(&hook).and_then(Shapes::of).map(Arc::new);
        Ok(Candidate {
            shapes,
            package,
            hook,
            version,
            settings: settings.map(Arc::new),
        })
    }

    /// The same without the quick way: what the quick way is compared with.
    pub fn by_json(self) -> Candidate {
        Candidate {
            shapes: None,
            ..self
        }
    }

    /// The hook it is tried for.
    pub fn hook(&self) -> &HookId {
        &self.hook
    }

    /// The package.
    pub fn package(&self) -> &Arc<Package> {
        &self.package
    }

    /// Ready to be asked one question after another.
    pub fn asker<'a>(&'a self, host: &'a Host) -> Asker<'a> {
        Asker {
            candidate: self,
            host,
            quick: Quick::new(self),
        }
    }

    fn answer(&self, host: &Host, input: &[u8]) -> Result<Answer, Failure> {
        let unreadable = |problem: &dyn std::fmt::Display| {
            let message = format!("the stored question: {problem}");
            Failure::new(FailureKind::InvalidInput, message)
        };
        let mut facts: Value = serde_json::from_slice(input).map_err(|error| unreadable(&error))?;
        let package = &*self.package;
        let settings = self.settings_for(&facts["header"])?;
        let ver = facts["header"]["ver"].as_str().unwrap_or_default();
        let route = adapt::route_again(package, &self.hook, ver);
        let route = route.ok_or_else(|| call::not_answered(package, &self.hook))?;
        let header = self
            .header(&facts["header"], &route, &settings)
            .ok_or_else(|| unreadable(&"its header can't be read"))?;
        let members = facts.as_object_mut();
        members
            .ok_or_else(|| unreadable(&"it is no object"))?
            .insert("header".to_owned(), header);
        let asked = canonical::bytes(&facts).map_err(|error| unreadable(&error))?;
        askable(host, &self.hook, (&asked, &facts))?;
        let (outcome, _fuel) = match route.is_adapted() {
            true => route.ask((host, package), &settings, &facts),
            false => call::generic(host, package, &self.hook, &facts),
        };
        // The way of an adapted answer has held it to the caps, in the package's own version.
        let capped = (!route.is_adapted()).then_some(&*settings);
        let asked = (package, &self.hook, capped);
        outcome.and_then(|outcome| answer(host, asked, (&facts, outcome)))
    }

    /// The figures that this question is asked under.
    fn settings_for(&self, header: &Value) -> Result<Arc<Settings>, Failure> {
        if let Some(settings) = &self.settings {
            return Ok(Arc::clone(settings));
        }
        let refused =
            |problem: &dyn std::fmt::Display| Failure::new(FailureKind::InvalidInput, problem);
        let told = told_settings(header).ok_or_else(|| refused(&"the figures can't be read"))?;
        let schema = self.package.settings_schema();
        let mut taken = Settings::default();
        for (name, _) in schema.iter() {
            if let Some(setting) = told.get(name) {
                taken.set(name, setting.clone());
            }
        }
        let complete = schema.check(&taken);
        complete.map(Arc::new).map_err(|problem| refused(&problem))
    }

    /// The stored header, in the version that goes this way and under these figures.
    fn header(&self, stored: &Value, route: &Route, settings: &Settings) -> Option<Value> {
        let text = |name: &str| stored[name].as_str().map(str::to_owned);
        let as_of = stored["as_of"].as_str()?.parse().ok()?;
        let question = Question {
            tenant: text("tenant")?,
            hook: self.hook.clone(),
            division: text("division")?,
            legal_date: as_of,
            as_of,
            budget_left_fen: stored["budget_left_fen"].as_i64(),
            facts: (),
        };
        let answered = (Some(self.package.settings_schema()), &route.hook);
        Some(question.header(route.asked, settings, answered).value())
    }
}
