//! When it is not paid.
use super::*;

#[test]
fn days_are_counted_from_the_missed_due_day() {
    let loan = overdue();
    for (day, days) in [("2026-05-06", 0), ("2026-05-07", 1), ("2026-07-05", 60)] {
        assert_eq!(loan.overdue_days(date(day)), days, "{day}");
    }
    assert_eq!(active().overdue_days(date("2026-07-05")), 0);
    let miss = |on: &str| Command::MissDue { due_on: date(on) };
    assert_eq!(
        desk("2026-05-06").refused(&filed(), miss("2026-05-06")),
        "NOT_DUE"
    );
    assert_eq!(
        desk("2026-05-08").refused(&filed(), miss("2026-05-07")),
        "NOT_DUE"
    );
}

#[test]
fn sixty_days_or_an_acceleration_make_a_default() {
    let days = || Command::Default(DefaultGround::Days);
    assert_eq!(
        desk("2026-07-04").refused(&overdue(), days()),
        "OVERDUE_TOO_SHORT"
    );
    let defaulted = desk("2026-07-05").done(&overdue(), days());
    assert_eq!(defaulted.event, Event::LoanDefaulted { overdue_days: 60 });
    let called = |reason: &str| {
        Command::Default(DefaultGround::Acceleration {
            reason: reason.to_owned(),
        })
    };
    assert_eq!(
        desk("2026-05-08").refused(&overdue(), called("")),
        "REASON_MISSING"
    );
    let early = desk("2026-05-08").done(&overdue(), called("the company closed"));
    assert_eq!(early.loan.state, State::Defaulted);
}

#[test]
fn a_loss_is_written_off_only_when_law_says_nothing_more_will_come() {
    let defaulted = desk("2026-07-05").done(&overdue(), Command::Default(DefaultGround::Days));
    let dispose = Command::Dispose {
        way: "auction of the trademark".to_owned(),
    };
    let loan = desk("2026-08-03").done(&defaulted.loan, dispose).loan;
    let collected = desk("2026-09-01").done(&loan, Command::Collect(paid("2026-09-01", 120, 0)));
    assert_eq!(collected.posting, uncover(120));
    let close = |write_off| Command::Close { write_off };
    let desk = desk("2026-10-12");
    assert_eq!(
        desk.refused(&collected.loan, close(None)),
        "WRITE_OFF_GROUND_MISSING"
    );
    let ground = Some(WriteOff::CourtTermination);
    let closed = desk.done(&collected.loan, close(ground));
    assert_eq!(closed.loan.state, State::ClosedLoss);
    let (loss, write_off) = (Fen(180), ground);
    assert_eq!(closed.event, Event::LoanClosed { loss, write_off });
    assert_eq!(closed.posting, uncover(180));
    let rest = desk.done(
        &collected.loan,
        Command::Collect(paid("2026-10-12", 180, 0)),
    );
    let full = desk.done(&rest.loan, close(ground));
    assert_eq!((full.loan.state, full.posting), (State::ClosedFull, None));
    assert_eq!(full.loan.closing.unwrap().write_off, None);
}

#[test]
fn what_a_claim_carries_is_not_uncovered_a_second_time() {
    let mut desk = desk("2026-07-05");
    desk.under_claim = true;
    let collected = desk.done(&overdue(), Command::Collect(paid("2026-07-05", 50, 0)));
    assert_eq!(collected.loan.outstanding(), Fen(250));
    assert_eq!(collected.posting, None);
}

#[test]
fn the_calendar_says_what_is_overdue_once_a_payment_would_have_been_told() {
    let timer = Actor::service("financing", "440700");
    let miss = |on: &str| Command::MissDue { due_on: date(on) };
    let told = |day, command| {
        let asked = desk(day).ask(&filed(), &timer, command);
        asked
            .map(|decided| decided.loan.state)
            .map_err(|refused| refused.reason)
    };
    assert_eq!(told("2026-05-10", miss("2026-05-06")), Err("NOT_MISSED"));
    assert_eq!(told("2026-05-11", miss("2026-05-06")), Ok(State::Overdue));
    assert_eq!(told("2026-09-12", miss("2026-09-07")), Err("NOT_MISSED"));
    assert_eq!(
        told("2026-05-11", Command::FileWithPool),
        Err("ROLE_MISSING")
    );
    let instalment = Command::PayInstalment(paid("2026-05-06", 100, 1));
    let paid = desk("2026-05-12").done(&filed(), instalment).loan;
    assert_eq!(paid.missed_due(date("2026-05-12"), &Terms::default()), None);
    let next = paid.missed_due(date("2026-09-12"), &Terms::default());
    assert_eq!(next, Some(date("2026-09-07")));
    let days = Command::Default(DefaultGround::Days);
    let defaulted = desk("2026-07-05").ask(&overdue(), &timer, days).unwrap();
    assert_eq!(defaulted.loan.state, State::Defaulted);
}

#[test]
fn nothing_is_late_before_it_was_lent() {
    // The registry took its time: a part fell due before any money moved.
    let lent = desk("2026-05-11").done(&contracted(), disburse()).loan;
    let terms = Terms::default();
    assert_eq!(lent.missed_due(date("2026-05-15"), &terms), None);
    let due_on = date("2026-05-06");
    assert_eq!(lent.missed_due(date("2026-05-16"), &terms), Some(due_on));
    let miss = || Command::MissDue { due_on };
    assert_eq!(desk("2026-05-11").refused(&lent, miss()), "NOT_DUE");
    let overdue = desk("2026-05-12").done(&lent, miss());
    let since = date("2026-05-11");
    assert_eq!(overdue.event, Event::LoanOverdue { since });
    let days = |day| overdue.loan.overdue_days(date(day));
    assert_eq!((days("2026-05-12"), days("2026-07-10")), (1, 60));
    let principal = overdue.loan.principal_overdue_days(date("2026-07-10"));
    assert_eq!(principal, 60);
    let default = Command::Default(DefaultGround::Days);
    assert_eq!(
        desk("2026-07-09").refused(&overdue.loan, default),
        "OVERDUE_TOO_SHORT"
    );
}
