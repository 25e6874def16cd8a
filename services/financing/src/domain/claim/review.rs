//! From a filed claim to a published one: the manager's check and the two authorities' word.
use kezhuan_law::Fen;

use super::decide::{Circumstances, Event, Outcome, RuleAnswer};
use super::{Approval, Authority, Borne, Claim, Loss, Refusal, check};
use crate::domain::actor::Role;
use crate::domain::duty;
use crate::domain::ledger::Posting;
use crate::domain::loan::{Loan, State as LoanState};
use crate::domain::notice::{Length, PublicNotice};
use crate::domain::refused::{FieldViolation, Refused};
use crate::domain::risk::{self, BadShares, POOL};

pub(super) fn verify(
    claim: &mut Claim,
    rule: Option<RuleAnswer>,
    at: &Circumstances<'_>,
) -> Outcome {
    manager(claim, at)?;
    if !at.loan.state.is_late() || at.loan.outstanding() <= Fen::ZERO {
        return Err(nothing_lost());
    }
    let facts = claim.facts(at);
    let found = check::check(&facts, at.terms);
    if !found.reasons.is_empty() {
        let violation = |reason: &check::Reason| {
            let name = reason.name();
            FieldViolation::new("claim", reason.as_str(), name.zh, name.en)
        };
        return Err(Refused::new(
            "CLAIM_NOT_DUE",
            "不符合代偿条件",
            "the claim does not meet what the pool asks for",
        )
        .with_fields(found.reasons.iter().map(violation).collect()));
    }
    let pay = match &rule {
        None => found.pay,
        Some(answer) => within_law(answer, found.pay)?,
    };
    let loss = facts.loss;
    let shares: Vec<(&str, i64)> = claim
        .shares
        .iter()
        .map(|share| (share.party.as_str(), i64::from(share.bp)))
        .collect();
    // The pool's part is what it pays; what the rest comes to is shared with that fixed.
    let parts = risk::share_loss(loss, &shares, Some(pay)).map_err(bad_shares)?;
    let borne = claim.shares.iter().zip(parts).map(|(share, lost)| Borne {
        party: share.party.clone(),
        lost,
        back: Fen::ZERO,
    });
    let mut borne: Vec<Borne> = borne.collect();
    // A fen that is left over of what comes back is the earlier one's: the pool's, whoever the shares name first.
    borne.sort_by_key(|one| one.party != POOL);
    claim.loss = Some(Loss {
        overdue_days: facts.overdue_days,
        principal: loss,
        pay,
        borne,
        decision: rule.map(|answer| answer.decision),
    });
    claim.verified_by = Some(at.actor.subject.clone());
    let posting = Posting::Claim {
        bank: claim.bank.clone(),
        mode: claim.mode,
        loss,
        pay,
    };
    Ok((Event::CompensationVerified { loss, pay }, Some(posting)))
}

pub(super) fn refuse(
    claim: &mut Claim,
    code: String,
    note: String,
    at: &Circumstances<'_>,
) -> Outcome {
    manager(claim, at)?;
    duty::stable_code("code", &code)?;
    claim.refusal = Some(Refusal {
        code: code.clone(),
        note,
        refused_on: at.today,
    });
    Ok((Event::CompensationRefused { code }, None))
}

/// Taken back by who filed it; what its verification set aside is booked back.
pub(super) fn withdraw(claim: &mut Claim, at: &Circumstances<'_>) -> Outcome {
    duty::of_organisation(at.actor, Role::Bank, &claim.bank)?;
    let owed = match at.loan.state.is_over() {
        true => Fen::ZERO,
        false => at.loan.outstanding(),
    };
    let posting = claim.loss.as_ref().map(|loss| Posting::Unclaim {
        bank: claim.bank.clone(),
        mode: claim.mode,
        loss: loss.principal,
        pay: loss.pay,
        owed,
    });
    Ok((Event::CompensationWithdrawn, posting))
}

