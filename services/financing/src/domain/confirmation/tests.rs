//! A month of loans: who is counted, with what, and who signs it.
use chrono::NaiveDate;
use kezhuan_law::Fen;
use kezhuan_law::rule_pins::RulePins;
use uuid::Uuid;

use super::*;
use crate::domain::actor::{Actor, Role};
use crate::domain::biz_no::BizNo;
use crate::domain::loan::{
    self, Closing, DefaultGround, Disbursement, Disposal, Due, Extension, InDefault, Loan, Paid,
};
use crate::domain::product::{Mode, Product, ProductKind, Stage};

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn lent(number: u128, on: &str) -> Loan {
    Loan {
        id: Uuid::from_u128(number),
        number: format!("L{number}"),
        application: Uuid::nil(),
        bank: "bank".to_owned(),
        borrower: "acme".to_owned(),
        others: Vec::new(),
        product: Product {
            kind: ProductKind::IpLoan,
            pledge_first: true,
            mode: Some(Mode::Loan),
            stage: Stage::Industrial,
        },
        pledge: None,
        principal: Fen(1_000),
        rate_bp: 400,
        term_months: 12,
        maturity: date("2026-12-30"),
        schedule: vec![Due {
            on: date("2026-12-30"),
            principal: Fen(1_000),
        }],
        approved_on: date("2026-01-04"),
        shares: Vec::new(),
        state: loan::State::Active,
        version: 2,
        renews: None,
        renewed_as: None,
        renewed_on: None,
        disbursement: Some(Disbursement {
            biz_no: BizNo::parse("P1").unwrap(),
            disbursed_on: date(on),
            disbursed_by: "he".to_owned(),
        }),
        pool_filing: None,
        payments: Vec::new(),
        extensions: Vec::new(),
        overdue_since: None,
        default: None,
        disposal: None,
        closing: None,
        repaid_on: None,
        pins: RulePins::default(),
    }
}

fn paid(on: &str, principal: i64) -> Paid {
    Paid {
        biz_no: BizNo::parse("P2").unwrap(),
        paid_on: date(on),
        principal: Fen(principal),
        interest: Fen(7),
        penalty: Fen::ZERO,
    }
}

fn at_end_of_march(loans: &[Loan]) -> Balances {
    let mut balances = Balances::of(date("2026-03-31"));
    loans.iter().for_each(|loan| balances.add(loan));
    balances
}

fn owed(loans: &[Loan]) -> Vec<(String, i64)> {
    let lines = at_end_of_march(loans).lines();
    lines
        .into_iter()
        .map(|line| (line.number, line.outstanding.get()))
        .collect()
}

#[test]
fn what_came_after_the_last_day_does_not_count() {
    let mut later = lent(1, "2026-03-31");
    later.payments = vec![paid("2026-03-31", 100), paid("2026-04-01", 200)];
    later.repaid_on = Some(date("2026-04-01"));
    later.maturity = date("2027-06-30");
    later.extensions = vec![Extension {
        from: date("2026-12-30"),
        to: date("2027-06-30"),
        extended_on: date("2026-04-01"),
        consented_by: "he".to_owned(),
    }];
    later.overdue_since = Some(date("2026-03-31"));
    let mut repaid = lent(2, "2026-02-01");
    repaid.repaid_on = Some(date("2026-03-31"));
    let mut closed = lent(3, "2026-02-01");
    closed.closing = Some(Closing {
        closed_on: date("2026-03-30"),
        loss: Fen(1_000),
        write_off: None,
    });
    let not_yet = lent(4, "2026-04-01");
    let loans = [not_yet, closed, repaid, later];
    assert_eq!(owed(&loans), [("L1".to_owned(), 900)]);
    let line = at_end_of_march(&loans).lines().remove(0);
    assert_eq!(line.maturity, date("2026-12-30"));
    assert_eq!(line.state, loan::State::Active);
}

#[test]
fn a_loan_was_as_late_as_it_was_on_the_last_day() {
    let mut late = lent(1, "2026-01-05");
    let state = |loan: &Loan| {
        let lines = at_end_of_march(std::slice::from_ref(loan)).lines();
        lines.first().map(|line| line.state)
    };
    late.overdue_since = Some(date("2026-03-30"));
    assert_eq!(state(&late), Some(loan::State::Overdue));
    let defaulted = |on: &str| {
        Some(InDefault {
            ground: DefaultGround::Days,
            defaulted_on: date(on),
        })
    };
    late.default = defaulted("2026-04-01");
    assert_eq!(state(&late), Some(loan::State::Overdue));
    late.default = defaulted("2026-03-31");
    assert_eq!(state(&late), Some(loan::State::Defaulted));
    let disposed = |on: &str| {
        Some(Disposal {
            way: "auction".to_owned(),
            began_on: date(on),
        })
    };
    late.disposal = disposed("2026-04-01");
    assert_eq!(state(&late), Some(loan::State::Defaulted));
    late.disposal = disposed("2026-03-31");
    assert_eq!(state(&late), Some(loan::State::InDisposal));
}

