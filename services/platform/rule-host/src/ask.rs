//! Asking: the rule, the question, the checks before and after the call, and the decision.

use std::sync::Arc;

use serde_json::Value;

use crate::adapt::{self, Route};
use crate::call::{self, Called};
use crate::canonical;
use crate::decision::{Answer, Decision, Failure, FailureKind, Outcome};
use crate::declared_caps;
use crate::figures;
use crate::hook_id::HookId;
use crate::host::Host;
use crate::invariants::Invariants;
use crate::package::Package;
use crate::question::{Header, Question};
use crate::rulebook::Rule;
use crate::settings::Settings;

impl Host {
    /// Asks by JSON. Never an error and never a panic: what goes wrong is the decision's outcome.
    /// `rule` is what [`crate::Rulebook::in_force`] gave.
    pub async fn ask_json(&self, rule: Option<&Rule>, question: Question) -> Decision {
        let span = figures::span(&question);
        let asking = self.asked_json_elsewhere(rule, question);
        figures::watched(span, asking, |decision| decision).await
    }

    /// On a thread that may block.
    async fn asked_json_elsewhere(&self, rule: Option<&Rule>, question: Question) -> Decision {
        let (host, rule_to_ask, asked) = (self.clone(), rule.cloned(), question.clone());
        let asking = self.in_turn(&question.tenant, move || {
            let tenant = asked.tenant.clone();
            let decision = host.ask_json_blocking(rule_to_ask.as_ref(), asked);
            host.remember(&tenant, &decision);
            decision
        });
        match asking.await {
            Some(decision) => decision,
            None => self.interrupted(rule, question),
        }
    }

    /// [`Host::ask_json`] on this thread, without waiting for the tenant's turn.
    pub fn ask_json_blocking(&self, rule: Option<&Rule>, question: Question) -> Decision {
        let asking = Asking::of(rule, &question);
        let facts = with_header(question.facts, &asking.header);
        let asked = asking.asked();
        asking.decide(self, facts, |package, facts| {
            asked.generically((self, package), facts)
        })
    }

    fn interrupted(&self, rule: Option<&Rule>, question: Question) -> Decision {
        let asking = Asking::of(rule, &question);
        let facts = with_header(question.facts, &asking.header);
        let failure = Failure::new(FailureKind::Interrupted, "the call was interrupted");
        asking.decide(self, facts, |_, _| (Err(failure), 0))
    }
}

fn with_header(mut facts: Value, header: &Header) -> Value {
    if let Value::Object(members) = &mut facts {
        members.insert("header".to_owned(), header.value());
    }
    facts
}

/// A question on its way: everything of the decision but input and outcome.
pub(crate) struct Asking {
    pub(crate) header: Header,
    rule: Option<Rule>,
    route: Option<Route>,
    decision: Decision,
}

/// What is asked: the hook as the package answers it, under these settings.
pub(crate) struct Asked {
    route: Option<Route>,
    hook: HookId,
    settings: Arc<Settings>,
}

impl Asked {
    /// Asks by JSON, by way of the package's version.
    pub(crate) fn generically(&self, asked: (&Host, &Package), facts: &Value) -> Called<Value> {
        match &self.route {
            Some(route) if route.is_adapted() => route.ask(asked, &self.settings, facts),
            _ => call::generic(asked.0, asked.1, &self.hook, facts),
        }
    }

    /// Whether the package answers another version than the one that is asked.
    pub(crate) fn is_adapted(&self) -> bool {
        self.route.as_ref().is_some_and(Route::is_adapted)
    }
}

impl Asking {
    pub(crate) fn of<F>(rule: Option<&Rule>, question: &Question<F>) -> Asking {
        let package = rule.and_then(|rule| rule.package.as_ref());
        let route = package.and_then(|package| adapt::route(package, &question.hook));
        Asking::by(route, rule, question)
    }

    /// For a question that was stored, written in version `ver`.
    pub(crate) fn again<F>(rule: &Rule, question: &Question<F>, ver: &str) -> Asking {
        let package = rule.package.as_ref();
        let route = package.and_then(|package| adapt::route_again(package, &question.hook, ver));
        Asking::by(route, Some(rule), question)
    }

