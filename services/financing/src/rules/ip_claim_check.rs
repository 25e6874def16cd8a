//! `ip.claim.check@1`: whether the pool pays a bank's claim, and how much; never more than the host found.
use kezhuan_law::Fen;
use kezhuan_rulebook::Shelf;

use super::bindings::ip_claim_check::{self as hook, Ask, Facts, LegalAction};
use super::{Asked, Asking, Rules, Verdict, count};
use crate::domain::claim::{Claim, LegalActionKind, RuleAnswer};
use crate::domain::loan::Loan;
use crate::domain::product::{Mode, Stage};
use crate::domain::risk::POOL;

/// How loan and pool stand.
#[derive(Debug, Clone, Copy)]
pub struct Standing<'a> {
    pub loan: &'a Loan,
    /// Division the borrower is registered in.
    pub division: &'a str,
    pub eligible_at_approval: bool,
    pub pool_available: Fen,
}

/// What the rule answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    pub pass: bool,
    pub pay: Fen,
    pub reasons: Vec<String>,
}

impl<S: Shelf> Rules<S> {
    /// Asks the pool's authority on the day of the check. Legal date: the loan's approval.
    pub async fn claim_check(
        &self,
        claim: &Claim,
        standing: Standing<'_>,
        asking: Asking,
    ) -> Result<Asked<Checked>, S::Error> {
        let loan = told(claim, &standing);
        let overdue_days = count(standing.loan.principal_overdue_days(asking.as_of));
        let legal = claim.legal_action.as_ref();
        let legal = legal.map(|action| legal_action(action.kind));
        let filing = standing.loan.pool_filing.as_ref();
        let filed_working_days = filing.map(|filing| filing.working_days);
        let facts = move |header| Facts {
            header,
            loan,
            overdue_days,
            legal,
            filed_working_days,
        };
        let of = (standing.division, Some(standing.pool_available.get()));
        let asked = self.ask::<Ask>(asking, of, facts).await?;
        Ok(asked.held_to(|outcome| {
            Ok(Checked {
                pass: outcome.ok,
                pay: Fen(outcome.pay_fen),
                reasons: outcome.reasons,
            })
        }))
    }
}

/// The answer that a claim is verified with, which the domain holds to the law; none where no rule is in force. The error
/// is the stable code of a failure: nobody pays on it before a person has looked.
pub fn answer(asked: &Asked<Checked>) -> Result<Option<RuleAnswer>, &str> {
    match &asked.verdict {
        Verdict::Answered(checked) => Ok(Some(RuleAnswer {
            pass: checked.pass,
            pay: checked.pay,
            reasons: checked.reasons.clone(),
            decision: asked.id,
        })),
        Verdict::NoRule => Ok(None),
        Verdict::Failed(failure) => Err(failure),
    }
}

fn told(claim: &Claim, standing: &Standing<'_>) -> hook::Loan {
    let pool = claim.shares.iter().find(|share| share.party == POOL);
    hook::Loan {
        mode: mode(claim.mode),
        stage: stage(standing.loan.product.stage),
        loss_fen: standing.loan.outstanding().get(),
        pool_bp: pool.map_or(0, |share| share.bp),
        is_eligible_at_approval: standing.eligible_at_approval,
    }
}

fn mode(mode: Mode) -> hook::Mode {
    match mode {
        Mode::Loan => hook::Mode::Loan,
        Mode::Insurance => hook::Mode::Insurance,
        Mode::Guarantee => hook::Mode::Guarantee,
    }
}

fn stage(stage: Stage) -> hook::Stage {
    match stage {
        Stage::Concept => hook::Stage::Concept,
        Stage::Pilot => hook::Stage::Pilot,
        Stage::Industrial => hook::Stage::Industrial,
    }
}

fn legal_action(kind: LegalActionKind) -> LegalAction {
    match kind {
        LegalActionKind::Suit => LegalAction::Suit,
        LegalActionKind::Arbitration => LegalAction::Arbitration,
        LegalActionKind::Enforcement => LegalAction::Enforcement,
    }
}
