//! What is paid, and what comes back.
use super::*;

#[test]
fn the_pool_pays_after_the_notice_by_someone_who_decided_nothing() {
    let claim = published();
    assert_eq!(
        later("2026-03-13").refused(&claim, &cashier(), Command::Pay),
        "NOTICE_NOT_OVER"
    );
    let desk = later("2026-03-14");
    assert_eq!(
        desk.refused(&claim, &manager(), Command::Pay),
        "SAME_PERSON"
    );
    let approver = Actor::person("wu", "pool", "440700", [Role::PoolManager]);
    assert_eq!(desk.refused(&claim, &approver, Command::Pay), "SAME_PERSON");
    let paid = desk.done(&claim, &cashier(), Command::Pay);
    let amount = Fen(120_000_000);
    let posting = Posting::Compensate {
        bank: "bank".to_owned(),
        mode: Mode::Loan,
        amount,
    };
    assert_eq!(
        (paid.event, paid.posting),
        (Event::CompensationPaid { amount }, Some(posting))
    );
}

#[test]
fn what_comes_back_is_shared_by_what_each_still_bears() {
    let desk = later("2026-06-01");
    let first = desk.done(&paid(), &manager(), recover(50_000_000, 5_000_001));
    let (net, pool) = (Fen(44_999_999), Fen(18_000_000));
    assert_eq!(first.event, Event::CompensationRecovered { net, pool });
    assert_eq!(first.claim.state, State::Recovering);
    // More than is left comes back: nobody gets more than they lost.
    let second = desk.done(&first.claim, &manager(), recover(900_000_000, 0));
    let loss = second.claim.loss.as_ref().unwrap();
    let back: Vec<_> = loss.borne.iter().map(|borne| borne.back).collect();
    assert_eq!(back, [Fen(120_000_000), Fen(180_000_000)]);
    assert_eq!(
        desk.refused(&second.claim, &manager(), recover(1, 0)),
        "NOTHING_LEFT_TO_RECOVER"
    );
    assert_eq!(
        desk.refused(&first.claim, &manager(), recover(-1, 0)),
        "AMOUNT_NEGATIVE"
    );
    let nothing = desk.done(&paid(), &manager(), recover(5, 9));
    assert_eq!(nothing.posting, None);
}

#[test]
fn a_claim_is_settled_when_all_came_back_or_the_loan_is_closed() {
    let mut desk = later("2026-06-01");
    let part = desk.done(&paid(), &manager(), recover(50_000_000, 0)).claim;
    assert_eq!(
        desk.refused(&part, &manager(), Command::Settle),
        "STILL_RECOVERABLE"
    );
    let all = desk.done(&part, &manager(), recover(250_000_000, 0)).claim;
    assert_eq!(
        desk.done(&all, &manager(), Command::Settle).claim.state,
        State::Settled
    );
    desk.loan.state = loan::State::ClosedLoss;
    let settled = desk.done(&part, &manager(), Command::Settle);
    let posting = Posting::Settle {
        bank: "bank".to_owned(),
        mode: Mode::Loan,
        loss: Fen(300_000_000),
    };
    assert_eq!(settled.posting, Some(posting));
    assert_eq!(
        desk.refused(&paid(), &manager(), Command::Settle),
        "STATE_FORBIDS"
    );
}

#[test]
fn what_came_in_on_the_loan_is_shared_before_its_claim_is_settled() {
    let mut desk = later("2026-06-01");
    let part = desk.done(&paid(), &manager(), recover(50_000_000, 0)).claim;
    // The borrower paid everything, and the pool has its part of a sixth alone.
    desk.loan.state = loan::State::Repaid;
    desk.loan.payments.push(loan::Paid {
        biz_no: BizNo::parse("R1").unwrap(),
        paid_on: date("2026-06-01"),
        principal: Fen(300_000_000),
        interest: Fen::ZERO,
        penalty: Fen::ZERO,
    });
    let refused = desk.ask(&part, &manager(), Command::Settle).unwrap_err();
    assert_eq!(refused.reason, "RECOVERY_NOT_SHARED");
    // What it cost comes back to nobody.
    let all = desk.done(&part, &manager(), recover(250_000_000, 9)).claim;
    let settled = desk.done(&all, &manager(), Command::Settle).claim;
    assert_eq!(settled.state, State::Settled);
}

#[test]
fn a_fen_that_is_left_over_is_the_pool_s_whoever_the_shares_name_first() {
    let mut claim = filed();
    let halves = [("bank", 5_000), (POOL, 5_000)].map(|(party, bp)| Share {
        party: party.to_owned(),
        bp,
    });
    claim.shares = halves.to_vec();
    let mut desk = desk();
    for (actor, command) in [
        (manager(), verify()),
        (stb(), Command::Approve),
        (amr(), Command::Approve),
        (stb(), Command::Publish),
    ] {
        claim = desk.done(&claim, &actor, command).claim;
    }
    desk.day = "2026-03-14";
    let paid = desk.done(&claim, &cashier(), Command::Pay).claim;
    let (net, pool) = (Fen(1), Fen(1));
    let back = desk.done(&paid, &manager(), recover(1, 0)).event;
    assert_eq!(back, Event::CompensationRecovered { net, pool });
}

#[test]
fn whoever_filed_or_decided_moves_none_of_the_pool_s_money() {
    let by = |subject: &str| Actor::person(subject, "pool", "440700", [Role::PoolManager]);
    for subject in ["li", "mo", "chen", "wu"] {
        let refused = later("2026-03-14").refused(&published(), &by(subject), Command::Pay);
        assert_eq!(refused, "SAME_PERSON", "{subject}");
    }
    let own = desk().refused(&filed(), &by("li"), verify());
    assert_eq!(own, "SAME_PERSON");
}

#[test]
fn a_pool_without_money_pays_nothing_and_books_nothing() {
    let empty = Desk { pool: 0, ..desk() };
    let verified = empty.done(&filed(), &manager(), verify()).claim;
    let first = empty.done(&verified, &stb(), Command::Approve).claim;
    let approved = empty.done(&first, &amr(), Command::Approve).claim;
    let published = empty.done(&approved, &stb(), Command::Publish).claim;
    let paid = later("2026-03-14").done(&published, &cashier(), Command::Pay);
    let amount = Fen::ZERO;
    assert_eq!(
        (paid.event, paid.posting),
        (Event::CompensationPaid { amount }, None)
    );
}
