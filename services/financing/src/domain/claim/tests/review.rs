//! What the pool asks for before it pays.
use super::*;

#[test]
fn only_a_covered_loan_that_is_late_is_claimed_and_once() {
    type Change = fn(&mut NewClaim, &mut Loan);
    let cases: [(Change, &str); 5] = [
        (|new, _| new.already_claimed = true, "ALREADY_CLAIMED"),
        (|_, loan| loan.pool_filing = None, "NOT_COVERED"),
        (|_, loan| loan.product.mode = None, "NOT_COVERED"),
        (|_, loan| loan.state = loan::State::Active, "NOT_OVERDUE"),
        (
            |new, _| new.legal_action.as_mut().unwrap().taken_on = date("2026-03-07"),
            "LEGAL_ACTION_IN_FUTURE",
        ),
    ];
    for (change, reason) in cases {
        let (mut new, mut loan) = (new_claim(), late_loan());
        change(&mut new, &mut loan);
        let refused = file(new, &loan, &banker(), date("2026-03-06")).unwrap_err();
        assert_eq!(refused.reason, reason);
    }
    let stranger = Actor::person("x", "other", "", [Role::Bank]);
    let refused = file(new_claim(), &late_loan(), &stranger, date("2026-03-06"));
    assert_eq!(refused.unwrap_err().reason, "NOT_YOUR_STEP");
}

#[test]
fn a_claim_that_is_not_due_is_told_every_reason() {
    let mut desk = later("2026-03-05");
    desk.eligible = false;
    desk.loan.pool_filing.as_mut().unwrap().working_days = 11;
    let mut claim = filed();
    claim.legal_action = None;
    let refused = desk.ask(&claim, &manager(), verify()).unwrap_err();
    let reasons: Vec<_> = refused.fields.iter().map(|field| field.reason).collect();
    assert_eq!(refused.reason, "CLAIM_NOT_DUE");
    let all: Vec<_> = Reason::ALL.iter().map(|reason| reason.as_str()).collect();
    assert_eq!(reasons, all);
}

#[test]
fn the_delay_of_principal_counts_and_not_that_of_interest() {
    let due = |on: &str, principal: i64| Due {
        on: date(on),
        principal: Fen(principal),
    };
    let principal = 300_000_000;
    // Interest alone fell due a month before the principal.
    let mut interest_late = late_loan();
    interest_late.schedule = vec![due("2025-12-05", 0), due("2026-01-05", principal)];
    interest_late.overdue_since = Some(date("2025-12-05"));
    // Principal that is not due yet was called in.
    let mut called_in = late_loan();
    called_in.maturity = date("2026-07-06");
    called_in.schedule = vec![due("2025-12-05", 0), due("2026-07-06", principal)];
    called_in.overdue_since = Some(date("2025-12-05"));
    called_in.state = loan::State::Defaulted;
    called_in.default = Some(loan::InDefault {
        ground: loan::DefaultGround::Days,
        defaulted_on: date("2026-01-05"),
    });
    // The first part was made up for, the second one was not.
    let mut part_paid = late_loan();
    part_paid.schedule = vec![due("2025-12-05", 100), due("2026-01-05", principal - 100)];
    part_paid.overdue_since = Some(date("2025-12-05"));
    part_paid.payments.push(loan::Paid {
        biz_no: BizNo::parse("R1").unwrap(),
        paid_on: date("2025-12-31"),
        principal: Fen(100),
        interest: Fen::ZERO,
        penalty: Fen::ZERO,
    });
    for loan in [interest_late, called_in, part_paid] {
        let on = |day| Desk {
            loan: loan.clone(),
            ..later(day)
        };
        let early = on("2026-03-05").ask(&filed(), &manager(), verify());
        let early = early.unwrap_err();
        let reasons: Vec<_> = early.fields.iter().map(|field| field.reason).collect();
        assert_eq!(reasons, [Reason::OverdueTooShort.as_str()]);
        let due = on("2026-03-06").done(&filed(), &manager(), verify());
        assert_eq!(due.claim.loss.unwrap().overdue_days, 60);
    }
}

