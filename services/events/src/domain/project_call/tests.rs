//! Calls: who opens and closes them, what they say, and when they take projects.
use super::testing::call;
use super::*;
use crate::domain::actor::Role;
use crate::domain::of_event::testing::running;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn organiser() -> Actor {
    Actor::person("an", "fair", "", [Role::Organiser])
}

fn new() -> NewCall {
    let call = call();
    NewCall {
        id: call.id,
        title: call.title,
        opens_on: call.opens_on,
        closes_on: call.closes_on,
        criteria: call.criteria,
        experts_min: call.experts_min,
        places: call.places,
    }
}

fn refused(new: NewCall, today: &str) -> Refused {
    open(new, &running(), &organiser(), day(today)).unwrap_err()
}

#[test]
fn who_runs_an_event_calls_for_its_projects() {
    let opened = open(new(), &running(), &organiser(), day("2025-03-01"));
    assert_eq!(opened, Ok(call()));
    let stranger = Actor::person("li", "acme", "", [Role::Applicant]);
    let foreign = open(new(), &running(), &stranger, day("2025-03-01")).unwrap_err();
    assert_eq!(foreign.reason, "NOT_YOUR_STEP");
}

#[test]
fn a_call_has_its_window_and_its_criteria() {
    let late = refused(new(), "2025-04-02");
    assert_eq!(
        (late.reason, late.fields[0].field.as_str()),
        ("WINDOW_INVALID", "opens_on")
    );
    for closes_on in ["2025-03-31", "2025-05-10"] {
        let window = NewCall {
            closes_on: day(closes_on),
            ..new()
        };
        let refused = refused(window, "2025-03-01");
        assert_eq!(refused.reason, "WINDOW_INVALID");
        assert_eq!(refused.fields[0].field, "closes_on");
    }
    let mut twice = new();
    twice.criteria.push(Criterion {
        name: "TEAM".to_owned(),
        weight: 0,
    });
    let fields = refused(twice, "2025-03-01").fields;
    let fields: Vec<_> = fields.iter().map(|field| field.field.as_str()).collect();
    assert_eq!(fields, ["criteria[3].criterion", "criteria[3].weight"]);
    let none = NewCall {
        criteria: Vec::new(),
        title: " ".to_owned(),
        ..new()
    };
    assert_eq!(refused(none, "2025-03-01").fields.len(), 2);
    let mut nothing = running();
    nothing.submissions_until = None;
    let taken = open(new(), &nothing, &organiser(), day("2025-03-01"));
    assert_eq!(taken.unwrap_err().reason, "SUBMISSIONS_NOT_TAKEN");
    let unreviewed = NewCall {
        criteria: Vec::new(),
        experts_min: 0,
        ..new()
    };
    assert!(open(unreviewed, &running(), &organiser(), day("2025-03-01")).is_ok());
}

#[test]
fn projects_are_taken_on_the_days_of_the_window() {
    let call = call();
    for (today, taken) in [
        ("2025-03-31", false),
        ("2025-04-01", true),
        ("2025-04-30", true),
        ("2025-05-01", false),
    ] {
        assert_eq!(call.takes(day(today)).is_ok(), taken, "{today}");
    }
    let closed = call.close(&running(), &organiser(), day("2025-04-05"));
    let closed = closed.unwrap();
    assert_eq!((closed.version, closed.state), (2, State::Closed));
    assert_eq!(
        closed.takes(day("2025-04-05")).unwrap_err().reason,
        "CALL_NOT_OPEN"
    );
    let again = closed.close(&running(), &organiser(), day("2025-04-05"));
    assert_eq!(again.unwrap_err().reason, "STATE_FORBIDS");
    let service = Actor::service("events", "440703");
    let early = call.close(&running(), &service, day("2025-04-30"));
    assert_eq!(early.unwrap_err().reason, "CALL_NOT_OVER");
    let over = call.close(&running(), &service, day("2025-05-01"));
    assert_eq!(over.unwrap().state, State::Closed);
}
