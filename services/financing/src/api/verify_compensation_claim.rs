//! FILED → VERIFIED: by the law, then by the pool's authority's rule, as far as the pool's money goes.
use std::sync::Arc;

use kezhuan_auth::Caller;
use kezhuan_database::{AuditEntry, RequestKey, Write};
use kezhuan_protocol::financing::v1::{CompensationClaim, VerifyCompensationClaimRequest};
use uuid::Uuid;

use super::compensation_question::{Answered, hear};
use super::compensation_step::{Situation, record};
use super::names::COMPENSATIONS;
use super::round::{Ending, ROUNDS_MAX, booked, busy};
use super::{FinancingApi, acting, convert};
use crate::domain::claim::Command;
use crate::error::Error;
use crate::store::compensations;

pub async fn handle(
    api: FinancingApi,
    caller: Caller,
    input: VerifyCompensationClaimRequest,
    key: RequestKey,
) -> Result<CompensationClaim, Error> {
    let id = COMPENSATIONS.parse(&input.name)?;
    let asked_with = (input.etag.as_str(), input.without_rule_reason.as_str());
    for _ in 0..ROUNDS_MAX {
        let answered = Box::pin(hear(&api, &caller, id, asked_with)).await?;
        let given = Arc::new((api.clone(), caller.clone(), answered));
        let written = api.database.write(&caller, &key, move |write| {
            let given = given.clone();
            Box::pin(async move {
                let (api, caller, answered) = &*given;
                Box::pin(conclude(write, (api, caller), id, answered)).await
            })
        });
        match written.await {
            Ok(answer) => return Ok(answer),
            Err(Ending::Failed(error)) => return Err(error),
            Err(Ending::Moved) => {}
        }
    }
    Err(busy().into())
}

async fn conclude(
    write: &mut Write,
    (api, caller): (&FinancingApi, &Caller),
    id: Uuid,
    answered: &Answered,
) -> Result<CompensationClaim, Ending> {
    let before = Situation::hold(write, id).await?;
    if !answered.still_holds(&before) {
        return Err(Ending::Moved);
    }
    let actor = acting::actor(caller);
    let rule = answered.rule.clone();
    let mut decided = before.decide(api, &actor, Command::Verify { rule })?;
    answered.heard.pin(&mut decided.claim.pins);
    let by = (actor.subject.as_str(), api.clock.today());
    let after = booked(record(write, &before.claim, decided, by).await)?;
    answered.heard.store(write);
    if let Some(reason) = &answered.without_rule {
        write.audit(AuditEntry {
            action: "compensation.verified_without_rule",
            aggregate: compensations::AGGREGATE,
            aggregate_id: id,
            version: after.body.version,
            detail: serde_json::json!({ "reason": reason }),
        });
    }
    Ok(convert::compensation::claim(&after, caller))
}
