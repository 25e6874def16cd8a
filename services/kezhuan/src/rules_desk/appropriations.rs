//! What a county may spend on a programme in a year.
use kezhuan_protocol::rules::v1::{
    Appropriation, ListAppropriationsRequest, SetAppropriationRequest,
};

use super::PAGE_SIZE;
use crate::refusal;
use crate::suite::Session;

/// Sets one; the service that keeps the books knows it when this answers, if it can be reached.
pub async fn appropriate(
    session: &Session,
    request: SetAppropriationRequest,
) -> anyhow::Result<Appropriation> {
    let answer = session.rules()?.set_appropriation(request).await;
    Ok(answer.map_err(refusal::readable)?.into_inner())
}

/// All of a tenant, latest year first; year 0 is all.
pub async fn appropriations(
    session: &Session,
    tenant: &str,
    year: i32,
) -> anyhow::Result<Vec<Appropriation>> {
    let mut request = ListAppropriationsRequest {
        tenant: tenant.to_owned(),
        year,
        page_size: PAGE_SIZE,
        page_token: String::new(),
    };
    let mut all = Vec::new();
    loop {
        let answer = session.rules()?.list_appropriations(request.clone()).await;
        let page = answer.map_err(refusal::readable)?.into_inner();
        all.extend(page.appropriations);
        if page.next_page_token.is_empty() {
            return Ok(all);
        }
        request.page_token = page.next_page_token;
    }
}
