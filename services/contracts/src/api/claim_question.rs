//! The question of a claim: whose year the rule is told, what it answers, and whether that still holds later.
use kezhuan_auth::Caller;
use kezhuan_database::{DecisionRow, Write};
use kezhuan_law::Fen;
use kezhuan_law::rule_pins::RulePin;
use kezhuan_rpc::etag;
use uuid::Uuid;

use super::claim_step::Situation;
use super::{ContractsApi, acting};
use crate::domain::claim::{Command, ContractFacts, Payee, RuleOutcome, Split};
use crate::error::Error;
use crate::facts::{self, Until};
use crate::rules::tc_claim_materials::ClaimMaterials;
use crate::rules::tc_incentive::{Grant, History};
use crate::rules::{Asking, Verdict};
use crate::store::programmes::Programme;
use crate::store::{claims, grants};

/// The step that leads to the question: filing, or asking again.
pub type Before = fn(&Situation) -> Command;

/// What the rule was told, and what came of it.
pub struct Heard {
    version: i64,
    contract_version: i64,
    /// Whose year the rule was told.
    enterprise: String,
    history: History,
    /// What the rule was told of the budget.
    budget_left: Option<Fen>,
    pub outcome: RuleOutcome,
    pub asked: Vec<DecisionRow>,
    /// Of the rules that were asked: later questions of this claim go to the same.
    pub pins: Vec<RulePin>,
}

/// Asks the paying tenant's rule about a claim as it stands, before any row is locked.
pub async fn hear(
    api: &ContractsApi,
    caller: &Caller,
    id: Uuid,
    seen: &str,
    before: Before,
) -> Result<Heard, Error> {
    let situation = api
        .database
        .read(caller, async |connection| {
            let stored = claims::find(connection, id).await?;
            Situation::around(connection, id, stored).await
        })
        .await?;
    etag::check(seen, situation.claim().version)?;
    // What the domain refuses needs no rule.
    situation.decide(api, &acting::actor(caller), before(&situation))?;
    let facts = &situation.behind.facts;
    let expected = facts.expected_payee(&situation.claim().tenant);
    let mut heard = hear_about(api, caller, &situation, expected).await?;
    // The rule was told of one enterprise's year and pays another: it is asked about that one's.
    if let Some(paid) = heard.pays_another(facts) {
        let first = heard.asked;
        heard = hear_about(api, caller, &situation, paid).await?;
        // What was asked is kept, whatever became of the answer.
        heard.asked.splice(0..0, first);
        if heard.pays_another(facts).is_some() {
            heard.outcome = RuleOutcome::Failed {
                failure: "PAYEE_UNSETTLED".to_owned(),
                decision: heard.asked.last().map(|row| row.id),
            };
        }
    }
    keep_fact(api, &situation, &mut heard).await?;
    Ok(heard)
}

/// Keeps the contract for this claim before its amount is reserved, where another programme's payment bars this one's. What
/// can't be kept goes to a person, like a rule that failed.
async fn keep_fact(
    api: &ContractsApi,
    situation: &Situation,
    heard: &mut Heard,
) -> Result<(), Error> {
    let RuleOutcome::Answered {
        answer, decision, ..
    } = &heard.outcome
    else {
        return Ok(());
    };
    if answer.amount <= Fen::ZERO || !situation.shares_facts() {
        return Ok(());
    }
    let (claim, year) = (situation.claim(), situation.stored.year);
    let failure = match facts::reserve(&api.adoption, claim, year, Until::Soon).await {
        Ok(()) => return Ok(()),
        Err(Error::Refused(refused)) => refused.reason,
        Err(Error::Away(error)) => {
            tracing::warn!(error = ?error, claim = %claim.id, "its fact can't be kept now");
            "FACT_NOT_RESERVED"
        }
        Err(error) => return Err(error),
    };
    heard.outcome = RuleOutcome::Failed {
        failure: failure.to_owned(),
        decision: Some(*decision),
    };
    Ok(())
}

