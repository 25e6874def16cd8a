//! Who may take a step: whose case it is, or the authority over it.
pub use kezhuan_law::duty::of_place;
pub use kezhuan_law::panel::unconcerned;

use super::actor::{Actor, Role};
use super::duty;
use super::refused::Refused;

const OWNERS: [Role; 7] = [
    Role::Applicant,
    Role::Organiser,
    Role::CarrierOp,
    Role::CollegeTto,
    Role::Broker,
    Role::Envoy,
    Role::Bank,
];
const OFFICIALS: [Role; 2] = [Role::CountyStb, Role::CityStb];

/// Holds that a person of the organisation asks whose case it is.
pub fn owner(actor: &Actor, organisation: &str) -> Result<(), Refused> {
    actor.require_any(&OWNERS)?;
    duty::own(actor, organisation)
}

/// Holds that a person of the county or the city decides whose organisation is no party of the case.
pub fn official(actor: &Actor, parties: &[&str]) -> Result<(), Refused> {
    actor.require_any(&OFFICIALS)?;
    duty::no_party(actor, parties)
}

/// Holds that who runs something asks, or the authority of its place. Whoever holds things of their own is told that this is
/// another's.
pub fn runs(actor: &Actor, organisation: &str, division: &str) -> Result<(), Refused> {
    let owns = owner(actor, organisation);
    match actor.require_any(&OFFICIALS) {
        Ok(()) if owns.is_err() => of_place(actor, division),
        _ => owns,
    }
}

/// Holds that either of them asks.
pub fn owner_or_official(actor: &Actor, organisation: &str) -> Result<(), Refused> {
    if actor.require_any(&OFFICIALS).is_ok() {
        return Ok(());
    }
    owner(actor, organisation)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn owners_and_officials_take_their_own_steps() {
        let owner_of = Actor::person("he", "base", "", [Role::CarrierOp]);
        let clerk = Actor::person("wu", "stb", "440785", [Role::CountyStb]);
        assert_eq!(owner(&owner_of, "base"), Ok(()));
        assert_eq!(
            owner(&owner_of, "other").unwrap_err().reason,
            "NOT_YOUR_STEP"
        );
        assert_eq!(owner(&clerk, "stb").unwrap_err().reason, "ROLE_MISSING");
        assert_eq!(official(&clerk, &["base"]), Ok(()));
        let own = official(&clerk, &["base", "stb"]).unwrap_err();
        assert_eq!(own.reason, "OWN_ORGANISATION");
        assert_eq!(official(&owner_of, &[]).unwrap_err().reason, "ROLE_MISSING");
        for actor in [&owner_of, &clerk] {
            assert_eq!(owner_or_official(actor, "base"), Ok(()));
        }
        assert!(owner_or_official(&owner_of, "other").is_err());
        let timer = Actor::service("events", "440785");
        assert!(owner_or_official(&timer, "base").is_err());
    }
}
