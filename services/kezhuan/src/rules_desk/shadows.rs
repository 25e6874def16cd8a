//! Candidates that are asked beside the rules in force.
use kezhuan_protocol::rules::v1::{
    EndShadowRequest, ListShadowsRequest, Shadow, StartShadowRequest,
};

use super::PAGE_SIZE;
use crate::refusal;
use crate::suite::Session;

/// Starts one for the caller's tenant; empty figures are the package's own.
pub async fn start_shadow(
    session: &Session,
    (hook, package, settings_json): (&str, &str, String),
    reason: &str,
    request_id: String,
) -> anyhow::Result<Shadow> {
    let request = StartShadowRequest {
        tenant: String::new(),
        hook: hook.to_owned(),
        package: package.to_owned(),
        settings_json,
        reason: reason.to_owned(),
        request_id,
    };
    let answer = session.rules()?.start_shadow(request).await;
    Ok(answer.map_err(refusal::readable)?.into_inner())
}

/// Ends one.
pub async fn end_shadow(
    session: &Session,
    name: &str,
    reason: &str,
    request_id: String,
) -> anyhow::Result<Shadow> {
    let request = EndShadowRequest {
        name: name.to_owned(),
        reason: reason.to_owned(),
        request_id,
    };
    let answer = session.rules()?.end_shadow(request).await;
    Ok(answer.map_err(refusal::readable)?.into_inner())
}

/// Those of the caller's tenant, the latest first; an empty hook = all.
pub async fn shadows(session: &Session, hook: &str) -> anyhow::Result<Vec<Shadow>> {
    let (mut shadows, mut page_token) = (Vec::new(), String::new());
    loop {
        let request = ListShadowsRequest {
            tenant: String::new(),
            hook: hook.to_owned(),
            page_size: PAGE_SIZE,
            page_token,
        };
        let answer = session.rules()?.list_shadows(request).await;
        let page = answer.map_err(refusal::readable)?.into_inner();
        shadows.extend(page.shadows);
        page_token = page.next_page_token;
        if page_token.is_empty() {
            return Ok(shadows);
        }
    }
}
