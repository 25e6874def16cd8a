//! The public notice, objections, and the accreditation.
use super::*;

fn object() -> Command {
    Command::Object {
        text: "用地有争议".to_owned(),
    }
}

fn resolve(upheld: bool) -> Command {
    Command::ResolveObjection {
        upheld,
        reason: "已核实".to_owned(),
    }
}

#[test]
fn a_base_is_accredited_after_seven_days_by_another_person() {
    let base = proposed();
    let early = on(&base, plate(), &second_city(), "2025-03-10");
    assert_eq!(reason(early), "NOTICE_NOT_OVER");
    let same = on(&base, plate(), &city(), ACCREDITED_ON);
    assert_eq!(reason(same), "SAME_PERSON");
    let of_county = on(&base, plate(), &county(), ACCREDITED_ON);
    assert_eq!(reason(of_county), "ROLE_MISSING");
    let nameless = Command::Accredit {
        plate_number: String::new(),
    };
    let nameless = on(&base, nameless, &second_city(), ACCREDITED_ON);
    assert_eq!(reason(nameless), "PLATE_NUMBER_MISSING");
    let taken = on(&base, plate(), &second_city(), ACCREDITED_ON).unwrap();
    let expected = Event::BaseAccredited {
        plate_number: "JM-2025-01".to_owned(),
        accredited_on: day(ACCREDITED_ON),
        valid_until: day("2028-03-11"),
        renewed: false,
    };
    assert_eq!(taken.event, expected);
    assert!(taken.base.is_accredited());
    assert_eq!(taken.base.assess_due_on, Some(day("2026-03-11")));
}

#[test]
fn an_objection_suspends_it_until_the_authority_answers() {
    let late = on(&proposed(), object(), &stranger(), ACCREDITED_ON);
    assert_eq!(reason(late), "NOTICE_OVER");
    assert_eq!(
        reason(step(&proposed(), object(), &service())),
        "OBJECTION_BY_SERVICE"
    );
    let suspended = after(&proposed(), object(), &stranger());
    assert_eq!(suspended.state, State::Suspended);
    let barred = on(&suspended, plate(), &second_city(), ACCREDITED_ON);
    assert_eq!(reason(barred), "STATE_FORBIDS");
    assert_eq!(
        reason(step(&suspended, resolve(false), &county())),
        "ROLE_MISSING"
    );
    let dismissed = step(&suspended, resolve(false), &city()).unwrap();
    assert_eq!(
        dismissed.event,
        Event::BaseObjectionResolved { upheld: false }
    );
    assert_eq!(dismissed.base.state, State::Proposed);
    let upheld = after(&suspended, resolve(true), &city());
    assert_eq!(upheld.state, State::Refused);
    assert_eq!(upheld.refusal.unwrap().code, "OBJECTION_UPHELD");
}

#[test]
fn a_county_base_is_its_county_s_from_the_call_to_the_plate() {
    let second = Actor::person("he", "stb-440783", "440783", [Role::CountyStb]);
    let mut base = drafted_at(Level::County);
    base = after(&base, Command::Apply(call(Level::County)), &operator());
    let note = "好".to_owned();
    base = after(&base, Command::Recommend { note }, &county());
    assert_eq!(
        reason(step(&base, assigned(1..=5), &city())),
        "ROLE_MISSING"
    );
    base = after(&base, assigned(1..=5), &second);
    base = scored(base, 1..=5, 75);
    base = after(&base, by_host(), &second);
    let taken = on(&base, plate(), &county(), ACCREDITED_ON).unwrap();
    assert_eq!(taken.base.state, State::Accredited);
}
