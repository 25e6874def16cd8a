//! Paying a grant, and taking it back.
use kezhuan_law::Fen;

use super::decide::{Circumstances, Outcome};
use super::review::{authority, still_due};
use super::{Breach, BreachGround, Claim, Event, Payment, Recovery, guard};
use crate::domain::actor::{Actor, Role};
use crate::domain::budget::Entry;
use crate::domain::duty;
use crate::domain::notice;
use crate::domain::refused::Refused;

pub(super) fn pay(claim: &mut Claim, at: &Circumstances<'_>) -> Outcome {
    payer(claim, at.actor)?;
    let total = still_due(claim, at.contract)?;
    notice::conclude(claim.notice.as_mut(), &claim.objections, at.today)?;
    let Some(amount) = &claim.amount else {
        return Err(Refused::new(
            "AMOUNT_NONE",
            "没有可拨付的金额",
            "there is no amount to pay",
        ));
    };
    let event = Event::ClaimPaid {
        split: amount.split,
        payee: amount.payee,
    };
    claim.payment = Some(Payment {
        paid_on: at.today,
        paid_by: at.actor.subject.clone(),
    });
    Ok((event, Some(Entry::Pay(total))))
}

pub(super) fn breach(
    claim: &mut Claim,
    ground: BreachGround,
    reason: String,
    at: &Circumstances<'_>,
) -> Outcome {
    guard::official(claim, at.actor, authority(claim))?;
    duty::reasoned("reason", &reason)?;
    let holds = match ground {
        BreachGround::Commitment => claim
            .commitments
            .iter()
            .any(|commitment| commitment.until >= at.today),
        BreachGround::RegistrationLost => !at.contract.in_force,
        BreachGround::ContractAmended { .. } => claim.reduction(at.contract).is_some(),
    };
    if !holds {
        return Err(match ground {
            BreachGround::Commitment => Refused::new(
                "NO_COMMITMENT_IN_FORCE",
                "没有仍在有效期内的承诺",
                "no commitment of this grant is still running",
            ),
            BreachGround::RegistrationLost => Refused::new(
                "REGISTRATION_STILL_IN_FORCE",
                "合同登记仍然有效",
                "the contract's registration is still in force",
            ),
            BreachGround::ContractAmended { .. } => Refused::new(
                "AMOUNT_NOT_REDUCED",
                "合同登记有效且技术交易额未因变更减少,不能追回部分奖补",
                "no amendment of a contract in force made J smaller: no part of the grant is too much",
            ),
        });
    }
    if let BreachGround::ContractAmended { too_much } = ground {
        lessen(claim, too_much, at)?;
    }
    claim.breach = Some(Breach {
        ground,
        reason,
        recorded_on: at.today,
    });
    Ok((Event::ClaimRecovering, None))
}

/// Holds that a part of the grant is taken back and no more, and lets less count towards the payee's year.
fn lessen(claim: &mut Claim, too_much: Fen, at: &Circumstances<'_>) -> Result<(), Refused> {
    let paid = claim.amount_fen();
    if too_much <= Fen::ZERO || too_much > paid {
        return Err(Refused::new(
            "RECOVERY_OUT_OF_RANGE",
            format!("应追回的部分须大于零且不超过已拨付的 {paid} 元"),
            format!("the part to recover is more than zero and at most the {paid} yuan paid"),
        ));
    }
    if let (Some((before, now)), Some(amount)) = (claim.reduction(at.contract), &mut claim.amount) {
        // By the weight that the rule gave this kind of contract.
        let counted = i128::from(amount.counted.get()) * i128::from(now.get());
        let counted = i64::try_from(counted / i128::from(before.get()));
        amount.counted = Fen(counted.unwrap_or_default());
    }
    Ok(())
}

pub(super) fn recover(claim: &mut Claim, amount: Fen, at: &Circumstances<'_>) -> Outcome {
    payer(claim, at.actor)?;
    let outstanding = claim.outstanding();
    if amount <= Fen::ZERO || amount > outstanding {
        return Err(Refused::new(
            "RECOVERY_OUT_OF_RANGE",
            format!("追回金额须大于零且不超过尚未追回的 {outstanding} 元"),
            format!("a recovery is more than zero and at most the {outstanding} yuan not yet back"),
        ));
    }
    claim.recoveries.push(Recovery {
        amount,
        recovered_on: at.today,
        recorded_by: at.actor.subject.clone(),
    });
    let event = match amount == outstanding {
        true => Event::ClaimRecovered { amount },
        false => Event::ClaimRecoveredInPart { amount },
    };
    Ok((event, Some(Entry::Recover(amount))))
}

/// The paying body's own person, who did not approve.
fn payer(claim: &Claim, actor: &Actor) -> Result<(), Refused> {
    guard::official(claim, actor, Role::FinancePayer)?;
    guard::another_person(actor, claim.approved_by.as_deref(), || {
        Refused::new(
            "PAYER_IS_APPROVER",
            "审核人不得拨付或登记追回",
            "whoever approved the claim neither pays it nor records its recovery",
        )
    })
}
