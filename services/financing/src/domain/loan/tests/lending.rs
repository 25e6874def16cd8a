//! What has to stand before money moves.
use super::*;
use crate::domain::application::{self, NewApplication};
use crate::domain::product::Security;

#[test]
fn no_money_before_the_registry_confirms_the_pledge() {
    let mut desk = desk("2026-01-05");
    for state in PledgeState::ALL {
        desk.pledge = Some(pledge(*state));
        let answer = desk.ask(&contracted(), &banker(), disburse());
        assert_eq!(
            answer.is_ok(),
            *state == PledgeState::Effective,
            "{state:?}"
        );
    }
    let mut another = pledge(PledgeState::Effective);
    another.loan = Uuid::from_u128(9);
    for wrong in [None, Some(another.clone())] {
        desk.pledge = wrong;
        assert_eq!(
            desk.refused(&contracted(), disburse()),
            "PLEDGE_NOT_EFFECTIVE"
        );
    }
    // A renewal goes on with the pledge of the loan it takes the place of.
    desk.pledge = Some(another);
    let renewal = Loan {
        renews: Some(Uuid::from_u128(9)),
        ..contracted()
    };
    assert!(desk.ask(&renewal, &banker(), disburse()).is_ok());
    // A pledge is waited for where the product asks for one, and where the loan has one.
    let mut offered = contracted();
    offered.product.pledge_first = false;
    desk.pledge = Some(pledge(PledgeState::Filed));
    assert_eq!(desk.refused(&offered, disburse()), "PLEDGE_NOT_EFFECTIVE");
    let mut bare = contracted();
    bare.pledge = None;
    desk.pledge = None;
    assert_eq!(desk.refused(&bare, disburse()), "PLEDGE_NOT_EFFECTIVE");
    let mut unsecured = contracted();
    unsecured.product.pledge_first = false;
    unsecured.pledge = None;
    desk.pledge = None;
    assert!(desk.ask(&unsecured, &banker(), disburse()).is_ok());
    let stranger = Actor::person("x", "other", "", [Role::Bank]);
    let refused = desk.ask(&unsecured, &stranger, disburse()).unwrap_err();
    assert_eq!(refused.reason, "NOT_YOUR_STEP");
}

#[test]
fn a_loan_matures_within_its_term_and_that_of_every_right() {
    let mut desk = desk("2026-01-05");
    let maturing = |on: &str| Loan {
        maturity: date(on),
        ..contracted()
    };
    assert_eq!(
        desk.refused(&maturing("2027-01-06"), disburse()),
        "PLEDGE_CHANGE_MISSING"
    );
    desk.pledge.as_mut().unwrap().debt_end = date("2031-01-05");
    assert_eq!(
        desk.refused(&maturing("2027-01-06"), disburse()),
        "MATURITY_OUT_OF_TERM"
    );
    assert_eq!(
        desk.refused(&maturing("2026-01-05"), disburse()),
        "MATURITY_OUT_OF_TERM"
    );
    let mut long = maturing("2030-03-15");
    long.term_months = 60;
    assert!(desk.ask(&long, &banker(), disburse()).is_ok());
    long.maturity = date("2030-03-16");
    assert_eq!(desk.refused(&long, disburse()), "MATURITY_BEYOND_TERM");
}

#[test]
fn a_loan_is_filed_with_the_pool_once_and_its_lateness_is_kept() {
    for (day, working_days) in [("2026-01-05", 0), ("2026-01-19", 10), ("2026-01-20", 11)] {
        let decided = desk(day).done(&active(), Command::FileWithPool);
        assert_eq!(decided.event, Event::LoanFiled { working_days });
        assert_eq!(decided.loan.state, State::Active);
        let (bank, mode, principal) = ("bank".to_owned(), Mode::Loan, Fen(300));
        let cover = Posting::Cover {
            bank,
            mode,
            principal,
        };
        assert_eq!(decided.posting, Some(cover));
    }
    let again = desk("2026-01-07").refused(&filed(), Command::FileWithPool);
    assert_eq!(again, "ALREADY_FILED");
    let mut elsewhere = active();
    elsewhere.product.mode = None;
    let refused = desk("2026-01-06").refused(&elsewhere, Command::FileWithPool);
    assert_eq!(refused, "NOT_COVERED");
}

