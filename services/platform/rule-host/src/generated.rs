//! Questions nobody wrote down: worked cases with one or two facts moved to where a rule may turn.
//! What a rule is tried with before it is in force, and where two rules are looked for that differ.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use serde_json::Value;
use wasmtime::component::types::Type;

use crate::hook_id::HookId;
use crate::invariants::Invariants;
use crate::manifest::WorkedCase;
use crate::package::Package;
use crate::settings::Setting;
use crate::spots::{Kind, Spot, spots};

/// A worked case with some of its facts changed.
#[derive(Clone, Debug)]
pub struct Variation {
    /// The case, whose outcome is not this question's.
    pub case: WorkedCase,
    /// What was changed, such as `contract.j_fen = 1000000`.
    pub changed: Vec<String>,
}

/// Where a fact is moved to.
struct Move {
    place: Rc<str>,
    pointer: Rc<str>,
    value: Value,
}

/// The figures and words at which rules of these packages may turn.
struct Turns {
    figures: BTreeSet<i64>,
    words: BTreeMap<String, BTreeSet<String>>,
}

/// At most `variations_max` variations of the worked cases of a hook: first each fact by itself at
/// and beside each figure of the law, of the settings and of the other cases, then facts in pairs.
/// Only questions that may be asked; the same packages always give the same ones.
pub fn variations(packages: &[&Package], hook: &HookId, variations_max: usize) -> Vec<Variation> {
    variations_while(packages, hook, variations_max, &|| true)
}

/// The same for as long as `goes_on`: papers that somebody else wrote may take long to vary.
pub(crate) fn variations_while(
    packages: &[&Package],
    hook: &HookId,
    variations_max: usize,
    goes_on: &dyn Fn() -> bool,
) -> Vec<Variation> {
    let Some(invariants) = Invariants::of(hook) else {
        return Vec::new();
    };
    let facts = packages.iter().find_map(|package| package.entry(hook));
    let Some(facts) = facts.map(|entry| &entry.facts) else {
        return Vec::new();
    };
    let cases = packages.iter().flat_map(|package| package.cases());
    let cases: Vec<&WorkedCase> = cases.filter(|case| case.hook == *hook).collect();
    let turns = Turns::of(packages, hook, facts, &cases);
    let moves_max = MOVES_MAX / cases.len().max(1);
    let mut moves: Vec<Vec<Move>> = Vec::new();
    for case in cases.iter().take_while(|_| goes_on()) {
        moves.push(turns.moves(case, facts, invariants, moves_max));
    }

    let mut found = Found::new(variations_max, goes_on);
    // In turns, so that the last case has its share where there is no room for all.
    let longest = moves.iter().map(Vec::len).max().unwrap_or(0);
    for index in 0..longest {
        for (case, moves) in cases.iter().zip(&moves) {
            if let Some(one) = moves.get(index) {
                found.take(case, &[one], invariants);
            }
        }
    }
    let share = found.left() / cases.len().max(1);
    for (case, moves) in cases.iter().zip(&moves) {
        for (one, other) in pairs(moves, share) {
            found.take(case, &[one, other], invariants);
        }
    }
    found.variations
}

/// Pairs of moves of different facts, spread evenly over all of them.
fn pairs(moves: &[Move], pairs_max: usize) -> impl Iterator<Item = (&Move, &Move)> {
    let all = moves.len() * moves.len().saturating_sub(1) / 2;
    let step = all.div_ceil(pairs_max.max(1)).max(1);
    let firsts = moves.iter().enumerate();
    let pairs = firsts.flat_map(|(index, one)| {
        let others = moves[index + 1..].iter();
        others.map(move |other| (one, other))
    });
    pairs
        .filter(|(one, other)| one.pointer != other.pointer)
        .step_by(step)
        .take(pairs_max)
}

/// At most so many of all, spread evenly over them.
fn spread<T>(all: impl ExactSizeIterator<Item = T>, most: usize) -> impl Iterator<Item = T> {
    let step = all.len().div_ceil(most.max(1)).max(1);
    all.step_by(step)
}

/// Variations as they are found, none twice.
struct Found<'g> {
    variations: Vec<Variation>,
    variations_max: usize,
    seen: BTreeSet<String>,
    goes_on: &'g dyn Fn() -> bool,
}

