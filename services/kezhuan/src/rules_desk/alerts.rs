//! What owners should know about their rules.
use kezhuan_protocol::rules::v1::{Alert, ListAlertsRequest};

use super::PAGE_SIZE;
use crate::refusal;
use crate::suite::Session;

/// A tenant's alerts, oldest first; with those whose cause is gone, or without.
pub async fn alerts(
    session: &Session,
    tenant: &str,
    with_closed: bool,
) -> anyhow::Result<Vec<Alert>> {
    let (mut alerts, mut page_token) = (Vec::new(), String::new());
    loop {
        let request = ListAlertsRequest {
            tenant: tenant.to_owned(),
            with_closed,
            page_size: PAGE_SIZE,
            page_token,
        };
        let answer = session.rules()?.list_alerts(request).await;
        let page = answer.map_err(refusal::readable)?.into_inner();
        alerts.extend(page.alerts);
        page_token = page.next_page_token;
        if page_token.is_empty() {
            return Ok(alerts);
        }
    }
}
