use super::*;

fn check() -> Command {
    Command::Check {
        note: String::new(),
    }
}

fn assign(names: &[&str]) -> Command {
    Command::Assign {
        experts: names.iter().map(|name| seat(name)).collect(),
    }
}

fn score(points: i64) -> Command {
    let scores = super::super::review::CRITERIA.map(|name| (name.to_owned(), points));
    Command::Score {
        scores: scores.to_vec(),
        reason: String::new(),
    }
}

fn propose(desk_review: &str) -> Command {
    Command::Propose {
        desk_review: desk_review.to_owned(),
    }
}

/// In review, of the city's grade.
fn in_city_review() -> Carrier {
    moved(&found(Grade::City), &city(), check())
}

fn scored(experts: &[&str], points: i64) -> Carrier {
    let mut carrier = moved(&in_city_review(), &city(), assign(experts));
    for name in experts {
        carrier = moved(&carrier, &expert(name), score(points));
    }
    carrier
}

#[test]
fn a_national_grade_is_held_against_its_measures_by_the_host() {
    let applied = moved(&drafted(), &operator(), apply(Grade::National));
    let application = applied.application.clone().unwrap();
    assert_eq!(application.regime, Regime::N2018);
    assert!(application.finding.unwrap().met);
    let short = Command::Apply {
        grade: Grade::National,
        figures: Figures {
            graduates: 19,
            ..figures()
        },
        counted: counted(),
    };
    let applied = moved(&drafted(), &operator(), short);
    let refused = step(&applied, &city(), check()).unwrap_err();
    assert_eq!(refused.reason, "CONDITIONS_UNMET");
    assert!(refused.text.en.contains("GRADUATES"));
    let refuse = Command::Refuse {
        code: "CONDITIONS_UNMET".to_owned(),
        note: text(),
    };
    assert_eq!(moved(&applied, &city(), refuse).state, State::Refused);
}

#[test]
fn figures_that_can_be_none_are_refused_by_name() {
    let wrong = Command::Apply {
        grade: Grade::City,
        figures: Figures {
            pro_staff: 13,
            fund_fen: -1,
            ..figures()
        },
        counted: counted(),
    };
    let refused = step(&drafted(), &operator(), wrong).unwrap_err();
    assert_eq!(refused.reason, "FIGURES_INVALID");
    let fields: Vec<&str> = refused
        .fields
        .iter()
        .map(|field| field.field.as_str())
        .collect();
    assert_eq!(fields, ["figures.pro_staff", "figures.fund_fen"]);
}

#[test]
fn the_office_of_the_grade_checks_with_a_note_where_more_is_stated_than_counted() {
    let applied = moved(&drafted(), &operator(), apply(Grade::City));
    assert_eq!(reason(step(&applied, &city(), check())), "FINDING_MISSING");
    assert_eq!(
        reason(step(&found(Grade::City), &county(), check())),
        "ROLE_MISSING"
    );
    let own = Actor::person("y", "park-1", "440700", [Role::CityStb]);
    assert_eq!(
        reason(step(&found(Grade::City), &own, check())),
        "OWN_ORGANISATION"
    );
    let more = Command::Apply {
        grade: Grade::Province,
        figures: figures(),
        counted: CarrierCounts {
            tenants: 49,
            ..counted()
        },
    };
    let applied = moved(&drafted(), &operator(), more);
    let beyond = applied.application.as_ref().unwrap();
    assert_eq!(beyond.figures.beyond(&beyond.counted), ["tenants"]);
    assert_eq!(reason(step(&applied, &city(), check())), "REASON_MISSING");
    let noted = Command::Check { note: text() };
    assert_eq!(moved(&applied, &city(), noted).state, State::Review);
}

#[test]
fn experts_without_a_conflict_score_before_a_city_carrier_is_proposed() {
    let seated = moved(&in_city_review(), &city(), assign(&["a", "b", "c"]));
    let insider = Command::Assign {
        experts: vec![(
            Expert {
                id: "d".to_owned(),
                organisation: "park-1".to_owned(),
            },
            Declaration::default(),
        )],
    };
    assert_eq!(reason(step(&seated, &city(), insider)), "EXPERT_CONFLICT");
    assert_eq!(
        reason(step(&seated, &city(), assign(&["zhao"]))),
        "SAME_PERSON"
    );
    assert_eq!(
        reason(step(&seated, &city(), assign(&[]))),
        "EXPERTS_MISSING"
    );
    assert_eq!(
        reason(step(&seated, &city(), propose(""))),
        "SCORES_MISSING"
    );
    assert_eq!(
        reason(step(&seated, &expert("e"), score(80))),
        "NOT_ASSIGNED"
    );
    assert_eq!(reason(step(&seated, &city(), score(80))), "ROLE_MISSING");
    assert_eq!(
        reason(step(&in_city_review(), &city(), propose("x"))),
        "TOO_FEW_EXPERTS"
    );
    assert_eq!(
        reason(step(&scored(&["a", "b"], 80), &city(), propose(""))),
        "TOO_FEW_EXPERTS"
    );
    assert_eq!(
        reason(step(&scored(&["a", "b", "c"], 59), &city(), propose(""))),
        "SCORE_TOO_LOW"
    );
    let decided = step(&scored(&["a", "b", "c"], 60), &city(), propose("")).unwrap();
    let last_day = day("2025-03-10");
    assert_eq!(decided.event, Event::CarrierProposed { last_day });
}

