//! Facts that programmes of several services could pay, and what each is kept for.
use kezhuan_protocol::rules::v1::{FactReservation, ListFactReservationsRequest};

use crate::refusal;
use crate::suite::Session;

/// All that match, newest first.
pub async fn facts(
    session: &Session,
    mut request: ListFactReservationsRequest,
) -> anyhow::Result<Vec<FactReservation>> {
    request.page_size = super::PAGE_SIZE;
    let mut all = Vec::new();
    loop {
        let answer = session
            .rules()?
            .list_fact_reservations(request.clone())
            .await;
        let page = answer.map_err(refusal::readable)?.into_inner();
        all.extend(page.reservations);
        if page.next_page_token.is_empty() {
            return Ok(all);
        }
        request.page_token = page.next_page_token;
    }
}
