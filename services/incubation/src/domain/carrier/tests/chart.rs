use super::*;
use crate::domain::chart::assert_follows;
use State::*;

/// One thing made wrong in a new carrier.
type Mistake = fn(&mut NewCarrier);

/// The chart told the other way round: by step, from where and to where.
fn rule_book(step: Step) -> &'static [(State, State)] {
    match step {
        Step::Update => &[
            (Draft, Draft),
            (Accredited, Accredited),
            (Rectifying, Rectifying),
            (Revoked, Revoked),
            (State::Refused, State::Refused),
            (Withdrawn, Withdrawn),
        ],
        Step::Apply => &[
            (Draft, Applied),
            (Revoked, Applied),
            (State::Refused, Applied),
            (Withdrawn, Applied),
        ],
        Step::Find => &[(Applied, Applied)],
        Step::SendToManual => &[(Applied, State::Manual), (Accredited, State::Manual)],
        Step::AskAboutApplication | Step::Resolve => &[(State::Manual, Applied)],
        Step::AskAboutAssessment | Step::KeepByHand => &[(State::Manual, Accredited)],
        Step::RectifyByHand => &[(State::Manual, Rectifying)],
        Step::DropByHand => &[(State::Manual, Revoked)],
        Step::Check => &[(Applied, Review)],
        Step::Refuse => &[(Applied, State::Refused), (Review, State::Refused)],
        Step::Assign | Step::Recuse | Step::Score => &[(Review, Review)],
        Step::Propose => &[(Review, Proposed)],
        Step::Object => &[(Proposed, Suspended)],
        Step::Dismiss => &[(Suspended, Proposed)],
        Step::Uphold => &[(Suspended, State::Refused)],
        Step::Accredit => &[(Proposed, Accredited)],
        Step::Record => &[
            (Draft, Accredited),
            (Revoked, Accredited),
            (State::Refused, Accredited),
            (Withdrawn, Accredited),
        ],
        Step::Keep | Step::ChangeGrade | Step::ApplyForBase => &[(Accredited, Accredited)],
        Step::Rectify => &[(Accredited, Rectifying)],
        Step::Drop => &[(Accredited, Revoked)],
        Step::PassRecheck => &[(Rectifying, Accredited)],
        Step::FailRecheck | Step::EndRectification => &[(Rectifying, Revoked)],
        Step::Revoke => &[
            (Accredited, Revoked),
            (State::Manual, Revoked),
            (Rectifying, Revoked),
        ],
        Step::Withdraw => &[
            (Draft, Withdrawn),
            (Applied, Withdrawn),
            (State::Manual, Withdrawn),
            (Review, Withdrawn),
            (Proposed, Withdrawn),
            (Suspended, Withdrawn),
        ],
        Step::DecideBase => &[(Accredited, Accredited), (Rectifying, Rectifying)],
    }
}

#[test]
fn a_carrier_moves_as_the_chart_says_and_no_other_way() {
    assert_follows(State::ALL, Step::ALL, next, rule_book);
}

#[test]
fn a_draft_says_all_of_it_and_whose_it_is() {
    let enter = |change: fn(&mut NewCarrier)| {
        let mut new = NewCarrier {
            id: Uuid::from_u128(1),
            number: String::new(),
            profile: profile(),
            authority: String::new(),
        };
        change(&mut new);
        draft(new, &operator(), day(TODAY))
    };
    assert_eq!(enter(|_| {}).unwrap().authority, "440703");
    let remote = enter(|new| {
        new.profile.division = "440305".to_owned();
        new.authority = "440705".to_owned();
    });
    let remote = remote.unwrap();
    assert!(remote.profile.is_remote());
    assert_eq!(remote.authority, "440705");
    let wrong: [(Mistake, &str); 10] = [
        (|new| new.profile.name = " ".to_owned(), "CARRIER_INVALID"),
        (
            |new| new.profile.division = "4407".to_owned(),
            "CARRIER_INVALID",
        ),
        (
            |new| new.profile.opened_on = day("2025-03-04"),
            "CARRIER_INVALID",
        ),
        (|new| new.profile.name = "长".repeat(101), "CARRIER_INVALID"),
        (
            |new| new.profile.field = Some("LASERS".to_owned()),
            "CARRIER_INVALID",
        ),
        (|new| new.profile.area_c = 0, "CARRIER_INVALID"),
        (
            |new| new.profile.tenant_area_c = 1_000_001,
            "CARRIER_INVALID",
        ),
        (
            |new| new.profile.division = "440305".to_owned(),
            "NOT_IN_JIANGMEN",
        ),
        (|new| new.authority = "440705".to_owned(), "NOT_IN_JIANGMEN"),
        (
            |new| {
                new.profile.division = "440305".to_owned();
                new.authority = "WYU".to_owned();
            },
            "NOT_IN_JIANGMEN",
        ),
    ];
    for (change, reason) in wrong {
        assert_eq!(enter(change).unwrap_err().reason, reason);
    }
    let by = |actor: &Actor| {
        let new = NewCarrier {
            id: Uuid::from_u128(1),
            number: String::new(),
            profile: profile(),
            authority: String::new(),
        };
        draft(new, actor, day(TODAY)).unwrap_err().reason
    };
    assert_eq!(by(&county()), "ROLE_MISSING");
}

