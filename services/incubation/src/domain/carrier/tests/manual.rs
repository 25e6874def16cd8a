use super::*;

fn fail(question: Question) -> Command {
    Command::SendToManual {
        failure: "TRAP".to_owned(),
        decision: Some(Uuid::from_u128(9)),
        question,
    }
}

fn of_year() -> Question {
    Question::Assessment {
        year: 2025,
        indicators: Indicators::default(),
        asked_on: day("2026-04-01"),
    }
}

fn resolve(met: bool) -> Command {
    Command::Resolve {
        met,
        reason: text(),
    }
}

fn grade(grade: AssessmentGrade) -> Command {
    Command::Grade {
        grade,
        score_c: 4_000,
        reason: text(),
    }
}

fn stuck_on_application() -> Carrier {
    let applied = moved(&drafted(), &operator(), apply(Grade::County));
    moved(&applied, &service(), fail(Question::Accreditation))
}

fn stuck_on_assessment() -> Carrier {
    let decided = step_on(&accredited(), "2026-04-01", &county(), fail(of_year()));
    decided.unwrap().carrier
}

#[test]
fn a_failed_rule_leaves_an_application_to_a_person_or_to_another_rule() {
    let stuck = stuck_on_application();
    assert_eq!(stuck.state, State::Manual);
    assert_eq!(stuck.manual.as_ref().unwrap().from, State::Applied);
    for met in [true, false] {
        let resolved = moved(&stuck, &county(), resolve(met));
        assert_eq!((resolved.state, &resolved.manual), (State::Applied, &None));
        let finding = resolved.application.unwrap().finding.unwrap();
        assert_eq!((finding.met, finding.by), (met, FoundBy::Person));
    }
    let again = moved(&stuck, &service(), Command::AskAgain);
    assert_eq!((again.state, again.manual), (State::Applied, None));
    assert_eq!(
        moved(&stuck, &operator(), Command::Withdraw).state,
        State::Withdrawn
    );
    assert_eq!(
        reason(step(&stuck, &operator(), resolve(true))),
        "ROLE_MISSING"
    );
    assert_eq!(
        reason(step(&stuck, &county(), grade(AssessmentGrade::A))),
        "ANOTHER_QUESTION"
    );
}

#[test]
fn a_failed_rule_leaves_an_assessment_to_a_person_or_to_another_rule() {
    let stuck = stuck_on_assessment();
    let on = "2026-04-02";
    for (given, state) in [
        (AssessmentGrade::B, State::Accredited),
        (AssessmentGrade::D, State::Rectifying),
    ] {
        let graded = step_on(&stuck, on, &county(), grade(given))
            .unwrap()
            .carrier;
        assert_eq!((graded.state, &graded.manual), (state, &None));
        let kept = graded.assessment(2025).unwrap();
        assert_eq!((kept.grade, kept.by), (given, FoundBy::Person));
    }
    let again = step_on(&stuck, on, &county(), Command::AskAgain).unwrap();
    assert_eq!(again.carrier.state, State::Accredited);
    assert_eq!(
        reason(step_on(&stuck, on, &operator(), Command::Withdraw)),
        "DECIDED_ALREADY"
    );
    assert_eq!(
        reason(step_on(&stuck, on, &county(), resolve(true))),
        "ANOTHER_QUESTION"
    );
    let not_now = step_on(&stuck, on, &county(), assess(2025, AssessmentGrade::A));
    assert_eq!(reason(not_now), "STATE_FORBIDS");
}

#[test]
fn a_question_fits_where_the_carrier_stands() {
    let applied = moved(&drafted(), &operator(), apply(Grade::County));
    assert_eq!(
        reason(step(&applied, &service(), fail(of_year()))),
        "ANOTHER_QUESTION"
    );
    let wrong = step(&accredited(), &service(), fail(Question::Accreditation));
    assert_eq!(reason(wrong), "ANOTHER_QUESTION");
    assert_eq!(
        reason(step(&applied, &operator(), fail(Question::Accreditation))),
        "ROLE_MISSING"
    );
}
