use super::*;
use AssessmentGrade::{A, C, D};

fn recheck(passed: bool) -> Command {
    Command::Recheck {
        passed,
        reason: text(),
    }
}

#[test]
fn a_year_that_is_over_is_assessed_once() {
    let carrier = accredited();
    for (on, year, reason) in [
        ("2025-12-31", 2025, "YEAR_INVALID"),
        ("2026-04-01", 2024, "YEAR_INVALID"),
        ("2026-04-01", 2026, "YEAR_INVALID"),
    ] {
        let found = step_on(&carrier, on, &county(), assess(year, A));
        assert_eq!(found.unwrap_err().reason, reason, "{on} {year}");
    }
    let once = assessed(&carrier, "2026-04-01", 2025, C);
    assert_eq!(once.state, State::Accredited);
    let twice = step_on(&once, "2026-04-02", &county(), assess(2025, A));
    assert_eq!(reason(twice), "YEAR_ASSESSED");
    let by_operator = step_on(&carrier, "2026-04-01", &operator(), assess(2025, A));
    assert_eq!(reason(by_operator), "ROLE_MISSING");
}

#[test]
fn a_bad_year_is_put_right_in_six_months_or_ends_the_status() {
    let carrier = rectifying();
    let due = carrier.rectification.clone().unwrap();
    assert_eq!(
        (due.since, due.until),
        (day("2026-04-01"), day("2026-10-01"))
    );
    let passed = step_on(&carrier, "2026-09-01", &county(), recheck(true)).unwrap();
    assert_eq!(passed.carrier.state, State::Accredited);
    assert_eq!(passed.carrier.rectification, None);
    // On the last day still, on the next no more: whether the service has noticed or not.
    assert!(step_on(&carrier, "2026-10-01", &county(), recheck(true)).is_ok());
    let late = step_on(&carrier, "2026-10-02", &county(), recheck(true));
    assert_eq!(reason(late), "RECTIFICATION_OVER");
    assert!(step_on(&carrier, "2026-10-02", &county(), recheck(false)).is_ok());
    let failed = step_on(&carrier, "2026-09-01", &county(), recheck(false)).unwrap();
    assert_eq!(failed.carrier.state, State::Revoked);
    assert_eq!(failed.carrier.statuses[0].until, Some(day("2026-09-01")));
    assert!(!failed.carrier.takes_tenants());
    // An application that is taken back opens it to nobody.
    let again = moved(&failed.carrier, &operator(), apply(Grade::City));
    let back = moved(&again, &operator(), Command::Withdraw);
    assert!(!again.takes_tenants() && !back.takes_tenants());
    assert!(carrier.takes_tenants() && back.hold_takes_tenants().is_err());
    let early = step_on(
        &carrier,
        "2026-10-01",
        &service(),
        Command::EndRectification,
    );
    assert_eq!(reason(early), "RECTIFICATION_NOT_OVER");
    let by_hand = step_on(&carrier, "2026-10-02", &county(), Command::EndRectification);
    assert_eq!(reason(by_hand), "NOT_BY_A_PERSON");
    let over = step_on(
        &carrier,
        "2026-10-02",
        &service(),
        Command::EndRectification,
    )
    .unwrap();
    let ground = over.carrier.revocation.unwrap().ground;
    assert_eq!(ground, RevocationGround::RectificationOver);
}

#[test]
fn two_bad_years_in_a_row_end_the_status() {
    let passed = step_on(&rectifying(), "2026-09-01", &county(), recheck(true)).unwrap();
    let again = assessed(&passed.carrier, "2027-04-01", 2026, D);
    assert_eq!(again.state, State::Revoked);
    let ground = again.revocation.unwrap().ground;
    assert_eq!(ground, RevocationGround::AssessedDAgain);
    let between = assessed(&passed.carrier, "2027-04-01", 2026, C);
    let later = assessed(&between, "2028-04-03", 2027, D);
    assert_eq!(later.state, State::Rectifying);
}

#[test]
fn fraud_ends_a_status_with_a_reason() {
    let revoke = |reason: &str| Command::Revoke {
        reason: reason.to_owned(),
    };
    assert_eq!(
        reason(step(&accredited(), &county(), revoke(""))),
        "REASON_MISSING"
    );
    for carrier in [accredited(), rectifying(), waiting_for_its_grade()] {
        let revoked = step_on(&carrier, "2026-05-06", &county(), revoke("假材料")).unwrap();
        assert_eq!(revoked.carrier.state, State::Revoked);
        assert_eq!(
            (revoked.carrier.grade(), revoked.carrier.manual),
            (None, None)
        );
    }
    let mut about_an_application = waiting_for_its_grade();
    about_an_application.statuses.clear();
    let nothing = step_on(
        &about_an_application,
        "2026-05-06",
        &county(),
        revoke("假材料"),
    );
    assert_eq!(reason(nothing), "CARRIER_NOT_ACCREDITED");
}

/// Its rule failed on a year.
fn waiting_for_its_grade() -> Carrier {
    let fail = Command::SendToManual {
        failure: "TRAP".to_owned(),
        decision: None,
        question: Question::Assessment {
            year: 2025,
            indicators: Indicators::default(),
            asked_on: day("2026-04-01"),
        },
    };
    let decided = step_on(&accredited(), "2026-04-01", &county(), fail);
    decided.unwrap().carrier
}

