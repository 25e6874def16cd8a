//! Floors, ceilings and input ranges of a hook, as data: the law as far as a rule could break it.
//! An answer outside is refused with the law's source, never clamped.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;
use serde_json::Value;

use crate::hook_id::HookId;
use crate::hooks::{HookDefinition, hooks};
use crate::seen::{Members, Seen};

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

/// One bound on a figure, a text or the sum of figures.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Bound {
    path: Option<String>,
    #[serde(default)]
    sum: Vec<String>,
    min: Option<i64>,
    max: Option<i64>,
    /// Not more than that figure of the facts, where it is there.
    max_of: Option<String>,
    /// Exactly that.
    equals: Option<i64>,
    /// Exactly that figure of the facts.
    equals_of: Option<String>,
    #[serde(default)]
    one_of: Vec<String>,
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
        bounds.filter(move |bound| bound.path.as_ref() == Some(&place))
    }

    /// After the figure in `place` was moved: the others follow, where one may not be above the other.
    pub(crate) fn keep_ceilings(&self, facts: &mut Value, place: &str) {
        // One may follow the other: received, J, T.
        for _ in 0..self.facts.len() {
            for bound in &self.facts {
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
            let Some(path) = &bound.path else { continue };
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

impl Bound {
    fn check<M: Members>(&self, checked: &M, facts: &M) -> Result<(), Breach> {
        if let Some(when) = &self.when {
            let found = checked.seen(&when.path).or_else(|| facts.seen(&when.path));
            if !found.is_some_and(|found| found.is(&when.is)) {
                return Ok(());
            }
        }
        match self.problem(checked, facts) {
            None => Ok(()),
            Some(problem) => Err(Breach {
                place: self.path.clone().unwrap_or_else(|| self.sum.join(" + ")),
                problem,
                source_of_law: self.source.clone(),
            }),
        }
    }

    fn problem<'a, M: Members>(&'a self, checked: &M, facts: &M) -> Option<String> {
        if let Some(path) = &self.path {
            match checked.seen(path)? {
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

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn of(hook: &str) -> &'static Invariants {
        Invariants::of(&hook.parse().unwrap()).unwrap()
    }

    #[test]
    fn every_known_hook_has_invariants_that_parse() {
        for hook in hooks() {
            let parsed: Invariants = toml::from_str(hook.invariants).unwrap();
            assert_eq!(parsed.hook.to_string(), hook.id);
            let package = format!("package kezhuan:{}@", parsed.hook.wit_name());
            for version in hook.versions {
                let named = format!("{package}{};", version.number);
                assert!(version.wit.contains(&named), "{named}");
            }
        }
    }

    #[test]
    fn invariants_that_cannot_be_read_are_no_reason_to_do_without() {
        let good = hooks()[0];
        for invariants in [
            "hook = 'tc.incentive@1'\nmaximum = 1",
            hooks()[1].invariants,
        ] {
            assert!(parse(&[good, HookDefinition { invariants, ..good }]).is_err());
        }
    }

    #[test]
    fn an_agreed_price_is_published_fifteen_days() {
        let facts = |pricing| json!({ "contract": { "pricing": pricing } });
        let check = |pricing, days| {
            of("tc.college.check@1").check_outcome(&facts(pricing), &json!({ "notice_days": days }))
        };
        assert!(check("AGREEMENT", 15).is_ok());
        let breach = check("AGREEMENT", 14).unwrap_err();
        assert!(breach.to_string().contains("国发〔2016〕16号"), "{breach}");
        assert!(check("AUCTION", 0).is_ok());
    }

    #[test]
    fn shares_must_add_up_and_benefits_stay_below_j_and_budget() {
        let split = |city, county| {
            let outcome = json!({ "city_fen": city, "county_fen": county });
            of("tc.split@1").check_outcome(&json!({ "amount_fen": 10 }), &outcome)
        };
        assert!(split(3, 7).is_ok());
        assert!(split(3, 8).is_err());
        assert!(split(-1, 11).is_err());

        let facts = json!({ "contract": { "j_fen": 100 }, "header": { "budget_left_fen": 50 } });
        let incentive = |ok: bool, amount: i64| {
            let outcome = json!({ "ok": ok, "amount_fen": amount, "counted_fen": 100 });
            of("tc.incentive@1").check_outcome(&facts, &outcome)
        };
        assert!(incentive(true, 50).is_ok());
        assert!(incentive(true, 51).is_err());
        assert!(incentive(true, 101).is_err());
        assert!(incentive(true, -1).is_err());
        assert!(incentive(false, 1).is_err());
    }

    #[test]
    fn a_loss_is_borne_whole_unless_the_answer_is_no() {
        let shares = |ok: bool, pool: i64, bank: i64| {
            let outcome = json!({ "ok": ok, "pool_bp": pool, "bank_bp": bank,
                "insurer_bp": 0, "guarantor_bp": 0, "valuer_bp": 0 });
            of("ip.risk_share@1").check_outcome(&json!({}), &outcome)
        };
        assert!(shares(true, 4_000, 6_000).is_ok());
        let breach = shares(true, 4_000, 5_999).unwrap_err();
        assert!(breach.to_string().contains("9999 is not 10000"), "{breach}");
        assert!(shares(false, 0, 0).is_ok());
        assert!(shares(false, -1, 0).is_err());
    }

    #[test]
    fn each_right_has_one_share_and_none_carries_more_than_its_value() {
        let facts = json!({ "assets": [{}, {}] });
        let ltv = |shares: &[i64]| {
            let outcome = json!({ "shares_bp": shares, "cap_fen": 0 });
            of("ip.ltv@1").check_outcome(&facts, &outcome)
        };
        assert!(ltv(&[0, 10_000]).is_ok());
        for (shares, why) in [
            (&[1][..], "1 items are not those of assets, 2"),
            (&[1, 2, 3], "3 items are not those of assets, 2"),
            (&[10_001, 2], "10001 is above 10000"),
        ] {
            let breach = ltv(shares).unwrap_err();
            assert!(breach.to_string().contains(why), "{breach}");
        }
        let rights = vec![json!({}); 51];
        let many = json!({ "assets": rights });
        assert!(of("ip.ltv@1").check_facts(&many).is_err());
    }

    #[test]
    fn boundary_questions_stay_askable() {
        let base = json!({ "kind": "ZX", "j_fen": 5, "disputed": false, "limit_working_days": 15 });
        let found = of("tc.sla@1").boundary_facts(&base);
        let days: Vec<_> = found
            .iter()
            .filter_map(|(_, facts)| facts["limit_working_days"].as_i64())
            .collect();
        assert!(
            days.contains(&1) && days.contains(&30) && !days.contains(&31),
            "{days:?}"
        );
    }
}