impl<'g> Found<'g> {
    fn new(variations_max: usize, goes_on: &'g dyn Fn() -> bool) -> Found<'g> {
        Found {
            variations: Vec::new(),
            variations_max,
            seen: BTreeSet::new(),
            goes_on,
        }
    }

    fn left(&self) -> usize {
        self.variations_max - self.variations.len()
    }

    fn take(&mut self, case: &WorkedCase, moves: &[&Move], invariants: &Invariants) {
        if self.left() == 0 || !(self.goes_on)() {
            return;
        }
        let mut varied = case.clone();
        for one in moves {
            match varied.facts.pointer_mut(&one.pointer) {
                Some(fact) => *fact = one.value.clone(),
                None if &*one.place == BUDGET_LEFT => varied.budget_left_fen = one.value.as_i64(),
                None => return,
            }
            invariants.keep_ceilings(&mut varied.facts, &one.place);
        }
        let question = format!("{} {:?}", varied.facts, varied.budget_left_fen);
        if invariants.check_facts(&varied.facts).is_err() || !self.seen.insert(question) {
            return;
        }
        let told = |one: &&Move| format!("{} = {}", one.place, one.value);
        self.variations.push(Variation {
            case: varied,
            changed: moves.iter().map(told).collect(),
        });
    }
}

/// The one figure of the header that a case may give.
const BUDGET_LEFT: &str = "header.budget_left_fen";

impl Turns {
    fn of(packages: &[&Package], hook: &HookId, facts: &Type, cases: &[&WorkedCase]) -> Turns {
        let mut figures = BTreeSet::new();
        let mut words: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for package in packages {
            figures.extend(settings(package, hook));
        }
        for case in cases {
            figures.extend(case.budget_left_fen);
            let given = case
                .settings
                .iter()
                .filter_map(|(_, setting)| match setting {
                    Setting::Number(figure) => Some(*figure),
                    Setting::Text(_) => None,
                });
            figures.extend(given);
            let answered = case.outcome.as_object().into_iter().flatten();
            figures.extend(answered.filter_map(|(_, value)| value.as_i64()));
            for spot in spots(facts, &case.facts) {
                match &spot.kind {
                    Kind::Number => figures.extend(spot.value.as_i64()),
                    Kind::Text => {
                        let word = spot.value.as_str().map(str::to_owned);
                        words.entry(spot.noun()).or_default().extend(word);
                    }
                    Kind::Flag | Kind::Label(_) => {}
                }
            }
        }
        let mut figures: BTreeSet<i64> = spread(figures.into_iter(), FIGURES_MAX).collect();
        figures.extend(crossings(&figures));
        let words = words.into_iter().map(|(noun, words)| {
            let words = spread(words.into_iter(), FIGURES_MAX).collect();
            (noun, words)
        });
        Turns {
            figures,
            words: words.collect(),
        }
    }

    /// The moves of one fact of a case; where they are more than `moves_max`, each fact has its share.
    fn moves(
        &self,
        case: &WorkedCase,
        facts: &Type,
        invariants: &Invariants,
        moves_max: usize,
    ) -> Vec<Move> {
        let spots = spots(facts, &case.facts);
        let share = moves_max / (spots.len() + 1);
        let mut moves = Vec::new();
        for spot in spots.iter().take(moves_max) {
            let (place, pointer): (Rc<str>, Rc<str>) =
                (spot.place.as_str().into(), spot.pointer.as_str().into());
            let values = spread(self.values(spot, invariants).into_iter(), share);
            let others = values.filter(|value| value != spot.value);
            moves.extend(others.map(|value| Move {
                place: Rc::clone(&place),
                pointer: Rc::clone(&pointer),
                value,
            }));
        }
        let (place, pointer): (Rc<str>, Rc<str>) =
            (BUDGET_LEFT.into(), "/header/budget_left_fen".into());
        let budgets = spread(self.beside(&[]).into_iter(), share);
        let budgets = budgets.filter(|left| *left >= 0 && Some(*left) != case.budget_left_fen);
        moves.extend(budgets.map(|left| Move {
            place: Rc::clone(&place),
            pointer: Rc::clone(&pointer),
            value: left.into(),
        }));
        moves
    }

    fn values(&self, spot: &Spot<'_>, invariants: &Invariants) -> Vec<Value> {
        match &spot.kind {
            Kind::Number => {
                let law = invariants.figures_at(&spot.place);
                self.beside(&law).into_iter().map(Value::from).collect()
            }
            Kind::Flag => vec![Value::from(spot.value != &Value::Bool(true))],
            Kind::Label(labels) => labels.iter().map(|label| label.as_str().into()).collect(),
            Kind::Text => {
                let known = invariants.words_at(&spot.place);
                let seen = self.words.get(&spot.noun()).into_iter().flatten();
                let words = known.iter().chain(seen.filter(|_| known.is_empty()));
                words.map(|word| word.as_str().into()).collect()
            }
        }
    }

    /// Each figure with its neighbours, in order.
    fn beside(&self, more: &[i64]) -> BTreeSet<i64> {
        let figures = self.figures.iter().chain(more).copied();
        let near = |figure: i64| {
            [figure.checked_sub(1), Some(figure), figure.checked_add(1)]
                .into_iter()
                .flatten()
        };
        figures.flat_map(near).collect()
    }
}

/// The figures a package is told for a hook, with the bounds they may have.
fn settings(package: &Package, hook: &HookId) -> Vec<i64> {
    let schema = package.settings_schema();
    let concerned = schema
        .iter()
        .filter(|(name, _)| schema.concerns(name, hook));
    concerned
        .filter_map(|(_, entry)| match entry.default {
            Setting::Number(figure) => Some(figure),
            Setting::Text(_) => None,
        })
        .collect()
}

/// Where a share in basis points reaches a figure: a cap of 100,000 yuan at 1 % is met at 10,000,000.
fn crossings(figures: &BTreeSet<i64>) -> Vec<i64> {
    let shares = figures
        .iter()
        .filter(|figure| (1..10_000).contains(*figure));
    let crossed = shares.flat_map(|share| {
        let figures = figures.iter().filter(|figure| **figure >= 10_000);
        figures.filter_map(move |figure| Some(figure.checked_mul(10_000)? / share))
    });
    crossed.take(CROSSINGS_MAX).collect()
}

/// A package with many figures is tried at as many of their crossings.
const CROSSINGS_MAX: usize = 64;

/// A package with more figures, or more words of one kind, is tried at so many of them.
const FIGURES_MAX: usize = 512;

/// Moves of all cases together, however many there are: they are kept in memory.
const MOVES_MAX: usize = 500_000;
