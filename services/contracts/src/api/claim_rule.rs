//! Asking the paying tenant's rule for a claim's amount. The rule is asked before any row is locked; what it
//! was told is compared under the lock, and it is asked again where the payee's year or the budget moved.
use std::sync::Arc;

use futures::future::BoxFuture;
use kezhuan_auth::Caller;
use kezhuan_database::{DecisionRow, RequestKey, Write};
use kezhuan_law::Fen;
use kezhuan_protocol::contracts::v1;
use kezhuan_rpc::{Problem, etag};
use tonic::Code;
use uuid::Uuid;

use super::claim_question::{Before, Heard, hear};
use super::claim_step::{self, Situation};
use super::names::CLAIMS;
use super::{ContractsApi, acting, claim_line, convert_claim};
use crate::domain::claim::{Command, Limits, PROGRAMME_FAMILY, command_after};
use crate::error::{DOMAIN, Error};
use crate::store::programmes::Programme;
use crate::store::{claims, programmes};

/// Each round some other claim of the same payee or budget got through.
const ROUNDS_MAX: usize = 16;

/// How a write on what was heard can end.
#[derive(Debug, thiserror::Error)]
enum Ending {
    #[error("the world moved since the rule was asked")]
    Moved,
    #[error(transparent)]
    Failed(Error),
}

impl<E: Into<Error>> From<E> for Ending {
    fn from(error: E) -> Ending {
        Ending::Failed(error.into())
    }
}

/// Takes the step `before`, asks the rule, and takes the step that follows from its answer, in one write.
pub async fn settle(
    api: ContractsApi,
    caller: Caller,
    (name, seen): (&str, &str),
    key: RequestKey,
    before: Before,
) -> Result<v1::Claim, Error> {
    let id = CLAIMS.parse(name)?;
    settle_once(&api, &caller, (id, seen), Some(&key), before).await
}

/// The service asks again for itself: a package that came into force may answer what the last could not.
pub async fn ask_again(
    api: &ContractsApi,
    tenant: &str,
    (id, version): (Uuid, i64),
) -> Result<v1::Claim, Error> {
    let caller = Caller::service(crate::NAME, tenant);
    let at = (id, etag::of(version));
    settle_once(api, &caller, (at.0, &at.1), None, |_| Command::AskAgain).await
}

async fn settle_once(
    api: &ContractsApi,
    caller: &Caller,
    (id, seen): (Uuid, &str),
    key: Option<&RequestKey>,
    before: Before,
) -> Result<v1::Claim, Error> {
    for _ in 0..ROUNDS_MAX {
        let heard = hear(api, caller, id, seen, before).await?;
        match write(api, caller, key, before, Arc::new((id, heard))).await {
            Ok(answer) => return Ok(answer),
            Err(Ending::Failed(error)) => return Err(error),
            Err(Ending::Moved) => {}
        }
    }
    Err(Problem::new(Code::Aborted, "CLAIM_BUSY", DOMAIN)
        .zh("同一预算下办理繁忙，请稍后用同一请求号重试")
        .en("too much moves in this budget at once: retry with the same request id")
        .into())
}

async fn write(
    api: &ContractsApi,
    caller: &Caller,
    key: Option<&RequestKey>,
    before: Before,
    heard: Arc<(Uuid, Heard)>,
) -> Result<v1::Claim, Ending> {
    let body = concluding(api.clone(), caller.clone(), before, heard);
    match key {
        Some(key) => api.database.write(caller, key, body).await,
        None => api.database.write_as(caller, body).await,
    }
}

fn concluding(
    api: ContractsApi,
    caller: Caller,
    before: Before,
    heard: Arc<(Uuid, Heard)>,
) -> impl for<'w> Fn(&'w mut Write) -> BoxFuture<'w, Result<v1::Claim, Ending>> + Send + 'static {
    move |write| {
        let (api, caller, heard) = (api.clone(), caller.clone(), heard.clone());
        Box::pin(async move {
            let (id, heard) = &*heard;
            Box::pin(conclude(write, &api, &caller, *id, heard, before)).await
        })
    }
}

async fn conclude(
    write: &mut Write,
    api: &ContractsApi,
    caller: &Caller,
    id: Uuid,
    heard: &Heard,
    before: Before,
) -> Result<v1::Claim, Ending> {
    let stored = claims::lock(write, id).await?;
    let tenant = stored
        .as_ref()
        .map(|stored| stored.claim.tenant.clone())
        .unwrap_or_default();
    // From here to the commit no other claim of this budget books, so history and budget stand.
    let programme = programmes::lock_for(write, id, PROGRAMME_FAMILY).await?;
    let mut situation = Situation::around(write, id, stored).await?;
    situation.programme = programme;
    if !heard.still_holds(write, &situation).await? {
        return Err(Ending::Moved);
    }
    let first = situation.decide(api, &acting::actor(caller), before(&situation))?;
    let situation = claim_step::record(write, situation, first).await?;
    let limits = Limits {
        budget_left: situation
            .programme
            .as_ref()
            .map_or(Fen::ZERO, Programme::told_to_rules),
        tenant: tenant.clone(),
    };
    let command = command_after(heard.outcome.clone(), &limits, &situation.behind.facts);
    for row in &heard.asked {
        write.decide(judged(row, &command));
    }
    let command = claim_line::in_its_place(write, &situation, command).await?;
    let mut second = situation.decide(api, &acting::service(&tenant), command)?;
    for pin in &heard.pins {
        second.claim.pins.keep(pin.clone());
    }
    let situation = claim_step::record(write, situation, second).await?;
    Ok(convert_claim::claim(&situation.stored, api.clock.today()))
}

/// The kept answer; one that the host refused says so.
fn judged(row: &DecisionRow, command: &Command) -> DecisionRow {
    let mut row = row.clone();
    if let Command::SendToManual { failure, decision } = command
        && *decision == Some(row.id)
        && row.outcome_kind == "ANSWERED"
    {
        row.outcome_kind = "REFUSED_BY_HOST".to_owned();
        row.reasons = serde_json::json!([failure]);
    }
    row
}
