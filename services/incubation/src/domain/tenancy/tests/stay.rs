//! From the entry to the end of the stay.
use super::*;

#[test]
fn a_stay_grows_up_to_the_longest() {
    let short = Command::Admit {
        until: Some(date("2026-03-03")),
        answer: Some(passes()),
    };
    let tenancy = done(&applied(), "2025-03-03", &operator(), short);
    let extend = |day: &str| Command::Extend {
        until: date(day),
        reason: "not ready yet".to_owned(),
    };
    let longer = done(&tenancy, "2025-06-01", &operator(), extend("2029-03-03"));
    assert_eq!(longer.until, Some(date("2029-03-03")));
    assert_eq!(longer.extensions.len(), 1);
    for day in ["2026-03-03", "2029-03-04"] {
        let reason = refused(&tenancy, "2025-06-01", &operator(), extend(day));
        assert_eq!(reason, "UNTIL_INVALID", "{day}");
    }
    assert_eq!(
        refused(&tenancy, "2025-06-01", &county(), extend("2027-01-01")),
        "ROLE_MISSING"
    );
    // On its last day still, on the next no more: whether the service has noticed or not.
    done(&tenancy, "2026-03-03", &operator(), extend("2027-01-01"));
    let late = refused(&tenancy, "2026-03-04", &operator(), extend("2027-01-01"));
    assert_eq!(late, "STAY_OVER");
}

#[test]
fn who_has_stayed_to_the_end_neither_leaves_nor_graduates_after_it() {
    // Until 2029-03-03.
    let late = "2029-03-05";
    let graduates = refused(&high_tech(), late, &operator(), graduate());
    assert_eq!(graduates, "STAY_OVER");
    let leaves = refused(&incubating(), late, &operator(), leave("2029-03-04"));
    assert_eq!(leaves, "STAY_OVER");
    let left = done(&incubating(), late, &operator(), leave("2029-03-03"));
    assert_eq!(left.left_on, Some(date("2029-03-03")));
}

#[test]
fn its_end_is_announced_sixty_days_before_and_comes_by_itself() {
    // Until 2029-03-03.
    let tenancy = incubating();
    let early = refused(&tenancy, "2029-01-01", &service(), Command::Warn);
    assert_eq!(early, "NOT_TO_BE_WARNED");
    let warned = done(&tenancy, "2029-01-02", &service(), Command::Warn);
    assert_eq!(warned.warned_on, Some(date("2029-01-02")));
    assert_eq!(
        refused(&warned, "2029-01-03", &service(), Command::Warn),
        "NOT_TO_BE_WARNED"
    );
    assert_eq!(
        refused(&tenancy, "2029-03-04", &service(), Command::Warn),
        "NOT_TO_BE_WARNED"
    );
    assert_eq!(
        refused(&tenancy, "2029-01-02", &operator(), Command::Warn),
        "NOT_BY_A_PERSON"
    );

    assert_eq!(
        refused(&tenancy, "2029-03-03", &service(), Command::Expire),
        "STAY_NOT_OVER"
    );
    // Noticed late, it was over all the same.
    let over = done(&tenancy, "2029-03-20", &service(), Command::Expire);
    assert_eq!(
        (over.state, over.left_on),
        (State::Expired, Some(date("2029-03-04")))
    );
    assert!(over.incubates_on(date("2029-03-03")) && !over.incubates_on(date("2029-03-04")));
}

#[test]
fn it_leaves_on_a_day_that_has_come() {
    let tenancy = incubating();
    let left = done(&tenancy, "2025-09-01", &operator(), leave("2025-08-31"));
    assert_eq!(
        (left.state, left.left_on),
        (State::Exited, Some(date("2025-08-31")))
    );
    for (day, reason) in [
        ("2025-09-02", "DATE_IN_FUTURE"),
        ("2025-03-02", "BEFORE_ENTRY"),
    ] {
        assert_eq!(
            refused(&tenancy, "2025-09-01", &operator(), leave(day)),
            reason
        );
    }
    let reason = refused(&tenancy, "2025-09-01", &start_up(), leave("2025-08-31"));
    assert_eq!(reason, "ROLE_MISSING");
}

#[test]
fn it_graduates_by_what_is_on_record() {
    let none = refused(&incubating(), "2026-02-02", &operator(), graduate());
    assert_eq!(none, "GRADUATION_NOT_MET");
    let tenancy = graduated();
    assert_eq!(tenancy.left_on, Some(date("2026-02-02")));
    assert_eq!(tenancy.graduation.unwrap().met, [Criterion::HighTech]);
    // Capital of a year with figures is what the figures say.
    let invested = |year, fen| Command::Graduate {
        invested: vec![(year, Fen(fen))],
    };
    let financed = done(
        &incubating(),
        "2026-02-02",
        &operator(),
        invested(2025, 500_000_001),
    );
    assert_eq!(
        financed.graduation.unwrap().met,
        [Criterion::VentureCapital]
    );
    let told = Command::RecordYear(Box::new(figures(2025)));
    let told = done(&incubating(), "2026-01-05", &operator(), told);
    let reason = refused(
        &told,
        "2026-02-02",
        &operator(),
        invested(2025, 500_000_001),
    );
    assert_eq!(reason, "GRADUATION_NOT_MET");
}

