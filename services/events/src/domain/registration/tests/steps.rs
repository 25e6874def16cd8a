//! Who takes which step of a registration.
use super::*;

fn clerk() -> Actor {
    Actor::person("wu", "stb-440703", "440703", [Role::CountyStb])
}

fn manual(places: &mut Places) -> Registration {
    let failed = Answer::Failed("OUT_OF_FUEL".to_owned());
    registers(newcomer("a"), &failed, places)
}

fn resolve(accept: bool) -> Command {
    Command::Resolve {
        accept,
        reason: "规则包故障".to_owned(),
    }
}

#[test]
fn a_refusal_by_rule_says_why_and_takes_no_place() {
    let mut places = places(1);
    let refuse = admitted(Admission::Refuse(vec!["TOO_MANY_NO_SHOWS".to_owned()]));
    let refused = registers(newcomer("a"), &refuse, &mut places);
    assert_eq!(refused.state, State::Refused);
    assert_eq!(refused.reasons, ["TOO_MANY_NO_SHOWS"]);
    let next = registers(newcomer("b"), &accepted(), &mut places);
    assert_eq!((next.state, next.place), (State::Confirmed, 2));
}

#[test]
fn a_person_of_the_authority_decides_where_the_rule_failed() {
    let mut places = places(1);
    let waiting = manual(&mut places);
    let confirmed = took(&waiting, resolve(true), &mut places, &clerk()).unwrap();
    assert_eq!(confirmed.registration.state, State::Confirmed);
    assert_eq!(confirmed.registration.resolution.unwrap().by, "wu");
    let second = manual(&mut places);
    let waits = took(&second, resolve(true), &mut places, &clerk()).unwrap();
    assert_eq!(waits.registration.state, State::Waitlisted);
    let third = manual(&mut places);
    let refused = took(&third, resolve(false), &mut places, &clerk()).unwrap();
    assert_eq!(refused.registration.state, State::Refused);
    let elsewhere = Actor::person("zhu", "stb-440785", "440785", [Role::CountyStb]);
    let own = Actor::person("wu", "a", "440703", [Role::CountyStb]);
    let of_organiser = Actor::person("wu", "chamber", "440703", [Role::CountyStb]);
    let same = Actor::person("clerk of a", "stb-440703", "440703", [Role::CountyStb]);
    for (actor, reason) in [
        (of_enterprise("a"), "ROLE_MISSING"),
        (elsewhere, "NOT_YOUR_STEP"),
        (own, "OWN_ORGANISATION"),
        (of_organiser, "OWN_ORGANISATION"),
        (same, "SAME_PERSON"),
    ] {
        let refused = took(&third, resolve(true), &mut places, &actor).unwrap_err();
        assert_eq!(refused.reason, reason);
    }
    for (reason, why) in [
        (String::new(), "REASON_MISSING"),
        ("长".repeat(2_001), "FORM_INVALID"),
    ] {
        let accept = true;
        let said = Command::Resolve { accept, reason };
        let refused = took(&third, said, &mut places, &clerk()).unwrap_err();
        assert_eq!(refused.reason, why);
    }
}

#[test]
fn the_city_decides_for_its_own_event_by_another_person_than_who_registered() {
    let mut places = places(1);
    places.organiser = "stb-440700".to_owned();
    let waiting = manual(&mut places);
    let city = |subject: &str| Actor::person(subject, "stb-440700", "440700", [Role::CityStb]);
    let same = city("clerk of a");
    let refused = took(&waiting, resolve(true), &mut places, &same).unwrap_err();
    assert_eq!(refused.reason, "SAME_PERSON");
    for (accept, state) in [(true, State::Confirmed), (false, State::Refused)] {
        let mut free = places.clone();
        let resolved = took(&waiting, resolve(accept), &mut free, &city("zhao")).unwrap();
        assert_eq!(resolved.registration.state, state);
    }
    let asked = took(&waiting, Command::AskAgain, &mut places, &city("zhao"));
    assert!(asked.is_ok());
    // A county's office has the city above it, for its own event, too.
    places.organiser = "stb-440703".to_owned();
    let own = took(&waiting, resolve(true), &mut places, &clerk()).unwrap_err();
    assert_eq!(own.reason, "OWN_ORGANISATION");
    assert!(took(&waiting, resolve(true), &mut places, &city("zhao")).is_ok());
}

