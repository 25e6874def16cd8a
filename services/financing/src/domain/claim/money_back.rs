//! What the pool pays, and what comes back to it.
use kezhuan_law::Fen;

use super::decide::{Circumstances, Event, Outcome};
use super::review::manager;
use super::{Claim, Loss, Payment, Recovery};
use crate::domain::ledger::Posting;
use crate::domain::notice;
use crate::domain::refused::Refused;
use crate::domain::risk::{POOL, share_recovery};
use crate::domain::{duty, money};

pub(super) fn pay(claim: &mut Claim, at: &Circumstances<'_>) -> Outcome {
    manager(claim, at)?;
    for earlier in claim.deciders() {
        duty::another_person(at.actor, Some(earlier))?;
    }
    // Nobody objects to what the pool owes a bank.
    notice::conclude(claim.notice.as_mut(), &[], at.today)?;
    let amount = claim.loss()?.pay;
    claim.payment = Some(Payment {
        paid_on: at.today,
        paid_by: at.actor.subject.clone(),
    });
    let posting = (amount > Fen::ZERO).then(|| Posting::Compensate {
        bank: claim.bank.clone(),
        mode: claim.mode,
        amount,
    });
    Ok((Event::CompensationPaid { amount }, posting))
}

pub(super) fn recover(
    claim: &mut Claim,
    gross: Fen,
    costs: Fen,
    at: &Circumstances<'_>,
) -> Outcome {
    manager(claim, at)?;
    money::not_negative(&[gross, costs])?;
    let (bank, mode) = (claim.bank.clone(), claim.mode);
    let loss = claim.loss_mut()?;
    let still: Vec<Fen> = loss.borne.iter().map(|borne| borne.still()).collect();
    let Some(shared) = share_recovery(gross, costs, &still) else {
        return Err(Refused::new(
            "NOTHING_LEFT_TO_RECOVER",
            "损失已全部追回",
            "everything that was lost has come back",
        ));
    };
    let mut pool = Fen::ZERO;
    for (borne, part) in loss.borne.iter_mut().zip(&shared.parts) {
        borne.back = borne.back.checked_add(*part)?;
        if borne.party == POOL {
            pool = *part;
        }
    }
    let net = shared.net;
    claim.recoveries.push(Recovery {
        gross,
        costs,
        net,
        recovered_on: at.today,
        recorded_by: at.actor.subject.clone(),
    });
    let posting = (pool > Fen::ZERO).then_some(Posting::Recover {
        bank,
        mode,
        amount: pool,
    });
    Ok((Event::CompensationRecovered { net, pool }, posting))
}

pub(super) fn settle(claim: &mut Claim, at: &Circumstances<'_>) -> Outcome {
    manager(claim, at)?;
    let loss = claim.loss()?;
    if loss.still() > Fen::ZERO && !at.loan.state.is_over() {
        return Err(Refused::new(
            "STILL_RECOVERABLE",
            "损失未全部追回且贷款处置未结束,不能结案",
            "not everything came back, and the loan's disposal is not closed",
        ));
    }
    if loss.still() > Fen::ZERO {
        all_is_shared(claim, loss, at)?;
    }
    let posting = Posting::Settle {
        bank: claim.bank.clone(),
        mode: claim.mode,
        loss: loss.principal,
    };
    claim.settled_on = Some(at.today);
    Ok((Event::CompensationSettled, Some(posting)))
}

/// Holds that what came in on the loan since the verification went through the claim: the pool has its part of it.
fn all_is_shared(claim: &Claim, loss: &Loss, at: &Circumstances<'_>) -> Result<(), Refused> {
    let came_in = i128::from(loss.principal.get()) - i128::from(at.loan.outstanding().get());
    let recoveries = claim.recoveries.iter();
    let shared: i128 = recoveries.map(|back| i128::from(back.gross.get())).sum();
    if shared >= came_in {
        return Ok(());
    }
    Err(Refused::new(
        "RECOVERY_NOT_SHARED",
        "核实后贷款收回的本金尚未全部登记追偿分配,不能结案",
        "principal came in on the loan since the verification that was not shared yet: record its recovery first",
    )
    .with("not_shared_fen", (came_in - shared).to_string()))
}

impl Claim {
    /// Everybody who had a say in the payment.
    fn deciders(&self) -> impl Iterator<Item = &str> {
        let approvals = [&self.first_approval, &self.second_approval];
        let approved = approvals
            .into_iter()
            .flatten()
            .map(|given| given.by.as_str());
        self.verified_by.as_deref().into_iter().chain(approved)
    }

    pub(super) fn loss(&self) -> Result<&Loss, Refused> {
        self.loss.as_ref().ok_or_else(unverified)
    }

    fn loss_mut(&mut self) -> Result<&mut Loss, Refused> {
        self.loss.as_mut().ok_or_else(unverified)
    }
}

fn unverified() -> Refused {
    Refused::new(
        "RECORD_INCONSISTENT",
        "代偿申请缺少核实结果",
        "the claim's record lacks what was verified",
    )
}
