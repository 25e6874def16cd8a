//! From a filed claim to an approved or refused one: the rule's answer and the county's own check.
use kezhuan_law::Fen;
use uuid::Uuid;

use super::decide::{Circumstances, Outcome};
use super::{
    Amount, Basis, BudgetState, Claim, Commitment, ContractFacts, Event, Limits, Payee, Refusal,
    Split,
};
use super::{check_amount, check_counted, guard};
use crate::domain::actor::Role;
use crate::domain::budget::Entry;
use crate::domain::duty;
use crate::domain::refused::Refused;

pub(super) fn compute(
    claim: &mut Claim,
    amount: Option<Amount>,
    reasons: Vec<String>,
    decision: Option<Uuid>,
    at: &Circumstances<'_>,
) -> Outcome {
    guard::service(at.actor)?;
    claim.basis = Some(Basis::of(at.contract)?);
    let entry = amount.as_ref().map(|amount| Entry::Reserve(amount.total));
    claim.amount = amount;
    claim.reasons = reasons;
    claim.decision = decision;
    claim.failure = None;
    Ok((Event::ClaimComputed { by_hand: false }, entry))
}

pub(super) fn send_to_manual(
    claim: &mut Claim,
    failure: String,
    decision: Option<Uuid>,
    at: &Circumstances<'_>,
) -> Outcome {
    guard::service(at.actor)?;
    claim.failure = Some(failure.clone());
    claim.decision = decision;
    Ok((Event::ClaimSentToManual { failure }, None))
}

/// What a person came to in place of the rule.
pub(super) struct FoundByHand {
    pub total: Fen,
    pub payee: Payee,
    pub split: Option<Split>,
    pub counted: Option<Fen>,
}

pub(super) fn compute_by_hand(
    claim: &mut Claim,
    found: FoundByHand,
    reason: String,
    limits: &Limits,
    at: &Circumstances<'_>,
) -> Outcome {
    guard::official(claim, at.actor, authority(claim))?;
    duty::reasoned("reason", &reason)?;
    let (total, payee) = (found.total, found.payee);
    let basis = Basis::of(at.contract)?;
    let amount = Amount {
        total,
        split: (found.split).unwrap_or_else(|| Split::by_default(total, &claim.tenant)),
        payee,
        enterprise: at.contract.enterprise(payee).unwrap_or_default().to_owned(),
        recipient: at.contract.recipient(payee),
        cap_hit: false,
        counted: found.counted.unwrap_or(basis.technical),
    };
    check_counted(amount.counted, at.contract)?;
    check_amount(&amount, limits, at.contract)?;
    let amount = (total > Fen::ZERO).then_some(amount);
    let entry = amount.as_ref().map(|amount| Entry::Reserve(amount.total));
    claim.basis = Some(basis);
    claim.amount = amount;
    claim.reasons = vec![reason];
    claim.computed_by = Some(at.actor.subject.clone());
    Ok((Event::ClaimComputed { by_hand: true }, entry))
}

pub(super) fn ask_again(claim: &mut Claim, at: &Circumstances<'_>) -> Outcome {
    // A new package may ask by itself.
    if !at.actor.is_service {
        guard::official(claim, at.actor, authority(claim))?;
    }
    at.contract.certified_amount()?;
    claim.failure = None;
    claim.decision = None;
    Ok((Event::ClaimAskedAgain, None))
}

pub(super) fn refuse(
    claim: &mut Claim,
    code: String,
    note: String,
    at: &Circumstances<'_>,
) -> Outcome {
    guard::official(claim, at.actor, authority(claim))?;
    duty::stable_code("code", &code)?;
    if claim.amount.is_some() {
        // The rule found a benefit: taking it away needs words, not only a code.
        duty::reasoned("note", &note)?;
    }
    let holding = claim.budget_state();
    let release = match holding {
        BudgetState::Committed => {
            no_longer_due(claim, at.contract)?;
            Entry::ReleaseCommitted
        }
        _ => Entry::Release,
    };
    let refusal = Refusal {
        code: code.clone(),
        note,
        refused_on: at.today,
        outdated: claim.is_outdated(at.contract),
    };
    claim.place = None;
    let entry = end_without_payment(claim, refusal, release);
    // One that only waited gives nothing back.
    let entry = entry.filter(|_| holding != BudgetState::None);
    Ok((Event::ClaimRefused { code }, entry))
}

