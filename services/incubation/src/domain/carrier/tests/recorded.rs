use super::*;

/// One thing made wrong in a record.
type Mistake = fn(&mut Recorded);

fn recorded(grade: Grade, since: &str) -> Recorded {
    Recorded {
        grade,
        since: day(since),
        document: "国科发火〔2022〕1号".to_owned(),
        attachment: "0f".repeat(32),
    }
}

fn record(grade: Grade, since: &str) -> Command {
    Command::Record(recorded(grade, since))
}

/// Recorded long after M2025 came into force.
fn on_day_one(actor: &Actor, command: Command) -> Result<Decided, Refused> {
    step_on(&drafted(), "2026-03-03", actor, command)
}

#[test]
fn the_day_of_an_earlier_accreditation_chooses_the_measures() {
    for (grade, since, regime) in [
        (Grade::National, "2022-05-20", Regime::N2018),
        (Grade::Standard, "2025-06-01", Regime::M2025),
        (Grade::Province, "2021-01-04", Regime::Province2020),
        (Grade::County, "2026-03-03", Regime::Local),
    ] {
        let decided = on_day_one(&city(), record(grade, since)).unwrap();
        let on = day(since);
        let said = Event::CarrierAccredited {
            on,
            document: "国科发火〔2022〕1号".to_owned(),
        };
        assert_eq!(
            (decided.carrier.state, decided.event),
            (State::Accredited, said)
        );
        let status = decided.carrier.current().unwrap();
        assert_eq!(
            (status.grade, status.regime, status.since),
            (grade, regime, on)
        );
        assert_eq!(status.attachment, "0f".repeat(32));
    }
    let late = on_day_one(&city(), record(Grade::National, "2025-06-01"));
    assert_eq!(reason(late), "GRADE_NOT_GIVEN_NOW");
}

#[test]
fn years_before_it_was_entered_are_assessed() {
    let recorded = on_day_one(&city(), record(Grade::National, "2022-05-20")).unwrap();
    for (year, expected) in [(2021, Err("YEAR_INVALID")), (2022, Ok(())), (2025, Ok(()))] {
        let asked = step_on(
            &recorded.carrier,
            "2026-03-03",
            &city(),
            assess(year, AssessmentGrade::B),
        );
        let found = asked.map(|_| ()).map_err(|refused| refused.reason);
        assert_eq!(found, expected, "{year}");
    }
}

#[test]
fn the_city_records_any_grade_and_a_county_its_own() {
    let county_grade = || record(Grade::County, "2022-05-20");
    assert!(on_day_one(&county(), county_grade()).is_ok());
    assert!(on_day_one(&city(), county_grade()).is_ok());
    let above = on_day_one(&county(), record(Grade::City, "2022-05-20"));
    assert_eq!(reason(above), "ROLE_MISSING");
    for actor in [operator(), stranger(), service()] {
        let refused = on_day_one(&actor, county_grade());
        assert_eq!(reason(refused), "ROLE_MISSING");
    }
    for role in [Role::CountyStb, Role::CityStb] {
        let insider = Actor::person("li", "park-1", "440703", [role]);
        let refused = on_day_one(&insider, county_grade());
        assert_eq!(reason(refused), "OWN_ORGANISATION");
    }
    let mut remote = drafted();
    remote.authority = CITY.to_owned();
    let of_the_city = step_on(&remote, "2026-03-03", &county(), county_grade());
    assert_eq!(reason(of_the_city), "ROLE_MISSING");
}

#[test]
fn it_names_a_day_that_can_be_and_the_decision() {
    let wrong: [(Mistake, &str); 6] = [
        (|it| it.since = day("2026-03-04"), "DATE_IN_FUTURE"),
        (|it| it.since = day("2021-01-03"), "DATE_OUT_OF_RANGE"),
        (|it| it.document = " ".to_owned(), "DOCUMENT_MISSING"),
        (|it| it.attachment = String::new(), "DIGEST_INVALID"),
        (|it| it.attachment = "0F".repeat(32), "DIGEST_INVALID"),
        (|it| it.attachment = "0g".repeat(32), "DIGEST_INVALID"),
    ];
    for (change, expected) in wrong {
        let mut said = recorded(Grade::City, "2022-05-20");
        change(&mut said);
        let refused = on_day_one(&city(), Command::Record(said));
        assert_eq!(reason(refused), expected);
    }
}

#[test]
fn whose_status_was_taken_away_gets_another_from_a_later_day_on() {
    let revoke = Command::Revoke { reason: text() };
    let revoked = step_on(&accredited(), "2025-05-06", &county(), revoke);
    let revoked = revoked.unwrap().carrier;
    let again = |since| step_on(&revoked, "2026-03-03", &city(), record(Grade::City, since));
    assert_eq!(reason(again("2025-05-06")), "STATUS_HELD_THEN");
    let again = again("2025-05-07").unwrap().carrier;
    assert_eq!((again.statuses.len(), &again.revocation), (2, &None));
    assert!(again.takes_tenants());
    let twice = step_on(
        &again,
        "2026-03-03",
        &city(),
        record(Grade::City, "2025-06-01"),
    );
    assert_eq!(reason(twice), "STATE_FORBIDS");
    let under_way = step_on(
        &reviewed(),
        "2026-03-03",
        &city(),
        record(Grade::City, "2025-06-01"),
    );
    assert_eq!(reason(under_way), "STATE_FORBIDS");
}
