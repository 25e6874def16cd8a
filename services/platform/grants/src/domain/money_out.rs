//! Paying a grant, and taking it back.
use kezhuan_law::budget::Entry;
use kezhuan_law::notice;
use kezhuan_law::refused::Refused;
use kezhuan_law::{Fen, duty};

use super::decide::{Circumstances, Outcome};
use super::{Breach, Claim, Event, Payment, Recovery, guard};

pub(super) fn pay(claim: &mut Claim, at: &Circumstances<'_>) -> Outcome {
    guard::payer(claim, at.actor)?;
    notice::conclude(claim.notice.as_mut(), &claim.objections, at.today)?;
    claim.payment = Some(Payment {
        paid_on: at.today,
        paid_by: at.actor.subject.clone(),
    });
    Ok((Event::Paid, Some(Entry::Pay(claim.total()))))
}

pub(super) fn breach(claim: &mut Claim, reason: String, at: &Circumstances<'_>) -> Outcome {
    guard::authority(claim, at.actor)?;
    duty::reasoned("reason", &reason)?;
    let mut commitments = claim.commitments.iter();
    if !commitments.any(|commitment| commitment.until >= at.today) {
        return Err(Refused::new(
            "NO_COMMITMENT_IN_FORCE",
            "没有仍在有效期内的承诺",
            "no commitment of this grant is still running",
        ));
    }
    claim.breach = Some(Breach {
        reason,
        recorded_on: at.today,
    });
    Ok((Event::Recovering, None))
}

pub(super) fn recover(claim: &mut Claim, amount: Fen, at: &Circumstances<'_>) -> Outcome {
    guard::payer(claim, at.actor)?;
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
        true => Event::Recovered { amount },
        false => Event::RecoveredInPart { amount },
    };
    Ok((event, Some(Entry::Recover(amount))))
}
