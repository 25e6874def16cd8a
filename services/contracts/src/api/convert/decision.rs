//! A stored rule decision as callers see it.
use kezhuan_protocol::contracts::v1;
use uuid::Uuid;

use super::instant;
use crate::api::names::CONTRACTS;
use crate::store::decisions::StoredDecision;

/// The message of one decision of a contract or its claims.
pub fn answer(contract: Uuid, stored: StoredDecision) -> v1::Decision {
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
        hook: stored.hook,
        interface_version: stored.interface_version,
        tenant: stored.rule_tenant,
        legal_date: stored.legal_date.to_string(),
        package_digest: stored.package_digest.map(hex::encode).unwrap_or_default(),
        settings_digest: stored.settings_digest.map(hex::encode).unwrap_or_default(),
        input_json: String::from_utf8_lossy(&stored.input).into_owned(),
        outcome_json: if is_answer { outcome } else { String::new() },
        failure: failure.unwrap_or_default().to_owned(),
        outcome: stored.outcome_kind,
        reasons,
        fuel: stored.fuel,
        create_time: Some(instant(stored.created_at)),
    }
}
