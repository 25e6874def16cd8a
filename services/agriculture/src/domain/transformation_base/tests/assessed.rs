//! Yearly assessments, rectifications, and the end by two failures or fraud.
use super::*;

fn check(passed: bool) -> Command {
    Command::CheckRectification {
        passed,
        note: "现场复核".to_owned(),
    }
}

#[test]
fn each_grade_leads_where_the_chart_says() {
    let base = accredited();
    for (points, state) in [
        (90, State::Accredited),
        (70, State::Accredited),
        (65, State::Rectifying),
        (50, State::Warned),
    ] {
        assert_eq!(assessed(&base, 2025, points).state, state, "{points}");
    }
    let warned = assessed(&base, 2025, 50);
    for (points, state) in [
        (70, State::Accredited),
        (65, State::Rectifying),
        (59, State::Delisted),
    ] {
        assert_eq!(assessed(&warned, 2026, points).state, state, "{points}");
    }
}

#[test]
fn a_rectification_that_fails_is_a_failure_of_its_own() {
    let rectifying = assessed(&accredited(), 2025, 65);
    assert_eq!(rectifying.rectify_until, Some(day("2026-06-30")));
    let today = "2026-05-01";
    assert_eq!(
        reason(on(&rectifying, check(true), &county(), today)),
        "ROLE_MISSING"
    );
    let passed = on(&rectifying, check(true), &city(), today).unwrap().base;
    assert_eq!(
        (passed.state, passed.rectify_until),
        (State::Accredited, None)
    );
    assert_eq!(passed.history(), [Grade::Rectify, Grade::Qualified]);
    let failed = on(&rectifying, check(false), &city(), today).unwrap().base;
    assert_eq!(failed.state, State::Warned);
    let delisted = on(&failed, assess(2026, 10), &city(), "2026-12-30").unwrap();
    assert_eq!(delisted.base.state, State::Delisted);
    let code = lifecycle::Code::TwoFails;
    assert_eq!(delisted.base.delisting.unwrap().code, code);
}

#[test]
fn a_year_is_assessed_once_and_not_before_it_comes() {
    let base = assessed(&accredited(), 2025, 80);
    let again = on(&base, assess(2025, 80), &city(), "2025-12-31");
    assert_eq!(reason(again), "ASSESSED_BEFORE");
    for year in [2024, 2026] {
        let wrong = on(&base, assess(year, 80), &city(), "2025-12-31");
        assert_eq!(reason(wrong), "YEAR_INVALID");
    }
    let senseless = on(&base, assess(2026, 101), &city(), "2026-12-31");
    assert_eq!(reason(senseless), "INDICATORS_INVALID");
    let of_county = on(&base, assess(2026, 80), &county(), "2026-12-31");
    assert_eq!(reason(of_county), "ROLE_MISSING");
    // Due a year after the last due day, however late it was made.
    assert_eq!(base.assess_due_on, Some(day("2027-03-11")));
}

#[test]
fn a_rule_may_grade_otherwise_than_the_weights() {
    let by_rule = Command::Assess(Assessing {
        on: pending(2025, 90),
        rating: Rating::Rule(score::Score {
            score_c: 5_000,
            grade: Grade::Fail,
        }),
        decision: Some(Uuid::from_u128(5)),
    });
    let taken = on(&accredited(), by_rule, &city(), "2025-12-30").unwrap();
    assert_eq!(taken.base.state, State::Warned);
    assert_eq!(taken.base.assessments[0].decision, Some(Uuid::from_u128(5)));
}

#[test]
fn an_assessment_whose_rule_failed_is_graded_by_hand_or_asked_again() {
    let blocked = Blocked::Assessment(pending(2025, 90));
    let manual = on(&accredited(), failed(blocked), &service(), "2025-12-30");
    let manual = manual.unwrap().base;
    assert_eq!(
        (manual.state, manual.came_from),
        (State::Manual, Some(State::Accredited))
    );
    assert!(manual.is_accredited());
    let by_hand = |score_c, reason: &str| {
        Command::Assess(Assessing {
            on: pending(2025, 90),
            rating: Rating::ByHand {
                score_c,
                reason: reason.to_owned(),
            },
            decision: None,
        })
    };
    let silent = on(&manual, by_hand(6_500, ""), &city(), "2025-12-31");
    assert_eq!(reason(silent), "REASON_MISSING");
    let beyond = on(&manual, by_hand(10_001, "核"), &city(), "2025-12-31");
    assert_eq!(reason(beyond), "INDICATORS_INVALID");
    let graded = on(&manual, by_hand(6_500, "逐项核分"), &city(), "2025-12-31");
    let graded = graded.unwrap().base;
    assert_eq!((graded.state, graded.pending), (State::Rectifying, None));
    assert!(graded.assessments[0].by_hand);
    let asked = on(&manual, Command::AskAgain, &service(), "2026-01-05").unwrap();
    assert_eq!(asked.base.state, State::Accredited);
    let on_time = Command::Assess(Assessing {
        on: pending(2025, 90),
        rating: Rating::Host,
        decision: None,
    });
    let taken = on(&asked.base, on_time, &service(), "2026-01-05").unwrap();
    assert_eq!(taken.base.assessments[0].assessed_by, "zhao");
    // What waits for an assessment is not taken back.
    let kept = on(&manual, Command::Withdraw, &operator(), "2025-12-31");
    assert_eq!(reason(kept), "STATE_FORBIDS");
}

#[test]
fn fraud_takes_the_plate_at_once() {
    let fraud = |reason: &str| Command::Delist {
        reason: reason.to_owned(),
    };
    let rectifying = assessed(&accredited(), 2025, 65);
    let warned = assessed(&accredited(), 2025, 50);
    for base in [accredited(), rectifying, warned] {
        let today = "2026-01-05";
        assert_eq!(
            reason(on(&base, fraud(""), &city(), today)),
            "REASON_MISSING"
        );
        assert_eq!(
            reason(on(&base, fraud("造假"), &county(), today)),
            "ROLE_MISSING"
        );
        let gone = on(&base, fraud("造假"), &city(), today).unwrap().base;
        assert_eq!((gone.state, gone.assess_due_on), (State::Delisted, None));
        assert_eq!(gone.delisting.unwrap().code, lifecycle::Code::Fraud);
    }
    assert_eq!(
        reason(step(&proposed(), fraud("造假"), &city())),
        "STATE_FORBIDS"
    );
}
