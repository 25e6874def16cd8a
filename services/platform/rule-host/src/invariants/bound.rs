//! One bound of a hook's law: what it holds a figure, a word or a list to.

use serde::Deserialize;
use serde_json::Value;

use super::Breach;
use crate::seen::{Members, Seen};

/// One bound on a figure, a text or the sum of figures.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Bound {
    /// A list of records, each of which is held to it: the other paths are then those of its members.
    pub(super) each: Option<String>,
    pub(super) path: Option<String>,
    #[serde(default)]
    sum: Vec<String>,
    pub(super) min: Option<i64>,
    pub(super) max: Option<i64>,
    /// Not more than that figure of the facts, where it is there.
    pub(super) max_of: Option<String>,
    /// Exactly that.
    equals: Option<i64>,
    /// Exactly that figure of the facts.
    equals_of: Option<String>,
    /// Exactly that flag or word.
    is: Option<Value>,
    #[serde(default)]
    pub(super) one_of: Vec<String>,
    items_max: Option<usize>,
    /// As many items as that list of the facts.
    items_as_of: Option<String>,
    /// No number of the list is larger.
    item_max: Option<i64>,
    when: Option<When>,
    source: String,
}

/// The bound holds only where this member, of the outcome or the facts, is that.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct When {
    path: String,
    is: Value,
}

/// `trl` of `candidates[7].trl`, where the list is `candidates`.
fn within<'p>(place: &'p str, list: &str) -> Option<&'p str> {
    let item = place.strip_prefix(list)?.strip_prefix('[')?;
    item.split_once("].").map(|(_, member)| member)
}

impl Bound {
    pub(super) fn check<M: Members>(&self, checked: &M, facts: &M) -> Result<(), Breach> {
        if let Some(when) = &self.when {
            let found = checked.seen(&when.path).or_else(|| facts.seen(&when.path));
            if !found.is_some_and(|found| found.is(&when.is)) {
                return Ok(());
            }
        }
        let problem = match &self.each {
            None => {
                let problem = self.problem(checked, facts);
                problem.map(|problem| (self.place(), problem))
            }
            Some(list) => self.problem_of_one(list, checked, facts),
        };
        match problem {
            None => Ok(()),
            Some((place, problem)) => Err(Breach {
                place,
                problem,
                source_of_law: self.source.clone(),
            }),
        }
    }

    fn place(&self) -> String {
        self.path.clone().unwrap_or_else(|| self.sum.join(" + "))
    }

    /// Its path in the facts; of a list, in the first of it.
    pub(super) fn first(&self) -> Option<String> {
        let path = self.path.as_ref()?;
        Some(match &self.each {
            None => path.clone(),
            Some(list) => format!("{list}.0.{path}"),
        })
    }

    /// Whether it bounds what stands there, such as `j_fen` or `candidates[7].trl`.
    pub(super) fn is_at(&self, place: &str) -> bool {
        let within = match &self.each {
            None => Some(place),
            Some(list) => within(place, list),
        };
        within.is_some() && within == self.path.as_deref()
    }

    /// The first of a list that is outside, with its place.
    fn problem_of_one<M: Members>(
        &self,
        list: &str,
        checked: &M,
        facts: &M,
    ) -> Option<(String, String)> {
        let mut items = checked.items(list).iter().enumerate();
        let (index, problem) =
            items.find_map(|(index, item)| Some((index, self.problem(item, facts)?)))?;
        Some((format!("{list}[{index}].{}", self.place()), problem))
    }

    fn problem<'a, M: Members>(&'a self, checked: &M, facts: &M) -> Option<String> {
        if let Some(path) = &self.path {
            let seen = checked.seen(path)?;
            if let Some(only) = self.is.as_ref().filter(|only| !seen.is(only)) {
                return Some(format!("it is not {only}"));
            }
            match seen {
                Seen::Text(text) => {
                    let is_known =
                        self.one_of.is_empty() || self.one_of.iter().any(|known| *known == text);
                    return (!is_known).then(|| format!("`{text}` is not known"));
                }
                Seen::Items(items) => return self.problem_of_items(path, items, checked, facts),
                Seen::Number(_) | Seen::Flag(_) | Seen::Other => {}
            }
        }
        let figure = self.figure(checked)?;
        let of = |path: &'a Option<String>| {
            let figure = facts.seen(path.as_ref()?)?.number()?;
            Some((i128::from(figure), path))
        };
        if let Some(min) = self.min.filter(|min| figure < i128::from(*min)) {
            return Some(format!("{figure} is below {min}"));
        }
        if let Some(max) = self.max.filter(|max| figure > i128::from(*max)) {
            return Some(format!("{figure} is above {max}"));
        }
        if let Some(whole) = self.equals.filter(|whole| figure != i128::from(*whole)) {
            return Some(format!("{figure} is not {whole}"));
        }
        if let Some((max, path)) = of(&self.max_of).filter(|(max, _)| figure > *max) {
            return Some(format!(
                "{figure} is above {}, {max}",
                path.as_deref().unwrap_or_default()
            ));
        }
        if let Some((whole, path)) = of(&self.equals_of).filter(|(whole, _)| figure != *whole) {
            return Some(format!(
                "{figure} is not {}, {whole}",
                path.as_deref().unwrap_or_default()
            ));
        }
        None
    }

    fn problem_of_items<M: Members>(
        &self,
        path: &str,
        items: usize,
        checked: &M,
        facts: &M,
    ) -> Option<String> {
        if self.items_max.is_some_and(|max| items > max) {
            return Some(format!("{items} items are too many"));
        }
        if let Some(other) = &self.items_as_of
            && let Some(Seen::Items(wanted)) = facts.seen(other)
            && items != wanted
        {
            return Some(format!("{items} items are not those of {other}, {wanted}"));
        }
        let max = self.item_max?;
        let largest = checked.largest(path).filter(|largest| *largest > max)?;
        Some(format!("{largest} is above {max}"))
    }

    fn figure(&self, checked: &impl Members) -> Option<i128> {
        let paths = self.path.iter().chain(&self.sum);
        paths
            .map(|path| Some(i128::from(checked.seen(path)?.number()?)))
            .sum()
    }
}
