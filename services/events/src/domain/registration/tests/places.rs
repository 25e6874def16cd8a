//! Who has a place.
use super::*;

#[test]
fn places_are_given_in_order_and_the_rest_waits() {
    let mut places = places(2);
    let all: Vec<Registration> = ["a", "b", "c"]
        .into_iter()
        .map(|who| registers(newcomer(who), &accepted(), &mut places))
        .collect();
    let states: Vec<State> = all.iter().map(|one| one.state).collect();
    assert_eq!(
        states,
        [State::Confirmed, State::Confirmed, State::Waitlisted]
    );
    let numbers: Vec<i64> = all.iter().map(|one| one.place).collect();
    assert_eq!(numbers, [1, 2, 3]);
    let of_role = places.role(PersonRole::Enterprise).unwrap();
    assert_eq!((of_role.confirmed, of_role.waiting), (2, 1));
    assert!(all.iter().all(|one| one.version == 1));
}

#[test]
fn who_cancels_makes_room_for_the_head_of_the_waitlist() {
    let mut places = places(1);
    let mut all: Vec<Registration> = ["a", "b", "c", "d"]
        .into_iter()
        .map(|who| registers(newcomer(who), &accepted(), &mut places))
        .collect();
    // Whoever waits gives up first, and nobody moves.
    let gone = took(&all[1], Command::Cancel, &mut places, &of_enterprise("b")).unwrap();
    all[1] = gone.registration;
    assert_eq!(promoted(&mut all, &mut places), Vec::<i64>::new());
    let gone = took(&all[0], Command::Cancel, &mut places, &of_enterprise("a")).unwrap();
    assert_eq!(
        gone.happened,
        Happened::RegistrationCancelled {
            ending: Ending::ByPerson
        }
    );
    all[0] = gone.registration;
    assert_eq!(promoted(&mut all, &mut places), [3]);
    let of_role = places.role(PersonRole::Enterprise).unwrap();
    assert_eq!((of_role.confirmed, of_role.waiting), (1, 1));
}

#[test]
fn the_places_of_a_role_are_for_people_who_sign_in_as_such() {
    use PersonRole as P;
    let signed_in = [
        (Role::CountyStb, Some(P::Official)),
        (Role::CityStb, Some(P::Official)),
        (Role::Expert, Some(P::Expert)),
        (Role::Broker, Some(P::Service)),
        (Role::Envoy, Some(P::Service)),
        (Role::CarrierOp, Some(P::Service)),
        (Role::CollegeTto, Some(P::Service)),
        (Role::Applicant, None),
        (Role::Organiser, None),
        (Role::Bank, None),
    ];
    for (of, own) in signed_in {
        let actor = Actor::person("clerk", "a", "", [of]);
        for role in PersonRole::ALL {
            let is_open = !matches!(role, P::Official | P::Expert | P::Service);
            let wish = Newcomer {
                role: *role,
                ..newcomer("a")
            };
            let allowed = registering(&wish, &actor);
            if is_open || own == Some(*role) {
                assert_eq!(allowed, Ok(()), "{of:?} as {role:?}");
            } else {
                let refused = allowed.unwrap_err();
                assert_eq!(refused.reason, "ROLE_NOT_YOURS", "{of:?} as {role:?}");
            }
        }
    }
}

#[test]
fn an_organisation_has_so_many_registrations_and_no_more() {
    let of = |per_organisation_max| Terms {
        per_organisation_max,
        ..Terms::default()
    };
    assert_eq!(within_share(19, &Terms::default()), Ok(()));
    let full = within_share(20, &Terms::default()).unwrap_err();
    assert_eq!(full.reason, "ORGANISATION_FULL");
    // No setting shuts everybody out.
    assert_eq!(within_share(0, &of(0)), Ok(()));
    assert!(within_share(1, &of(0)).is_err());
}

#[test]
fn fewer_places_evict_nobody_and_more_promote_in_order() {
    let mut places = places(2);
    let mut all: Vec<Registration> = ["a", "b", "c", "d"]
        .into_iter()
        .map(|who| registers(newcomer(who), &accepted(), &mut places))
        .collect();
    places.role_mut(PersonRole::Enterprise).unwrap().quota = 1;
    let gone = took(&all[0], Command::Cancel, &mut places, &of_enterprise("a")).unwrap();
    all[0] = gone.registration;
    assert_eq!(promoted(&mut all, &mut places), Vec::<i64>::new());
    places.role_mut(PersonRole::Enterprise).unwrap().quota = 3;
    assert_eq!(promoted(&mut all, &mut places), [3, 4]);
}

