//! The admission ticket of a registration that has a place.
use kezhuan_auth::Caller;
use kezhuan_protocol::events::v1::{GetTicketRequest, Ticket};

use super::documents::qr;
use super::names::REGISTRATIONS;
use super::{EventsApi, registration_step};
use crate::domain::refused::Refused;
use crate::domain::registration::State;
use crate::domain::registration::ticket::Claim;
use crate::error::Error;

pub async fn handle(
    api: EventsApi,
    caller: Caller,
    input: GetTicketRequest,
) -> Result<Ticket, Error> {
    REGISTRATIONS.parse_field("registration", &input.registration)?;
    let at = (input.registration.as_str(), "");
    let registration = registration_step::open(&api, &caller, at).await?.body;
    if !matches!(registration.state, State::Confirmed | State::Attended) {
        return Err(Refused::new(
            "NO_PLACE",
            "报名尚未确认名额，没有入场票",
            "the registration has no place: there is no ticket",
        )
        .with("state", registration.state.as_str())
        .into());
    }
    let code = api.tickets.sign(&Claim::of(&registration));
    Ok(Ticket {
        registration: REGISTRATIONS.name(registration.id),
        picture: qr::png(&code)?,
        code,
        key_id: api.tickets.key_id(),
    })
}
