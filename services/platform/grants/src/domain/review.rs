//! From a filed claim to an approved or refused one: the rule's answer and the authority's own check.
use kezhuan_law::budget::Entry;
use kezhuan_law::refused::Refused;
use kezhuan_law::{Fen, duty};
use uuid::Uuid;

use super::decide::{Circumstances, Outcome};
use super::{Amount, Claim, Commitment, Event, Refusal, guard};

pub(super) fn compute(
    claim: &mut Claim,
    amount: Option<Amount>,
    reasons: Vec<String>,
    decision: Uuid,
    at: &Circumstances<'_>,
) -> Outcome {
    duty::service(at.actor)?;
    claim.reasons = reasons;
    claim.decision = Some(decision);
    claim.failure = None;
    let entry = claim.set_aside(amount);
    Ok((Event::Computed { by_hand: false }, entry))
}

pub(super) fn send_to_manual(
    claim: &mut Claim,
    failure: String,
    decision: Uuid,
    at: &Circumstances<'_>,
) -> Outcome {
    duty::service(at.actor)?;
    claim.failure = Some(failure.clone());
    claim.decision = Some(decision);
    Ok((Event::SentToManual { failure }, None))
}

pub(super) fn compute_by_hand(
    claim: &mut Claim,
    total: Fen,
    payee: Option<&str>,
    reason: String,
    at: &Circumstances<'_>,
) -> Outcome {
    guard::authority(claim, at.actor)?;
    duty::reasoned("reason", &reason)?;
    let amount = at.limits.amount(total, payee, claim)?;
    claim.reasons = vec![reason];
    claim.computed_by = Some(at.actor.subject.clone());
    let entry = claim.set_aside(amount);
    Ok((Event::Computed { by_hand: true }, entry))
}

pub(super) fn ask_again(claim: &mut Claim, at: &Circumstances<'_>) -> Outcome {
    // A new package may ask by itself.
    if !at.actor.is_service {
        guard::authority(claim, at.actor)?;
    }
    claim.failure = None;
    claim.decision = None;
    Ok((Event::AskedAgain, None))
}

pub(super) fn refuse(
    claim: &mut Claim,
    code: String,
    note: String,
    at: &Circumstances<'_>,
) -> Outcome {
    guard::authority(claim, at.actor)?;
    duty::stable_code("code", &code)?;
    if claim.amount.is_some() {
        // The rule found a benefit: taking it away needs words, not only a code.
        duty::reasoned("note", &note)?;
    }
    let freed = claim.refused_for(&code, note, at);
    Ok((Event::Refused { code }, freed.map(Entry::Release)))
}

pub(super) fn approve(
    claim: &mut Claim,
    commitments: Vec<Commitment>,
    at: &Circumstances<'_>,
) -> Outcome {
    guard::authority(claim, at.actor)?;
    duty::another_person(at.actor, claim.computed_by.as_deref())?;
    let total = claim.total();
    if total == Fen::ZERO {
        return Err(Refused::new(
            "AMOUNT_NONE",
            "核算结果为无补贴奖励金额，只能不予支持",
            "there is no amount to grant; the claim can only be refused",
        ));
    }
    at.limits.still_due(total)?;
    let kept =
        |commitment: &Commitment| commitment.until >= at.today && !commitment.conditions.is_empty();
    if commitments.is_empty() || !commitments.iter().all(kept) {
        return Err(Refused::new(
            "COMMITMENT_INVALID",
            "批准补贴奖励须附申请单位的承诺、条件及不早于今日的期限",
            "a grant is tied to a commitment with conditions that has not ended already",
        ));
    }
    claim.commitments = commitments;
    claim.approved_by = Some(at.actor.subject.clone());
    Ok((Event::Approved, Some(Entry::Commit(total))))
}

impl Claim {
    /// Keeps the amount, and money for it.
    fn set_aside(&mut self, amount: Option<Amount>) -> Option<Entry> {
        self.amount = amount;
        self.amount
            .as_ref()
            .map(|amount| Entry::Reserve(amount.total))
    }

    /// Ends the claim with nothing to pay; answers what was set aside for it.
    pub(super) fn refused_for(
        &mut self,
        code: &str,
        note: String,
        at: &Circumstances<'_>,
    ) -> Option<Fen> {
        self.refusal = Some(Refusal {
            code: code.to_owned(),
            note,
            refused_on: at.today,
        });
        self.amount.take().map(|amount| amount.total)
    }
}