/// The measures of a grade on a day, or why there are none.
fn measures(kind: Kind, grade: Grade, on: &str) -> Result<Regime, &'static str> {
    let found = regime_of(kind, grade, day(on), &Terms::default());
    found.map_err(|refused| refused.reason)
}

#[test]
fn the_day_of_the_application_chooses_the_measures() {
    const LATE: Result<Regime, &str> = Err("GRADE_NOT_GIVEN_NOW");
    let (before, from) = ("2025-05-31", "2025-06-01");
    let incubator = |grade, on| measures(Kind::Incubator, grade, on);
    assert_eq!(incubator(Grade::National, before), Ok(Regime::N2018));
    assert_eq!(incubator(Grade::National, from), LATE);
    for grade in [Grade::Standard, Grade::Excellent] {
        assert_eq!(incubator(grade, before), LATE);
        assert_eq!(incubator(grade, from), Ok(Regime::M2025));
        assert_eq!(measures(Kind::Accelerator, grade, from), Ok(Regime::M2025));
    }
}

#[test]
fn each_kind_has_its_grades() {
    const NONE: Result<Regime, &str> = Err("GRADE_OF_ANOTHER_KIND");
    let on = "2025-06-01";
    let rows = [
        (Kind::MakerSpace, Grade::National, Ok(Regime::MakerFiling)),
        (Kind::MakerSpace, Grade::Province, Ok(Regime::Province2020)),
        (Kind::MakerSpace, Grade::Standard, NONE),
        (Kind::Accelerator, Grade::National, NONE),
        (Kind::UniversityPark, Grade::National, Ok(Regime::Park2019)),
        (Kind::UniversityPark, Grade::Province, NONE),
        (Kind::OverseasChineseBase, Grade::City, Ok(Regime::Local)),
        (Kind::OverseasChineseBase, Grade::National, NONE),
    ];
    for (kind, grade, expected) in rows {
        assert_eq!(measures(kind, grade, on), expected, "{kind:?} {grade:?}");
    }
    for kind in Kind::ALL {
        for grade in [Grade::County, Grade::City] {
            assert_eq!(measures(*kind, grade, on), Ok(Regime::Local));
        }
    }
}

#[test]
fn what_is_said_of_a_carrier_changes_only_while_no_application_is_under_way() {
    let larger = Profile {
        area_c: 1_100_000,
        ..profile()
    };
    let update = |profile: &Profile| Command::Update {
        profile: profile.clone(),
    };
    let updated = moved(&drafted(), &operator(), update(&larger));
    assert_eq!(updated.profile.area_c, 1_100_000);
    assert_eq!(
        reason(step(&reviewed(), &operator(), update(&larger))),
        "STATE_FORBIDS"
    );
    assert_eq!(
        reason(step(&drafted(), &stranger(), update(&larger))),
        "ROLE_MISSING"
    );
    let accelerator = Profile {
        kind: Kind::Accelerator,
        ..profile()
    };
    assert!(step(&drafted(), &operator(), update(&accelerator)).is_ok());
    let late = step(&accredited(), &operator(), update(&accelerator));
    assert_eq!(reason(late), "KIND_FIXED");
    let elsewhere = Profile {
        division: "440705".to_owned(),
        ..profile()
    };
    let moved_away = step(&drafted(), &operator(), update(&elsewhere));
    assert_eq!(reason(moved_away), "KIND_FIXED");
}

#[test]
fn an_applicant_takes_an_application_back_until_it_is_decided() {
    for carrier in [drafted(), found(Grade::City), reviewed(), proposed()] {
        let withdrawn = moved(&carrier, &operator(), Command::Withdraw);
        assert_eq!(withdrawn.state, Withdrawn);
        let again = moved(&withdrawn, &operator(), apply(Grade::County));
        assert_eq!(again.state, Applied);
        assert_eq!((again.checked_by, again.notice), (None, None));
    }
    let late = step(&accredited(), &operator(), Command::Withdraw);
    assert_eq!(reason(late), "STATE_FORBIDS");
    let foreign = Actor::person("x", "park-2", "", [Role::CarrierOp]);
    let not_theirs = step(&drafted(), &foreign, Command::Withdraw);
    assert_eq!(reason(not_theirs), "NOT_YOUR_STEP");
}
