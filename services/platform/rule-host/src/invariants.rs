//! Floors, ceilings and input ranges of a hook, as data: the law as far as a rule could break it.
//! An answer outside is refused with the law's source, never clamped.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;
use serde_json::Value;

use crate::hook_id::HookId;
use crate::hooks::{HookDefinition, hooks};
use crate::seen::Members;

use bound::Bound;

mod bound;

/// The invariants of one hook.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Invariants {
    pub hook: HookId,
    /// Which date of a case picks the rule.
    pub legal_date: String,
    /// Whose rule answers.
    #[serde(default)]
    pub owner: Owner,
    #[serde(default)]
    facts: Vec<Bound>,
    #[serde(default)]
    outcome: Vec<Bound>,
}

/// Who answers a hook by a rule of its own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Owner {
    /// A tenant.
    #[default]
    Authority,
    /// An organisation, for what it does itself.
    Organisation,
}

/// Facts or an answer outside the bounds.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {problem} ({source_of_law})")]
pub struct Breach {
    pub place: String,
    pub problem: String,
    pub source_of_law: String,
}

static KNOWN: LazyLock<Result<BTreeMap<HookId, Invariants>, String>> =
    LazyLock::new(|| parse(hooks()));

fn parse(hooks: &[HookDefinition]) -> Result<BTreeMap<HookId, Invariants>, String> {
    let one = |hook: &HookDefinition| {
        let invariants: Invariants = toml::from_str(hook.invariants)
            .map_err(|error| format!("the invariants of {}: {error}", hook.id))?;
        match invariants.hook.to_string() == hook.id {
            true => Ok((invariants.hook.clone(), invariants)),
            false => Err(format!("the invariants of {} name another hook", hook.id)),
        }
    };
    hooks.iter().map(one).collect()
}

/// The member at a path such as `contract.j_fen`.
pub(crate) fn member<'a>(value: &'a Value, path: &str) -> Option<&'a Value> {
    path.split('.')
        .try_fold(value, |value, name| value.get(name))
}

fn member_mut<'a>(value: &'a mut Value, path: &str) -> Option<&'a mut Value> {
    path.split('.')
        .try_fold(value, |value, name| value.get_mut(name))
}

impl Invariants {
    /// The invariants of a hook this host knows. A hook without any is not asked.
    pub fn of(hook: &HookId) -> Option<&'static Invariants> {
        KNOWN.as_ref().ok()?.get(hook)
    }

    /// Whether those of every hook can be read; without them no host starts.
    pub(crate) fn all_readable() -> Result<(), String> {
        KNOWN.as_ref().map(drop).map_err(Clone::clone)
    }

    /// Whether the question may be asked.
    pub fn check_facts(&self, facts: &Value) -> Result<(), Breach> {
        self.allow_facts(facts)
    }

    /// The same of facts in either form.
    pub(crate) fn allow_facts(&self, facts: &impl Members) -> Result<(), Breach> {
        self.facts
            .iter()
            .try_for_each(|bound| bound.check(facts, facts))
    }

    /// Whether the answer to these facts stays inside the law.
    pub fn check_outcome(&self, facts: &Value, outcome: &Value) -> Result<(), Breach> {
        self.allow_outcome(facts, outcome)
    }

    /// The same of facts and answer in either form.
    pub(crate) fn allow_outcome<M: Members>(&self, facts: &M, outcome: &M) -> Result<(), Breach> {
        self.outcome
            .iter()
            .try_for_each(|bound| bound.check(outcome, facts))
    }

    /// The figures at which the law bounds this one of the facts.
    pub(crate) fn figures_at(&self, place: &str) -> Vec<i64> {
        let bounds = self.at(place);
        bounds
            .flat_map(|bound| [bound.min, bound.max])
            .flatten()
            .collect()
    }

    /// The words that can stand in this place of the facts; none where any can.
    pub(crate) fn words_at(&self, place: &str) -> &[String] {
        let mut bounds = self.at(place);
        bounds.next().map_or(&[], |bound| bound.one_of.as_slice())
    }

    fn at(&self, place: &str) -> impl Iterator<Item = &Bound> {
        let place = place.to_owned();
        let bounds = self.facts.iter();
        bounds.filter(move |bound| bound.is_at(&place))
    }

    /// After the figure in `place` was moved: the others follow, where one may not be above the other.
    pub(crate) fn keep_ceilings(&self, facts: &mut Value, place: &str) {
        // One may follow the other: received, J, T.
        for _ in 0..self.facts.len() {
            for bound in self.facts.iter().filter(|bound| bound.each.is_none()) {
                let (Some(path), Some(ceiling)) = (&bound.path, &bound.max_of) else {
                    continue;
                };
                let figure = |path: &str| member(facts, path)?.as_i64();
                let (Some(low), Some(high)) = (figure(path), figure(ceiling)) else {
                    continue;
                };
                if low > high {
                    let (follows, to) = match place == ceiling {
                        true => (path, high),
                        false => (ceiling, low),
                    };
                    if let Some(fact) = member_mut(facts, follows) {
                        *fact = to.into();
                    }
                }
            }
        }
    }

    /// Questions at and beside each bound of the input, made from one in range: what a package is
    /// tried with before it is in force. Only questions that may be asked are returned.
    pub fn boundary_facts(&self, base: &Value) -> Vec<(String, Value)> {
        let mut found = Vec::new();
        for bound in &self.facts {
            let Some(path) = bound.first() else { continue };
            let ceiling = bound
                .max_of
                .as_ref()
                .and_then(|path| member(base, path)?.as_i64());
            let figures = [bound.min, bound.max, ceiling].into_iter().flatten();
            let figures = figures
                .flat_map(|figure| [figure - 1, figure, figure + 1])
                .map(Value::from);
            let texts = bound.one_of.iter().map(|text| Value::from(text.as_str()));
            for value in figures.chain(texts) {
                let mut facts = base.clone();
                let pointer = format!("/{}", path.replace('.', "/"));
                if let Some(place) = facts.pointer_mut(&pointer) {
                    *place = value.clone();
                    if self.check_facts(&facts).is_ok() {
                        found.push((format!("{path} = {value}"), facts));
                    }
                }
            }
        }
        found
    }
}

#[cfg(test)]
mod tests;
