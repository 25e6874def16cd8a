//! Reports one follow-up.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::events::v1::{Negotiation, ReportFollowUpRequest};

use super::{EventsApi, convert, negotiation_step};
use crate::domain::negotiation::Command;
use crate::error::Error;

pub async fn handle(
    api: EventsApi,
    caller: Caller,
    input: ReportFollowUpRequest,
    key: RequestKey,
) -> Result<Negotiation, Error> {
    let (name, etag) = (input.name.clone(), input.etag.clone());
    let command = Command::Report(convert::negotiating::read_report(input)?);
    negotiation_step::take(api, caller, (&name, &etag), key, command).await
}
