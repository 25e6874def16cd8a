//! Who may take a step: roles, the own tenant, and the separation of duties.
use super::Claim;
use crate::domain::actor::{Actor, Role};
use crate::domain::refused::Refused;

/// Holds that a person of the paying tenant with `role` decides, who has no part in the case.
pub(super) fn official(claim: &Claim, actor: &Actor, role: Role) -> Result<(), Refused> {
    actor.require_any(&[role])?;
    if actor.tenant != claim.tenant {
        return Err(Refused::new(
            "NOT_THE_DECIDING_TENANT",
            "该申请由其他地区的主管部门办理",
            "another tenant's authority decides on this claim",
        ));
    }
    if actor.subject == claim.applicant {
        return Err(Refused::new(
            "SELF_REVIEW",
            "申请人不得办理本人提交的申请",
            "nobody decides on a claim they submitted",
        ));
    }
    let has_part = claim.applicant_organisation == actor.organisation
        || claim.parties.contains(&actor.organisation);
    if has_part {
        return Err(Refused::new(
            "OWN_ORGANISATION",
            "本单位是当事方,应当回避",
            "the caller's organisation is a party of the case",
        ));
    }
    Ok(())
}

/// Holds that the claimant's organisation asks.
pub(super) fn claimant(claim: &Claim, actor: &Actor) -> Result<(), Refused> {
    actor.require_any(&[Role::Applicant])?;
    if actor.organisation == claim.applicant_organisation {
        return Ok(());
    }
    Err(Refused::new(
        "NOT_THE_APPLICANT",
        "只有申请单位可以办理该步骤",
        "only the claiming organisation may do this",
    ))
}

/// Holds that the service itself reports what a rule answered.
pub(super) fn service(actor: &Actor) -> Result<(), Refused> {
    if actor.is_service {
        return Ok(());
    }
    Err(Refused::new(
        "NOT_BY_A_PERSON",
        "规则核算结果由系统记录",
        "what a rule answered is recorded by the service, not by a person",
    ))
}

/// Holds that the actor is not the one who took the earlier step.
pub(super) fn another_person(
    actor: &Actor,
    earlier: Option<&str>,
    refused: impl FnOnce() -> Refused,
) -> Result<(), Refused> {
    if earlier == Some(actor.subject.as_str()) {
        return Err(refused());
    }
    Ok(())
}