    fn by<F>(route: Option<Route>, rule: Option<&Rule>, question: &Question<F>) -> Asking {
        let package = rule.and_then(|rule| rule.package.as_ref());
        let answered = route.as_ref().map_or(&question.hook, |route| &route.hook);
        let version = package.and_then(|package| package.interface_version(answered));
        let version = version.filter(|_| route.is_some()).map(str::to_owned);
        let settings = rule.map(|rule| Arc::clone(&rule.settings));
        let written = written(&question.hook, route.as_ref());
        let schema = package.map(|package| package.settings_schema());
        let header = match &settings {
            Some(settings) => question.header(&written, settings, (schema, answered)),
            None => question.header(&written, &Settings::default(), (None, answered)),
        };
        // What may not be asked decides nothing, so the case is not pinned to it.
        let asked = rule.filter(|rule| rule.restraint.is_none());
        let decision = Decision {
            hook: question.hook.clone(),
            interface_version: version,
            tenant: question.tenant.clone(),
            legal_date: question.legal_date,
            input: Vec::new(),
            package: asked.map(|rule| rule.digest),
            settings: settings.filter(|_| asked.is_some()),
            outcome: Outcome::NoRuleInForce,
            fuel_used: 0,
        };
        Asking {
            header,
            rule: rule.cloned(),
            route,
            decision,
        }
    }

    /// What a call needs to know.
    pub(crate) fn asked(&self) -> Asked {
        let settings = self.rule.as_ref().map(|rule| Arc::clone(&rule.settings));
        Asked {
            route: self.route.clone(),
            hook: self.decision.hook.clone(),
            settings: settings.unwrap_or_default(),
        }
    }

    /// Checks the facts, calls, checks the answer.
    pub(crate) fn decide(
        self,
        host: &Host,
        facts: Value,
        call: impl FnOnce(&Package, &Value) -> Called<Value>,
    ) -> Decision {
        let mut decision = self.decision;
        let input = canonical::bytes(&facts);
        // What has no canonical form is kept as it came, with the failure.
        decision.input = input
            .as_ref()
            .cloned()
            .unwrap_or_else(|_| facts.to_string().into_bytes());
        let Some(rule) = self.rule else {
            return decision;
        };
        let is_adapted = self.route.as_ref().is_some_and(Route::is_adapted);
        let question = (self.route.is_some(), input, &facts);
        let (outcome, fuel_used) = match ready(host, &rule, question, &decision.hook) {
            Ok(package) => {
                let (outcome, fuel_used) = call(package, &facts);
                // Caps are of the package's own version, which the adapter has held the answer to.
                let capped = decision.settings.as_deref().filter(|_| !is_adapted);
                let asked = (package, &decision.hook, capped);
                (
                    outcome.and_then(|outcome| answer(host, asked, (&facts, outcome))),
                    fuel_used,
                )
            }
            Err(failure) => (Err(failure), 0),
        };
        decision.fuel_used = fuel_used;
        decision.outcome = outcome.map_or_else(Outcome::Failed, Outcome::Answered);
        if let Outcome::Failed(failure) = &decision.outcome {
            let (hook, tenant, package) = (&decision.hook, &decision.tenant, &rule.digest);
            tracing::warn!(%hook, tenant, %package, %failure, "a rule gave no answer");
        }
        decision
    }
}

/// The version a question is written in: the package's own, or the newest where it answers an older one.
/// Without a package it is the first.
fn written(hook: &HookId, route: Option<&Route>) -> String {
    let first = || format!("{}.0.0", hook.major());
    route.map_or_else(first, |route| route.asked.to_owned())
}