pub(super) fn approve(
    claim: &mut Claim,
    commitments: Vec<Commitment>,
    at: &Circumstances<'_>,
) -> Outcome {
    guard::official(claim, at.actor, authority(claim))?;
    guard::another_person(at.actor, claim.computed_by.as_deref(), || {
        Refused::new(
            "CHECKER_IS_COMPUTER",
            "人工核算人与审核人不得为同一人",
            "whoever computed the amount by hand can't check it",
        )
    })?;
    let total = still_due(claim, at.contract)?;
    if commitments.is_empty() {
        return Err(Refused::new(
            "COMMITMENT_MISSING",
            "批准奖补须附申请单位的承诺及其期限",
            "a grant is tied to a commitment of its recipient and the day it holds until",
        ));
    }
    let kept =
        |commitment: &Commitment| commitment.until >= at.today && !commitment.conditions.is_empty();
    if !commitments.iter().all(kept) {
        return Err(Refused::new(
            "COMMITMENT_INVALID",
            "承诺期限不得早于今日,且须列明承诺条件",
            "a commitment needs conditions and may not have ended already",
        ));
    }
    claim.commitments = commitments;
    claim.approved_by = Some(at.actor.subject.clone());
    Ok((Event::ClaimApproved, Some(Entry::Commit(total))))
}

/// The role that decides on the paying tenant's money.
pub(super) fn authority(claim: &Claim) -> Role {
    if claim.tenant == kezhuan_law::regions::PREFECTURE {
        Role::CityStb
    } else {
        Role::CountyStb
    }
}

/// The amount, if the contract still carries it: it may have changed or ended since the rule was asked.
pub(super) fn still_due(claim: &Claim, contract: &ContractFacts) -> Result<Fen, Refused> {
    let technical = contract.certified_amount()?;
    let total = claim.amount_fen();
    if total <= Fen::ZERO {
        return Err(Refused::new(
            "AMOUNT_NONE",
            "核算结果为无奖补金额,只能不予支持",
            "there is no amount to grant; the claim can only be refused",
        ));
    }
    if claim.is_outdated(contract) {
        return Err(Refused::new(
            "CLAIM_OUTDATED",
            "核算后合同技术交易额已变更,该金额不得继续办理;可不予支持,由申请单位重新申请",
            "the technical amount was amended after this amount was computed; refuse the claim, and it may be filed again",
        ));
    }
    // A claim that was computed before its basis was kept.
    if total > technical {
        return Err(Refused::new(
            "OVER_TECHNICAL_AMOUNT",
            "奖补金额超过合同现行技术交易额",
            "the amount is larger than the technical amount now in force",
        ));
    }
    Ok(total)
}

/// Holds that an approved grant may be taken back before payment: only because its contract no longer carries it.
fn no_longer_due(claim: &Claim, contract: &ContractFacts) -> Result<(), Refused> {
    match still_due(claim, contract) {
        Err(_) => Ok(()),
        Ok(_) => Err(Refused::new(
            "GRANT_STILL_DUE",
            "合同登记有效且技术交易额未变更,已审核通过的奖补不得直接不予支持",
            "the contract still carries the approved grant: it is refused only on an objection",
        )),
    }
}

/// Ends the claim with nothing to pay; what it held of the budget is released as `release` says.
pub(super) fn end_without_payment(
    claim: &mut Claim,
    refusal: Refusal,
    release: fn(Fen) -> Entry,
) -> Option<Entry> {
    claim.refusal = Some(refusal);
    claim.amount.take().map(|amount| release(amount.total))
}
