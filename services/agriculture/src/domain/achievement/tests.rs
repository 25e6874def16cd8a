//! Achievements: who reports, who accepts, and what counts.
use super::*;
use crate::domain::actor::{Actor, Role};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn proposed() -> Achievement {
    Achievement {
        id: Uuid::from_u128(1),
        base: Uuid::from_u128(2),
        operator: "jaas".to_owned(),
        kind: Kind::TechnologyContract,
        title: "稻渔综合种养技术转让".to_owned(),
        reference: "2025440783000012".to_owned(),
        contract: String::new(),
        happened_on: day("2025-09-01"),
        state: State::Proposed,
        version: 1,
        reported_by: "li".to_owned(),
        reported_on: day("2025-09-02"),
        decision: None,
    }
}

fn took(command: Command, actor: &Actor) -> Result<Decided, &'static str> {
    let at = Circumstances {
        actor,
        today: day("2025-09-10"),
    };
    decide(&proposed(), command, &at).map_err(|refused| refused.reason)
}

fn county() -> Actor {
    Actor::person("wu", "stb-440783", "440783", [Role::CountyStb])
}

#[test]
fn the_county_accepts_or_declines_and_its_operator_takes_back() {
    let operator = Actor::person("li", "jaas", "", [Role::CarrierOp]);
    let reason = "登记编号不符".to_owned();
    let declined = Command::Decline {
        reason: reason.clone(),
    };
    for (command, actor, to, name) in [
        (
            Command::Accept,
            county(),
            State::Accepted,
            "AchievementAccepted",
        ),
        (
            declined.clone(),
            county(),
            State::Declined,
            "AchievementDeclined",
        ),
        (
            Command::TakeBack,
            operator.clone(),
            State::TakenBack,
            "AchievementTakenBack",
        ),
    ] {
        let decided = took(command, &actor).unwrap();
        assert_eq!(
            (decided.achievement.state, decided.achievement.version),
            (to, 2)
        );
        assert_eq!(decided.event.name(), name);
    }
    let word = took(declined.clone(), &county())
        .unwrap()
        .achievement
        .decision;
    assert_eq!(word.unwrap().reason, reason);
    for (command, actor, refused) in [
        (Command::Accept, operator.clone(), "ROLE_MISSING"),
        (declined, operator, "ROLE_MISSING"),
        (Command::TakeBack, county(), "ROLE_MISSING"),
    ] {
        assert_eq!(took(command, &actor).unwrap_err(), refused);
    }
}

#[test]
fn nobody_accepts_their_own_and_a_refusal_has_its_reason() {
    let same = Actor::person("li", "stb-440783", "440783", [Role::CountyStb]);
    assert_eq!(took(Command::Accept, &same).unwrap_err(), "SAME_PERSON");
    let own = Actor::person("wu", "jaas", "440783", [Role::CountyStb]);
    assert_eq!(took(Command::Accept, &own).unwrap_err(), "OWN_ORGANISATION");
    let unsaid = Command::Decline {
        reason: String::new(),
    };
    assert_eq!(took(unsaid, &county()).unwrap_err(), "REASON_MISSING");
}
