//! PAID → RECOVERING: a commitment was broken, the registration behind the grant was lost, or an amendment left
//! a smaller J behind it.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_law::Fen;
use kezhuan_protocol::contracts::v1::{Claim, RecordBreachRequest};

use super::{ContractsApi, claim_step};
use crate::domain::claim::{BreachGround, Command};
use crate::error::Error;

pub async fn handle(
    api: ContractsApi,
    caller: Caller,
    input: RecordBreachRequest,
    key: RequestKey,
) -> Result<Claim, Error> {
    let at = (input.name.clone(), input.etag.clone());
    claim_step::take(api, caller, (&at.0, &at.1), key, move |situation| {
        let ground = match (input.amount_fen, situation.behind.facts.in_force) {
            (0, true) => BreachGround::Commitment,
            (0, false) => BreachGround::RegistrationLost,
            (part, _) => BreachGround::ContractAmended {
                too_much: Fen(part),
            },
        };
        Ok(Command::RecordBreach {
            ground,
            reason: input.reason.clone(),
        })
    })
    .await
}