pub(super) fn approve(claim: &mut Claim, at: &Circumstances<'_>) -> Outcome {
    let authority = speaks_for(claim, at);
    duty::official(at.actor, authority.role(), &claim.parties())?;
    duty::another_person(at.actor, claim.verified_by.as_deref())?;
    still_lost(at.loan)?;
    let given = Approval {
        authority,
        by: at.actor.subject.clone(),
        approved_on: at.today,
    };
    if claim.first_approval.is_none() {
        claim.first_approval = Some(given);
        return Ok((Event::CompensationApprovedFirst, None));
    }
    let first = claim.first_approval.as_ref();
    duty::another_person(at.actor, first.map(|first| first.by.as_str()))?;
    claim.second_approval = Some(given);
    Ok((Event::CompensationApproved, None))
}

pub(super) fn publish(claim: &mut Claim, at: &Circumstances<'_>) -> Outcome {
    duty::official(at.actor, Role::CityStb, &claim.parties())?;
    let length = Length::WorkingDays(at.terms.notice_working_days);
    let notice = PublicNotice::open(at.today, length, at.terms.counting(), at.calendar)?;
    let last_day = notice.last_day;
    claim.notice = Some(notice);
    Ok((Event::CompensationPublished { last_day }, None))
}

/// Holds that the pool would not pay for a loan that was made good since its claim was verified: the bank takes that back.
fn still_lost(loan: &Loan) -> Result<(), Refused> {
    let is_bad = loan.state.is_late() || loan.state == LoanState::ClosedLoss;
    if is_bad && loan.outstanding() > Fen::ZERO {
        return Ok(());
    }
    Err(nothing_lost())
}

fn nothing_lost() -> Refused {
    Refused::new(
        "NOTHING_LOST",
        "贷款已不再逾期或本金已收回,没有可代偿的损失",
        "the loan is no longer late, or its principal came back: nothing is lost",
    )
}

/// The authority that has not spoken and that the actor speaks for; if it is neither, the one that is missing.
fn speaks_for(claim: &Claim, at: &Circumstances<'_>) -> Authority {
    let spoken = claim.first_approval.as_ref().map(|first| first.authority);
    let waits = |authority: &Authority| Some(*authority) != spoken;
    let mut waiting = Authority::ALL.iter().copied().filter(waits);
    let missing = waiting.clone().next().unwrap_or(Authority::CityStb);
    waiting
        .find(|authority| at.actor.has(authority.role()))
        .unwrap_or(missing)
}

/// The manager of the pool, who is no party of the case.
pub(super) fn manager(claim: &Claim, at: &Circumstances<'_>) -> Result<(), Refused> {
    duty::official(at.actor, Role::PoolManager, &claim.parties())?;
    duty::another_person(at.actor, Some(claim.filed_by.as_str()))
}

/// What a rule lets the pool pay: less than the host found, or nothing, but never more.
fn within_law(answer: &RuleAnswer, host: Fen) -> Result<Fen, Refused> {
    if !answer.pass {
        return Err(Refused::new(
            "RULE_REFUSES",
            "规则结论为不予代偿",
            "the rule in force refuses the claim",
        )
        .with("reasons", answer.reasons.join(",")));
    }
    if answer.pay < Fen::ZERO || answer.pay > host {
        return Err(Refused::new(
            "RULE_BEYOND_LAW",
            format!("规则给出的代偿金额超出 {host} 元的上限"),
            format!("the rule would have more paid than the {host} yuan that can be"),
        ));
    }
    Ok(answer.pay)
}

fn bad_shares(bad: BadShares) -> Refused {
    match bad {
        BadShares::NotWhole => Refused::new(
            "SHARES_NOT_10000",
            "风险分担比例之和不等于100%",
            "the shares of the loss do not add up to the whole",
        ),
        BadShares::Unusable => Refused::new(
            "SHARES_UNUSABLE",
            format!("风险分担比例须各方不重复且包含 {POOL} 和银行"),
            "the shares name each party once, the pool and the bank among them",
        ),
    }
}
