//! What a submission has to say, who takes it back, and when none is taken.
use chrono::Days;

use super::*;
use crate::domain::actor::Role;
use crate::domain::chart::assert_follows;
use crate::domain::event;
use crate::domain::of_event::testing::running;

fn actor() -> Actor {
    Actor::person("li", "acme", "", [Role::Applicant])
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn new() -> NewSubmission {
    NewSubmission {
        id: Uuid::from_u128(7),
        kind: Kind::Need,
        number: "KZ-EVN-2025-440703-000001".to_owned(),
        is_college: false,
        words_max: 64,
        form: SubmissionForm {
            organisation_name: "蓬江电池有限公司".to_owned(),
            division: Some("440703".to_owned()),
            title: "动力电池回收".to_owned(),
            summary: "正极材料的回收和再生".to_owned(),
            chain: Some("BATTERY".to_owned()),
            cluster: Some("NEW_ENERGY".to_owned()),
            keywords: vec!["正极材料".to_owned()],
            level: 6,
            amount_fen: Some(200_000_000),
        },
    }
}

fn submitted() -> Submission {
    submit(new(), &running(), &actor(), day("2025-05-09")).unwrap()
}

#[test]
fn the_chart_is_the_rule_book() {
    assert_follows(State::ALL, Step::ALL, next, |step| match step {
        Step::Withdraw => &[(State::Submitted, State::Withdrawn)],
    });
}

#[test]
fn a_need_is_submitted_with_its_words_and_taken_back_by_its_own() {
    let need = submitted();
    assert_eq!(need.organisation, "acme");
    for word in ["正极材料", "回收", "电池"] {
        assert!(need.words.iter().any(|kept| kept == word), "{word}");
    }
    let stranger = Actor::person("guo", "rival", "", [Role::Applicant]);
    let refused = need.withdraw(&stranger).unwrap_err();
    assert_eq!(refused.reason, "NOT_YOUR_STEP");
    let official = Actor::person("wu", "stb-440703", "440703", [Role::CountyStb]);
    assert_eq!(need.withdraw(&official).unwrap_err().reason, "ROLE_MISSING");
    let back = need.withdraw(&actor()).unwrap();
    assert_eq!((back.state, back.version), (State::Withdrawn, 2));
    assert_eq!(back.withdraw(&actor()).unwrap_err().reason, "STATE_FORBIDS");
}

#[test]
fn nothing_is_taken_after_the_last_day_or_where_none_is_named() {
    let late = day("2025-05-09").checked_add_days(Days::new(1)).unwrap();
    let none = OfEvent {
        submissions_until: None,
        ..running()
    };
    for (event, today) in [(running(), late), (none, day("2025-05-09"))] {
        let refused = submit(new(), &event, &actor(), today).unwrap_err();
        assert_eq!(refused.reason, "SUBMISSIONS_NOT_TAKEN");
    }
    let over = OfEvent {
        state: event::State::Finished,
        ..running()
    };
    let refused = submit(new(), &over, &actor(), day("2025-05-09")).unwrap_err();
    assert_eq!(refused.reason, "EVENT_STATE_FORBIDS");
    let official = Actor::person("wu", "stb-440703", "440703", [Role::CountyStb]);
    let refused = submit(new(), &running(), &official, day("2025-05-09")).unwrap_err();
    assert_eq!(refused.reason, "ROLE_MISSING");
}

#[test]
fn everything_that_is_wrong_with_the_form_is_told() {
    let form = SubmissionForm {
        chain: Some("battery".to_owned()),
        cluster: Some(String::new()),
        keywords: vec![" ".to_owned(); KEYWORDS_MAX + 1],
        level: 10,
        amount_fen: Some(-1),
        ..SubmissionForm::default()
    };
    let told = |kind| {
        let form = form.clone();
        let wrong = NewSubmission {
            kind,
            form,
            ..new()
        };
        let refused = submit(wrong, &running(), &actor(), day("2025-05-09")).unwrap_err();
        let fields = refused.fields.into_iter();
        let told = fields.map(|field| (field.field, field.reason));
        told.collect::<Vec<_>>()
    };
    let found = told(Kind::Need);
    for expected in [
        ("form.organisation_name", "FIELD_MISSING"),
        ("form.title", "FIELD_MISSING"),
        ("form.summary", "FIELD_MISSING"),
        ("form.chain", "CODE_INVALID"),
        ("form.cluster", "CODE_INVALID"),
        ("form.keywords", "TOO_MANY"),
        ("form.keywords[20]", "FIELD_MISSING"),
        ("form.min_level", "NUMBER_OUT_OF_RANGE"),
        ("form.budget_fen", "NUMBER_OUT_OF_RANGE"),
    ] {
        let expected = (expected.0.to_owned(), expected.1);
        assert!(found.contains(&expected), "{expected:?} in {found:?}");
    }
    let found = told(Kind::Achievement);
    for field in ["form.level", "form.price_fen"] {
        let expected = (field.to_owned(), "NUMBER_OUT_OF_RANGE");
        assert!(found.contains(&expected), "{expected:?} in {found:?}");
    }
}
