//! Who takes which step on which day.
use super::*;
use crate::domain::refused::Refused;

fn took(event: &Event, command: Command, actor: &Actor, today: &str) -> Result<Decided, Refused> {
    let terms = Terms::default();
    let at = Circumstances {
        actor,
        today: day(today),
        terms: &terms,
    };
    decide(event, command, &at)
}

fn refused(event: &Event, command: Command, actor: &Actor, today: &str) -> &'static str {
    took(event, command, actor, today).unwrap_err().reason
}

fn service() -> Actor {
    Actor::service("events", "440703")
}

#[test]
fn the_office_of_the_place_approves_and_nobody_their_own() {
    let event = drafted();
    let approved = took(&event, Command::Approve, &county(), "2026-05-02").unwrap();
    assert_eq!(approved.event.state, State::Approved);
    assert!(approved.event.is_public() && !event.is_public());
    let elsewhere = Actor::person("zhu", "stb-440785", "440785", [Role::CountyStb]);
    let same = Actor::person("lin", "stb-440703", "440703", [Role::CountyStb]);
    for (actor, reason) in [
        (organiser(), "ROLE_MISSING"),
        (elsewhere, "NOT_YOUR_STEP"),
        (same, "SAME_PERSON"),
    ] {
        assert_eq!(
            refused(&event, Command::Approve, &actor, "2026-05-02"),
            reason
        );
    }
    let of_county = Event {
        organiser: "stb-440703".to_owned(),
        ..drafted()
    };
    let own = refused(&of_county, Command::Approve, &county(), "2026-05-02");
    assert_eq!(own, "OWN_ORGANISATION");
    let city = |subject| Actor::person(subject, "stb-440700", "440700", [Role::CityStb]);
    assert!(took(&of_county, Command::Approve, &city("zhao"), "2026-05-02").is_ok());
    let of_city = Event {
        organiser: "stb-440700".to_owned(),
        drafted_by: vec!["zhao".to_owned()],
        ..drafted()
    };
    assert!(took(&of_city, Command::Approve, &city("sun"), "2026-05-02").is_ok());
    let alone = refused(&of_city, Command::Approve, &city("zhao"), "2026-05-02");
    assert_eq!(alone, "SAME_PERSON");
}

#[test]
fn nobody_who_wrote_an_event_approves_it() {
    let city = |subject: &str| Actor::person(subject, "stb-440700", "440700", [Role::CityStb]);
    let of_city = Event {
        organiser: "stb-440700".to_owned(),
        drafted_by: vec!["zhao".to_owned()],
        ..drafted()
    };
    let terms = Terms::default();
    let edit = |event: &Event, by: &str| edit(event, form(), &city(by), &terms, day("2026-05-01"));
    let corrected = edit(&of_city, "sun").unwrap();
    let corrected = edit(&corrected, "zhao").unwrap();
    assert_eq!(corrected.drafted_by, ["zhao", "sun"]);
    for by in ["zhao", "sun"] {
        let own = refused(&corrected, Command::Approve, &city(by), "2026-05-02");
        assert_eq!(own, "SAME_PERSON", "{by}");
    }
    assert!(took(&corrected, Command::Approve, &city("li"), "2026-05-02").is_ok());
}

#[test]
fn what_could_never_be_opened_is_not_approved_and_does_not_stay_approved() {
    let approve = |today| took(&drafted(), Command::Approve, &county(), today);
    assert!(approve("2026-06-08").is_ok());
    assert_eq!(
        approve("2026-06-09").unwrap_err().reason,
        "REGISTRATION_OVER"
    );
    let approved = event_in(State::Approved);
    let by_hand = refused(&approved, Command::Lapse, &organiser(), "2026-06-09");
    assert_eq!(by_hand, "NOT_BY_A_PERSON");
    let early = refused(&approved, Command::Lapse, &service(), "2026-06-08");
    assert_eq!(early, "NOT_YET_DUE");
    let lapsed = took(&approved, Command::Lapse, &service(), "2026-06-09").unwrap();
    assert_eq!(lapsed.event.state, State::Cancelled);
    assert!(!lapsed.event.cancellation.unwrap().reason.is_empty());
    assert!(matches!(
        lapsed.happened,
        Happened::EventCancelled {
            is_lapsed: true,
            ..
        }
    ));
    for state in [State::Draft, State::Open, State::ClosedRegistration] {
        let other = refused(&event_in(state), Command::Lapse, &service(), "2026-06-09");
        assert_eq!(other, "NOT_YET_DUE", "{state:?}");
    }
}

