//! MANUAL → COMPUTED by a person, within J and the budget; HELD where others wait before it.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_law::Fen;
use kezhuan_protocol::contracts::v1::{Claim, ComputeClaimByHandRequest};

use super::{ContractsApi, claim_fact, claim_step};
use crate::domain::claim::{Command, Limits, Payee};
use crate::error::Error;
use crate::store::programmes::{self, Programme};

pub async fn handle(
    api: ContractsApi,
    caller: Caller,
    input: ComputeClaimByHandRequest,
    key: RequestKey,
) -> Result<Claim, Error> {
    if input.amount_fen > 0 {
        claim_fact::keep(&api, &caller, &input.name).await?;
    }
    let at = (input.name.clone(), input.etag.clone());
    claim_step::take(api, caller, (&at.0, &at.1), key, move |situation| {
        let payee = Payee::parse(&input.payee).ok_or_else(|| {
            Error::field(
                "payee",
                "PAYEE_UNKNOWN",
                "应为 SELLER、BUYER、BROKER 或 OFFICE",
                "one of SELLER, BUYER, BROKER, OFFICE",
            )
        })?;
        let left = situation.programme.as_ref().map(Programme::told_to_rules);
        // Without a programme there is nothing to grant from; a computation of zero needs none.
        let budget_left = match left {
            None if input.amount_fen > 0 => {
                return Err(
                    programmes::missing(&situation.claim().tenant, situation.stored.year).into(),
                );
            }
            left => left.unwrap_or(Fen::ZERO),
        };
        Ok(Command::ComputeByHand {
            total: Fen(input.amount_fen),
            payee,
            split: None,
            counted: input.counted_fen.map(Fen),
            reason: input.reason.clone(),
            limits: Limits {
                budget_left,
                tenant: situation.claim().tenant.clone(),
            },
        })
    })
    .await
}