/// Asks with the year of the enterprise that `payee` is.
async fn hear_about(
    api: &ContractsApi,
    caller: &Caller,
    situation: &Situation,
    payee: Payee,
) -> Result<Heard, Error> {
    let (claim, facts) = (situation.claim(), &situation.behind.facts);
    let enterprise = facts.enterprise(payee).unwrap_or_default().to_owned();
    let year = situation.year_of(&enterprise);
    let history = api.database.look_up::<grants::Year>(caller, year).await?;
    let budget_left = situation.programme.as_ref().map(Programme::told_to_rules);
    let Told {
        outcome,
        asked,
        pins,
    } = ask(api, situation, history, budget_left).await?;
    Ok(Heard {
        version: claim.version,
        contract_version: situation.behind.contract.version,
        enterprise,
        history,
        budget_left,
        outcome,
        asked,
        pins,
    })
}

/// What the rules of one round said.
struct Told {
    outcome: RuleOutcome,
    asked: Vec<DecisionRow>,
    pins: Vec<RulePin>,
}

async fn ask(
    api: &ContractsApi,
    situation: &Situation,
    history: History,
    budget_left: Option<Fen>,
) -> Result<Told, Error> {
    let (claim, behind) = (situation.claim(), &situation.behind);
    let asking = Asking {
        tenant: claim.tenant.clone(),
        legal_date: behind.facts.registered_on,
        as_of: api.clock.today(),
        pins: claim.pins.after(&behind.contract.pins),
    };
    let (mut asked, mut pins) = (Vec::new(), Vec::new());
    if claim.materials_failure.is_some() {
        let wanted = api
            .rules
            .claim_materials(&behind.contract, asking.clone())
            .await?;
        pins.extend(wanted.rule_pin());
        let failure = materials_problem(&wanted.verdict, &behind.materials);
        let row = wanted.into_row(claim.id);
        let decision = Some(row.id);
        asked.push(row);
        if let Some(failure) = failure {
            let outcome = RuleOutcome::Failed { failure, decision };
            return Ok(Told {
                outcome,
                asked,
                pins,
            });
        }
    }
    let (received, left) = (behind.received.get(), budget_left.map(Fen::get));
    let incentive = api
        .rules
        .incentive(&behind.contract, asking.clone(), history, received, left)
        .await?;
    pins.extend(incentive.rule_pin());
    let mut split = None;
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
        pins.extend(shared.rule_pin());
        asked.push(shared.into_row(claim.id));
    }
    let row_of = incentive.verdict.clone();
    let row = incentive.into_row(claim.id);
    let outcome = outcome(row_of, split, row.id, budget_left);
    asked.push(row);
    Ok(Told {
        outcome,
        asked,
        pins,
    })
}

/// Why a claim whose local materials nobody knew when it was drafted still needs a person.
fn materials_problem(verdict: &Verdict<ClaimMaterials>, filed: &[String]) -> Option<String> {
    match verdict {
        Verdict::Failed(failure) => Some(failure.clone()),
        Verdict::Answered(wanted) if wanted.materials.iter().any(|code| !filed.contains(code)) => {
            Some("MATERIALS_MISSING".to_owned())
        }
        Verdict::Answered(_) | Verdict::NoRule => None,
    }
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
        // The budget left nothing of a benefit there is: the claim waits for the next appropriation.
        (Verdict::Answered(grant), _)
            if grant.amount_fen == 0 && grant.cap_hit && budget_left == Some(Fen::ZERO) =>
        {
            failed("BUDGET_EXHAUSTED".to_owned())
        }
        (Verdict::Answered(grant), split) => RuleOutcome::Answered {
            answer: grant.answer(),
            split: split.and_then(Result::ok),
            decision,
        },
    }
}

impl Heard {
    /// Whom the rule pays, where that is not the enterprise whose year it was told.
    fn pays_another(&self, facts: &ContractFacts) -> Option<Payee> {
        let RuleOutcome::Answered { answer, .. } = &self.outcome else {
            return None;
        };
        let paid = answer.payee.filter(|_| answer.amount > Fen::ZERO)?;
        // Who takes no part is refused later, with its own reason.
        let enterprise = facts.enterprise(paid)?;
        (enterprise != self.enterprise).then_some(paid)
    }

    /// Whether the rule would be told the same again, as far as its answer can depend on it.
    pub async fn still_holds(&self, write: &mut Write, now: &Situation) -> Result<bool, Error> {
        let history = grants::history(write, now.year_of(&self.enterprise)).await?;
        let left = now.programme.as_ref().map(Programme::told_to_rules);
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