#[test]
fn a_large_public_event_needs_its_permit() {
    let mut event = event_in(State::Approved);
    event.form.expected_people = 1_000;
    let open = || Command::OpenRegistration;
    assert_eq!(
        refused(&event, open(), &organiser(), "2026-05-02"),
        "PERMIT_MISSING"
    );
    let none = Command::RecordPermit {
        number: " ".to_owned(),
    };
    assert_eq!(
        refused(&event, none, &organiser(), "2026-05-02"),
        "FORM_INVALID"
    );
    let permit = Command::RecordPermit {
        number: " 江公治许〔2026〕12号".to_owned(),
    };
    let event = took(&event, permit, &organiser(), "2026-05-02")
        .unwrap()
        .event;
    assert_eq!(event.permit_number, "江公治许〔2026〕12号");
    assert!(took(&event, open(), &organiser(), "2026-05-02").is_ok());
    // No setting takes what the law asks for away.
    let lax = Terms {
        permit_from_people: 5_000,
        ..Terms::default()
    };
    assert!(lax.needs_permit(1_000) && !lax.needs_permit(999));
}

#[test]
fn places_count_as_people_so_that_quotas_do_not_avoid_the_permit() {
    let change = |places| Command::ChangeQuota {
        role: PersonRole::Enterprise,
        places,
    };
    let (media, today) = (PersonRole::Media, "2026-05-02");
    let with_places = |state, enterprise| {
        let mut event = event_in(state);
        event.form.quotas[0].places = enterprise;
        event.form.quotas.push(Quota {
            role: media,
            places: 99,
        });
        event
    };
    for (enterprise, is_free) in [(900, true), (901, false)] {
        let approved = with_places(State::Approved, enterprise);
        let opened = took(&approved, Command::OpenRegistration, &organiser(), today);
        assert_eq!(opened.is_ok(), is_free, "{enterprise}");
        let closed = with_places(State::ClosedRegistration, enterprise);
        let begun = took(&closed, Command::Start, &organiser(), "2026-06-10");
        assert_eq!(begun.is_ok(), is_free, "{enterprise}");
    }
    for state in [State::Approved, State::Open, State::ClosedRegistration] {
        let event = with_places(state, 800);
        assert!(took(&event, change(900), &organiser(), today).is_ok());
        let more = refused(&event, change(901), &organiser(), today);
        assert_eq!(more, "PERMIT_MISSING", "{state:?}");
        let permitted = Event {
            permit_number: "江公治许〔2026〕12号".to_owned(),
            ..event
        };
        assert!(took(&permitted, change(901), &organiser(), today).is_ok());
    }
    // Fewer places ask for nothing.
    let large = with_places(State::Approved, 2_000);
    assert!(took(&large, change(1_500), &organiser(), today).is_ok());
}

#[test]
fn registration_opens_and_closes_on_its_days() {
    let approved = event_in(State::Approved);
    let open = Command::OpenRegistration;
    let late = refused(&approved, open.clone(), &organiser(), "2026-06-09");
    assert_eq!(late, "REGISTRATION_OVER");
    assert!(took(&approved, open, &organiser(), "2026-06-08").is_ok());
    let opened = event_in(State::Open);
    let close = Command::CloseRegistration;
    assert!(took(&opened, close.clone(), &organiser(), "2026-06-01").is_ok());
    let early = refused(&opened, close.clone(), &service(), "2026-06-08");
    assert_eq!(early, "NOT_YET_DUE");
    assert!(took(&opened, close.clone(), &service(), "2026-06-09").is_ok());
    let stranger = Actor::person("x", "other", "", [Role::Organiser]);
    assert_eq!(
        refused(&opened, close, &stranger, "2026-06-09"),
        "NOT_YOUR_STEP"
    );
}

