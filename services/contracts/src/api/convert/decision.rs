//! A stored rule decision as callers see it.
use kezhuan_protocol::contracts::v1;
use uuid::Uuid;

use super::instant;
use crate::api::names::{CLAIMS, CONTRACTS};
use crate::error::Error;
use crate::rules::Rules;
use crate::store::decisions::StoredDecision;

/// The message of one decision of a contract or its claims, with what its package says of it.
pub fn answer(rules: &Rules, stored: StoredDecision) -> v1::Decision {
    let ground = ground(rules, &stored);
    let contract = stored.contract_id;
    let case = match stored.case_id == contract {
        true => CONTRACTS.name(contract),
        false => CLAIMS.name(stored.case_id),
    };
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
        name: format!("{}/decisions/{}", CONTRACTS.name(contract), stored.id),
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
        outcome_json: if is_answer {
            outcome.clone()
        } else {
            String::new()
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

/// The contract and the decision in `contracts/{uuid}/decisions/{uuid}`; no contract where `-` stands.
pub fn ids(name: &str) -> Result<(Option<Uuid>, Uuid), Error> {
    let parts = name.split_once("/decisions/").and_then(|(contract, id)| {
        let contract = match contract {
            "contracts/-" => None,
            _ => Some(CONTRACTS.parse(contract).ok()?),
        };
        Some((contract, Uuid::try_parse(id).ok()?))
    });
    parts.ok_or_else(|| {
        let shape = "contracts/{uuid}/decisions/{uuid}";
        Error::field(
            "name",
            "NAME_INVALID",
            format!("应写作 {shape}"),
            format!("write it as {shape}"),
        )
    })
}

/// No such decision, or not the caller's to see.
pub fn not_found(name: &str) -> Error {
    Error::NotFound {
        zh: "规则决定",
        en: "decision",
        name: name.to_owned(),
    }
}

/// No package was asked, or it is not kept here.
pub fn no_package(name: &str) -> Error {
    Error::NotFound {
        zh: "规则包",
        en: "package of",
        name: name.to_owned(),
    }
}
