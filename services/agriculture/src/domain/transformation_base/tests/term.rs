//! The end of the term, its renewal, and what is told of a base because days pass.
use super::*;

fn renew() -> Command {
    Command::Renew(Figures {
        land_c: 8_000,
        land_right_until: Some(day("2035-12-31")),
        ..figures()
    })
}

/// Its renewal filed on 2028-01-20, its term over since 2028-03-12.
fn renewing() -> Base {
    let filed = on(&accredited(), renew(), &operator(), "2028-01-20").unwrap();
    let ended = on(&filed.base, Command::EndTerm, &service(), "2028-03-12").unwrap();
    let valid_until = day("2028-03-11");
    assert_eq!(ended.event, Event::BaseTermEnded { valid_until });
    ended.base
}

#[test]
fn a_renewal_is_filed_in_the_last_sixty_days() {
    let base = accredited();
    for (today, taken) in [
        ("2028-01-10", false),
        ("2028-01-11", true),
        ("2028-03-11", true),
        ("2028-03-12", false),
    ] {
        let filed = on(&base, renew(), &operator(), today);
        assert_eq!(filed.is_ok(), taken, "{today}");
    }
    let stranger = on(&base, renew(), &stranger(), "2028-02-01");
    assert_eq!(reason(stranger), "NOT_YOUR_STEP");
    let filed = on(&base, renew(), &operator(), "2028-02-01").unwrap().base;
    assert_eq!(filed.state, State::Accredited);
    let again = on(&filed, renew(), &operator(), "2028-02-02");
    assert_eq!(reason(again), "RENEWAL_FILED_BEFORE");
}

#[test]
fn a_term_ends_with_its_last_day() {
    let early = on(&accredited(), Command::EndTerm, &service(), "2028-03-11");
    assert_eq!(reason(early), "TERM_NOT_OVER");
    let by_hand = on(&accredited(), Command::EndTerm, &city(), "2028-03-12");
    assert_eq!(reason(by_hand), "NOT_BY_A_PERSON");
    let warned = assessed(&accredited(), 2025, 50);
    for base in [accredited(), warned] {
        let over = on(&base, Command::EndTerm, &service(), "2028-03-12").unwrap();
        assert_eq!(
            (over.base.state, over.base.assess_due_on),
            (State::Expired, None)
        );
    }
    assert_eq!(renewing().state, State::Renewing);
}

#[test]
fn who_is_warned_is_not_renewed() {
    let filed = on(&accredited(), renew(), &operator(), "2028-02-01")
        .unwrap()
        .base;
    let warned = on(&filed, assess(2028, 10), &city(), "2028-02-10")
        .unwrap()
        .base;
    assert_eq!(
        (warned.state, warned.renewal.is_none()),
        (State::Warned, true)
    );
    let over = on(&warned, Command::EndTerm, &service(), "2028-03-12").unwrap();
    assert_eq!(over.base.state, State::Expired);
}

#[test]
fn nothing_is_planned_on_a_base_whose_case_is_over() {
    for base in [drafted(), accredited(), renewing()] {
        assert_eq!(base.takes_plans(), Ok(()), "{}", base.state.as_str());
    }
    let withdrawn = after(&drafted(), Command::Withdraw, &operator());
    let fraud = Command::Delist {
        reason: "造假".to_owned(),
    };
    let delisted = on(&accredited(), fraud, &city(), "2025-06-02").unwrap();
    for base in [withdrawn, delisted.base] {
        assert_eq!(base.takes_plans().unwrap_err().reason, "BASE_OVER");
    }
}

#[test]
fn a_renewed_term_follows_the_one_before() {
    let today = "2028-04-05";
    let take = |base: &Base, command, actor: &Actor| on(base, command, actor, today).unwrap().base;
    let mut base = take(&renewing(), assigned(1..=5), &city());
    for number in 1..=5 {
        for round in [Round::Desk, Round::Site] {
            let score = Command::Score {
                round,
                points: 90,
                reason: String::new(),
            };
            base = take(&base, score, &expert(number));
        }
    }
    let unfit = take(&base, by_rule(&["LAND"]), &city());
    assert_eq!((unfit.state, unfit.assess_due_on), (State::Expired, None));
    base = take(&base, by_host(), &city());
    let text = "异议".to_owned();
    let suspended = take(&base, Command::Object { text }, &stranger());
    let reason = "属实".to_owned();
    let upheld = Command::ResolveObjection {
        upheld: true,
        reason,
    };
    assert_eq!(take(&suspended, upheld, &city()).state, State::Expired);
    let renewed = on(&base, plate(), &second_city(), "2028-04-13").unwrap();
    let accreditation = renewed.base.accreditation.unwrap();
    assert_eq!(accreditation.term_starts_on, day("2028-03-12"));
    assert_eq!(accreditation.valid_until, day("2031-03-11"));
    assert_eq!(accreditation.accredited_on, day(ACCREDITED_ON));
    assert_eq!(accreditation.terms, 2);
    assert_eq!(renewed.base.figures.land_c, 8_000);
    assert!(matches!(
        renewed.event,
        Event::BaseAccredited { renewed: true, .. }
    ));
}

#[test]
fn people_are_told_of_what_is_due_and_overdue() {
    let remind =
        |base: &Base, reminder, today: &str| on(base, Command::Remind(reminder), &service(), today);
    let base = accredited();
    let published = proposed();
    let rectifying = assessed(&base, 2025, 65);
    for (base, reminder, from, due) in [
        (&published, Reminder::NoticeOver, "2025-03-11", "2025-03-10"),
        (&base, Reminder::AssessmentDue, "2026-02-09", "2026-03-11"),
        (
            &base,
            Reminder::AssessmentOverdue,
            "2026-03-12",
            "2026-03-11",
        ),
        (
            &rectifying,
            Reminder::RectificationOverdue,
            "2026-07-01",
            "2026-06-30",
        ),
        (&base, Reminder::RenewalDue, "2028-01-11", "2028-03-11"),
    ] {
        let told = remind(base, reminder, from).unwrap();
        let expected = Event::BaseReminded {
            kind: reminder,
            due_on: day(due),
        };
        assert_eq!(told.event, expected);
        assert_eq!(told.base.state, base.state);
        let eve = day(from).pred_opt().unwrap().to_string();
        assert_eq!(reason(remind(base, reminder, &eve)), "NOTHING_DUE");
    }
    let by_hand = Command::Remind(Reminder::RenewalDue);
    assert_eq!(
        reason(on(&base, by_hand, &city(), "2028-02-01")),
        "NOT_BY_A_PERSON"
    );
}
