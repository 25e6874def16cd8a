//! A side names the contract that came of it. What the register has of it already is judged in the same write.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::events::v1::{NameContractRequest, Negotiation};

use super::names::{CONTRACTS, NEGOTIATIONS};
use super::negotiation_step::{self, Steps};
use super::{EventsApi, acting};
use crate::domain::negotiation::Command;
use crate::error::Error;
use crate::store::{known_contracts, negotiations};

pub async fn handle(
    api: EventsApi,
    caller: Caller,
    input: NameContractRequest,
    key: RequestKey,
) -> Result<Negotiation, Error> {
    let id = NEGOTIATIONS.parse(&input.name)?;
    let contract = CONTRACTS.parse_field("contract", &input.contract)?;
    let read = api.database.read(&caller, async |connection| {
        negotiations::find(connection, id).await
    });
    let found = read.await?.ok_or_else(|| NEGOTIATIONS.not_found(id))?;
    // Only the service reads what others' contracts say; what comes in meanwhile, it takes up by itself.
    let reader = Caller::service(crate::NAME, &found.tenant);
    let known = api.database.read(&reader, async |connection| {
        known_contracts::find(connection, contract).await
    });
    let actor = acting::actor(&caller);
    let steps: Steps = match known.await?.map(Box::new) {
        None => vec![(actor, Command::NameContract(contract))],
        Some(known) => vec![
            (actor, Command::NameRegistered(known.clone())),
            (acting::service(&found.tenant), Command::Judge(known)),
        ],
    };
    negotiation_step::carry_out(api, caller, (id, &input.etag), key, steps).await
}
