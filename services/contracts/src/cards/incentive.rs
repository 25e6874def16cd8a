//! Cards `tc.incentive.*`: the card's input becomes facts, and the county's shipped package answers.
use std::sync::Arc;

use chrono::NaiveDate;
use kezhuan_law::card_input::{CardError, CardInput, answer};
use kezhuan_rule_host::{
    FailureKind, HookId, Host, Outcome, Package, Question, Rulebook, Timeline,
};
use serde_json::{Value, json};

use crate::domain::kind::{Family, Kind};

/// A county whose package answers a card.
struct County {
    card: &'static str,
    tenant: &'static str,
    facts: fn(CardInput<'_>) -> Result<Value, CardError>,
    answer: fn(&Value) -> Value,
}

const COUNTIES: &[County] = &[
    County {
        card: "tc.incentive.pj",
        tenant: "440703",
        facts: pengjiang_facts,
        answer: amount_and_code,
    },
    County {
        card: "tc.incentive.xh",
        tenant: "440705",
        facts: xinhui_facts,
        answer: weighted_and_amount,
    },
    County {
        card: "tc.incentive.ts",
        tenant: "440781",
        facts: taishan_facts,
        answer: amount_and_code,
    },
];

/// The output of a county's card; `None` when no shipped package owns it.
pub fn check(host: &Host, packages: &[Arc<Package>], rule: &str, input: &Value) -> Option<Value> {
    let county = COUNTIES.iter().find(|county| county.card == rule)?;
    let package = packages
        .iter()
        .find(|package| package.manifest().owner == county.tenant)?;
    let outcome = CardInput::new(input)
        .and_then(county.facts)
        .and_then(|facts| ask(host, package, county, facts));
    Some(answer(outcome))
}

fn ask(
    host: &Host,
    package: &Arc<Package>,
    county: &County,
    facts: Value,
) -> Result<Value, CardError> {
    let failed = CardError("RULE_FAILED");
    let hook: HookId = "tc.incentive@1".parse().map_err(|_| failed)?;
    let day = NaiveDate::from_ymd_opt(2025, 6, 30).ok_or(failed)?;
    let entry = kezhuan_rule_host::Entry {
        id: uuid::Uuid::nil(),
        tenant: county.tenant.to_owned(),
        hook: hook.clone(),
        package: package.digest(),
        settings: Arc::new(package.settings_schema().defaults()),
        from: day,
        until: None,
        applies_to_open_cases: false,
    };
    let timeline = Timeline::new(vec![entry]).map_err(|_| failed)?;
    let rulebook = Rulebook::new([package.clone()], timeline);
    let rule = rulebook.in_force(county.tenant, &hook, day, None);
    let decision = host.ask_json_blocking(
        rule.as_ref(),
        Question {
            tenant: county.tenant.to_owned(),
            hook,
            division: county.tenant.to_owned(),
            legal_date: day,
            as_of: day,
            budget_left_fen: None,
            facts,
        },
    );
    match decision.outcome {
        Outcome::Answered(given) => Ok((county.answer)(&given.value)),
        // Figures beyond what the hook takes.
        Outcome::Failed(failure) if failure.kind == FailureKind::InvalidInput => {
            Err(CardError::INVALID_INPUT)
        }
        Outcome::Failed(_) | Outcome::NoRuleInForce => Err(failed),
    }
}

fn pengjiang_facts(input: CardInput<'_>) -> Result<Value, CardError> {
    let related = input.flag("related")?;
    let parties = json!([party("SELLER", input.text("region")?, related)]);
    facts(
        known_kind(&input)?,
        input.integer("J")?,
        parties,
        input.integer_or("paid_year", 0)?,
        0,
    )
}

fn xinhui_facts(input: CardInput<'_>) -> Result<Value, CardError> {
    let parties = json!([party("SELLER", "440705", false)]);
    facts(
        known_kind(&input)?,
        input.integer("J")?,
        parties,
        0,
        input.integer_or("prior", 0)?,
    )
}

fn taishan_facts(input: CardInput<'_>) -> Result<Value, CardError> {
    let related = input.flag("related")?;
    let parties = json!([
        party("SELLER", input.text("seller")?, related),
        party("BUYER", input.text("buyer")?, related),
    ]);
    facts("KF-WT", input.integer("J")?, parties, 0, 0)
}

/// The kind selects the figure, so an unknown one has no answer. One of the five kinds alone stands
/// for any of its sub-kinds: the counties' figures go by the five.
fn known_kind(input: &CardInput<'_>) -> Result<&'static str, CardError> {
    let kind = input.text("kind")?;
    let any_of_family = |family: Family| Kind::ALL.iter().find(|kind| kind.family() == family);
    Kind::parse(kind)
        .or_else(|| any_of_family(Family::parse(kind)?).copied())
        .map(|kind| kind.as_str())
        .ok_or(CardError::INVALID_INPUT)
}

fn facts(
    kind: &str,
    j_fen: i64,
    parties: Value,
    paid_year_fen: i64,
    prior_j_fen: i64,
) -> Result<Value, CardError> {
    if j_fen < 0 || paid_year_fen < 0 || prior_j_fen < 0 {
        return Err(CardError::INVALID_INPUT);
    }
    Ok(json!({
        "contract": {
            "kind": kind, "t_fen": j_fen, "j_fen": j_fen, "registered_on": "2025-06-30",
            "received_fen": 0, "parties": parties,
        },
        "history": { "paid_year_fen": paid_year_fen, "prior_j_fen": prior_j_fen },
    }))
}

fn party(side: &str, division: &str, related: bool) -> Value {
    json!({ "side": side, "division": division, "party_type": "ENTERPRISE", "organisation": "", "related": related })
}

fn amount_and_code(outcome: &Value) -> Value {
    let code = outcome["reasons"]
        .get(0)
        .cloned()
        .unwrap_or_else(|| json!("OK"));
    json!({ "amount": outcome["amount_fen"], "code": code })
}

fn weighted_and_amount(outcome: &Value) -> Value {
    json!({ "weighted": outcome["counted_fen"], "amount": outcome["amount_fen"] })
}
