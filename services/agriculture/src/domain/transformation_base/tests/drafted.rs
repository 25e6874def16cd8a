//! A base on paper: its draft, its call, the county's word.
use super::*;

#[test]
fn an_organisation_drafts_its_own_base_in_a_county_of_the_city() {
    let new = |organisation: &str, division: &str, form: Form| NewBase {
        id: Uuid::from_u128(1),
        number: "1".to_owned(),
        organisation: organisation.to_owned(),
        division: division.to_owned(),
        form,
    };
    let fields = field::Terms::default();
    let draft_of = |new| draft(new, &call(Level::City), &operator(), &fields);
    let unknown = Form {
        field: "FIFTH".to_owned(),
        ..form()
    };
    let nameless = Form {
        title: " ".to_owned(),
        ..form()
    };
    let long = Form {
        title: "长".repeat(101),
        ..form()
    };
    let senseless = Form {
        figures: Figures {
            land_c: -1,
            ..figures()
        },
        ..form()
    };
    for (new, reason) in [
        (new("enterprise-2", "440783", form()), "NOT_YOUR_STEP"),
        (new("jaas", "440700", form()), "NOT_IN_JIANGMEN"),
        (new("jaas", "440106", form()), "NOT_IN_JIANGMEN"),
        (new("jaas", "440783", unknown), "FIELD_UNKNOWN"),
        (new("jaas", "440783", nameless), "TITLE_MISSING"),
        (new("jaas", "440783", long), "FORM_INVALID"),
        (new("jaas", "440783", senseless), "FIGURES_INVALID"),
    ] {
        assert_eq!(draft_of(new).unwrap_err().reason, reason);
    }
    let base = drafted();
    assert_eq!((base.state, base.version), (State::Draft, 1));
    assert_eq!(base.programme_name, call(Level::City).programme_name);
}

#[test]
fn only_a_draft_is_changed_and_only_by_its_own() {
    let fields = field::Terms::default();
    let other = Form {
        title: "陈皮基地".to_owned(),
        ..form()
    };
    let edited = edit(&drafted(), other.clone(), &operator(), &fields).unwrap();
    assert_eq!((edited.title.as_str(), edited.version), ("陈皮基地", 2));
    let refused = edit(&drafted(), other.clone(), &stranger(), &fields).unwrap_err();
    assert_eq!(refused.reason, "NOT_YOUR_STEP");
    let refused = edit(&applied(), other, &operator(), &fields).unwrap_err();
    assert_eq!(refused.reason, "NOT_A_DRAFT");
}

#[test]
fn an_application_is_taken_while_its_call_is_open() {
    let apply = || Command::Apply(call(Level::City));
    let taken = step(&drafted(), apply(), &operator()).unwrap();
    assert_eq!(taken.event, Event::BaseApplied);
    assert_eq!(taken.base.applied_on, Some(day(MONDAY)));
    let late = on(&drafted(), apply(), &operator(), "2025-04-01");
    assert_eq!(reason(late), "CALL_NOT_OPEN");
    assert_eq!(
        reason(step(&drafted(), apply(), &stranger())),
        "NOT_YOUR_STEP"
    );
    assert_eq!(
        reason(step(&applied(), apply(), &operator())),
        "STATE_FORBIDS"
    );
}

#[test]
fn the_county_recommends_or_refuses_what_is_not_its_own() {
    let recommend = |note: &str| Command::Recommend {
        note: note.to_owned(),
    };
    let taken = step(&applied(), recommend("好"), &county()).unwrap();
    assert_eq!(taken.base.state, State::Recommended);
    assert_eq!(
        reason(step(&applied(), recommend(" "), &county())),
        "REASON_MISSING"
    );
    assert_eq!(
        reason(step(&applied(), recommend("好"), &city())),
        "ROLE_MISSING"
    );
    let own = Actor::person("wu", "jaas", "440783", [Role::CountyStb]);
    assert_eq!(
        reason(step(&applied(), recommend("好"), &own)),
        "OWN_ORGANISATION"
    );
    let same = Actor::person("li", "stb-440783", "440783", [Role::CountyStb]);
    assert_eq!(
        reason(step(&applied(), recommend("好"), &same)),
        "SAME_PERSON"
    );

    let refuse = |code: &str| Command::Refuse {
        code: code.to_owned(),
        note: "用地不合规".to_owned(),
    };
    let refused = step(&applied(), refuse("LAND_USE"), &county()).unwrap();
    assert_eq!(refused.base.state, State::Refused);
    assert_eq!(
        reason(step(&applied(), refuse("no"), &county())),
        "REFUSAL_CODE_INVALID"
    );
    // Once it is recommended, the authority alone says no.
    assert_eq!(
        reason(step(&recommended(), refuse("LAND_USE"), &county())),
        "ROLE_MISSING"
    );
    let by_city = step(&recommended(), refuse("LAND_USE"), &city()).unwrap();
    assert_eq!(by_city.base.state, State::Refused);
}

#[test]
fn its_organisation_withdraws_it_from_every_state_before_the_decision() {
    let manual = after(&reviewed_base(), failed(Blocked::Review), &service());
    let text = "有异议".to_owned();
    let suspended = after(&proposed(), Command::Object { text }, &stranger());
    let before = [
        drafted(),
        applied(),
        recommended(),
        proposed(),
        suspended,
        manual,
    ];
    for base in before {
        assert_eq!(
            reason(step(&base, Command::Withdraw, &stranger())),
            "NOT_YOUR_STEP"
        );
        let gone = step(&base, Command::Withdraw, &operator()).unwrap();
        assert_eq!(gone.event, Event::BaseWithdrawn);
        assert_eq!(
            (gone.base.state, gone.base.failure),
            (State::Withdrawn, None)
        );
    }
    let kept = step(&accredited(), Command::Withdraw, &operator());
    assert_eq!(reason(kept), "STATE_FORBIDS");
}

#[test]
fn the_right_to_the_land_runs_in_whole_months() {
    let until = |text: &str| Figures {
        land_right_until: Some(day(text)),
        ..figures()
    };
    for (until, months) in [
        (until("2028-03-03"), 36),
        (until("2028-03-02"), 35),
        (until("2025-03-02"), 0),
        (until("9999-12-31"), 1_200),
    ] {
        assert_eq!(until.land_right_months(day(MONDAY)), months);
    }
    let none = Figures {
        land_right_until: None,
        ..figures()
    };
    assert_eq!(none.land_right_months(day(MONDAY)), 0);
}

#[test]
fn every_typical_condition_is_tested_in_its_order() {
    let nothing = Figures {
        legal_person: false,
        land_c: 4_999,
        facility_area_c: 49_999,
        land_right_until: None,
        technical_partners: Vec::new(),
        achievements: vec!["新品种".to_owned()],
        technical_staff: 4,
    };
    let terms = Terms::default();
    let fails = nothing.fails(6_999, day(MONDAY), &terms);
    assert_eq!(fails, Condition::ALL);
    assert_eq!(figures().fails(7_000, day(MONDAY), &terms), []);
    // Facilities do in place of land.
    let housed = Figures {
        land_c: 0,
        facility_area_c: 50_000,
        ..figures()
    };
    assert_eq!(housed.fails(7_000, day(MONDAY), &terms), []);
}
