//! What the pool's authority's rule says of a claim, asked before any row is held. An answer that stops the verification is
//! kept all the same: a person decides on it.
use kezhuan_auth::Caller;
use kezhuan_database::{AuditEntry, DecisionRow};
use kezhuan_law::Fen;
use kezhuan_law::rule_pins::RulePin;
use kezhuan_rpc::etag;
use uuid::Uuid;

use super::compensation_step::Situation;
use super::{FinancingApi, acting};
use crate::domain::claim::{Command, RuleAnswer};
use crate::domain::ledger::pool_of;
use crate::domain::refused::Refused;
use crate::error::Error;
use crate::rules::ip_claim_check::{self, Checked, Standing};
use crate::rules::{Asked, Asking};
use crate::store::{compensations, decisions};

/// The hook that is asked.
const HOOK: &str = "ip.claim.check@1";
/// The domain's refusal of what a rule would have paid beyond the law.
const BEYOND_LAW: &str = "RULE_BEYOND_LAW";
/// Its word for an answer that refuses the claim.
const REFUSES: &str = "RULE_REFUSES";

/// What was told, and what came of it.
#[derive(Debug, Clone)]
pub struct Heard {
    claim_version: i64,
    loan_version: i64,
    pool_available: Fen,
    /// `None` where no rule is in force, or a person verifies without it.
    pub rule: Option<RuleAnswer>,
    /// Why a person does, once the rule has failed.
    pub without_rule: Option<String>,
    pub asked: DecisionRow,
    pub pin: Option<RulePin>,
}

/// How the question ended for the verification.
enum Judged {
    Usable(Option<RuleAnswer>),
    /// The rule says no, and its answer holds.
    Refuses(Refused),
    /// It failed, or its answer is beyond the law.
    Failed(Refused),
}

/// Asks about a claim as it stands.
pub async fn hear(
    api: &FinancingApi,
    caller: &Caller,
    id: Uuid,
    (seen, reason): (&str, &str),
) -> Result<Heard, Error> {
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
    let (pin, may_go_without) = (asked.rule_pin(), failed_before && !reason.trim().is_empty());
    let (rule, without_rule, stopped) = match judged {
        Judged::Usable(rule) => (rule, None, None),
        Judged::Refuses(refused) => (None, None, Some(refused)),
        Judged::Failed(_) if may_go_without => (None, Some(reason.to_owned()), None),
        Judged::Failed(refused) => (None, None, Some(refused)),
    };
    let row = match stopped.as_ref().map(|refused| refused.reason) {
        Some(BEYOND_LAW) => asked.refused_by_host(BEYOND_LAW).into_row(id),
        Some(_) | None => asked.into_row(id),
    };
    if let Some(refused) = stopped {
        keep(api, caller, &situation, (row, refused.reason)).await?;
        return Err(refused.into());
    }
    Ok(Heard {
        claim_version: situation.claim.body.version,
        loan_version: situation.loan.body.version,
        pool_available: situation.pool_available,
        rule,
        without_rule,
        asked: row,
        pin,
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

/// Whether the claim can be verified by the answer, as `decide` would.
fn judge<D>(
    asked: &Asked<Checked>,
    decide: impl FnOnce(Option<RuleAnswer>) -> Result<D, Error>,
) -> Result<Judged, Error> {
    let rule = match ip_claim_check::answer(asked) {
        Ok(rule) => rule,
        Err(failure) => return Ok(Judged::Failed(rule_failed(failure))),
    };
    match decide(rule.clone()) {
        Ok(_) => Ok(Judged::Usable(rule)),
        Err(Error::Refused(refused)) => match refused.reason {
            REFUSES => Ok(Judged::Refuses(*refused)),
            BEYOND_LAW => Ok(Judged::Failed(*refused)),
            _ => Err(Error::Refused(refused)),
        },
        Err(error) => Err(error),
    }
}

/// The answer stays, whatever becomes of the claim.
async fn keep(
    api: &FinancingApi,
    caller: &Caller,
    situation: &Situation,
    (row, reason): (DecisionRow, &'static str),
) -> Result<(), Error> {
    let (tenant, version) = (&situation.claim.tenant, situation.claim.body.version);
    let kept = (tenant.clone(), row);
    let written = api.database.write_as(caller, move |write| {
        let (tenant, row) = kept.clone();
        Box::pin(async move {
            write.in_tenant(tenant);
            write.audit(AuditEntry {
                action: "compensation.not_verified",
                aggregate: compensations::AGGREGATE,
                aggregate_id: row.case_id,
                version,
                detail: serde_json::json!({ "reason": reason, "decision": row.id }),
            });
            write.decide(row);
            Ok::<_, Error>(())
        })
    });
    written.await
}

fn rule_failed(failure: &str) -> Refused {
    Refused::new(
        "RULE_FAILED",
        format!("规则未能给出结论（{failure}），请核实后说明理由人工办理"),
        format!("the rule failed ({failure}): look into it, and verify with a reason without it"),
    )
    .with("failure", failure)
}

impl Heard {
    /// Whether the rule would be told the same again.
    pub fn still_holds(&self, now: &Situation) -> bool {
        now.claim.body.version == self.claim_version
            && now.loan.body.version == self.loan_version
            && now.pool_available == self.pool_available
    }
}
