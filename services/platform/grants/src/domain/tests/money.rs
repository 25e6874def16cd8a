//! What is paid, and what comes back.
use super::*;

#[test]
fn it_is_paid_after_its_notice_by_somebody_who_did_not_approve() {
    let paid = done(&published(), "2026-03-14", &payer(), Command::Pay);
    assert_eq!(paid.entry, Some(Entry::Pay(Fen(500))));
    let approver = person("wu", Role::FinancePayer);
    for (day, actor, reason) in [
        ("2026-03-13", payer(), "NOTICE_NOT_OVER"),
        ("2026-03-14", approver, "SAME_PERSON"),
        ("2026-03-14", officer(), "ROLE_MISSING"),
    ] {
        assert_eq!(refused(&published(), day, &actor, Command::Pay), reason);
    }
    for claim in [approved(), suspended(), paid.claim] {
        assert_eq!(
            refused(&claim, "2026-03-20", &payer(), Command::Pay),
            "STATE_FORBIDS"
        );
    }
}

#[test]
fn a_commitment_that_runs_takes_it_back_and_one_that_ended_does_not() {
    assert_eq!(recovering().outstanding(), Fen(500));
    assert_eq!(
        refused(&paid(), "2031-03-04", &officer(), breach()),
        "NO_COMMITMENT_IN_FORCE"
    );
    let silent = Command::RecordBreach {
        reason: String::new(),
    };
    assert_eq!(
        refused(&paid(), "2027-03-04", &officer(), silent),
        "REASON_MISSING"
    );
    // It stays granted once: nobody claims the same again.
    assert!(recovering().is_live());
}

#[test]
fn it_comes_back_in_parts_and_never_more_than_it_was() {
    let part = done(&recovering(), "2027-04-01", &payer(), recover(200));
    assert_eq!(part.event, Event::RecoveredInPart { amount: Fen(200) });
    assert_eq!(part.entry, Some(Entry::Recover(Fen(200))));
    for wrong in [0, -1, 301] {
        assert_eq!(
            refused(&part.claim, "2027-04-02", &payer(), recover(wrong)),
            "RECOVERY_OUT_OF_RANGE"
        );
    }
    let last = done(&part.claim, "2027-04-02", &payer(), recover(300));
    assert_eq!(last.claim.state, State::Recovered);
    assert_eq!(last.claim.recovered(), Fen(500));
    assert!(last.claim.is_live());
}

#[test]
fn what_was_granted_before_is_told_net_of_what_came_back() {
    let part = done(&recovering(), "2027-04-01", &payer(), recover(200)).claim;
    let earlier = Earlier::of(&part).unwrap();
    assert_eq!(
        (earlier.amount, earlier.paid_on),
        (Fen(300), Some(date("2026-03-14")))
    );
    let all = [earlier.clone(), earlier];
    assert_eq!(paid_in(&all, "acme", 2026), Fen(600));
    assert_eq!(paid_in(&all, "acme", 2025), Fen::ZERO);
    assert_eq!(paid_in(&all, "house", 2026), Fen::ZERO);
    assert_eq!(Earlier::of(&filed()), None);
}
