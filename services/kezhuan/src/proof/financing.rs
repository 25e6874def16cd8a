//! Decisions that financing keeps, in the form in which contracts gives its own.
use kezhuan_protocol::contracts::v1::Decision;
use kezhuan_protocol::financing::v1 as financing;
use tonic::{Code, Status};

use super::fetch::gathered;
use crate::refusal;
use crate::suite::Session;

/// Who keeps them.
pub const SERVICE: &str = kezhuan_financing::NAME;
/// Cases that rules are asked about.
const CASES: [&str; 5] = [
    "applications/",
    "pledges/",
    "loans/",
    "compensationClaims/",
    "subsidyClaims/",
];

/// Whether this is the name of one of its cases.
pub fn is_case(name: &str) -> bool {
    CASES.iter().any(|kind| name.starts_with(kind))
}

/// The decision of this id; `None` where it has none, or none for this reader.
pub async fn decision(session: &Session, id: &str) -> anyhow::Result<Option<Decision>> {
    let request = financing::GetDecisionRequest {
        name: format!("decisions/{id}"),
    };
    match session.financing()?.get_decision(request).await {
        Ok(found) => Ok(Some(told(found.into_inner()))),
        Err(status) if is_not_for_the_reader(&status) => Ok(None),
        Err(status) => Err(refusal::readable(status)),
    }
}

fn is_not_for_the_reader(status: &Status) -> bool {
    matches!(status.code(), Code::NotFound | Code::PermissionDenied)
}

/// Every decision of a case, oldest first.
pub async fn decisions(session: &Session, case: &str) -> anyhow::Result<Vec<Decision>> {
    let (mut decisions, mut page_token) = (Vec::new(), String::new());
    loop {
        let request = financing::ListDecisionsRequest {
            case: case.to_owned(),
            page_size: 0,
            page_token,
        };
        let page = session.financing()?.list_decisions(request).await;
        let page = page.map_err(refusal::readable)?.into_inner();
        decisions.extend(page.decisions.into_iter().map(told));
        page_token = page.next_page_token;
        if page_token.is_empty() {
            return Ok(decisions);
        }
    }
}

/// The package behind a decision; `None` where it is kept no more.
pub async fn package(session: &Session, decision: &str) -> anyhow::Result<Option<Vec<u8>>> {
    let request = financing::DownloadDecisionPackageRequest {
        name: decision.to_owned(),
    };
    let mut client = session.financing()?;
    let parts = client.download_decision_package(request).await;
    gathered(parts, |part| part.chunk).await
}

/// What its package says of it is read from the package itself.
fn told(decision: financing::Decision) -> Decision {
    Decision {
        name: decision.name,
        hook: decision.hook,
        interface_version: decision.interface_version,
        tenant: decision.tenant,
        legal_date: decision.legal_date,
        package_digest: decision.package_digest,
        settings_digest: decision.settings_digest,
        input_json: decision.input_json,
        outcome_json: decision.outcome_json,
        outcome: decision.outcome,
        failure: decision.failure,
        reasons: decision.reasons,
        fuel: decision.fuel,
        create_time: decision.create_time,
        case: decision.case,
        case_tenant: decision.case_tenant,
        result_json: decision.result_json,
        row_digest: decision.row_digest,
        settings_json: decision.settings_json,
        ground: None,
    }
}