#[test]
fn its_authority_finds_the_graduation_true_or_not() {
    let tenancy = graduated();
    let confirm = || Command::ConfirmGraduation {
        note: "seen".to_owned(),
    };
    let reject = |then| Command::RejectGraduation {
        then,
        reason: "the certificate is another firm's".to_owned(),
    };
    let confirmed = done(&tenancy, "2026-03-02", &county(), confirm());
    assert_eq!(
        refused(&confirmed, "2026-03-03", &county(), confirm()),
        "GRADUATION_VERIFIED"
    );
    assert_eq!(
        refused(&tenancy, "2026-03-02", &operator(), confirm()),
        "ROLE_MISSING"
    );
    let back = done(&confirmed, "2026-03-02", &county(), reject(Then::Return));
    assert_eq!((back.state, back.left_on), (State::Incubating, None));
    assert!(back.graduation.is_none());
    let gone = done(&tenancy, "2026-03-02", &county(), reject(Then::Exit));
    assert_eq!(
        (gone.state, gone.left_on),
        (State::Exited, Some(date("2026-02-02")))
    );
    assert_eq!(gone.exit.unwrap().exited_on, date("2026-02-02"));
}

#[test]
fn a_landing_company_counts_a_remote_tenant_from_its_day() {
    let landing = |day: &str| {
        Command::Land(Landing {
            uscc: UnifiedSocialCreditCode::parse("91440705MA50000B6B").unwrap(),
            name: "落地".to_owned(),
            landed_on: date(day),
            recorded_by: String::new(),
        })
    };
    let here = refused(
        &incubating(),
        "2025-06-01",
        &operator(),
        landing("2025-05-05"),
    );
    assert_eq!(here, "NOT_REMOTE");
    let remote = applied_with(|new| new.is_remote = true);
    let remote = done(&remote, "2025-03-03", &operator(), admit());
    let later = refused(&remote, "2025-06-01", &operator(), landing("2025-06-02"));
    assert_eq!(later, "DATE_IN_FUTURE");
    let landed = done(&remote, "2025-06-01", &operator(), landing("2025-05-05"));
    let counts = |tenancy: &Tenancy, day| tenancy.stay(date(day)).unwrap().counts(date(day));
    assert!(!counts(&remote, "2025-06-01"));
    assert!(!counts(&landed, "2025-05-04"));
    assert!(counts(&landed, "2025-05-05"));
    assert_eq!(landed.landing.unwrap().recorded_by, "op");
}

#[test]
fn figures_and_chains_are_told_by_whoever_knows() {
    let year = || Command::RecordYear(Box::new(figures(2025)));
    for actor in [operator(), start_up(), county()] {
        let told = done(&incubating(), "2026-01-05", &actor, year());
        assert_eq!(told.years[0].recorded_by, actor.subject);
    }
    let more = Year {
        revenue: Fen(7),
        ..figures(2025)
    };
    let again = Command::RecordYear(Box::new(more));
    let told = done(&high_tech(), "2026-01-06", &operator(), again);
    assert_eq!(told.years.len(), 1);
    assert_eq!(told.year(2025).unwrap().revenue, Fen(7));
    assert!(!told.is_high_tech_by(2025) && high_tech().is_high_tech_by(2026));

    let chain = Command::MapToChain(Some("FOOD".to_owned()));
    let mapped = on(&incubating(), "2026-01-05", &operator(), chain.clone()).unwrap();
    assert_eq!(mapped.tenancy.chain.as_deref(), Some("FOOD"));
    assert_eq!(
        refused(&incubating(), "2026-01-05", &start_up(), chain),
        "ROLE_MISSING"
    );
}

#[test]
fn a_team_that_registers_is_an_enterprise_from_that_day_on() {
    let register = |day: &str| {
        Command::Register(Registration {
            uscc: UnifiedSocialCreditCode::parse("91440705MA50000B6B").unwrap(),
            name: " 江门新公司 ".to_owned(),
            registered_on: date(day),
            recorded_by: String::new(),
        })
    };
    let today = "2025-06-02";
    let already = refused(&incubating(), today, &operator(), register("2025-05-06"));
    assert_eq!(already, "ENTERPRISE_ALREADY");
    let team = applied_with(|new| {
        new.kind = TenantKind::Team;
        new.uscc = String::new();
        new.organisation = "team-1".to_owned();
        new.founded_on = None;
    });
    let team = done(&team, "2025-03-03", &operator(), admit());
    for (day, actor, expected) in [
        ("2025-06-03", operator(), "DATE_IN_FUTURE"),
        ("2025-03-02", operator(), "BEFORE_ENTRY"),
        ("2025-05-06", start_up(), "ROLE_MISSING"),
    ] {
        assert_eq!(refused(&team, today, &actor, register(day)), expected);
    }
    for actor in [operator(), county()] {
        let decided = on(&team, today, &actor, register("2025-05-06")).unwrap();
        assert_eq!(decided.event, Event::TenantRegistered);
        let registered = decided.tenancy;
        assert_eq!(
            (registered.state, registered.kind, registered.name.as_str()),
            (State::Incubating, TenantKind::Enterprise, "江门新公司")
        );
        assert_eq!(registered.founded_on, Some(date("2025-05-06")));
        let counts = |day| registered.stay(date(day)).unwrap().counts(date(day));
        assert!(!counts("2025-05-05") && counts("2025-05-06"));
        // It was a tenant all the time.
        assert!(registered.incubates_on(date("2025-05-05")));
        let before = refused(&registered, today, &operator(), leave("2025-05-05"));
        assert_eq!(before, "BEFORE_ENTRY");
    }
}
