//! What comes in, and what the pool no longer covers.
use super::*;

#[test]
fn an_instalment_is_a_part_and_the_rest_is_a_repayment() {
    let desk = desk("2026-05-06");
    let part = Command::PayInstalment(paid("2026-05-06", 100, 3));
    let decided = desk.done(&filed(), part);
    assert_eq!(decided.loan.outstanding(), Fen(200));
    assert_eq!(decided.posting, uncover(100));
    let interest_only = desk.done(&filed(), Command::PayInstalment(paid("2026-05-06", 0, 3)));
    assert_eq!(interest_only.posting, None);
    let all = |principal| Command::RepayAll(paid("2026-05-06", principal, 0));
    let whole = Command::PayInstalment(paid("2026-05-06", 300, 0));
    assert_eq!(desk.refused(&filed(), whole), "PAYS_ALL");
    assert_eq!(desk.refused(&filed(), all(299)), "NOT_ALL");
    let repaid = desk.done(&decided.loan, all(200));
    assert_eq!(
        (repaid.loan.state, repaid.posting),
        (State::Repaid, uncover(200))
    );
    assert_eq!(repaid.loan.repaid_on, Some(date("2026-05-06")));
    assert_eq!(repaid.loan.debt(), crate::domain::pledge::Debt::Settled);
    assert_eq!(desk.refused(&repaid.loan, all(0)), "STATE_FORBIDS");
    // What is told later was paid when it was paid.
    let told_late = super::desk("2026-05-08").done(&filed(), all(300)).loan;
    assert_eq!(told_late.repaid_on, Some(date("2026-05-06")));
}

#[test]
fn a_loan_is_repaid_with_the_last_of_its_money_whichever_was_told_first() {
    let desk = desk("2026-05-20");
    let later = Command::PayInstalment(paid("2026-05-18", 100, 0));
    let part = desk.done(&filed(), later).loan;
    let repaid = desk.done(&part, Command::RepayAll(paid("2026-05-06", 200, 0)));
    assert_eq!(repaid.loan.repaid_on, Some(date("2026-05-18")));
}

#[test]
fn money_that_can_t_have_come_in_is_refused() {
    let desk = desk("2026-05-06");
    for (paid, reason) in [
        (paid("2026-05-06", 301, 0), "OVERPAID"),
        (paid("2026-05-06", -1, 5), "AMOUNT_NEGATIVE"),
        (paid("2026-05-06", 0, 0), "AMOUNT_NOT_POSITIVE"),
        (paid("2026-05-07", 1, 0), "PAID_ON_INVALID"),
        (paid("2026-01-04", 1, 0), "PAID_ON_INVALID"),
    ] {
        assert_eq!(desk.refused(&filed(), Command::PayInstalment(paid)), reason);
    }
}

#[test]
fn a_loan_that_was_never_filed_moves_no_books() {
    let desk = desk("2026-05-06");
    let part = desk.done(
        &active(),
        Command::PayInstalment(paid("2026-05-06", 100, 0)),
    );
    assert_eq!(part.posting, None);
}

#[test]
fn what_is_overdue_is_cured_in_full_or_not_at_all() {
    let desk = desk("2026-06-01");
    let cure = |principal| Command::Cure(paid("2026-06-01", principal, 1));
    assert_eq!(desk.refused(&overdue(), cure(99)), "STILL_OVERDUE");
    let cured = desk.done(&overdue(), cure(100)).loan;
    assert_eq!((cured.state, cured.overdue_since), (State::Active, None));
    let part = desk
        .done(&overdue(), Command::Collect(paid("2026-06-01", 40, 0)))
        .loan;
    assert_eq!(part.state, State::Overdue);
    assert_eq!(desk.done(&part, cure(60)).loan.state, State::Active);
    // All of it was overdue: a cure pays it, and nothing is left for the repayment.
    let late = super::desk("2027-02-01");
    let everything = late
        .done(&overdue(), Command::Cure(paid("2027-02-01", 300, 9)))
        .loan;
    let repaid = late.done(&everything, Command::RepayAll(paid("2027-02-01", 0, 0)));
    assert_eq!((repaid.loan.state, repaid.posting), (State::Repaid, None));
    assert_eq!(repaid.loan.repaid_on, Some(date("2027-02-01")));
}

#[test]
fn a_delay_counts_from_the_first_principal_that_is_still_missing() {
    let collect = |on: &str, principal| Command::Collect(paid(on, principal, 0));
    let since = |day, command| desk(day).done(&overdue(), command).loan.overdue_since;
    let (first, second) = (Some(date("2026-05-06")), Some(date("2026-09-07")));
    assert_eq!(since("2026-09-10", collect("2026-09-01", 99)), first);
    assert_eq!(since("2026-09-10", collect("2026-09-01", 100)), second);
    // Nothing else fell due yet: what is late still is interest.
    assert_eq!(since("2026-09-07", collect("2026-09-01", 100)), first);
    let desk = desk("2026-09-10");
    let loan = desk.done(&overdue(), collect("2026-09-01", 100)).loan;
    assert_eq!(loan.overdue_days(date("2026-09-10")), 3);
    let days = Command::Default(DefaultGround::Days);
    assert_eq!(desk.refused(&loan, days), "OVERDUE_TOO_SHORT");
    // A loan in default stays what it is.
    let defaulted = super::desk("2026-07-05")
        .done(&overdue(), Command::Default(DefaultGround::Days))
        .loan;
    let later = desk.done(&defaulted, collect("2026-09-01", 100)).loan;
    assert_eq!(later.overdue_since, first);
}