#[test]
fn the_pool_bears_its_rate_as_far_as_its_money_goes() {
    for (pool, pay, bank) in [
        (2_610_000_000, 120_000_000, 180_000_000),
        (100_000_000, 100_000_000, 200_000_000),
        (0, 0, 300_000_000),
    ] {
        let desk = Desk { pool, ..desk() };
        let decided = desk.done(&filed(), &manager(), verify());
        let loss = decided.claim.loss.unwrap();
        let borne: Vec<_> = loss.borne.iter().map(|borne| borne.lost).collect();
        assert_eq!((loss.pay, borne), (Fen(pay), vec![Fen(pay), Fen(bank)]));
        let posting = Posting::Claim {
            bank: "bank".to_owned(),
            mode: Mode::Loan,
            loss: Fen(300_000_000),
            pay: Fen(pay),
        };
        assert_eq!(decided.posting, Some(posting));
    }
}

#[test]
fn a_rule_may_pay_less_and_never_more() {
    let rule = |pass, pay| Command::Verify {
        rule: Some(RuleAnswer {
            pass,
            pay: Fen(pay),
            reasons: vec!["LOCAL".to_owned()],
            decision: Uuid::from_u128(4),
        }),
    };
    let desk = desk();
    for (pass, pay, reason) in [
        (false, 0, "RULE_REFUSES"),
        (true, 120_000_001, "RULE_BEYOND_LAW"),
        (true, -1, "RULE_BEYOND_LAW"),
    ] {
        assert_eq!(desk.refused(&filed(), &manager(), rule(pass, pay)), reason);
    }
    let less = desk
        .done(&filed(), &manager(), rule(true, 119_999_999))
        .claim;
    let loss = less.loss.unwrap();
    assert_eq!(loss.decision, Some(Uuid::from_u128(4)));
    assert_eq!(
        loss.borne[1].lost,
        Fen(180_000_001),
        "the bank bears the rest"
    );
}

#[test]
fn shares_that_make_no_whole_are_refused() {
    let mut claim = filed();
    claim.shares[1].bp = 5_999;
    assert_eq!(
        desk().refused(&claim, &manager(), verify()),
        "SHARES_NOT_10000"
    );
    claim.shares.remove(0);
    claim.shares[0].bp = 10_000;
    assert_eq!(
        desk().refused(&claim, &manager(), verify()),
        "SHARES_UNUSABLE"
    );
}

#[test]
fn it_takes_both_authorities_and_nobody_twice() {
    let desk = desk();
    for (first, second) in [(stb(), amr()), (amr(), stb())] {
        let one = desk.done(&verified(), &first, Command::Approve).claim;
        assert_eq!(one.state, State::Verified);
        // Another person of the same authority is not the other authority.
        let role = *first.roles.first().unwrap();
        assert_eq!(
            desk.refused(&one, &person("colleague", role), Command::Approve),
            "ROLE_MISSING"
        );
        assert_eq!(
            desk.done(&one, &second, Command::Approve).claim.state,
            State::Approved
        );
    }
    let both = Actor::person("both", "city", "440700", [Role::CityStb, Role::CityAmr]);
    let one = desk.done(&verified(), &both, Command::Approve).claim;
    assert_eq!(desk.refused(&one, &both, Command::Approve), "SAME_PERSON");
    let verifier = Actor::person("mo", "city", "440700", [Role::CityStb]);
    assert_eq!(
        desk.refused(&verified(), &verifier, Command::Approve),
        "SAME_PERSON"
    );
    let own = Actor::person("x", "bank", "440700", [Role::CityStb]);
    assert_eq!(
        desk.refused(&verified(), &own, Command::Approve),
        "OWN_ORGANISATION"
    );
}