#[test]
fn who_has_a_conflict_leaves_the_panel() {
    let seated = moved(&in_city_review(), &city(), assign(&["a", "b"]));
    let leave = |name: &str| Command::Recuse {
        expert: name.to_owned(),
        reasons: vec!["RELATIVE".to_owned()],
        note: text(),
    };
    assert_eq!(
        reason(step(&seated, &expert("b"), leave("a"))),
        "ROLE_MISSING"
    );
    let left = moved(&seated, &expert("a"), leave("a"));
    assert_eq!(
        reason(step(&left, &expert("a"), score(80))),
        "EXPERT_RECUSED"
    );
    let left = moved(&left, &city(), leave("b"));
    assert_eq!(left.review.unwrap().sitting().count(), 0);
}

#[test]
fn an_office_of_the_county_reviews_at_its_desk_with_a_reason() {
    assert_eq!(
        reason(step(&reviewed(), &county(), propose(" "))),
        "REASON_MISSING"
    );
    assert_eq!(proposed().desk_review, text());
}

#[test]
fn an_objection_stops_a_proposal_until_it_is_answered() {
    let object = || Command::Object { text: text() };
    assert_eq!(
        reason(step_on(&proposed(), "2025-03-11", &stranger(), object())),
        "NOTICE_OVER"
    );
    let suspended = moved(&proposed(), &stranger(), object());
    assert_eq!(suspended.state, State::Suspended);
    let accredit = Command::Accredit {
        document: String::new(),
    };
    let early = step_on(&suspended, "2025-03-11", &second_county(), accredit.clone());
    assert_eq!(reason(early), "STATE_FORBIDS");
    let dismiss = Command::Dismiss { reason: text() };
    let stands = moved(&suspended, &county(), dismiss);
    assert_eq!(stands.notice.as_ref().unwrap().last_day, day("2025-03-10"));
    let over = step_on(&stands, "2025-03-11", &second_county(), accredit);
    assert_eq!(over.unwrap().carrier.state, State::Accredited);
    let uphold = Command::Uphold {
        code: "FIGURES_FALSE".to_owned(),
        reason: text(),
    };
    let refused = moved(&suspended, &county(), uphold);
    assert_eq!(refused.state, State::Refused);
    assert_eq!(refused.refusal.unwrap().code, "FIGURES_FALSE");
}

#[test]
fn another_person_accredits_after_the_notice() {
    let accredit = || Command::Accredit {
        document: String::new(),
    };
    let early = step_on(&proposed(), "2025-03-10", &second_county(), accredit());
    assert_eq!(reason(early), "NOTICE_NOT_OVER");
    let same = step_on(&proposed(), "2025-03-11", &county(), accredit());
    assert_eq!(reason(same), "SAME_PERSON");
    let carrier = accredited();
    let status = carrier.current().unwrap();
    assert_eq!(
        (status.grade, status.regime),
        (Grade::County, Regime::Local)
    );
    assert_eq!(status.since, day("2025-03-11"));
}

#[test]
fn a_grade_of_the_province_names_its_document() {
    let checked = moved(&found(Grade::Province), &city(), check());
    let mut carrier = moved(&checked, &city(), assign(&["a", "b", "c"]));
    for name in ["a", "b", "c"] {
        carrier = moved(&carrier, &expert(name), score(90));
    }
    let carrier = moved(&carrier, &city(), propose(""));
    let accredit = |document: &str| Command::Accredit {
        document: document.to_owned(),
    };
    let without = step_on(&carrier, "2025-03-11", &second_city(), accredit(" "));
    assert_eq!(reason(without), "DOCUMENT_MISSING");
    let with = step_on(
        &carrier,
        "2025-03-11",
        &second_city(),
        accredit("粤科函〔2025〕1号"),
    );
    assert_eq!(with.unwrap().carrier.grade(), Some(Grade::Province));
}
