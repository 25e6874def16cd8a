//! The claimant's own steps: file and withdraw.
use super::decide::{Circumstances, Outcome};
use super::{BudgetState, Claim, Event, Refusal, guard};
use crate::domain::budget::Entry;
use crate::domain::refused::{FieldViolation, Refused};

pub(super) fn file(claim: &mut Claim, materials: &[String], at: &Circumstances<'_>) -> Outcome {
    guard::claimant(claim, at.actor)?;
    at.contract.certified_amount()?;
    let missing: Vec<FieldViolation> = claim
        .required_materials
        .iter()
        .filter(|required| !materials.contains(required))
        .map(|required| {
            FieldViolation::new(
                "materials",
                "MATERIALS_MISSING",
                format!("缺少材料 {required}"),
                format!("the material {required} is not attached"),
            )
        })
        .collect();
    if !missing.is_empty() {
        return Err(Refused::new(
            "MATERIALS_MISSING",
            "当地要求的申请材料不齐",
            "materials that the paying tenant asks for are missing",
        )
        .with_fields(missing));
    }
    Ok((Event::ClaimFiled, None))
}

pub(super) fn withdraw(claim: &mut Claim, reason: String, at: &Circumstances<'_>) -> Outcome {
    guard::claimant(claim, at.actor)?;
    let entry =
        (claim.budget_state() == BudgetState::Reserved).then(|| Entry::Release(claim.amount_fen()));
    claim.amount = None;
    claim.place = None;
    if !reason.trim().is_empty() {
        claim.refusal = Some(Refusal {
            code: "WITHDRAWN_BY_APPLICANT".to_owned(),
            note: reason,
            refused_on: at.today,
            outdated: false,
        });
    }
    Ok((Event::ClaimWithdrawn, entry))
}