#[test]
fn a_loan_is_owed_until_another_takes_its_place() {
    let mut old = lent(1, "2026-01-05");
    (old.renewed_as, old.state) = (Some(Uuid::from_u128(2)), loan::State::Renewed);
    let new = |on: &str| Loan {
        renews: Some(Uuid::from_u128(1)),
        ..lent(2, on)
    };
    let made_for_it = Loan {
        renewed_as: None,
        state: loan::State::Active,
        ..old.clone()
    };
    let both = [("L1".to_owned(), 1_000), ("L2".to_owned(), 1_000)];
    assert_eq!(owed(&[new("2026-03-31"), made_for_it]), both);
    let (in_march, in_april) = (new("2026-03-31"), new("2026-04-01"));
    assert_eq!(owed(&[in_march, old.clone()]), [("L2".to_owned(), 1_000)]);
    assert_eq!(owed(&[in_april, old]), [("L1".to_owned(), 1_000)]);
}

#[test]
fn the_file_ends_with_what_it_holds() {
    let loans = [lent(2, "2026-03-02"), lent(1, "2026-03-01")];
    let file = at_end_of_march(&loans).file().unwrap();
    let text = String::from_utf8(file.content).unwrap();
    let lines: Vec<&str> = text.split_terminator("\r\n").collect();
    assert_eq!(lines.len(), 4);
    assert_eq!(
        lines[1],
        "loans/00000000-0000-0000-0000-000000000001,L1,acme,ACTIVE,1000,1000,2026-12-30"
    );
    assert_eq!(lines[3], "TRAILER,2,2000");
    assert_eq!((file.loans, file.outstanding), (2, Fen(2_000)));
    let empty = at_end_of_march(&[]).file().unwrap();
    assert!(empty.content.ends_with(b"TRAILER,0,0\r\n"));
}

/// Its digest is what both sides sign.
#[test]
fn the_file_is_the_golden_one() {
    let mut paying = lent(1, "2026-03-01");
    paying.payments = vec![paid("2026-03-31", 100)];
    let mut late = lent(2, "2026-03-02");
    late.overdue_since = Some(date("2026-03-30"));
    let file = at_end_of_march(&[late, paying]).file().unwrap();
    let golden = include_str!("../../../tests/golden/balance-confirmation.csv");
    assert_eq!(String::from_utf8(file.content).unwrap(), golden);
}

#[test]
fn a_month_is_written_one_way() {
    let march = Month::parse("2026-03").unwrap();
    assert_eq!(march.last_day(), date("2026-03-31"));
    assert_eq!(march, Month::of(date("2026-03-17")));
    assert_eq!(march.to_string(), "2026-03");
    assert_eq!(
        Month::parse("2028-02").unwrap().last_day(),
        date("2028-02-29")
    );
    for wrong in ["", "2026", "2026-3", "2026-13", "2026-03-01", " 2026-03"] {
        assert_eq!(Month::parse(wrong), None, "{wrong:?}");
    }
    assert_eq!(march.over(date("2026-04-01")), Ok(()));
    let early = march.over(date("2026-03-31")).unwrap_err();
    assert_eq!(early.reason, "MONTH_NOT_OVER");
}

#[test]
fn both_sides_sign_once() {
    let banker = Actor::person("he", "bank", "", [Role::Bank]);
    let manager = Actor::person("ma", "pool", "440700", [Role::PoolManager]);
    assert_eq!(side_of(&banker, "bank"), Ok(Side::Bank));
    assert_eq!(side_of(&manager, "bank"), Ok(Side::Pool));
    let refused = side_of(&banker, "other").unwrap_err();
    assert_eq!(refused.reason, "NOT_YOUR_STEP");
    let auditor = Actor::person("an", "audit", "", []);
    assert_eq!(
        side_of(&auditor, "bank").unwrap_err().reason,
        "ROLE_MISSING"
    );

    for (one, other) in [(Side::Bank, Side::Pool), (Side::Pool, Side::Bank)] {
        assert_eq!(sign(&[], one), Ok(State::ConfirmedByOne));
        assert_eq!(sign(&[one], other), Ok(State::Confirmed));
        for signed in [&[one][..], &[one, other]] {
            let refused = sign(signed, one).unwrap_err();
            assert_eq!(refused.reason, "ALREADY_CONFIRMED");
        }
    }
}
