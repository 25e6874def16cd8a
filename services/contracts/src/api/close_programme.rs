//! HELD → COMPUTED for every waiting claim of a prorated programme-year: they share what is left.
use kezhuan_auth::Caller;
use kezhuan_database::{AuditEntry, RequestKey, Write};
use kezhuan_protocol::contracts::v1::{CloseProgrammeRequest, ProgrammeShares};
use uuid::Uuid;

use super::claim_step::{self, Situation};
use super::names::PROGRAMMES;
use super::programme_close::{CLAIMS_MAX, Close};
use super::{ContractsApi, acting};
use crate::domain::claim::Command;
use crate::domain::refused::Refused;
use crate::error::Error;
use crate::store::{held_claims, programmes};

pub async fn handle(
    api: ContractsApi,
    caller: Caller,
    input: CloseProgrammeRequest,
    key: RequestKey,
) -> Result<ProgrammeShares, Error> {
    let id = PROGRAMMES.parse(&input.name)?;
    let database = api.database.clone();
    let writer = caller.clone();
    database
        .write(&writer, &key, move |write| {
            let (api, caller, input) = (api.clone(), caller.clone(), input.clone());
            Box::pin(async move { Box::pin(close(write, &api, &caller, id, &input)).await })
        })
        .await
}

async fn close(
    write: &mut Write,
    api: &ContractsApi,
    caller: &Caller,
    id: Uuid,
    input: &CloseProgrammeRequest,
) -> Result<ProgrammeShares, Error> {
    let seen = programmes::get(write, id).await?;
    let seen = seen.ok_or_else(|| PROGRAMMES.not_found(id))?;
    if seen.tenant != caller.tenant {
        return Err(Refused::new(
            "NOT_THE_DECIDING_TENANT",
            "该项目由其他地区的主管部门办理",
            "another tenant's authority closes this programme",
        )
        .into());
    }
    if input.reason.trim().is_empty() {
        return Err(Error::field(
            "reason",
            "REASON_MISSING",
            "请填写理由",
            "a reason has to be given",
        ));
    }
    // The claims before the programme, as every step of a claim holds them.
    let year = (seen.tenant.as_str(), seen.year);
    let line = held_claims::lock_year(write, year, CLAIMS_MAX + 1).await?;
    let programme = programmes::lock(write, &seen.tenant, &seen.family, seen.year).await?;
    let programme = programme.ok_or_else(|| PROGRAMMES.not_found(id))?;
    // A claim may have joined while the programme was waited for: from here on none does.
    let waiting = held_claims::of_year(write, year, CLAIMS_MAX + 1).await?;
    if !waiting.iter().eq(line.iter().map(|held| &held.claim.id)) {
        return Err(kezhuan_rpc::etag::stale().into());
    }
    let close = Close::of(programme, line)?;
    if !input.etag.is_empty() && input.etag != close.etag() {
        return Err(kezhuan_rpc::etag::stale().into());
    }
    let told = close.told(api.clock.today());
    write.audit(AuditEntry {
        action: "programme.closed",
        aggregate: "programme",
        aggregate_id: id,
        version: close.programme.version,
        detail: serde_json::json!({
            "year": close.programme.year, "claims": close.line.len(), "reason": input.reason,
            "available_fen": close.programme.ledger.available().get(),
        }),
    });
    let actor = acting::actor(caller);
    for (held, amount) in close.line.into_iter().zip(close.shares) {
        let situation = Situation::around(write, held.claim.id, Some(held)).await?;
        let decided = situation.decide(api, &actor, Command::Share { amount })?;
        claim_step::record(write, situation, decided).await?;
    }
    Ok(told)
}
