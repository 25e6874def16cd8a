//! Who may take a step: roles, the own organisation, the deciding authority, and the separation of duties.
use kezhuan_law::refused::Refused;
use kezhuan_law::{Tenant, duty};

use super::Claim;

/// The roles that decisions on grants test.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    Applicant,
    CarrierOp,
    /// A college's transfer office, which runs its university park.
    CollegeTto,
    CountyStb,
    CityStb,
    FinancePayer,
}

/// The caller of a command.
pub type Actor = kezhuan_law::actor::Actor<Role>;

/// Holds that a person of exactly this organisation claims.
pub(super) fn claimant(actor: &Actor, organisation: &str) -> Result<(), Refused> {
    actor.require_any(&[Role::Applicant, Role::CarrierOp, Role::CollegeTto])?;
    if actor.organisation == organisation {
        return Ok(());
    }
    Err(Refused::new(
        "NOT_YOUR_STEP",
        "该步骤由申请单位办理",
        "the claiming organisation takes this step",
    ))
}

/// Holds that the deciding authority's own person decides, who has no part in the case and did not file it.
pub(super) fn authority(claim: &Claim, actor: &Actor) -> Result<(), Refused> {
    let role = match claim.tenant == Tenant::CITY.code() {
        true => Role::CityStb,
        false => Role::CountyStb,
    };
    official(claim, actor, role)
}

/// Holds that the authority's payer pays, who did not approve.
pub(super) fn payer(claim: &Claim, actor: &Actor) -> Result<(), Refused> {
    official(claim, actor, Role::FinancePayer)?;
    duty::another_person(actor, claim.approved_by.as_deref())
}

fn official(claim: &Claim, actor: &Actor, role: Role) -> Result<(), Refused> {
    duty::official(actor, role, &claim.organisations())?;
    if actor.tenant != claim.tenant {
        return Err(Refused::new(
            "NOT_THE_DECIDING_TENANT",
            "该申请由其他地区的主管部门办理",
            "another tenant's authority decides on this claim",
        ));
    }
    duty::another_person(actor, Some(claim.applicant.as_str()))
}
