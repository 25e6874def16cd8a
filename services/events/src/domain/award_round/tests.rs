use super::testing::round;
use super::*;
use crate::domain::chart::assert_follows;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn office_clerk() -> Actor {
    Actor::person("ou", "award-office", "440700", [Role::CityStb])
}

fn asked() -> NewRound {
    let round = round();
    NewRound {
        id: round.id,
        code: round.code,
        title: round.title,
        opens_on: round.opens_on,
        closes_on: round.closes_on,
        city_closes_on: round.city_closes_on,
        dimensions: round.dimensions,
        groups: round.groups,
        experts: round.experts,
        associations: round.associations,
        places: round.places,
    }
}

#[test]
fn the_chart_is_followed_in_every_state() {
    assert_follows(State::ALL, Step::ALL, next, |step| match step {
        Step::Update => &[(State::Open, State::Open)],
        Step::ListExperts => &[(State::Open, State::Open), (State::Closed, State::Closed)],
        Step::Close => &[(State::Open, State::Closed)],
    });
}

#[test]
fn the_award_office_opens_a_round() {
    let today = day("2026-08-20");
    assert_eq!(open(asked(), &office_clerk(), today), Ok(round()));
    let county = Actor::person("wu", "stb", "440703", [Role::CountyStb]);
    let refused = open(asked(), &county, today).unwrap_err();
    assert_eq!(refused.reason, "ROLE_MISSING");
    let late = open(asked(), &office_clerk(), day("2026-09-02")).unwrap_err();
    assert_eq!(late.reason, "WINDOW_INVALID");
    assert_eq!(late.fields[0].field, "opens_on");
    let turned = NewRound {
        city_closes_on: day("2026-10-16"),
        ..asked()
    };
    let refused = open(turned, &office_clerk(), today).unwrap_err();
    assert_eq!(refused.reason, "WINDOW_INVALID");
    assert_eq!(refused.fields[0].field, "city_closes_on");
}

#[test]
fn what_is_wrong_with_a_round_is_told_field_by_field() {
    let mut new = asked();
    new.code = "jm".to_owned();
    new.title = "中国江门奖".to_owned();
    new.dimensions.push(Criterion {
        name: "QUALITY".to_owned(),
        weight: 0,
    });
    new.groups = vec!["新材料".to_owned()];
    new.associations[0].grade = 6;
    new.places.third = -1;
    let refused = open(new, &office_clerk(), day("2026-08-20")).unwrap_err();
    let fields = refused
        .fields
        .iter()
        .map(|field| (field.field.as_str(), field.reason));
    let fields: Vec<_> = fields.collect();
    assert_eq!(
        fields,
        [
            ("code", "CODE_INVALID"),
            ("title", "NAME_NOT_ALLOWED"),
            ("dimensions[3].dimension", "CRITERION_INVALID"),
            ("dimensions[3].weight", "NUMBER_OUT_OF_RANGE"),
            ("groups[0]", "CODE_INVALID"),
            ("associations[0].grade", "NUMBER_OUT_OF_RANGE"),
            ("places.third", "NUMBER_OUT_OF_RANGE"),
        ]
    );
    let none = NewRound {
        dimensions: Vec::new(),
        ..asked()
    };
    let refused = open(none, &office_clerk(), day("2026-08-20")).unwrap_err();
    assert_eq!(refused.fields[0].reason, "FIELD_MISSING");
}

#[test]
fn a_round_closes_by_itself_after_its_last_day() {
    let service = Actor::service("events", "440700");
    let early = round().close(&service, day("2026-10-15")).unwrap_err();
    assert_eq!(early.reason, "ROUND_NOT_OVER");
    let closed = round().close(&service, day("2026-10-16")).unwrap();
    assert_eq!((closed.state, closed.version), (State::Closed, 2));
    assert_eq!(
        closed.takes(day("2026-10-01")).unwrap_err().reason,
        "ROUND_NOT_OPEN"
    );
    let by_hand = round().close(&office_clerk(), day("2026-09-02"));
    assert_eq!(by_hand.unwrap().state, State::Closed);
    assert_eq!(round().takes(day("2026-09-01")), Ok(()));
    assert!(round().takes(day("2026-08-31")).is_err());
}

#[test]
fn an_open_round_takes_more_and_longer_and_never_less() {
    let office = office_clerk();
    let association = |organisation: &str, grade| Association {
        organisation: organisation.to_owned(),
        title: "江门市协会".to_owned(),
        grade,
    };
    let change = RoundChange {
        closes_on: Some(day("2026-10-31")),
        associations: vec![association("batteries", 4), association("lighting", 3)],
        ..RoundChange::default()
    };
    let updated = round().update(change.clone(), &office).unwrap();
    assert_eq!(updated.version, 2);
    assert_eq!(updated.closes_on, day("2026-10-31"));
    assert_eq!(updated.city_closes_on, round().city_closes_on);
    assert_eq!(updated.grade_of("batteries"), Some(4));
    assert_eq!(updated.grade_of("lighting"), Some(3));
    assert_eq!(updated.associations.len(), 2);
    let refused = |change: RoundChange| round().update(change, &office).unwrap_err().reason;
    let earlier = RoundChange {
        closes_on: Some(day("2026-10-14")),
        ..RoundChange::default()
    };
    assert_eq!(refused(earlier), "WINDOW_INVALID");
    let turned = RoundChange {
        city_closes_on: Some(day("2026-10-16")),
        ..RoundChange::default()
    };
    assert_eq!(refused(turned), "WINDOW_INVALID");
    assert_eq!(refused(RoundChange::default()), "FORM_INVALID");
    let county = Actor::person("wu", "stb", "440703", [Role::CountyStb]);
    let by_county = round().update(change.clone(), &county).unwrap_err();
    assert_eq!(by_county.reason, "ROLE_MISSING");
    let closed = round().close(&office, day("2026-09-02")).unwrap();
    let late = closed.update(change, &office).unwrap_err();
    assert_eq!(late.reason, "STATE_FORBIDS");
}

#[test]
fn experts_are_listed_in_a_group_of_the_round_also_once_it_is_closed() {
    let listing = |group: &str| RoundChange {
        experts: vec![GroupExpert {
            group: group.to_owned(),
            expert: "judge-1".to_owned(),
        }],
        ..RoundChange::default()
    };
    let office = office_clerk();
    let unknown = round().update(listing("FOOD"), &office).unwrap_err();
    assert_eq!(unknown.fields[0].reason, "GROUP_UNKNOWN");
    assert!(round().judges_in("MATERIALS", "judge-2"));
    let closed = round().close(&office, day("2026-09-02")).unwrap();
    let listed = closed.update(listing("MATERIALS"), &office).unwrap();
    assert_eq!(listed.state, State::Closed);
    assert!(listed.judges_in("MATERIALS", "judge-1"));
    assert!(!listed.judges_in("MATERIALS", "judge-2"));
}
