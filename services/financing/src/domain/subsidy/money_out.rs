//! Paying a subsidy, and taking it back.
use kezhuan_law::{Fen, largest_remainder};

use super::decide::{Circumstances, Event, Outcome};
use super::review::authority;
use super::{Breach, Claim, Payment, Recovery, Split};
use crate::domain::actor::Role;
use crate::domain::duty;
use crate::domain::ledger::Posting;
use crate::domain::notice;
use crate::domain::refused::Refused;

pub(super) fn pay(claim: &mut Claim, at: &Circumstances<'_>) -> Outcome {
    payer(claim, at)?;
    notice::conclude(claim.notice.as_mut(), &claim.objections, at.today)?;
    let Some(amount) = &claim.amount else {
        return Err(Refused::new(
            "AMOUNT_NONE",
            "没有可拨付的金额",
            "there is no amount to pay",
        ));
    };
    let split = amount.split;
    claim.payment = Some(Payment {
        paid_on: at.today,
        paid_by: at.actor.subject.clone(),
    });
    let Split { city, county } = split;
    let posting = Posting::Subsidise { city, county };
    Ok((Event::SubsidyPaid { split }, Some(posting)))
}

pub(super) fn breach(claim: &mut Claim, reason: String, at: &Circumstances<'_>) -> Outcome {
    authority(claim, at)?;
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
    Ok((Event::SubsidyRecovering, None))
}

pub(super) fn recover(claim: &mut Claim, amount: Fen, at: &Circumstances<'_>) -> Outcome {
    payer(claim, at)?;
    let outstanding = claim.outstanding();
    if amount <= Fen::ZERO || amount > outstanding {
        return Err(Refused::new(
            "RECOVERY_OUT_OF_RANGE",
            format!("追回金额须大于零且不超过尚未追回的 {outstanding} 元"),
            format!("a recovery is more than zero and at most the {outstanding} yuan not yet back"),
        ));
    }
    let split = claim.shared_back(amount)?;
    claim.recoveries.push(Recovery {
        amount,
        split,
        recovered_on: at.today,
        recorded_by: at.actor.subject.clone(),
    });
    let event = match amount == outstanding {
        true => Event::SubsidyRecovered { amount },
        false => Event::SubsidyRecoveredInPart { amount },
    };
    let Split { city, county } = split;
    Ok((event, Some(Posting::ReturnSubsidy { city, county })))
}

/// The paying body's own person, who did not approve.
fn payer(claim: &Claim, at: &Circumstances<'_>) -> Result<(), Refused> {
    duty::official(at.actor, Role::FinancePayer, &claim.parties())?;
    duty::another_person(at.actor, Some(claim.applicant.as_str()))?;
    duty::another_person(at.actor, claim.approved_by.as_deref())
}

impl Claim {
    /// Whose what comes back is: by what each has not got back yet, so that the last part makes both whole.
    fn shared_back(&self, amount: Fen) -> Result<Split, Refused> {
        let paid = self.amount.as_ref().map_or([0, 0], |amount| {
            [amount.split.city.get(), amount.split.county.get()]
        });
        let still = self.recoveries.iter().fold(paid, |[city, county], back| {
            [
                city - back.split.city.get(),
                county - back.split.county.get(),
            ]
        });
        let parts = largest_remainder(amount.get(), &still);
        let Ok([city, county]) = parts.as_deref() else {
            return Err(Refused::new(
                "RECORD_INCONSISTENT",
                "贴息的市县分担记录不一致",
                "the record of what city and county paid does not hold together",
            ));
        };
        Ok(Split {
            city: Fen(*city),
            county: Fen(*county),
        })
    }
}
