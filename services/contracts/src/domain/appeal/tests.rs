use super::*;

const OFFICE: &str = "440703";

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn applicant() -> Actor {
    Actor::person("ann", "seller", "", [Role::Applicant])
}

fn registrar(subject: &str) -> Actor {
    Actor::person(subject, "office", OFFICE, [Role::Registrar])
}

/// Decided on Thursday 2025-03-06; the fifteenth working day after is Thursday 2025-03-27.
fn decision() -> AppealedDecision {
    AppealedDecision {
        contract: Uuid::nil(),
        tenant: OFFICE.to_owned(),
        version: 7,
        is_reexamined: false,
        kind: Some(Appealable::Rejected),
        decided_on: date("2025-03-06"),
        reviewers: vec!["first".to_owned(), "second".to_owned()],
        parties: vec!["seller".to_owned()],
    }
}

fn ask(decision: AppealedDecision, actor: &Actor, day: &str) -> Result<Appeal, Refused> {
    let calendar = WorkingCalendar::shipped();
    let grounds = "it is new".to_owned();
    file(
        Uuid::nil(),
        decision,
        grounds,
        Terms::default(),
        actor,
        date(day),
        calendar,
    )
    .map(|(appeal, _)| appeal)
}

fn filed() -> Appeal {
    ask(decision(), &applicant(), "2025-03-10").unwrap()
}

fn examining() -> Appeal {
    decide(&filed(), Command::Admit, &registrar("third"))
        .unwrap()
        .0
}

fn change() -> Command {
    Command::Change {
        reason: "it is".to_owned(),
    }
}

fn uphold() -> Command {
    Command::Uphold {
        reason: "it is not".to_owned(),
    }
}

#[test]
fn a_party_appeals_a_refusal_in_time() {
    let appeal = filed();
    assert_eq!(appeal.due_on, date("2025-03-31"));
    // 60 days end on Monday 5 May, a holiday; 6 months on Saturday 6 September.
    assert_eq!(
        appeal.remedies.reconsideration_until,
        Some(date("2025-05-06"))
    );
    assert_eq!(appeal.remedies.lawsuit_until, Some(date("2025-09-08")));
    assert!(ask(decision(), &applicant(), "2025-03-27").is_ok());

    let reason = |decision, actor: &Actor, day| ask(decision, actor, day).unwrap_err().reason;
    assert_eq!(
        reason(decision(), &applicant(), "2025-03-28"),
        "APPEAL_LATE"
    );
    let registered = AppealedDecision {
        kind: None,
        ..decision()
    };
    assert_eq!(
        reason(registered, &applicant(), "2025-03-10"),
        "NOT_APPEALABLE"
    );
    let stranger = Actor::person("bob", "other", "", [Role::Applicant]);
    assert_eq!(reason(decision(), &stranger, "2025-03-10"), "NOT_A_PARTY");
    assert_eq!(
        reason(decision(), &registrar("third"), "2025-03-10"),
        "ROLE_MISSING"
    );
}

#[test]
fn a_decision_is_re_examined_once() {
    let again = AppealedDecision {
        is_reexamined: true,
        ..decision()
    };
    let refused = ask(again, &applicant(), "2025-03-10").unwrap_err();
    assert_eq!(refused.reason, "ALREADY_REEXAMINED");
    assert_eq!(filed().decision_version, Some(7));
}

#[test]
fn an_open_appeal_is_overdue_when_its_last_day_has_passed() {
    let (closed, _) = decide(&examining(), uphold(), &registrar("fourth")).unwrap();
    let (withdrawn, _) = decide(&filed(), Command::Withdraw, &applicant()).unwrap();
    for (appeal, day, overdue) in [
        (filed(), "2025-03-31", false),
        (filed(), "2025-04-01", true),
        (examining(), "2025-03-31", false),
        (examining(), "2025-04-01", true),
        (closed, "2025-04-01", false),
        (withdrawn, "2025-04-01", false),
    ] {
        assert_eq!(
            appeal.overdue(date(day)),
            overdue,
            "{:?} {day}",
            appeal.state
        );
    }
}

#[test]
fn a_remedy_beyond_the_loaded_calendar_is_left_out_and_not_guessed() {
    let calendar = WorkingCalendar::shipped();
    let last_year = calendar
        .years()
        .iter()
        .map(|table| table.year)
        .max()
        .unwrap();
    let late = NaiveDate::from_ymd_opt(last_year, 12, 1).unwrap();
    let remedies = Remedies::against(late, calendar);
    assert_eq!(
        (remedies.reconsideration_until, remedies.lawsuit_until),
        (None, None)
    );
}

#[test]
fn a_new_pair_of_reviewers_decides() {
    for original in ["first", "second"] {
        let refused = decide(&filed(), Command::Admit, &registrar(original)).unwrap_err();
        assert_eq!(refused.reason, "SAME_REVIEWER");
    }
    for (actor, reason) in [
        ("third", "SAME_REVIEWER"),
        ("second", "SAME_REVIEWER"),
        ("first", "SAME_REVIEWER"),
    ] {
        for command in [change(), uphold()] {
            let refused = decide(&examining(), command, &registrar(actor)).unwrap_err();
            assert_eq!(refused.reason, reason);
        }
    }
    let own = Actor::person("fourth", "seller", OFFICE, [Role::Registrar]);
    let refused = decide(&examining(), change(), &own).unwrap_err();
    assert_eq!(refused.reason, "OWN_ORGANISATION");

    let (changed, event) = decide(&examining(), change(), &registrar("fourth")).unwrap();
    assert_eq!(event, Event::AppealChanged);
    assert_eq!(
        (changed.state, changed.outcome),
        (State::Closed, Some(Outcome::Changed))
    );
    let (upheld, event) = decide(&examining(), uphold(), &registrar("fourth")).unwrap();
    assert_eq!(
        (event, upheld.outcome),
        (Event::AppealUpheld, Some(Outcome::Upheld))
    );
}

/// Every command that is not listed beside its state is refused.
#[test]
fn the_chart_is_followed_in_every_state() {
    let commands = || [Command::Admit, uphold(), change(), Command::Withdraw];
    for (state, answers) in [
        (
            State::Filed,
            [Some(State::Examining), None, None, Some(State::Withdrawn)],
        ),
        (
            State::Examining,
            [
                None,
                Some(State::Closed),
                Some(State::Closed),
                Some(State::Withdrawn),
            ],
        ),
        (State::Closed, [None; 4]),
        (State::Withdrawn, [None; 4]),
    ] {
        for (command, answer) in commands().into_iter().zip(answers) {
            assert_eq!(next(state, &command).ok(), answer, "{state:?} {command:?}");
        }
        assert_eq!(State::parse(state.as_str()), Some(state));
    }
}

#[test]
fn only_the_appellant_withdraws() {
    let buyer = Actor::person("bob", "buyer", "", [Role::Applicant]);
    let refused = decide(&filed(), Command::Withdraw, &buyer).unwrap_err();
    assert_eq!(refused.reason, "NOT_THE_APPLICANT");
    let (_, event) = decide(&examining(), Command::Withdraw, &applicant()).unwrap();
    assert_eq!(event, Event::AppealWithdrawn);
}
