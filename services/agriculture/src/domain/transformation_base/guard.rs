//! Who may take which step of a base.
use super::Base;
use super::decide::Circumstances;
use crate::domain::actor::{Actor, Role};
use crate::domain::refused::Refused;
use crate::domain::{capacity, duty};

/// Holds that a person of the base's own organisation acts for it.
pub(super) fn operator(actor: &Actor, organisation: &str) -> Result<(), Refused> {
    actor.require_any(&[Role::Applicant, Role::CarrierOp, Role::CollegeTto])?;
    if actor.organisation == organisation {
        return Ok(());
    }
    Err(Refused::new(
        "NOT_YOUR_STEP",
        "该步骤由其他单位办理",
        "another organisation takes this step",
    ))
}

/// Holds that a person of the county's office decides.
pub(super) fn county(base: &Base, at: &Circumstances<'_>) -> Result<(), Refused> {
    duty::official(at.actor, Role::CountyStb, &base.parties())?;
    capacity::of_place(at.actor, &base.division)?;
    duty::another_person(at.actor, Some(&base.applicant))
}

/// Holds that a person of the authority decides whose programme it is.
pub(super) fn authority(base: &Base, at: &Circumstances<'_>) -> Result<(), Refused> {
    duty::official(at.actor, base.level.authority(), &base.parties())?;
    capacity::of_place(at.actor, &base.division)?;
    duty::another_person(at.actor, Some(&base.applicant))
}

/// The same of a step that a rule is asked about; the service takes it for the person who asked before the rule failed.
/// Answers whose step it is.
pub(super) fn authority_or_for_it(base: &Base, at: &Circumstances<'_>) -> Result<String, Refused> {
    if !at.actor.is_service {
        authority(base, at)?;
        return Ok(at.actor.subject.clone());
    }
    base.asked_by.clone().ok_or_else(|| {
        Refused::new(
            "NOT_BY_SERVICE",
            "该步骤须由工作人员办理",
            "a person of the authority takes this step",
        )
    })
}
