//! What the paying authority's rule says of a claim, asked before any row is held.
use kezhuan_auth::Caller;
use kezhuan_database::Write;
use kezhuan_law::Fen;
use kezhuan_rpc::etag;
use kezhuan_rulebook::{Asked, Asking, Verdict};
use uuid::Uuid;

use super::step::{self, Known, NOTHING_KNOWN};
use super::{Grants, acting, names};
use crate::domain::{Answer, Claim, Command, Earlier, RuleOutcome};
use crate::store::programmes::Budget;
use crate::store::{claims, programmes};
use crate::{Benefits, Error, Question, Standing};

/// What the rule was told, and what it answered.
#[derive(Debug, Clone)]
pub struct Answered {
    pub id: Uuid,
    version: i64,
    standing: Standing,
    earlier: Vec<Earlier>,
    budget_left: Option<Fen>,
    pub asked: Asked<Answer>,
}

/// Asks about a claim as it stands. `before`: the step that leads to the question.
pub async fn hear<B: Benefits>(
    grants: &Grants<B>,
    caller: &Caller,
    (id, seen): (Uuid, &str),
    before: &Command,
) -> Result<Answered, Error> {
    let benefits = &grants.benefits;
    let read = grants.database.read(caller, async |connection| {
        let claim = claims::find(connection, id).await?;
        let claim = claim.ok_or_else(|| names::claims::<B>().not_found(id))?;
        let standing = benefits.standing(connection, &claim.body).await?;
        Ok::<_, Error>((claim.body, standing))
    });
    let (claim, standing) = read.await?;
    etag::check(seen, claim.version)?;
    // What the domain refuses needs no rule.
    let actor = acting::actor(caller);
    step::decide(grants, &claim, (&actor, before.clone()), NOTHING_KNOWN)?;
    // A claimant does not see into the budget.
    let service = Caller::service(grants.database.service(), &claim.tenant);
    let read = grants.database.read(&service, async |connection| {
        let earlier = claims::earlier(connection, &claim).await?;
        let of = (claim.tenant.as_str(), claim.programme.as_str(), claim.year);
        let budget = programmes::find(connection, of).await?;
        Ok::<_, Error>((earlier, budget))
    });
    let (earlier, budget) = read.await?;
    let (version, budget_left) = (claim.version, budget.as_ref().map(Budget::told_to_rules));
    let asking = Asking {
        tenant: claim.tenant.clone(),
        legal_date: claim.legal_date,
        as_of: grants.clock.today(),
        pins: claim.pins.clone(),
    };
    let question = Question {
        claim,
        earlier: earlier.clone(),
        budget_left,
        asking,
    };
    let asked = benefits.ask(&question).await?;
    Ok(Answered {
        id,
        version,
        standing,
        earlier,
        budget_left,
        asked,
    })
}

impl Answered {
    /// What came of the question, as the domain judges it.
    pub fn outcome(&self) -> RuleOutcome {
        let decision = self.asked.id;
        match &self.asked.verdict {
            Verdict::Answered(answer) => RuleOutcome::Answered {
                answer: answer.clone(),
                decision,
            },
            Verdict::NoRule => RuleOutcome::NoRule { decision },
            Verdict::Failed(failure) => RuleOutcome::Failed {
                failure: failure.clone(),
                decision,
            },
        }
    }

    /// Whether the rule would be told the same again of a claim that is held, as far as its answer can depend on it.
    pub async fn still_holds(
        &self,
        write: &mut Write,
        now: &Claim,
        known: &Known,
    ) -> Result<bool, Error> {
        let same = now.version == self.version
            && known.standing == self.standing
            && self.budget_stands(known.budget_left);
        Ok(same && claims::earlier(write, now).await? == self.earlier)
    }

    /// A budget that left more than was granted did not bound the answer.
    fn budget_stands(&self, now: Option<Fen>) -> bool {
        let (Some(told), Some(now)) = (self.budget_left, now) else {
            return self.budget_left == now;
        };
        match &self.asked.verdict {
            Verdict::Answered(answer) => {
                told == now || (answer.amount < told && answer.amount <= now)
            }
            Verdict::NoRule => true,
            Verdict::Failed(_) => told == now,
        }
    }
}
