//! The delivery log of the caller's organisation, newest first.
use std::collections::HashMap;

use kezhuan_auth::Caller;
use kezhuan_protocol::financing::v1::{
    ListWebhookDeliveriesRequest, ListWebhookDeliveriesResponse,
};
use kezhuan_rpc::filter::{self, Term};
use kezhuan_rpc::page;
use uuid::Uuid;

use super::names::ENDPOINTS;
use super::{WebhooksApi, convert};
use crate::error::{DOMAIN, Error};
use crate::store::webhook_attempts;
use crate::store::webhook_deliveries::{self, Filter};
use crate::webhooks::delivery::State;

const TERMS: &str = "state=\"…\", event_type=\"…\", case=\"…\", create_time>=\"YYYY-MM-DDThh:mm:ssZ\", \
                     create_time<=\"YYYY-MM-DDThh:mm:ssZ\"";

pub async fn handle(
    api: WebhooksApi,
    caller: Caller,
    input: ListWebhookDeliveriesRequest,
) -> Result<ListWebhookDeliveriesResponse, Error> {
    let (size, after) = (
        page::size(input.page_size)?,
        page::start(&input.page_token)?,
    );
    let filter = filter(&input)?;
    let read = api.database.read(&caller, async |connection| {
        let rows = webhook_deliveries::list(connection, &filter, after, size).await?;
        let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
        let attempts = webhook_attempts::last_of(connection, &ids).await?;
        Ok::<_, Error>((rows, attempts))
    });
    let (mut rows, attempts) = read.await?;
    let next_page_token = page::cut(&mut rows, size, |row| (row.create_time, row.id));
    let attempts: HashMap<Uuid, _> = attempts
        .into_iter()
        .map(|attempt| (attempt.delivery_id, attempt))
        .collect();
    Ok(ListWebhookDeliveriesResponse {
        deliveries: rows
            .iter()
            .map(|row| convert::delivery(row, attempts.get(&row.id)))
            .collect(),
        next_page_token,
    })
}

fn filter(input: &ListWebhookDeliveriesRequest) -> Result<Filter, Error> {
    let mut filter: Filter = filter::read(DOMAIN, &input.filter, TERMS, take)?;
    if !input.endpoint.is_empty() {
        filter.endpoint = Some(ENDPOINTS.parse_field("endpoint", &input.endpoint)?);
    }
    Ok(filter)
}

fn take(filter: &mut Filter, term: Term<'_>) -> Option<()> {
    let value = term.value;
    match (term.name, term.operator) {
        ("state", "=") => filter.state = Some(State::parse(&value)?.as_str().to_owned()),
        ("event_type", "=") => filter.event_type = Some(value),
        ("case", "=") => filter.case_name = Some(value),
        ("create_time", ">=") => filter.from_time = Some(value.parse().ok()?),
        ("create_time", "<=") => filter.to_time = Some(value.parse().ok()?),
        _ => return None,
    }
    Some(())
}