#[test]
fn an_extension_needs_its_pledge_changed_first() {
    let mut desk = desk("2027-01-05");
    let extend = |on: &str| Command::Extend { maturity: date(on) };
    assert_eq!(
        desk.refused(&active(), extend("2027-06-30")),
        "PLEDGE_CHANGE_MISSING"
    );
    desk.pledge.as_mut().unwrap().debt_end = date("2027-06-30");
    let extended = desk.done(&active(), extend("2027-06-30")).loan;
    assert_eq!(extended.maturity, date("2027-06-30"));
    assert_eq!(extended.schedule[2].on, date("2027-06-30"));
    assert_eq!(extended.schedule[1].on, date("2026-09-07"));
    desk.under_claim = true;
    assert_eq!(desk.refused(&active(), extend("2027-06-30")), "UNDER_CLAIM");
    desk.under_claim = false;
    assert_eq!(
        desk.refused(&active(), extend("2030-03-16")),
        "MATURITY_BEYOND_TERM"
    );
    assert_eq!(
        desk.refused(&active(), extend("2027-01-05")),
        "EXTENSION_INVALID"
    );
    desk.day = "2027-01-06";
    assert_eq!(
        desk.refused(&active(), extend("2027-06-30")),
        "EXTENSION_INVALID"
    );
}

#[test]
fn a_renewal_takes_over_exactly_what_is_owed() {
    let desk = desk("2026-12-01");
    let renew = |new_loan, principal| Command::Renew {
        new_loan: Uuid::from_u128(new_loan),
        principal: Fen(principal),
    };
    for (new_loan, principal) in [(2, 300), (8, 299), (8, 301)] {
        assert_eq!(
            desk.refused(&filed(), renew(new_loan, principal)),
            "RENEWAL_MISMATCH"
        );
    }
    let claimed = Desk {
        under_claim: true,
        ..super::desk("2026-12-01")
    };
    assert_eq!(claimed.refused(&filed(), renew(8, 300)), "UNDER_CLAIM");
    let renewed = desk.done(&filed(), renew(8, 300));
    assert_eq!(renewed.loan.state, State::Renewed);
    assert_eq!(renewed.loan.outstanding(), Fen::ZERO);
    assert_eq!(renewed.posting, uncover(300));
}

#[test]
fn a_debt_that_is_renewed_keeps_its_bank_and_its_borrower() {
    let old = filed();
    let asked = |enterprise: &str, bank: &str| {
        let new = NewApplication {
            id: Uuid::from_u128(9),
            number: "KZ-IP-2026-440703-000009".to_owned(),
            loan: Uuid::from_u128(8),
            enterprise: enterprise.to_owned(),
            division: "440703".to_owned(),
            bank: bank.to_owned(),
            product: old.product.clone(),
            security: vec![Security::IpPledge],
            amount: Fen(300),
            term_months: 12,
            purpose: "raw materials".to_owned(),
            repayment_source: "sales".to_owned(),
            assets: vec![Uuid::from_u128(3)],
            others: Vec::new(),
        };
        let enterprise = Actor::person("ann", enterprise, "", [Role::Applicant]);
        application::draft(new, &enterprise).unwrap()
    };
    let by = |enterprise, bank| {
        let renewed = Renewed(&old).by(&asked(enterprise, bank));
        renewed.map_err(|refused| refused.reason)
    };
    assert_eq!(by("acme", "bank"), Ok((old.id, Fen(300))));
    assert_eq!(by("other", "bank"), Err("RENEWAL_MISMATCH"));
    assert_eq!(by("acme", "other"), Err("RENEWAL_MISMATCH"));

    let new = Loan {
        id: Uuid::from_u128(8),
        renews: Some(old.id),
        ..active()
    };
    assert_eq!(takes_the_place_of(&new, &old), Ok(()));
    type Change = fn(&mut Loan);
    let changes: [Change; 4] = [
        |new| new.renews = None,
        |new| new.bank = "other".to_owned(),
        |new| new.payments.push(paid("2026-01-06", 1, 0)),
        |new| new.state = State::Repaid,
    ];
    for change in changes {
        let mut new = new.clone();
        change(&mut new);
        let refused = takes_the_place_of(&new, &old).unwrap_err();
        assert_eq!(refused.reason, "RENEWAL_MISMATCH");
    }
}
