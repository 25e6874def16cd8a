//! From a filed claim to an approved or refused one: the rule's answer and the authority's own check.
use kezhuan_law::Fen;
use uuid::Uuid;

use super::answer::check_amount;
use super::decide::{Circumstances, Event, Outcome};
use super::{Amount, Claim, Commitment, Refusal, Split};
use crate::domain::actor::Role;
use crate::domain::duty;
use crate::domain::ledger::Posting;
use crate::domain::refused::Refused;

pub(super) fn compute(
    claim: &mut Claim,
    amount: Option<Amount>,
    reasons: Vec<String>,
    decision: Option<Uuid>,
    at: &Circumstances<'_>,
) -> Outcome {
    duty::service(at.actor)?;
    if let Some(amount) = &amount {
        check_amount(amount, at.interest, at.available)?;
    }
    claim.interest = *at.interest;
    claim.reasons = reasons;
    claim.decision = decision;
    claim.failure = None;
    let posting = claim.set_aside(amount);
    Ok((Event::SubsidyComputed { by_hand: false }, posting))
}

pub(super) fn send_to_manual(
    claim: &mut Claim,
    failure: String,
    decision: Option<Uuid>,
    at: &Circumstances<'_>,
) -> Outcome {
    duty::service(at.actor)?;
    claim.failure = Some(failure.clone());
    claim.decision = decision;
    Ok((Event::SubsidySentToManual { failure }, None))
}

pub(super) fn compute_by_hand(
    claim: &mut Claim,
    total: Fen,
    split: Option<Split>,
    reason: String,
    at: &Circumstances<'_>,
) -> Outcome {
    authority(claim, at)?;
    duty::reasoned("reason", &reason)?;
    let split = split.or_else(|| Split::by_default(total, &claim.division));
    let Some(split) = split else {
        return Err(Refused::new(
            "SPLIT_MISSING",
            "该地区没有默认的市县分担比例,请填写分担金额",
            "this division has no default share: say what city and county bear",
        ));
    };
    let base = at.interest.base().unwrap_or(Fen::ZERO);
    let amount = Amount { base, total, split };
    check_amount(&amount, at.interest, at.available)?;
    claim.interest = *at.interest;
    claim.reasons = vec![reason];
    claim.computed_by = Some(at.actor.subject.clone());
    let posting = claim.set_aside((total > Fen::ZERO).then_some(amount));
    Ok((Event::SubsidyComputed { by_hand: true }, posting))
}

pub(super) fn ask_again(claim: &mut Claim, at: &Circumstances<'_>) -> Outcome {
    // A new package may ask by itself.
    if !at.actor.is_service {
        authority(claim, at)?;
    }
    claim.failure = None;
    claim.decision = None;
    Ok((Event::SubsidyAskedAgain, None))
}

pub(super) fn refuse(
    claim: &mut Claim,
    code: String,
    note: String,
    at: &Circumstances<'_>,
) -> Outcome {
    authority(claim, at)?;
    duty::stable_code("code", &code)?;
    if claim.amount.is_some() {
        // The rule found a subsidy: taking it away needs words, not only a code.
        duty::reasoned("note", &note)?;
    }
    claim.refusal = Some(Refusal {
        code: code.clone(),
        note,
        refused_on: at.today,
    });
    Ok((Event::SubsidyRefused { code }, claim.give_back()))
}

pub(super) fn approve(
    claim: &mut Claim,
    commitments: Vec<Commitment>,
    at: &Circumstances<'_>,
) -> Outcome {
    authority(claim, at)?;
    duty::another_person(at.actor, claim.computed_by.as_deref())?;
    if claim.amount.is_none() {
        return Err(Refused::new(
            "AMOUNT_NONE",
            "核算结果为无贴息金额,只能不予支持",
            "there is no amount to grant; the claim can only be refused",
        ));
    }
    let kept =
        |commitment: &Commitment| commitment.until >= at.today && !commitment.conditions.is_empty();
    if commitments.is_empty() || !commitments.iter().all(kept) {
        return Err(Refused::new(
            "COMMITMENT_INVALID",
            "批准贴息须附企业的承诺、条件及不早于今日的期限",
            "a grant is tied to a commitment with conditions that has not ended already",
        ));
    }
    claim.commitments = commitments;
    claim.approved_by = Some(at.actor.subject.clone());
    Ok((Event::SubsidyApproved, None))
}

/// The IP authority, whose organisation has no part in the case and who did not file it.
pub(super) fn authority(claim: &Claim, at: &Circumstances<'_>) -> Result<(), Refused> {
    duty::official(at.actor, Role::CityAmr, &claim.parties())?;
    duty::another_person(at.actor, Some(claim.applicant.as_str()))
}

impl Claim {
    /// Keeps the amount, and money for it.
    fn set_aside(&mut self, amount: Option<Amount>) -> Option<Posting> {
        self.amount = amount;
        amount.map(|amount| Posting::Reserve {
            amount: amount.total,
        })
    }

    /// Ends the claim with nothing to pay; what was set aside for it is free again.
    pub(super) fn give_back(&mut self) -> Option<Posting> {
        self.amount.take().map(|amount| Posting::Release {
            amount: amount.total,
        })
    }
}
