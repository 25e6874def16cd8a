//! What the pool's authority's rule says of a claim, asked before any row is held. An answer that stops the verification is
//! kept all the same: a person decides on it.
use kezhuan_auth::Caller;
use kezhuan_law::Fen;
use kezhuan_rpc::etag;
use uuid::Uuid;

use super::compensation_step::Situation;
use super::heard::Heard;
use super::{FinancingApi, acting};
use crate::domain::claim::{Command, RuleAnswer};
use crate::domain::ledger::pool_of;
use crate::domain::refused::Refused;
use crate::error::Error;
use crate::rules::ip_claim_check::{self, Checked, Standing};
use crate::rules::{Asked, Asking};
use crate::store::decisions;

/// The hook that is asked.
const HOOK: &str = "ip.claim.check@1";
/// The domain's refusal of what a rule would have paid beyond the law.
const BEYOND_LAW: &str = "RULE_BEYOND_LAW";
/// Its refusal where the rule refuses the claim.
const REFUSES: &str = "RULE_REFUSES";

/// What was told, and what came of it.
#[derive(Debug, Clone)]
pub struct Answered {
    claim_version: i64,
    loan_version: i64,
    pool_available: Fen,
    /// `None` where no rule is in force, or a person verifies without it.
    pub rule: Option<RuleAnswer>,
    /// Why a person does, once the rule has failed.
    pub without_rule: Option<String>,
    pub heard: Heard,
}

/// Why a claim can't be verified by what the rule said.
enum Stopped {
    /// The rule says no, and its answer holds.
    Refuses(Refused),
    /// Its answer is beyond the law.
    BeyondLaw(Refused),
    /// It gave none.
    Failed(String),
}

/// Asks about a claim as it stands.
pub async fn hear(
    api: &FinancingApi,
    caller: &Caller,
    id: Uuid,
    (seen, reason): (&str, &str),
) -> Result<Answered, Error> {
    let read = api.database.read(caller, async |connection| {
        let situation = Situation::read(connection, id).await?;
        let failed_before = decisions::has_failed(connection, id, HOOK).await?;
        Ok::<_, Error>((situation, failed_before))
    });
    let (situation, failed_before) = read.await?;
    etag::check(seen, situation.claim.body.version)?;
    // What the domain refuses needs no rule.
    let actor = acting::actor(caller);
    situation.decide(api, &actor, Command::Verify { rule: None })?;
    let asked = ask(api, &situation).await?;
    let judged = judge(&asked, |rule| {
        situation.decide(api, &actor, Command::Verify { rule })
    })?;
    let asked = match &judged {
        Err(Stopped::BeyondLaw(refused)) => asked.refused_by_host(refused.reason),
        Ok(_) | Err(Stopped::Refuses(_) | Stopped::Failed(_)) => asked,
    };
    let mut heard = Heard::default();
    heard.keep(asked, id);
    let tenant = &situation.claim.tenant;
    let may_go_without = failed_before && !reason.trim().is_empty();
    let (rule, without_rule) = match judged {
        Ok(rule) => (rule, None),
        Err(Stopped::BeyondLaw(_) | Stopped::Failed(_)) if may_go_without => {
            (None, Some(reason.to_owned()))
        }
        Err(Stopped::Failed(failure)) => return Err(heard.failed(api, tenant, &failure).await),
        Err(Stopped::Refuses(refused) | Stopped::BeyondLaw(refused)) => {
            heard.store_alone(api, tenant).await?;
            return Err(refused.into());
        }
    };
    Ok(Answered {
        claim_version: situation.claim.body.version,
        loan_version: situation.loan.body.version,
        pool_available: situation.pool_available,
        rule,
        without_rule,
        heard,
    })
}

async fn ask(api: &FinancingApi, situation: &Situation) -> Result<Asked<Checked>, Error> {
    let (claim, loan) = (&situation.claim, &situation.loan);
    let asking = Asking {
        tenant: pool_of(&claim.tenant),
        legal_date: loan.body.approved_on,
        as_of: api.clock.today(),
        pins: claim.body.pins.clone(),
    };
    let standing = Standing {
        loan: &loan.body,
        division: &loan.tenant,
        eligible_at_approval: situation.eligible_at_approval,
        pool_available: situation.pool_available,
    };
    api.rules.claim_check(&claim.body, standing, asking).await
}

/// The answer that the claim can be verified by, as `decide` would, or why there is none.
fn judge<D>(
    asked: &Asked<Checked>,
    decide: impl FnOnce(Option<RuleAnswer>) -> Result<D, Error>,
) -> Result<Result<Option<RuleAnswer>, Stopped>, Error> {
    let rule = match ip_claim_check::answer(asked) {
        Ok(rule) => rule,
        Err(failure) => return Ok(Err(Stopped::Failed(failure.to_owned()))),
    };
    match decide(rule.clone()) {
        Ok(_) => Ok(Ok(rule)),
        Err(Error::Refused(refused)) => match refused.reason {
            REFUSES => Ok(Err(Stopped::Refuses(refused.into_refused()))),
            BEYOND_LAW => Ok(Err(Stopped::BeyondLaw(refused.into_refused()))),
            _ => Err(Error::Refused(refused)),
        },
        Err(error) => Err(error),
    }
}

impl Answered {
    /// Whether the rule would be told the same again.
    pub fn still_holds(&self, now: &Situation) -> bool {
        now.claim.body.version == self.claim_version
            && now.loan.body.version == self.loan_version
            && now.pool_available == self.pool_available
    }
}
