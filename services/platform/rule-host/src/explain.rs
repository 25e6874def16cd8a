//! What an answer hangs on, found by asking again with one fact changed: which facts it depends on, and the
//! smallest change that would alter it. A package can't be looked into, so this is what was tried and no
//! more: a fact that is not named may still matter at a value nobody tried.

use std::sync::Arc;

use serde_json::Value;

use crate::adapt;
use crate::canonical;
use crate::hook_id::HookId;
use crate::host::Host;
use crate::invariants::Invariants;
use crate::package::Package;
use crate::spots::{Kind, Spot, spots};
use crate::verify::{Mismatch, ask_again};

/// What was found of one answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explained {
    /// Facts of which some other value gave another answer, its reasoning included.
    pub depends_on: Vec<String>,
    /// For each fact that alone can alter it, the least such change that was found; the smallest first.
    pub changes: Vec<Change>,
    pub asked: usize,
    /// As many questions as were allowed were asked before every fact was tried.
    pub cut_short: bool,
}

/// One fact with another value, and the answer it would have had.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    pub place: String,
    pub from: Value,
    pub to: Value,
    pub outcome: Value,
}

impl Change {
    /// What turns a grant or a refusal comes first. Then figures by their share of what they were, in
    /// millionths; words and flags behind them.
    fn size(&self, before: &Value) -> (bool, bool, u128, String) {
        let same = self.outcome["ok"] == before["ok"];
        let (from, to) = (self.from.as_i64(), self.to.as_i64());
        let size = from.zip(to).map(|(from, to)| {
            let moved = u128::from(from.abs_diff(to));
            moved.saturating_mul(1_000_000) / u128::from(from.unsigned_abs().max(1))
        });
        let place = self.place.clone();
        (same, size.is_none(), size.unwrap_or(0), place)
    }
}

/// Looks for what the answer to a stored question hangs on, with at most `questions_max` questions. Blocks.
pub fn explain(
    host: &Host,
    hook: &HookId,
    (input, package): (&[u8], &Arc<Package>),
    questions_max: usize,
) -> Result<Explained, Mismatch> {
    let facts: Value =
        serde_json::from_slice(input).map_err(|error| Mismatch::Question(error.to_string()))?;
    let answered = ask_again(host, hook, input, package)?;
    let nothing = Explained {
        depends_on: Vec::new(),
        changes: Vec::new(),
        asked: 0,
        cut_short: false,
    };
    // What only a newer version of the question has, a package of an older one can't read: it stays out.
    let ver = facts["header"]["ver"].as_str().unwrap_or_default();
    let route = adapt::route_again(package, hook, ver);
    let entry = route.and_then(|route| package.entry(&route.hook));
    let (Some(answer), Some(entry)) = (answered.answer(), entry) else {
        return Ok(nothing);
    };
    let mut search = Search {
        host,
        hook,
        package,
        facts: &facts,
        answer: &answer.value,
        left: questions_max,
        found: nothing,
    };
    for spot in spots(&entry.facts, &facts) {
        if !spot.place.starts_with("header.") || spot.place == "header.budget_left_fen" {
            search.look_at(&spot);
        }
    }
    let mut found = search.found;
    found.asked = questions_max - search.left;
    found
        .changes
        .sort_by_cached_key(|change| change.size(&answer.value));
    Ok(found)
}

struct Search<'a> {
    host: &'a Host,
    hook: &'a HookId,
    package: &'a Arc<Package>,
    facts: &'a Value,
    answer: &'a Value,
    left: usize,
    found: Explained,
}

/// How an answer compares with the one that is explained.
enum Compared {
    /// It can't be asked, or there is no answer.
    None,
    Same,
    /// Other reasons or reasoning alone.
    Told,
    /// Another decision or figure.
    Altered(Value),
}

