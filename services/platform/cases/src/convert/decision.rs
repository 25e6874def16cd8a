//! A stored rule decision as callers see it.
use kezhuan_protocol::cases::{Decision, RuleGround, rule_ground};
use kezhuan_rulebook::{Live, Shelf};

use super::instant;
use crate::decisions::StoredDecision;

/// The message of the decision called `name`, of the case called `case`, with what its package says of it.
pub fn answer<S: Shelf>(
    rules: &Live<S>,
    stored: StoredDecision,
    (name, case): (String, String),
) -> Decision {
    let ground = ground(rules, &stored);
    let reasons = stored.reasons.0;
    let outcome = String::from_utf8_lossy(&stored.outcome).into_owned();
    let is_answer = matches!(stored.outcome_kind.as_str(), "ANSWERED" | "REFUSED_BY_HOST");
    let failure = match stored.outcome_kind.as_str() {
        "FAILED" | "REFUSED_BY_HOST" => reasons
            .first()
            .map(|reason| reason.trim_start_matches("RULE_FAILED_")),
        _ => None,
    };
    Decision {
        name,
        case,
        case_tenant: stored.tenant,
        row_digest: hex::encode(stored.digest),
        settings_json: String::new(),
        ground,
        hook: stored.hook,
        interface_version: stored.interface_version,
        tenant: stored.rule_tenant,
        legal_date: stored.legal_date.to_string(),
        package_digest: stored.package_digest.map(hex::encode).unwrap_or_default(),
        settings_digest: stored.settings_digest.map(hex::encode).unwrap_or_default(),
        input_json: String::from_utf8_lossy(&stored.input).into_owned(),
        outcome_json: match is_answer {
            true => outcome.clone(),
            false => String::new(),
        },
        result_json: outcome,
        failure: failure.unwrap_or_default().to_owned(),
        outcome: stored.outcome_kind,
        reasons,
        fuel: stored.fuel,
        create_time: Some(instant(stored.created_at)),
    }
}

fn ground<S: Shelf>(rules: &Live<S>, stored: &StoredDecision) -> Option<RuleGround> {
    let package = rules.package(stored.package_digest.as_ref()?)?;
    let manifest = package.manifest();
    let hook = stored.hook.parse().ok()?;
    let rule = manifest.ground(&hook);
    let answer = serde_json::from_slice(&stored.outcome).unwrap_or_default();
    let steps = manifest.worded(&answer).into_iter().map(|step| {
        let (zh, en) = step.words.map(|words| (words.zh, words.en)).unzip();
        rule_ground::Step {
            code: step.code,
            zh: zh.unwrap_or_default(),
            en: en.unwrap_or_default(),
        }
    });
    Some(RuleGround {
        package_name: manifest.name.clone(),
        package_version: manifest.version.clone(),
        title_zh: manifest.title_zh.clone(),
        title_en: manifest.title_en.clone(),
        illustrative: manifest.illustrative,
        regulation: rule.map(|rule| rule.regulation.clone()).unwrap_or_default(),
        article: rule.map(|rule| rule.article.clone()).unwrap_or_default(),
        steps: steps.collect(),
    })
}
