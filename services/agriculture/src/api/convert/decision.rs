//! A stored rule decision as callers see it.
use kezhuan_protocol::agriculture::v1;

use super::instant;
use crate::api::case::Kind;
use crate::api::names::DECISIONS;
use crate::rules::Rules;
use kezhuan_cases::decisions::StoredDecision;

/// The message of one decision, with what its package says of it.
pub fn answer(rules: &Rules, stored: StoredDecision) -> v1::Decision {
    let ground = ground(rules, &stored);
    let case = Kind::of_aggregate(&stored.aggregate).map(|kind| kind.name(stored.case_id));
    let reasons = stored.reasons.0;
    let outcome = String::from_utf8_lossy(&stored.outcome).into_owned();
    let is_answer = matches!(stored.outcome_kind.as_str(), "ANSWERED" | "REFUSED_BY_HOST");
    let failure = match stored.outcome_kind.as_str() {
        "FAILED" | "REFUSED_BY_HOST" => reasons
            .first()
            .map(|reason| reason.trim_start_matches("RULE_FAILED_")),
        _ => None,
    };
    v1::Decision {
        name: DECISIONS.name(stored.id),
        case: case.unwrap_or_default(),
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

fn ground(rules: &Rules, stored: &StoredDecision) -> Option<v1::RuleGround> {
    let package = rules.package(stored.package_digest.as_ref()?)?;
    let manifest = package.manifest();
    let hook = stored.hook.parse().ok()?;
    let rule = manifest.ground(&hook);
    let answer = serde_json::from_slice(&stored.outcome).unwrap_or_default();
    let steps = manifest.worded(&answer).into_iter().map(|step| {
        let (zh, en) = step.words.map(|words| (words.zh, words.en)).unzip();
        v1::rule_ground::Step {
            code: step.code,
            zh: zh.unwrap_or_default(),
            en: en.unwrap_or_default(),
        }
    });
    Some(v1::RuleGround {
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