#[test]
fn a_rule_s_limits_hold_until_registration_closes() {
    let mut places = places(3);
    let share = Admission::Accept {
        outside_max: Some(1),
    };
    let (share, outside) = (admitted(share.clone()), admitted_outsider(share));
    let held = admitted(Admission::Wait { outside_max: None });
    let mut all = vec![
        registers(newcomer("held"), &held, &mut places),
        registers(newcomer("x"), &outside, &mut places),
        registers(newcomer("y"), &outside, &mut places),
        registers(newcomer("a"), &share, &mut places),
    ];
    let states: Vec<State> = all.iter().map(|one| one.state).collect();
    assert_eq!(
        states,
        [
            State::Waitlisted,
            State::Confirmed,
            State::Waitlisted,
            State::Confirmed
        ]
    );
    assert_eq!(promoted(&mut all, &mut places), Vec::<i64>::new());
    // The share of those from elsewhere is free again: the first of them has it, not the one a rule holds back.
    let gone = took(&all[1], Command::Cancel, &mut places, &of_enterprise("x")).unwrap();
    all[1] = gone.registration;
    assert_eq!(promoted(&mut all, &mut places), [3]);
    assert_eq!(places.role(PersonRole::Enterprise).unwrap().outsiders, 1);
    places.event_state = EventState::ClosedRegistration;
    assert_eq!(promoted(&mut all, &mut places), [1]);
    // Once it begins nobody is promoted any more.
    let late = registers_by_hand(&mut places);
    assert_eq!(late.state, State::Waitlisted);
    places.role_mut(PersonRole::Enterprise).unwrap().quota = 9;
    places.event_state = EventState::Running;
    assert_eq!(places.wants(PersonRole::Enterprise), None);
}

/// A rule failed on this one while registration was open; a person takes it in afterwards.
fn registers_by_hand(places: &mut Places) -> Registration {
    let failed = Answer::Failed("TRAP".to_owned());
    places.event_state = EventState::Open;
    let manual = registers(newcomer("m"), &failed, places);
    assert_eq!(
        (manual.state, manual.failure.as_deref()),
        (State::Manual, Some("TRAP"))
    );
    places.event_state = EventState::ClosedRegistration;
    let clerk = Actor::person("wu", "stb-440703", "440703", [Role::CountyStb]);
    let resolve = Command::Resolve {
        accept: true,
        reason: "规则包故障".to_owned(),
    };
    took(&manual, resolve, places, &clerk).unwrap().registration
}

#[test]
fn an_event_takes_registrations_of_its_roles_while_it_is_open() {
    let who = || newcomer("a");
    let actor = of_enterprise("a");
    for state in EventState::ALL
        .iter()
        .filter(|state| **state != EventState::Open)
    {
        let mut shut = places(9);
        shut.event_state = *state;
        let refused = register(who(), &accepted(), &mut shut, (&actor, day(TODAY)));
        assert_eq!(
            refused.unwrap_err().reason,
            "REGISTRATION_NOT_OPEN",
            "{state:?}"
        );
    }
    let mut open = places(9);
    let last = register(who(), &accepted(), &mut open, (&actor, day("2026-06-08")));
    assert!(last.is_ok());
    let late = register(who(), &accepted(), &mut open, (&actor, day("2026-06-09")));
    assert_eq!(late.unwrap_err().reason, "REGISTRATION_NOT_OPEN");
    let of_media = Newcomer {
        role: PersonRole::Media,
        ..who()
    };
    let uninvited = register(of_media, &accepted(), &mut open, (&actor, day(TODAY)));
    assert_eq!(uninvited.unwrap_err().reason, "ROLE_NOT_INVITED");
    let stranger = of_enterprise("other");
    let foreign = register(who(), &accepted(), &mut open, (&stranger, day(TODAY)));
    assert_eq!(foreign.unwrap_err().reason, "NOT_YOUR_STEP");
    assert_eq!(open.last_place, 1, "a refusal takes no number");
}
