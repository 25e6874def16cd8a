//! Who runs a carrier: a company's people, or a college's transfer office for its park.
use kezhuan_law::refused::Refused;

use super::actor::{Actor, Role};

const ROLES: [Role; 2] = [Role::CarrierOp, Role::CollegeTto];

/// Whether the actor comes as somebody who runs carriers, whichever.
pub fn is_one(actor: &Actor) -> bool {
    !actor.is_service && ROLES.iter().any(|role| actor.has(*role))
}

/// Whether the actor speaks for the organisation that runs the carrier.
pub fn speaks(actor: &Actor, operator: &str) -> bool {
    is_one(actor) && actor.organisation == operator
}

/// Holds that the actor does.
pub fn acts(actor: &Actor, operator: &str) -> Result<(), Refused> {
    actor.require_any(&ROLES)?;
    if actor.organisation == operator {
        return Ok(());
    }
    Err(Refused::new(
        "NOT_YOUR_STEP",
        "该步骤由载体运营机构办理",
        "who runs the carrier takes this step",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_company_or_a_college_runs_its_own_carrier() {
        for role in ROLES {
            let actor = Actor::person("op", "park", "", [role]);
            assert_eq!(acts(&actor, "park"), Ok(()));
            assert!(speaks(&actor, "park") && is_one(&actor));
            assert_eq!(acts(&actor, "other").unwrap_err().reason, "NOT_YOUR_STEP");
        }
        let county = Actor::person("stb", "park", "", [Role::CountyStb]);
        assert_eq!(acts(&county, "park").unwrap_err().reason, "ROLE_MISSING");
        assert!(!speaks(&county, "park"));
    }
}
