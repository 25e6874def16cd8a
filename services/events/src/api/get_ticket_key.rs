//! What doors verify tickets with. Everybody may have it.
use kezhuan_auth::Caller;
use kezhuan_protocol::events::v1::{GetTicketKeyRequest, TicketKey};

use super::EventsApi;
use crate::error::Error;

pub async fn handle(api: EventsApi, _: Caller, _: GetTicketKeyRequest) -> Result<TicketKey, Error> {
    Ok(TicketKey {
        key_id: api.tickets.key_id(),
        public_key_pem: api.tickets.public_key_pem()?,
        algorithm: "ED25519".to_owned(),
    })
}