#[test]
fn a_loan_that_was_made_good_is_approved_by_nobody() {
    let mut desk = desk();
    let halfway = desk.done(&verified(), &stb(), Command::Approve).claim;
    desk.loan.state = loan::State::ClosedLoss;
    assert!(desk.ask(&halfway, &amr(), Command::Approve).is_ok());
    desk.loan.state = loan::State::Active;
    assert_eq!(
        desk.refused(&halfway, &amr(), Command::Approve),
        "NOTHING_LOST"
    );
    // In default, and all of its principal came in.
    desk.loan.state = loan::State::Defaulted;
    desk.loan.payments.push(loan::Paid {
        biz_no: BizNo::parse("R1").unwrap(),
        paid_on: date("2026-03-06"),
        principal: desk.loan.principal,
        interest: Fen::ZERO,
        penalty: Fen::ZERO,
    });
    assert_eq!(
        desk.refused(&halfway, &amr(), Command::Approve),
        "NOTHING_LOST"
    );
    assert!(desk.ask(&halfway, &banker(), Command::Withdraw).is_ok());
}

#[test]
fn the_bank_takes_its_claim_back_before_both_have_approved() {
    let mut desk = desk();
    let nothing = desk.done(&filed(), &banker(), Command::Withdraw);
    assert_eq!(
        (nothing.claim.state, nothing.event, nothing.posting),
        (State::Withdrawn, Event::CompensationWithdrawn, None)
    );
    let halfway = desk.done(&verified(), &stb(), Command::Approve).claim;
    let back = |owed| Posting::Unclaim {
        bank: "bank".to_owned(),
        mode: Mode::Loan,
        loss: Fen(300_000_000),
        pay: Fen(120_000_000),
        owed: Fen(owed),
    };
    let withdrawn = desk.done(&halfway, &banker(), Command::Withdraw);
    assert_eq!(withdrawn.posting, Some(back(300_000_000)));
    // What came in since then is covered no more, and nothing is of a loan that is closed.
    desk.loan.payments.push(loan::Paid {
        biz_no: BizNo::parse("R1").unwrap(),
        paid_on: date("2026-03-06"),
        principal: Fen(100_000_000),
        interest: Fen::ZERO,
        penalty: Fen::ZERO,
    });
    let part = desk.done(&halfway, &banker(), Command::Withdraw);
    assert_eq!(part.posting, Some(back(200_000_000)));
    desk.loan.state = loan::State::ClosedLoss;
    let closed = desk.done(&halfway, &banker(), Command::Withdraw);
    assert_eq!(closed.posting, Some(back(0)));
    for (claim, by, reason) in [
        (filed(), manager(), "ROLE_MISSING"),
        (
            filed(),
            Actor::person("x", "other", "", [Role::Bank]),
            "NOT_YOUR_STEP",
        ),
        (approved(), banker(), "STATE_FORBIDS"),
    ] {
        assert_eq!(desk.refused(&claim, &by, Command::Withdraw), reason);
    }
}

#[test]
fn a_refusal_has_a_code() {
    let refuse = |code: &str| Command::Refuse {
        code: code.to_owned(),
        note: String::new(),
    };
    let refused = desk().done(&filed(), &manager(), refuse("LATE_POOL_FILING"));
    assert_eq!(
        (refused.claim.state, refused.posting),
        (State::Refused, None)
    );
    assert_eq!(
        desk().refused(&filed(), &manager(), refuse("late")),
        "REFUSAL_CODE_INVALID"
    );
    assert_eq!(
        desk().refused(&filed(), &banker(), refuse("LATE")),
        "ROLE_MISSING"
    );
}

#[test]
fn nothing_is_paid_of_a_loan_that_came_back() {
    let mut desk = desk();
    desk.loan.state = loan::State::Active;
    let cured = desk.refused(&filed(), &manager(), verify());
    assert_eq!(cured, "NOTHING_LOST");
    desk.loan = late_loan();
    desk.loan.payments.push(loan::Paid {
        biz_no: BizNo::parse("R1").unwrap(),
        paid_on: date("2026-03-06"),
        principal: Fen(300_000_000),
        interest: Fen::ZERO,
        penalty: Fen::ZERO,
    });
    let paid = desk.refused(&filed(), &manager(), verify());
    assert_eq!(paid, "NOTHING_LOST");
}
