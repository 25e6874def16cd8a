//! County and city: different people of different organisations.
use super::*;

fn check() -> Command {
    Command::Check { note: note() }
}

fn accept() -> Command {
    Command::Accept { note: note() }
}

#[test]
fn a_return_is_checked_by_the_county_and_accepted_by_the_city() {
    let accepted = accepted();
    assert_eq!(accepted.state, State::Accepted);
    assert!(accepted.state.counts());
    let frozen = done(&accepted, "2026-06-01", &city(), Command::Freeze);
    assert_eq!(frozen.frozen_on, Some(date("2026-06-01")));
    for command in [
        accept(),
        send_back(),
        withdraw(),
        Command::Freeze,
        fill(Vec::new()),
    ] {
        assert_eq!(
            refused(&frozen, "2026-06-02", &city(), command),
            "STATE_FORBIDS"
        );
    }
}

#[test]
fn nobody_reviews_twice_or_their_own() {
    let (submitted, checked) = (submitted(), checked());
    assert_eq!(
        refused(&submitted, "2026-02-03", &city(), check()),
        "ROLE_MISSING"
    );
    assert_eq!(
        refused(&checked, "2026-02-04", &county(), accept()),
        "ROLE_MISSING"
    );
    let both = |subject: &str, organisation: &str| {
        let roles = [Role::CountyStb, Role::CityStb, Role::CarrierOp];
        Actor::person(subject, organisation, "440700", roles)
    };
    for (torch_return, actor, command, reason) in [
        (
            &submitted,
            both("other", "park"),
            check(),
            "OWN_ORGANISATION",
        ),
        (
            &submitted,
            both("chen", "stb-440703"),
            check(),
            "SAME_PERSON",
        ),
        (&checked, both("li", "stb-440700"), accept(), "SAME_PERSON"),
        (
            &checked,
            both("chen", "stb-440700"),
            accept(),
            "SAME_PERSON",
        ),
        (
            &checked,
            both("other", "stb-440703"),
            accept(),
            "SAME_ORGANISATION",
        ),
        (
            &checked,
            both("other", "park"),
            send_back(),
            "OWN_ORGANISATION",
        ),
    ] {
        assert_eq!(refused(torch_return, "2026-02-05", &actor, command), reason);
    }
    assert_eq!(
        refused(&accepted(), "2026-02-05", &county(), Command::Freeze),
        "ROLE_MISSING"
    );
}

#[test]
fn the_city_checks_what_it_looks_after_itself() {
    let mut of_city = submitted();
    of_city.authority = "440700".to_owned();
    assert_eq!(
        refused(&of_city, "2026-02-03", &county(), check()),
        "ROLE_MISSING"
    );
    let checked = done(&of_city, "2026-02-03", &city(), check());
    assert_eq!(
        refused(&checked, "2026-02-04", &city(), accept()),
        "SAME_PERSON"
    );
    let second = Actor::person("sun", "stb-440700", "440700", [Role::CityStb]);
    assert_eq!(
        done(&checked, "2026-02-04", &second, accept()).state,
        State::Accepted
    );
}

#[test]
fn what_is_sent_back_has_time_and_is_checked_anew() {
    let silent = Command::SendBack {
        reason: " ".to_owned(),
    };
    assert_eq!(
        refused(&checked(), "2026-03-14", &city(), silent),
        "REASON_MISSING"
    );
    assert_eq!(
        refused(&submitted(), "2026-03-14", &city(), send_back()),
        "ROLE_MISSING"
    );
    let by_county = done(&submitted(), "2026-02-03", &county(), send_back());
    assert_eq!(by_county.due_on, date("2026-03-15"));
    let by_city = done(&checked(), "2026-03-14", &city(), send_back());
    assert_eq!(
        (by_city.state, by_city.due_on),
        (State::Returned, date("2026-03-24"))
    );
    assert_eq!((by_city.check.as_ref(), by_city.sent_back.len()), (None, 1));
    assert_eq!(
        refused(&by_city, "2026-03-15", &operator(), Command::Submit),
        "STATE_FORBIDS"
    );
    let filled = done(&by_city, "2026-03-15", &operator(), fill(Vec::new()));
    let again = done(&filled, "2026-03-15", &operator(), Command::Submit);
    assert_eq!(again.state, State::Submitted);
}

#[test]
fn the_operator_takes_back_until_the_city_has_accepted() {
    for torch_return in [opened(), filled(), submitted(), checked()] {
        let gone = done(&torch_return, "2026-02-05", &operator(), withdraw());
        assert_eq!(gone.state, State::Withdrawn);
    }
    assert_eq!(
        refused(&accepted(), "2026-02-05", &operator(), withdraw()),
        "STATE_FORBIDS"
    );
    let silent = Command::Withdraw {
        reason: String::new(),
    };
    assert_eq!(
        refused(&opened(), "2026-02-05", &operator(), silent),
        "REASON_MISSING"
    );
}
