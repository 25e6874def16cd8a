//! Separation of duties, and who may speak for whom: the same few tests in every case of every service.
use crate::actor::Actor;
use crate::form::NUMBER_MAX;
use crate::naming::are_same;
use crate::refused::Refused;
use crate::regions::PREFECTURE;

/// Holds that a person with `role` asks for exactly this organisation.
pub fn of_organisation<Role: Ord>(
    actor: &Actor<Role>,
    role: Role,
    organisation: &str,
) -> Result<(), Refused> {
    actor.require_any(&[role])?;
    own(actor, organisation)
}

/// Holds that the actor's is this organisation.
pub fn own<Role: Ord>(actor: &Actor<Role>, organisation: &str) -> Result<(), Refused> {
    if actor.organisation == organisation {
        return Ok(());
    }
    Err(Refused::new(
        "NOT_YOUR_STEP",
        "该步骤由其他单位办理",
        "another organisation takes this step",
    ))
}

/// Holds that a person with `role` decides whose organisation is no party of the case.
pub fn official<Role: Ord>(
    actor: &Actor<Role>,
    role: Role,
    parties: &[&str],
) -> Result<(), Refused> {
    actor.require_any(&[role])?;
    no_party(actor, parties)
}

/// Holds that the actor's organisation is no party of the case, however people typed its name.
pub fn no_party<Role: Ord>(actor: &Actor<Role>, parties: &[&str]) -> Result<(), Refused> {
    let mut parties = parties.iter();
    if parties.any(|party| are_same(party, &actor.organisation)) {
        return Err(Refused::new(
            "OWN_ORGANISATION",
            "本单位是当事方，应当回避",
            "the caller's organisation is a party of the case",
        ));
    }
    Ok(())
}

/// Holds that an office of the division decides, or of its city. Who sees a case for another reason, because its own people were
/// asked as experts, decides nothing in it.
pub fn of_place<Role: Ord>(actor: &Actor<Role>, division: &str) -> Result<(), Refused> {
    if [division, PREFECTURE].contains(&actor.tenant.as_str()) {
        return Ok(());
    }
    Err(Refused::new(
        "NOT_YOUR_STEP",
        "该步骤由案件所在地的主管部门办理",
        "the authority of the place takes this step",
    ))
}

/// Holds that the actor did not take the earlier step of a case that needs two people.
pub fn another_person<Role: Ord>(
    actor: &Actor<Role>,
    earlier: Option<&str>,
) -> Result<(), Refused> {
    if earlier != Some(actor.subject.as_str()) {
        return Ok(());
    }
    Err(Refused::new(
        "SAME_PERSON",
        "该步骤须由另一人办理",
        "this step takes another person than the one before it",
    ))
}

/// Holds that the service itself acts: a timer, or what a rule answered.
pub fn service<Role: Ord>(actor: &Actor<Role>) -> Result<(), Refused> {
    if actor.is_service {
        return Ok(());
    }
    Err(Refused::new(
        "NOT_BY_A_PERSON",
        "该步骤由系统办理",
        "this step is the service's own, not a person's",
    ))
}

/// Holds that a text that people must give was given in `field`.
pub fn reasoned(field: &'static str, text: &str) -> Result<(), Refused> {
    if text.trim().is_empty() {
        let refused = Refused::new("REASON_MISSING", "请填写理由", "a reason has to be given");
        return Err(refused.at(field));
    }
    Ok(())
}

/// Holds that `field` carries a code that people and programs can count.
pub fn stable_code(field: &'static str, code: &str) -> Result<(), Refused> {
    let shaped = code.len() <= NUMBER_MAX
        && code.starts_with(|first: char| first.is_ascii_uppercase())
        && code
            .chars()
            .all(|letter| letter.is_ascii_uppercase() || letter.is_ascii_digit() || letter == '_');
    if shaped {
        return Ok(());
    }
    let refused = Refused::new(
        "REFUSAL_CODE_INVALID",
        "请填写原因代码，由大写字母、数字和下划线组成，以字母开头，最多 60 个字符，如 MATERIALS_MISSING",
        "give a code of at most 60 upper case letters, digits and underscores that begins with a letter, such as MATERIALS_MISSING",
    );
    Err(refused.at(field))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
    enum Role {
        Bank,
        CityAmr,
        CityStb,
    }

    #[test]
    fn nobody_decides_on_their_own_organisation_s_case() {
        let clerk = Actor::person("wu", "amr", "440700", [Role::CityAmr]);
        assert_eq!(official(&clerk, Role::CityAmr, &["bank", "acme"]), Ok(()));
        for (role, parties, reason) in [
            (Role::CityAmr, &["bank", "amr"][..], "OWN_ORGANISATION"),
            (Role::CityStb, &[], "ROLE_MISSING"),
        ] {
            assert_eq!(official(&clerk, role, parties).unwrap_err().reason, reason);
        }
        let timer = Actor::<Role>::service("financing", "440700");
        assert!(timer.require_any(&[Role::CityAmr]).is_err());
        assert_eq!(service(&timer), Ok(()));
        assert_eq!(service(&clerk).unwrap_err().reason, "NOT_BY_A_PERSON");
    }

    #[test]
    fn two_steps_take_two_people() {
        let clerk = Actor::person("wu", "bank", "", [Role::Bank]);
        assert_eq!(another_person(&clerk, Some("li")), Ok(()));
        assert_eq!(another_person(&clerk, None), Ok(()));
        let same = another_person(&clerk, Some("wu")).unwrap_err();
        assert_eq!(same.reason, "SAME_PERSON");
        let elsewhere = of_organisation(&clerk, Role::Bank, "other").unwrap_err();
        assert_eq!(elsewhere.reason, "NOT_YOUR_STEP");
    }

    #[test]
    fn an_authority_decides_on_its_own_place() {
        for (tenant, holds) in [
            ("440783", true),
            ("440700", true),
            ("440785", false),
            ("", false),
        ] {
            let clerk = Actor::person("wu", "stb", tenant, [Role::CityStb]);
            assert_eq!(of_place(&clerk, "440783").is_ok(), holds, "{tenant}");
        }
    }

    #[test]
    fn a_code_is_a_code() {
        for code in ["", "no", "9A", "A-B", "Ä"] {
            assert!(stable_code("code", code).is_err(), "{code:?}");
        }
        assert_eq!(stable_code("code", "OVER_2"), Ok(()));
        let longest = "A".repeat(NUMBER_MAX);
        assert_eq!(stable_code("code", &longest), Ok(()));
        assert!(stable_code("code", &(longest + "A")).is_err());
        let unreasoned = reasoned("note", " \n").unwrap_err();
        assert_eq!(unreasoned.fields[0].field, "note");
    }
}