#[test]
fn a_lower_grade_passes_with_a_reason_though_its_figures_fail() {
    let change = |grade, reason: &str| Command::ChangeGrade {
        grade,
        figures: Figures {
            grown: 14,
            ..figures()
        },
        document: text(),
        reason: reason.to_owned(),
    };
    let mut carrier = accredited();
    carrier.statuses[0].grade = Grade::Province;
    let on = "2025-07-01";
    let lower = step_on(&carrier, on, &city(), change(Grade::City, "条件不再具备"));
    assert_eq!(lower.unwrap().carrier.grade(), Some(Grade::City));
    let unreasoned = step_on(&carrier, on, &city(), change(Grade::City, ""));
    assert_eq!(reason(unreasoned), "REASON_MISSING");
    let higher = step_on(&carrier, on, &city(), change(Grade::Standard, "升级"));
    assert_eq!(reason(higher), "CONDITIONS_UNMET");
}

#[test]
fn a_grade_changes_by_the_measures_of_the_day_and_keeps_the_history() {
    let change = |grade, figures, document: &str| Command::ChangeGrade {
        grade,
        figures,
        document: document.to_owned(),
        reason: text(),
    };
    let carrier = accredited();
    let on = "2025-07-01";
    let standard = change(Grade::Standard, figures(), "工信厅科函〔2025〕349号");
    let decided = step_on(&carrier, on, &city(), standard.clone()).unwrap();
    let statuses = &decided.carrier.statuses;
    assert_eq!(statuses[0].until, Some(day("2025-06-30")));
    assert_eq!(statuses[1].regime, Regime::M2025);
    assert_eq!(decided.carrier.grade(), Some(Grade::Standard));
    let same_day = change(Grade::Excellent, figures(), "文");
    let twice = step_on(&decided.carrier, on, &city(), same_day).unwrap();
    let grades: Vec<Grade> = twice
        .carrier
        .statuses
        .iter()
        .map(|status| status.grade)
        .collect();
    assert_eq!(grades, [Grade::County, Grade::Excellent]);
    let short = Figures {
        grown: 14,
        ..figures()
    };
    for (on, actor, command, expected) in [
        (on, county(), standard.clone(), "ROLE_MISSING"),
        ("2025-05-06", city(), standard, "GRADE_NOT_GIVEN_NOW"),
        (
            on,
            city(),
            change(Grade::Standard, figures(), ""),
            "DOCUMENT_MISSING",
        ),
        (
            on,
            city(),
            change(Grade::Standard, short, "文"),
            "CONDITIONS_UNMET",
        ),
        (
            on,
            city(),
            change(Grade::County, figures(), ""),
            "GRADE_HELD",
        ),
    ] {
        assert_eq!(reason(step_on(&carrier, on, &actor, command)), expected);
    }
}

#[test]
fn an_excellent_carrier_waits_for_every_third_year() {
    let mut carrier = accredited();
    assert!(is_due(&carrier, 2025) && is_due(&carrier, 2026));
    carrier.statuses[0].grade = Grade::Excellent;
    let due = (2025..2031).filter(|year| is_due(&carrier, *year));
    assert_eq!(due.collect::<Vec<i32>>(), [2027, 2030]);
    carrier.statuses[0].until = Some(day("2027-01-04"));
    assert!(!is_due(&carrier, 2027));
}

#[test]
fn an_accredited_carrier_may_become_a_base() {
    let apply = || Command::ApplyForBase { statement: text() };
    let answer = |granted| Command::DecideBase {
        granted,
        reason: text(),
    };
    let carrier = accredited();
    assert_eq!(
        reason(step(&carrier, &city(), answer(true))),
        "BASE_NOT_APPLIED_FOR"
    );
    let applied = moved(&carrier, &operator(), apply());
    assert_eq!(reason(step(&applied, &operator(), apply())), "BASE_KNOWN");
    assert_eq!(
        reason(step(&applied, &county(), answer(true))),
        "ROLE_MISSING"
    );
    let granted = moved(&applied, &city(), answer(true));
    let lost = moved(&granted, &county(), Command::Revoke { reason: text() });
    assert_eq!(lost.base, None);
    assert_eq!(granted.base.unwrap().status, BaseStatus::Granted);
    let refused = moved(&applied, &city(), answer(false));
    let again = moved(&refused, &operator(), apply());
    assert_eq!(again.base.unwrap().status, BaseStatus::Applied);
}

#[test]
fn the_default_grade_of_a_year_follows_its_figures() {
    let terms = grading::Terms::default();
    let year = CarrierYear {
        let_area_c: 80,
        tenants: 40,
        high_tech_tenants: 8,
        financed_tenants: 4,
        graduates: 4,
        services: 100,
        mentor_logs: 60,
        ..CarrierYear::default()
    };
    let full = Indicators::of(year, 100, 10_000);
    assert_eq!(full.space_use_bp, 8_000);
    let graded = terms.grade(&full, None);
    // All but a fifth of the space, which weighs a fifth.
    assert_eq!((graded.score_c, graded.grade), (9_600, A));
    let empty = terms.grade(&Indicators::default(), None);
    assert_eq!((empty.score_c, empty.grade), (0, D));
    let half = CarrierYear {
        graduates: 2,
        ..year
    };
    assert_eq!(
        terms
            .grade(&Indicators::of(half, 100, 10_000), None)
            .score_c,
        8_600
    );
}
