//! What a draft has to hold.
use super::*;

fn wrong(of: Form) -> Vec<(String, &'static str)> {
    let terms = Terms::default();
    let refused = draft(new(of), &organiser(), &terms, day("2026-05-01")).unwrap_err();
    assert_eq!(refused.reason, "FORM_INVALID");
    let fields = refused.fields.into_iter();
    fields.map(|field| (field.field, field.reason)).collect()
}

fn one(field: &str, reason: &'static str) -> Vec<(String, &'static str)> {
    vec![(field.to_owned(), reason)]
}

#[test]
fn a_draft_is_its_organiser_s_and_lies_in_jiangmen() {
    let event = drafted();
    assert_eq!((event.state, event.version), (State::Draft, 1));
    let terms = Terms::default();
    let today = day("2026-05-01");
    let elsewhere = NewEvent {
        division: "440106".to_owned(),
        ..new(form())
    };
    for (new, actor, reason) in [
        (elsewhere, organiser(), "NOT_IN_JIANGMEN"),
        (new(form()), county(), "NOT_YOUR_STEP"),
        (
            new(form()),
            Actor::person("x", "chamber", "", [Role::Expert]),
            "ROLE_MISSING",
        ),
    ] {
        let refused = draft(new, &actor, &terms, today).unwrap_err();
        assert_eq!(refused.reason, reason);
    }
}

#[test]
fn days_follow_each_other() {
    let past = Form {
        registration_until: day("2026-04-30"),
        ..form()
    };
    assert_eq!(
        wrong(past),
        one("form.registration_until", "DATE_TOO_EARLY")
    );
    let on_the_day = Form {
        registration_until: day("2026-06-10"),
        ..form()
    };
    assert_eq!(
        wrong(on_the_day),
        one("form.registration_until", "DATE_TOO_LATE")
    );
    let endless = Form {
        ends_on: day("2026-08-09"),
        ..form()
    };
    assert_eq!(wrong(endless), one("form.ends_on", "DATE_TOO_LATE"));
    let longest = Form {
        ends_on: day("2026-08-08"),
        ..form()
    };
    let terms = Terms::default();
    assert!(draft(new(longest), &organiser(), &terms, day("2026-05-01")).is_ok());
    let after = Form {
        submissions_until: Some(day("2026-06-12")),
        ..form()
    };
    assert_eq!(wrong(after), one("form.submissions_until", "DATE_TOO_LATE"));
}

#[test]
fn a_college_s_small_match_names_its_college() {
    let of = |kind, code: &str| Form {
        kind,
        college: Some(code.to_owned()),
        ..form()
    };
    let terms = Terms::default();
    let small = of(Kind::CollegeSmallMatch, "WYU");
    assert!(draft(new(small), &organiser(), &terms, day("2026-05-01")).is_ok());
    let another = of(Kind::Roadshow, "WYU");
    assert_eq!(wrong(another), one("form.college", "COLLEGE_UNEXPECTED"));
    let unknown = of(Kind::CollegeSmallMatch, "440703");
    assert_eq!(wrong(unknown), one("form.college", "COLLEGE_UNKNOWN"));
}

#[test]
fn sessions_and_quotas_are_named_once() {
    let session = form().sessions.remove(0);
    let late = Session {
        on: day("2026-06-12"),
        ends_at: 540,
        ..session.clone()
    };
    let of = Form {
        sessions: vec![session, late],
        ..form()
    };
    assert_eq!(
        wrong(of),
        [
            ("form.sessions[1].code".to_owned(), "CODE_REPEATED"),
            ("form.sessions[1].date".to_owned(), "DATE_OUT_OF_RANGE"),
            ("form.sessions[1].ends_at".to_owned(), "NUMBER_OUT_OF_RANGE"),
        ]
    );
    let quota = form().quotas[0];
    let of = Form {
        quotas: vec![
            quota,
            Quota {
                places: -1,
                ..quota
            },
        ],
        ..form()
    };
    assert_eq!(
        wrong(of),
        [
            ("form.quotas[1].role".to_owned(), "CODE_REPEATED"),
            ("form.quotas[1].places".to_owned(), "NUMBER_OUT_OF_RANGE"),
        ]
    );
    let nobody = Form {
        quotas: Vec::new(),
        sessions: Vec::new(),
        title: " ".to_owned(),
        ..form()
    };
    assert_eq!(
        wrong(nobody),
        [
            ("form.title".to_owned(), "FIELD_MISSING"),
            ("form.sessions".to_owned(), "NUMBER_OUT_OF_RANGE"),
            ("form.quotas".to_owned(), "QUOTA_MISSING"),
        ]
    );
}

#[test]
fn only_a_draft_is_changed() {
    let terms = Terms::default();
    let today = day("2026-05-01");
    let edited = edit(&drafted(), form(), &organiser(), &terms, today).unwrap();
    assert_eq!(edited.version, 2);
    for state in State::ALL.iter().filter(|state| **state != State::Draft) {
        let refused = edit(&event_in(*state), form(), &organiser(), &terms, today);
        assert_eq!(refused.unwrap_err().reason, "STATE_FORBIDS", "{state:?}");
    }
}