fn ready<'a>(
    host: &Host,
    rule: &'a Rule,
    (is_answered, input, facts): (bool, Result<Vec<u8>, canonical::NotCanonical>, &Value),
    hook: &HookId,
) -> Result<&'a Package, Failure> {
    if let Some(failure) = &rule.restraint {
        return Err(failure.clone());
    }
    let missing = || {
        Failure::new(
            FailureKind::NotLoaded,
            format!("package {} is not loaded", rule.digest),
        )
    };
    let package = rule.package.as_deref().ok_or_else(missing)?;
    if !is_answered {
        return Err(call::not_answered(package, hook));
    }
    let input = input.map_err(|error| Failure::new(FailureKind::InvalidInput, error))?;
    askable(host, hook, (&input, facts))?;
    Ok(package)
}

/// Whether the facts may be asked about.
pub(crate) fn askable(
    host: &Host,
    hook: &HookId,
    (input, facts): (&[u8], &Value),
) -> Result<(), Failure> {
    let bytes_max = host.limits().question_bytes_max;
    if input.len() > bytes_max {
        let message = format!(
            "a question of {} bytes, at most {bytes_max} are asked",
            input.len()
        );
        return Err(Failure::new(FailureKind::TooLarge, message));
    }
    short_lists(facts, host.limits().list_items_max)?;
    let invariants = Invariants::of(hook).ok_or_else(|| {
        let message = format!("no law is known for {hook}");
        Failure::new(FailureKind::Interface, message)
    })?;
    let checked = invariants.check_facts(facts);
    checked.map_err(|breach| Failure::new(FailureKind::InvalidInput, breach))
}

/// Refuses a value with a list beyond the bound, wherever it came from.
fn short_lists(value: &Value, items_max: usize) -> Result<(), Failure> {
    match value {
        Value::Array(items) if items.len() > items_max => {
            let message = format!(
                "a list of {} items, at most {items_max} are taken",
                items.len()
            );
            Err(Failure::new(FailureKind::TooLarge, message))
        }
        Value::Array(items) => items
            .iter()
            .try_for_each(|item| short_lists(item, items_max)),
        Value::Object(members) => members
            .values()
            .try_for_each(|member| short_lists(member, items_max)),
        _ => Ok(()),
    }
}

/// What the package said, when it is inside the law and the caps that the settings declare.
pub(crate) fn answer(
    host: &Host,
    (package, hook, settings): (&Package, &HookId, Option<&Settings>),
    (facts, value): (&Value, Value),
) -> Result<Answer, Failure> {
    let invalid =
        |message: &dyn std::fmt::Display| Failure::new(FailureKind::InvalidOutput, message);
    let canonical = canonical::bytes(&value).map_err(|error| invalid(&error))?;
    let bytes_max = host.limits().answer_bytes_max;
    if canonical.len() > bytes_max {
        let message = format!(
            "an answer of {} bytes, at most {bytes_max} are taken",
            canonical.len()
        );
        return Err(Failure::new(FailureKind::TooLarge, message));
    }
    short_lists(&value, host.limits().list_items_max)?;
    if let Some(invariants) = Invariants::of(hook) {
        invariants
            .check_outcome(facts, &value)
            .map_err(|breach| invalid(&breach))?;
    }
    if let Some(settings) = settings {
        let schema = package.settings_schema();
        declared_caps::check(schema, settings, hook, (facts, &value))
            .map_err(|problem| invalid(&problem))?;
    }
    let ok = value["ok"]
        .as_bool()
        .ok_or_else(|| invalid(&"ok is missing"))?;
    let reasons = value["reasons"]
        .as_array()
        .ok_or_else(|| invalid(&"reasons are missing"))?;
    let reasons: Vec<String> = reasons
        .iter()
        .filter_map(|code| code.as_str().map(str::to_owned))
        .collect();
    if !ok && reasons.is_empty() {
        return Err(invalid(&"a refusal without a reason"));
    }
    // Reasons are told to people who may not see the facts: a free text could carry them there.
    let codes = &package.manifest().codes;
    if let Some(unknown) = reasons.iter().find(|code| !codes.contains_key(*code)) {
        return Err(invalid(&format!(
            "the reason {unknown:?} is no code of its manifest"
        )));
    }
    Ok(Answer {
        canonical,
        value,
        ok,
        reasons,
    })
}