#[test]
fn an_event_begins_and_ends_on_its_days() {
    let closed = event_in(State::ClosedRegistration);
    for actor in [organiser(), service()] {
        let early = refused(&closed, Command::Start, &actor, "2026-06-09");
        assert_eq!(early, "NOT_YET_DUE");
        assert!(took(&closed, Command::Start, &actor, "2026-06-10").is_ok());
    }
    let running = event_in(State::Running);
    assert_eq!(
        refused(&running, Command::Finish, &organiser(), "2026-06-10"),
        "NOT_YET_DUE"
    );
    assert!(took(&running, Command::Finish, &organiser(), "2026-06-11").is_ok());
    assert_eq!(
        refused(&running, Command::Finish, &service(), "2026-06-11"),
        "NOT_YET_DUE"
    );
    assert!(took(&running, Command::Finish, &service(), "2026-06-12").is_ok());
}

#[test]
fn it_is_followed_up_for_twelve_months() {
    let finished = event_in(State::Finished);
    let by_hand = refused(&finished, Command::FollowUp, &organiser(), "2026-06-15");
    assert_eq!(by_hand, "NOT_BY_A_PERSON");
    let followed = took(&finished, Command::FollowUp, &service(), "2026-06-15").unwrap();
    let until = Some(day("2027-06-11"));
    assert_eq!(followed.happened, Happened::EventFollowUpStarted { until });
    let archive = Command::Archive;
    let early = refused(&followed.event, archive.clone(), &service(), "2027-06-11");
    assert_eq!(early, "NOT_YET_DUE");
    assert!(took(&followed.event, archive, &service(), "2027-06-12").is_ok());
    let short = Terms {
        follow_up_months: 3,
        ..Terms::default()
    };
    assert_eq!(short.follow_up_until(day("2026-06-11")), until);
}

#[test]
fn places_are_changed_for_roles_that_have_some() {
    let opened = event_in(State::Open);
    let change = |role, places| Command::ChangeQuota { role, places };
    let more = change(PersonRole::Enterprise, 120);
    let changed = took(&opened, more, &organiser(), "2026-05-05").unwrap();
    assert_eq!(changed.event.form.quotas[0].places, 120);
    let (role, before, after) = (PersonRole::Enterprise, 100, 120);
    let expected = Happened::EventQuotaChanged {
        role,
        before,
        after,
    };
    assert_eq!(changed.happened, expected);
    for (command, reason) in [
        (change(PersonRole::Media, 5), "ROLE_NOT_INVITED"),
        (change(PersonRole::Enterprise, 20_001), "FORM_INVALID"),
        (change(PersonRole::Enterprise, -1), "FORM_INVALID"),
    ] {
        assert_eq!(
            refused(&opened, command, &organiser(), "2026-05-05"),
            reason
        );
    }
}

#[test]
fn it_is_cancelled_before_it_begins_with_a_reason() {
    let cancel = |reason: &str| Command::Cancel {
        reason: reason.to_owned(),
    };
    for state in [
        State::Draft,
        State::Approved,
        State::Open,
        State::ClosedRegistration,
    ] {
        let event = event_in(state);
        for actor in [organiser(), county()] {
            let cancelled = took(&event, cancel("台风"), &actor, "2026-06-09").unwrap();
            assert_eq!(cancelled.event.state, State::Cancelled);
            assert_eq!(cancelled.event.is_public(), state != State::Draft);
        }
        let endless = "长".repeat(2_001);
        for (reason, why) in [(" ", "REASON_MISSING"), (endless.as_str(), "FORM_INVALID")] {
            let found = refused(&event, cancel(reason), &organiser(), "2026-06-09");
            assert_eq!(found, why);
        }
        let stranger = Actor::person("x", "other", "", [Role::Organiser]);
        assert_eq!(
            refused(&event, cancel("台风"), &stranger, "2026-06-09"),
            "NOT_YOUR_STEP"
        );
    }
    let running = event_in(State::Running);
    assert_eq!(
        refused(&running, cancel("台风"), &organiser(), "2026-06-10"),
        "STATE_FORBIDS"
    );
}
