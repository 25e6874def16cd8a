//! Asking the paying tenant's rule for a claim's amount. The rule is asked before any row is locked; what it
//! was told is compared under the lock, and it is asked again where the claimant's year or the budget moved.
use std::sync::Arc;

use kezhuan_auth::Caller;
use kezhuan_database::{DecisionRow, RequestKey, Write};
use kezhuan_law::Fen;
use kezhuan_protocol::contracts::v1;
use kezhuan_rpc::{Problem, etag};
use tonic::Code;
use uuid::Uuid;

use super::claim_step::{self, Situation};
use super::names::CLAIMS;
use super::{ContractsApi, acting, convert_claim};
use crate::domain::claim::{Command, Limits, PROGRAMME_FAMILY, RuleOutcome, Split, command_after};
use crate::error::{DOMAIN, Error};
use crate::rules::tc_incentive::{Grant, History};
use crate::rules::{Asking, Verdict};
use crate::store::{claims, programmes};

/// Each round some other claim of the same claimant or budget got through.
const ROUNDS_MAX: usize = 16;

/// The step that leads to the question: filing, or asking again.
pub type Before = fn(&Situation) -> Command;

/// What the rule was told, and what came of it.
struct Heard {
    version: i64,
    contract_version: i64,
    history: History,
    budget_left: Option<Fen>,
    outcome: RuleOutcome,
    asked: Vec<DecisionRow>,
}

/// How a write on what was heard can end.
enum Ending {
    /// The world moved since the rule was asked.
    Moved,
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
    for _ in 0..ROUNDS_MAX {
        let heard = hear(&api, &caller, id, seen, before).await?;
        match write(&api, &caller, &key, before, Arc::new((id, heard))).await {
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

async fn hear(
    api: &ContractsApi,
    caller: &Caller,
    id: Uuid,
    seen: &str,
    before: Before,
) -> Result<Heard, Error> {
    let (situation, history) = api
        .database
        .read(caller, async |connection| {
            let stored = claims::find(connection, id).await?;
            let situation = Situation::around(connection, id, stored).await?;
            let history =
                claims::history(connection, situation.claim(), situation.stored.year).await?;
            Ok::<_, Error>((situation, history))
        })
        .await?;
    etag::check(seen, situation.claim().version)?;
    // What the domain refuses needs no rule.
    situation.decide(api, &acting::actor(caller), before(&situation))?;
    let budget_left = situation
        .programme
        .as_ref()
        .map(|programme| programme.ledger.available());
    let (outcome, asked) = ask(api, &situation, history, budget_left).await?;
    Ok(Heard {
        version: situation.claim().version,
        contract_version: situation.behind.contract.version,
        history,
        budget_left,
        outcome,
        asked,
    })
}

async fn ask(
    api: &ContractsApi,
    situation: &Situation,
    history: History,
    budget_left: Option<Fen>,
) -> Result<(RuleOutcome, Vec<DecisionRow>), Error> {
    let (claim, behind) = (situation.claim(), &situation.behind);
    let asking = Asking {
        tenant: claim.tenant.clone(),
        legal_date: behind.facts.registered_on,
        as_of: api.clock.today(),
    };
    let (received, left) = (behind.received.get(), budget_left.map(Fen::get));
    let incentive = api
        .rules
        .incentive(&behind.contract, asking.clone(), history, received, left)
        .await?;
    let (mut split, mut asked) = (None, Vec::new());
    if let Verdict::Answered(grant) = &incentive.verdict
        && grant.amount_fen > 0
    {
        let shared = api
            .rules
            .split(&behind.contract, asking, Fen(grant.amount_fen))
            .await?;
        split = match &shared.verdict {
            Verdict::Answered(shares) => Some(Ok(shares.split())),
            Verdict::NoRule => None,
            Verdict::Failed(failure) => Some(Err(failure.clone())),
        };
        asked.push(shared.into_row(claim.id));
    }
    let row_of = incentive.verdict.clone();
    let row = incentive.into_row(claim.id);
    let outcome = outcome(row_of, split, row.id, budget_left);
    asked.push(row);
    Ok((outcome, asked))
}

/// What asking came to; a benefit without a budget to take it from goes to a person.
fn outcome(
    verdict: Verdict<Grant>,
    split: Option<Result<Split, String>>,
    decision: Uuid,
    budget_left: Option<Fen>,
) -> RuleOutcome {
    let failed = |failure: String| RuleOutcome::Failed {
        failure,
        decision: Some(decision),
    };
    match (verdict, split) {
        (Verdict::NoRule, _) => RuleOutcome::NoRule { decision },
        (Verdict::Failed(failure), _) | (Verdict::Answered(_), Some(Err(failure))) => {
            failed(failure)
        }
        (Verdict::Answered(grant), _) if grant.amount_fen > 0 && budget_left.is_none() => {
            failed("BUDGET_MISSING".to_owned())
        }
        (Verdict::Answered(grant), split) => RuleOutcome::Answered {
            answer: grant.answer(),
            split: split.and_then(Result::ok),
            decision,
        },
    }
}

async fn write(
    api: &ContractsApi,
    caller: &Caller,
    key: &RequestKey,
    before: Before,
    heard: Arc<(Uuid, Heard)>,
) -> Result<v1::Claim, Ending> {
    let given = (api.clone(), caller.clone());
    api.database
        .write(caller, key, move |write| {
            let (api, caller) = given.clone();
            let heard = heard.clone();
            Box::pin(async move {
                let (id, heard) = &*heard;
                conclude(write, &api, &caller, *id, heard, before).await
            })
        })
        .await
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
    let year = stored.as_ref().map_or(0, |stored| stored.year);
    let tenant = stored
        .as_ref()
        .map(|stored| stored.claim.tenant.clone())
        .unwrap_or_default();
    // From here to the commit no other claim of this budget books, so history and budget stand.
    let programme = programmes::lock(write, &tenant, PROGRAMME_FAMILY, year).await?;
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
            .map_or(Fen::ZERO, |programme| programme.ledger.available()),
        cap: None,
        tenant: tenant.clone(),
    };
    let command = command_after(heard.outcome.clone(), &limits, &situation.behind.facts);
    for row in &heard.asked {
        write.decide(judged(row, &command));
    }
    let second = situation.decide(api, &acting::service(&tenant), command)?;
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

impl Heard {
    /// Whether the rule would be told the same again, as far as its answer can depend on it.
    async fn still_holds(&self, write: &mut Write, now: &Situation) -> Result<bool, Error> {
        let history = claims::history(write, now.claim(), now.stored.year).await?;
        let left = now
            .programme
            .as_ref()
            .map(|programme| programme.ledger.available());
        let budget_stands = left == self.budget_left
            || match (&self.outcome, left) {
                (RuleOutcome::Answered { answer, .. }, Some(left)) => {
                    !answer.cap_hit && answer.amount <= left
                }
                (RuleOutcome::NoRule { .. }, _) => true,
                (RuleOutcome::Answered { .. } | RuleOutcome::Failed { .. }, _) => false,
            };
        Ok(now.claim().version == self.version
            && now.behind.contract.version == self.contract_version
            && (history.paid_year_fen, history.prior_j_fen)
                == (self.history.paid_year_fen, self.history.prior_j_fen)
            && budget_stands)
    }
}