#[test]
fn a_rule_is_asked_again_and_its_answer_settles_it() {
    let mut places = places(1);
    let waiting = manual(&mut places);
    let service = Actor::service("events", "440703");
    for actor in [clerk(), service] {
        let asked = took(&waiting, Command::AskAgain, &mut places, &actor).unwrap();
        assert_eq!(asked.registration.state, State::Requested);
        let mut free = places.clone();
        let settled = settled(&asked.registration, &accepted(), &mut free).unwrap();
        assert_eq!(settled.registration.state, State::Confirmed);
        assert_eq!(settled.registration.failure, None);
        assert_eq!(settled.registration.version, 3);
    }
    let foreign = took(
        &waiting,
        Command::AskAgain,
        &mut places,
        &of_enterprise("a"),
    );
    assert_eq!(foreign.unwrap_err().reason, "ROLE_MISSING");
}

#[test]
fn a_registration_is_cancelled_by_its_organisation_until_the_event_begins() {
    let mut places = places(1);
    let confirmed = registers(newcomer("a"), &accepted(), &mut places);
    let cancel = || Command::Cancel;
    let foreign = took(&confirmed, cancel(), &mut places, &of_enterprise("b"));
    assert_eq!(foreign.unwrap_err().reason, "NOT_YOUR_STEP");
    places.event_state = EventState::Running;
    let late = took(&confirmed, cancel(), &mut places, &of_enterprise("a"));
    assert_eq!(late.unwrap_err().reason, "EVENT_BEGUN");
}

#[test]
fn what_the_clock_does_no_person_does() {
    let mut places = places(1);
    let confirmed = registers(newcomer("a"), &accepted(), &mut places);
    let service = Actor::service("events", "440703");
    let early = took(&confirmed, Command::CancelWithEvent, &mut places, &service);
    assert_eq!(early.unwrap_err().reason, "NOT_YET_DUE");
    places.event_state = EventState::Cancelled;
    places.cancel_reason = "台风".to_owned();
    for command in [Command::MarkAbsent, Command::CancelWithEvent] {
        let by_hand = took(&confirmed, command.clone(), &mut places, &clerk());
        assert_eq!(by_hand.unwrap_err().reason, "NOT_BY_A_PERSON");
        let mut counted = places.clone();
        assert!(took(&confirmed, command, &mut counted, &service).is_ok());
    }
    let cancelled = took(&confirmed, Command::CancelWithEvent, &mut places, &service).unwrap();
    let reason = "台风".to_owned();
    let with_event = Happened::RegistrationCancelled {
        ending: Ending::EventCancelled { reason },
    };
    assert_eq!(cancelled.happened, with_event);
    assert_eq!(places.role(PersonRole::Enterprise).unwrap().confirmed, 0);
}

#[test]
fn who_waits_for_an_event_that_took_place_is_not_of_a_cancelled_one() {
    let mut places = places(0);
    let waiting = registers(newcomer("a"), &accepted(), &mut places);
    let service = Actor::service("events", "440703");
    for state in [
        EventState::Finished,
        EventState::FollowUp,
        EventState::Archived,
    ] {
        let mut over = places.clone();
        over.event_state = state;
        let ended = took(&waiting, Command::CancelWithEvent, &mut over, &service).unwrap();
        let ending = Ending::EventOver;
        assert_eq!(ended.happened, Happened::RegistrationCancelled { ending });
    }
}