impl Search<'_> {
    /// Tries other values of one fact.
    fn look_at(&mut self, spot: &Spot<'_>) {
        match &spot.kind {
            Kind::Number => self.figure(spot),
            Kind::Flag => self.words(spot, vec![Value::from(spot.value != &Value::Bool(true))]),
            Kind::Label(labels) => {
                let labels = labels.iter().map(|label| label.as_str().into());
                self.words(spot, labels.collect());
            }
            Kind::Text => {
                let known =
                    Invariants::of(self.hook).map_or(&[][..], |law| law.words_at(&spot.place));
                let mut words: Vec<Value> = known.iter().map(|word| word.as_str().into()).collect();
                // Where any word can stand, one that surely is another.
                if words.is_empty() {
                    words.push("-".into());
                }
                self.words(spot, words);
            }
        }
    }

    fn words(&mut self, spot: &Spot<'_>, words: Vec<Value>) {
        for word in words.into_iter().filter(|word| word != spot.value) {
            if let Compared::Altered(outcome) = self.ask(spot, &word) {
                self.keep(spot, word, outcome);
                return;
            }
        }
    }

    /// Goes away from the figure in steps that double, up and down, and back by halves from the first
    /// that alters the answer.
    fn figure(&mut self, spot: &Spot<'_>) {
        let Some(from) = spot.value.as_i64() else {
            return;
        };
        let mut nearest: Option<(i64, Value)> = None;
        for sign in [-1, 1] {
            let (mut near, mut step) = (from, 1_i64);
            while let Some(to) = step
                .checked_mul(sign)
                .and_then(|step| from.checked_add(step))
            {
                match self.ask(spot, &to.into()) {
                    Compared::Altered(outcome) => {
                        let found = self.halved(spot, near, (to, outcome));
                        let is_nearer = |(known, _): &(i64, Value)| {
                            found.0.abs_diff(from) < known.abs_diff(from)
                        };
                        if nearest.as_ref().is_none_or(is_nearer) {
                            nearest = Some(found);
                        }
                        break;
                    }
                    Compared::None => break,
                    Compared::Same | Compared::Told => near = to,
                }
                let Some(doubled) = step.checked_mul(2) else {
                    break;
                };
                step = doubled;
            }
            // The law ends between two steps: zero is where most figures do.
            if nearest.is_none()
                && sign < 0
                && from > 0
                && near > 0
                && let Compared::Altered(outcome) = self.ask(spot, &0.into())
            {
                nearest = Some(self.halved(spot, near, (0, outcome)));
            }
        }
        if let Some((to, outcome)) = nearest {
            self.keep(spot, to.into(), outcome);
        }
    }

    /// The value nearest to `near`, which alters nothing, that still alters the answer.
    fn halved(
        &mut self,
        spot: &Spot<'_>,
        mut near: i64,
        (to, outcome): (i64, Value),
    ) -> (i64, Value) {
        let mut far = (to, outcome);
        while near.abs_diff(far.0) > 1 && self.left > 0 {
            let middle = near.midpoint(far.0);
            match self.ask(spot, &middle.into()) {
                Compared::Altered(outcome) => far = (middle, outcome),
                Compared::None | Compared::Same | Compared::Told => near = middle,
            }
        }
        far
    }

    fn keep(&mut self, spot: &Spot<'_>, to: Value, outcome: Value) {
        self.found.changes.push(Change {
            place: spot.place.clone(),
            from: spot.value.clone(),
            to,
            outcome,
        });
    }

    fn ask(&mut self, spot: &Spot<'_>, value: &Value) -> Compared {
        if self.left == 0 {
            self.found.cut_short = true;
            return Compared::None;
        }
        self.left -= 1;
        let mut facts = self.facts.clone();
        let Some(fact) = facts.pointer_mut(&spot.pointer) else {
            return Compared::None;
        };
        *fact = value.clone();
        let asked = canonical::bytes(&facts).ok();
        let asked =
            asked.and_then(|input| ask_again(self.host, self.hook, &input, self.package).ok());
        let compared = match asked.as_ref().and_then(|decision| decision.answer()) {
            None => Compared::None,
            Some(answer) if answer.value == *self.answer => Compared::Same,
            Some(answer) if decided(&answer.value) == decided(self.answer) => Compared::Told,
            Some(answer) => Compared::Altered(answer.value.clone()),
        };
        let differs = matches!(compared, Compared::Told | Compared::Altered(_));
        if differs && self.found.depends_on.last() != Some(&spot.place) {
            self.found.depends_on.push(spot.place.clone());
        }
        compared
    }
}

/// The answer without its words: what is decided, and how much.
fn decided(outcome: &Value) -> Value {
    let mut outcome = outcome.clone();
    if let Some(members) = outcome.as_object_mut() {
        members.retain(|name, _| name != "explain" && name != "reasons");
    }
    outcome
}
