//! The quick way: from stored bytes to the answer's bytes by component values that stay allocated.

use std::sync::Arc;

use serde_json::Value;
use wasmtime::component::Val;

use super::Candidate;
use super::shape::{Reader, Record, Shape};
use crate::call;
use crate::canonical;
use crate::declared_caps;
use crate::host::Host;
use crate::invariants::Invariants;
use crate::package::Entry;
use crate::question::Question;
use crate::seen::{Members, Seen};
use crate::settings::Settings;

/// What a hook's facts and answers are made of.
pub(super) struct Shapes {
    facts: Record,
    outcome: Shape,
}

impl Shapes {
    pub(super) fn of(entry: &Entry) -> Option<Shapes> {
        let Shape::Record(facts) = Shape::of(&entry.facts)? else {
            return None;
        };
        Some(Shapes {
            facts,
            outcome: Shape::of(&entry.outcome)?,
        })
    }
}

/// Asks question after question, none of which differs much from the one before.
pub(super) struct Quick<'a> {
    candidate: &'a Candidate,
    shapes: &'a Shapes,
    entry: &'a Entry,
    invariants: &'static Invariants,
    facts: [Val; 1],
    outcome: [Val; 1],
    answer: Vec<u8>,
    figures: Figures,
}

/// The figures the questions are asked under, and those they stand in for.
#[derive(Default)]
struct Figures {
    stored: Vec<u8>,
    settings: Option<Arc<Settings>>,
    bytes_len: usize,
}

impl<'a> Quick<'a> {
    pub(super) fn new(candidate: &'a Candidate) -> Option<Quick<'a>> {
        let shapes = candidate.shapes.as_deref()?;
        Some(Quick {
            candidate,
            entry: candidate.package.entry(&candidate.hook)?,
            invariants: Invariants::of(&candidate.hook)?,
            facts: [Val::Record(shapes.facts.blank())],
            outcome: [Val::Bool(false)],
            answer: Vec::with_capacity(512),
            figures: Figures::default(),
            shapes,
        })
    }

    /// The answer's canonical bytes, where there is one and it is inside law and caps.
    pub(super) fn answer(&mut self, host: &Host, input: &[u8]) -> Option<&[u8]> {
        self.read(host, input)?;
        self.invariants.allow_facts(&self.facts[0]).ok()?;
        let asked = (host, &*self.candidate.package, self.entry);
        let (called, _fuel) = call::decide(asked, &self.facts, &mut self.outcome);
        called.ok()?;
        let [outcome] = &self.outcome;
        self.answer.clear();
        let limits = host.limits();
        let shape = &self.shapes.outcome;
        shape.write(outcome, limits.list_items_max, &mut self.answer)?;
        if self.answer.len() > limits.answer_bytes_max {
            return None;
        }
        let facts = &self.facts[0];
        self.invariants.allow_outcome(facts, outcome).ok()?;
        let package = &self.candidate.package;
        let (schema, settings) = (package.settings_schema(), self.figures.settings.as_deref()?);
        let said = (facts, outcome);
        declared_caps::check(schema, settings, &self.candidate.hook, said).ok()?;
        let codes = &package.manifest().codes;
        let reasons = reasons(outcome)?;
        let known = |reason: &Val| matches!(reason, Val::String(code) if codes.contains_key(code));
        let is_reasoned = outcome.seen("ok")? == Seen::Flag(true) || !reasons.is_empty();
        (is_reasoned && reasons.iter().all(known)).then_some(&self.answer)
    }

    /// Fills the facts; the header gets the candidate's version and figures.
    fn read(&mut self, host: &Host, input: &[u8]) -> Option<()> {
        let Quick {
            candidate,
            shapes,
            facts: [Val::Record(fields)],
            figures,
            ..
        } = self
        else {
            return None;
        };
        let limits = host.limits();
        let mut from = Reader::new(input, limits.list_items_max);
        let mut stored_len = 0;
        shapes.facts.fill(fields, &mut from, |name, val, from| {
            let (Some(Shape::Record(header)), Val::Record(fields), "header") =
                (shapes.facts.field(name), val, name)
            else {
                return Some(false);
            };
            header.fill(fields, from, |name, val, from| match (name, val) {
                ("params", val) => {
                    let stored = from.skip()?;
                    stored_len = stored.len();
                    let shape = header.field(name)?;
                    figures.take(candidate, stored, (shape, val, limits.list_items_max))?;
                    Some(true)
                }
                ("ver", Val::String(version)) => {
                    from.text()?;
                    candidate.version.clone_into(version);
                    Some(true)
                }
                _ => Some(false),
            })?;
            Some(true)
        })?;
        let asked_len = input.len() - stored_len + figures.bytes_len;
        // The version may be longer than the stored one; close to the bound the other way counts exactly.
        let is_short = asked_len + candidate.version.len() <= limits.question_bytes_max;
        (from.is_done() && is_short).then_some(())
    }
}

fn reasons(outcome: &Val) -> Option<&[Val]> {
    let Val::Record(fields) = outcome else {
        return None;
    };
    match fields.iter().find(|(name, _)| name == "reasons")? {
        (_, Val::List(reasons)) => Some(reasons),
        _ => None,
    }
}

impl Figures {
    /// Puts the candidate's figures in place of the stored ones. Most questions bring the same ones.
    fn take(
        &mut self,
        candidate: &Candidate,
        stored: &[u8],
        (shape, val, items_max): (&Shape, &mut Val, usize),
    ) -> Option<()> {
        if self.settings.is_some() && (candidate.settings.is_some() || self.stored == stored) {
            return Some(());
        }
        self.settings = None;
        let params: Value = serde_json::from_slice(stored).ok()?;
        let header = serde_json::json!({ "params": params });
        let settings = candidate.settings_for(&header).ok()?;
        let question = Question {
            tenant: String::new(),
            hook: candidate.hook.clone(),
            division: String::new(),
            legal_date: chrono::NaiveDate::default(),
            as_of: chrono::NaiveDate::default(),
            budget_left_fen: None,
            facts: (),
        };
        let answered = (Some(candidate.package.settings_schema()), &candidate.hook);
        let header = question
            .header(&candidate.version, &settings, answered)
            .value();
        let bytes = canonical::bytes(&header["params"]).ok()?;
        let mut from = Reader::new(&bytes, items_max);
        shape.fill(val, &mut from)?;
        self.bytes_len = bytes.len();
        stored.clone_into(&mut self.stored);
        self.settings = Some(settings);
        Some(())
    }
}
