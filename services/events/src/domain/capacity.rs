//! Who may take a step: whose case it is, or the authority over it.
use kezhuan_law::panel::{Conflict, Declaration, Expert, Project, conflicts};
use kezhuan_law::regions::PREFECTURE;

use super::actor::{Actor, Role};
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
    if actor.organisation == organisation {
        return Ok(());
    }
    Err(Refused::new(
        "NOT_YOUR_STEP",
        "该步骤由其他单位办理",
        "another organisation takes this step",
    ))
}

/// Holds that a person of the county or the city decides whose organisation is no party of the case.
pub fn official(actor: &Actor, parties: &[&str]) -> Result<(), Refused> {
    actor.require_any(&OFFICIALS)?;
    if parties.contains(&actor.organisation.as_str()) {
        return Err(Refused::new(
            "OWN_ORGANISATION",
            "本单位是当事方，应当回避",
            "the caller's organisation is a party of the case",
        ));
    }
    Ok(())
}

/// Holds that either of them asks.
pub fn owner_or_official(actor: &Actor, organisation: &str) -> Result<(), Refused> {
    if actor.require_any(&OFFICIALS).is_ok() {
        return Ok(());
    }
    owner(actor, organisation)
}

/// Holds that an office of the division decides, or of its city. Who sees a case for another reason, because its own people were
/// asked as experts, decides nothing in it.
pub fn of_place(actor: &Actor, division: &str) -> Result<(), Refused> {
    if [division, PREFECTURE].contains(&actor.tenant.as_str()) {
        return Ok(());
    }
    Err(Refused::new(
        "NOT_YOUR_STEP",
        "该步骤由案件所在地的主管部门办理",
        "the authority of the place takes this step",
    ))
}

/// Holds that an expert judges nothing of their own, by the organisation they sign in with: what was said of them when they were
/// assigned is somebody else's word.
pub fn unconcerned(actor: &Actor, project: &Project) -> Result<(), Refused> {
    let expert = Expert {
        id: actor.subject.clone(),
        organisation: actor.organisation.clone(),
    };
    let found = conflicts(&expert, &Declaration::default(), project);
    if found.is_empty() {
        return Ok(());
    }
    let codes: Vec<&str> = found.iter().copied().map(Conflict::as_str).collect();
    Err(Refused::new(
        "EXPERT_CONFLICT",
        "专家与本案存在利益冲突，应当回避，请申报利益冲突",
        "the expert has a conflict of interest and must not judge: declare it",
    )
    .with("reasons", codes.join(",")))
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
