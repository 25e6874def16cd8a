//! Loans, from the contract to the last fen, and what the pool's books say of each step.
mod late;

use kezhuan_auth::Caller;
use kezhuan_financing::domain::ledger::Exposure;
use kezhuan_financing::store::ledger_accounts;
use kezhuan_financing::{Error, NAME};
use kezhuan_protocol::financing::v1::*;
use tonic::{Code, Status};

use crate::lending::*;
use crate::step;
use crate::world::*;

/// What the city's pool stands for of the bank.
async fn exposure(world: &World) -> Exposure {
    let database = world.database.open_with(world.clock.clone()).unwrap();
    let reader = Caller::service(NAME, "");
    let read = database.read(&reader, async |connection| {
        ledger_accounts::exposure_of_bank(connection, "440700", "bank-1").await
    });
    let read: Result<Exposure, Error> = read.await;
    read.unwrap()
}

async fn covered(world: &World) -> i64 {
    exposure(world).await.covered.get()
}

async fn seen(world: &World, person: &Person, name: &str) -> Result<Loan, Status> {
    let get = GetLoanRequest {
        name: name.to_owned(),
    };
    call!(world, person, get_loan, get)
}

/// A payment of principal and interest, told today.
fn paid(loan: &Loan, on: &str, principal_fen: i64, interest_fen: i64) -> PayLoanInstalmentRequest {
    PayLoanInstalmentRequest {
        name: loan.name.clone(),
        etag: loan.etag.clone(),
        request_id: id(),
        biz_no: number(),
        paid_on: on.to_owned(),
        principal_fen,
        interest_fen,
        penalty_fen: 0,
    }
}

/// The same as everything that is owed.
fn repaid(loan: &Loan, on: &str, principal_fen: i64, interest_fen: i64) -> RepayLoanRequest {
    RepayLoanRequest {
        name: loan.name.clone(),
        etag: loan.etag.clone(),
        request_id: id(),
        biz_no: number(),
        paid_on: on.to_owned(),
        principal_fen,
        interest_fen,
        penalty_fen: 0,
    }
}

#[tokio::test]
async fn a_contract_becomes_one_loan() {
    let world = World::on(World::CALM).await;
    let eligible = submitted(&world, &drafted(&world, asked_for()).await).await;
    let approved = approved(&world, &reviewed(&world, &eligible, &banker()).await).await;
    let halves = || vec![due("2025-09-03", 5_000_000), due("2026-03-03", 5_000_000)];
    let early = loan_of(&approved, halves());
    let early = call!(world, &banker(), create_loan, early).unwrap_err();
    assert_eq!(reason(&early), "NOT_CONTRACTED");
    let contract = signed(&world, &approved).await;
    type Change = fn(&mut CreateLoanRequest);
    let cases: [(Change, &str); 6] = [
        (
            |asked| asked.schedule[0].principal_fen += 1,
            "SCHEDULE_INVALID",
        ),
        (
            |asked| asked.maturity = "2026-03-02".to_owned(),
            "SCHEDULE_INVALID",
        ),
        (|asked| asked.maturity = "soon".to_owned(), "DATE_INVALID"),
        (|asked| asked.schedule[1].on.clear(), "DATE_INVALID"),
        (|asked| asked.pledge = "loans/1".to_owned(), "NAME_INVALID"),
        (
            |asked| asked.pledge = "pledges/00000000-0000-7000-8000-000000000001".to_owned(),
            "NOT_FOUND",
        ),
    ];
    for (change, expected) in cases {
        let mut asked = loan_of(&contract, halves());
        change(&mut asked);
        let refused = call!(world, &banker(), create_loan, asked).unwrap_err();
        assert_eq!(reason(&refused), expected);
    }
    let foreign = loan_of(&contract, halves());
    let foreign = call!(world, &other_banker(), create_loan, foreign).unwrap_err();
    assert_eq!(foreign.code(), Code::NotFound);
    let asked = loan_of(&contract, halves());
    let loan = call!(world, &banker(), create_loan, asked.clone()).unwrap();
    assert_eq!(
        (loan.name.as_str(), loan.state()),
        (contract.loan.as_str(), loan::State::Contracted)
    );
    assert!(
        loan.number.starts_with("KZ-IPL-2025-440703-"),
        "{}",
        loan.number
    );
    assert_eq!((loan.principal_fen, loan.outstanding_fen), (10_000_000, 0));
    assert_eq!(world.events_of(&loan.name).await, ["LoanContracted"]);
    // The same number is the same loan, another one makes no second.
    assert_eq!(call!(world, &banker(), create_loan, asked).unwrap(), loan);
    let second = loan_of(&contract, halves());
    let second = call!(world, &banker(), create_loan, second).unwrap_err();
    assert_eq!(
        (second.code(), reason(&second).as_str()),
        (Code::AlreadyExists, "LOAN_MADE_BEFORE")
    );
}

#[tokio::test]
async fn money_is_lent_once_and_within_the_term() {
    let world = World::on(World::CALM).await;
    let made = made(&world).await;
    let lend = DisburseLoanRequest {
        name: made.name.clone(),
        etag: made.etag.clone(),
        request_id: id(),
        biz_no: "D001".to_owned(),
    };
    let foreign = call!(world, &other_banker(), disburse_loan, lend.clone()).unwrap_err();
    assert_eq!(foreign.code(), Code::NotFound);
    let active = call!(world, &banker(), disburse_loan, lend.clone()).unwrap();
    assert_eq!(
        (active.state(), active.outstanding_fen),
        (loan::State::Active, 10_000_000)
    );
    let lent = active.disbursement.clone().unwrap();
    assert_eq!(
        (lent.biz_no.as_str(), lent.disbursed_on.as_str()),
        ("D001", World::CALM)
    );
    assert_eq!(active.pool_filing_due_on, "2025-03-17");
    // Sent again it is the same money.
    assert_eq!(
        call!(world, &banker(), disburse_loan, lend).unwrap(),
        active
    );
    assert_eq!(
        world.events_of(&made.name).await,
        ["LoanContracted", "LoanDisbursed"]
    );
    let instruction = GetInstructionRequest {
        biz_no: "D001".to_owned(),
        bank: String::new(),
    };
    let settled = call!(world, &banker(), get_instruction, instruction).unwrap();
    assert_eq!(
        (settled.case, settled.amount_fen),
        (made.name.clone(), 10_000_000)
    );
    let twice = step!(
        world,
        banker(),
        active,
        disburse_loan,
        DisburseLoanRequest { biz_no: number() }
    )
    .unwrap_err();
    assert_eq!(reason(&twice), "STATE_FORBIDS");
    // Who did it for the bank is the bank's to know.
    let by_enterprise = seen(&world, &applicant(), &made.name).await.unwrap();
    assert_eq!(by_enterprise.disbursement.unwrap().disbursed_by, "");
    for person in [other_applicant(), other_banker()] {
        let unseen = seen(&world, &person, &made.name).await.unwrap_err();
        assert_eq!(unseen.code(), Code::NotFound);
    }
}

#[tokio::test]
async fn a_loan_that_matures_too_late_is_not_lent() {
    let world = World::on(World::CALM).await;
    let contract = contracted(&world, asked_for()).await;
    let late = loan_of(&contract, vec![due("2026-03-04", 10_000_000)]);
    let late = call!(world, &banker(), create_loan, late).unwrap();
    let refused = step!(
        world,
        banker(),
        late,
        disburse_loan,
        DisburseLoanRequest { biz_no: number() }
    )
    .unwrap_err();
    assert_eq!(reason(&refused), "MATURITY_OUT_OF_TERM");
}

#[tokio::test]
async fn the_pool_covers_what_is_filed_and_owed() {
    let world = World::on(World::CALM).await;
    let loan = lent(&world).await;
    assert_eq!(covered(&world).await, 10_000_000);
    let filed = loan.pool_filing.clone().unwrap();
    assert_eq!((filed.working_days, filed.filed_by.as_str()), (0, "he"));
    let twice = step!(
        world,
        banker(),
        loan,
        file_loan_with_pool,
        FileLoanWithPoolRequest { biz_no: number() }
    )
    .unwrap_err();
    assert_eq!(reason(&twice), "ALREADY_FILED");
    world.advance_to("2025-06-02");
    let part = paid(&loan, "2025-06-02", 4_000_000, 92_000);
    let less = call!(world, &banker(), pay_loan_instalment, part.clone()).unwrap();
    assert_eq!(
        (less.repaid_fen, less.outstanding_fen),
        (4_000_000, 6_000_000)
    );
    assert_eq!(covered(&world).await, 6_000_000);
    assert_eq!(
        call!(world, &banker(), pay_loan_instalment, part).unwrap(),
        less
    );
    assert_eq!(covered(&world).await, 6_000_000);
    let cases = [
        (paid(&less, "2025-06-02", 6_000_000, 0), "PAYS_ALL"),
        (paid(&less, "2025-06-02", 6_000_001, 0), "OVERPAID"),
        (paid(&less, "2025-06-03", 1, 0), "PAID_ON_INVALID"),
        (paid(&less, "2025-03-02", 1, 0), "PAID_ON_INVALID"),
        (paid(&less, "2025-06-02", 0, 0), "AMOUNT_NOT_POSITIVE"),
        (paid(&less, "2025-06-02", -1, 2), "AMOUNT_NEGATIVE"),
        (paid(&less, "today", 1, 0), "DATE_INVALID"),
        (paid(&loan, "2025-06-02", 1, 0), "STALE_ETAG"),
    ];
    for (part, expected) in cases {
        let refused = call!(world, &banker(), pay_loan_instalment, part).unwrap_err();
        assert_eq!(reason(&refused), expected);
    }
    let some = repaid(&less, "2025-06-02", 1, 0);
    let some = call!(world, &banker(), repay_loan, some).unwrap_err();
    assert_eq!(reason(&some), "NOT_ALL");
    let all = repaid(&less, "2025-06-02", 6_000_000, 0);
    let over = call!(world, &banker(), repay_loan, all).unwrap();
    assert_eq!(
        (over.state(), over.repaid_on.as_str()),
        (loan::State::Repaid, "2025-06-02")
    );
    assert_eq!(covered(&world).await, 0);
    assert_eq!(
        world.events_of(&loan.name).await,
        [
            "LoanContracted",
            "LoanDisbursed",
            "LoanFiled",
            "LoanInstalmentPaid",
            "LoanRepaid"
        ]
    );
}

#[tokio::test]
async fn interest_is_estimated_on_what_is_owed_from_payment_to_payment() {
    let world = World::on(World::CALM).await;
    let made = made(&world).await;
    let estimate = |until: &str| EstimateInterestRequest {
        loan: made.name.clone(),
        until: until.to_owned(),
    };
    let early = call!(world, &banker(), estimate_interest, estimate("")).unwrap_err();
    assert_eq!(reason(&early), "NOT_DISBURSED");
    let active = disbursed(&world, &made).await;
    world.advance_to("2025-06-01");
    let part = paid(&active, "2025-05-02", 5_000_000, 60_000);
    call!(world, &banker(), pay_loan_instalment, part).unwrap();
    // 60 days on 100,000 yuan, 30 days on half of it, at 3.65 % of 360 days.
    let told = call!(world, &applicant(), estimate_interest, estimate("")).unwrap();
    assert_eq!((told.interest_fen, told.paid_fen), (76_042, 60_000));
    assert_eq!(told.until, "2025-06-01");
    let before = call!(world, &banker(), estimate_interest, estimate("2025-05-01")).unwrap();
    assert_eq!((before.interest_fen, before.paid_fen), (59_819, 0));
    let foreign = call!(world, &other_banker(), estimate_interest, estimate("")).unwrap_err();
    assert_eq!(foreign.code(), Code::NotFound);
}

#[tokio::test]
async fn a_loan_is_extended_before_it_matures() {
    let world = World::on(World::CALM).await;
    let loan = lent(&world).await;
    let extend = |maturity: &str| ExtendLoanRequest {
        name: loan.name.clone(),
        request_id: id(),
        biz_no: number(),
        maturity: maturity.to_owned(),
        ..ExtendLoanRequest::default()
    };
    let earlier = call!(world, &banker(), extend_loan, extend("2026-03-02")).unwrap_err();
    assert_eq!(reason(&earlier), "EXTENSION_INVALID");
    let later = call!(world, &banker(), extend_loan, extend("2026-06-03")).unwrap();
    assert_eq!(later.maturity, "2026-06-03");
    assert_eq!(later.schedule.last(), Some(&due("2026-06-03", 5_000_000)));
    assert_eq!(later.extensions[0].consented_by, "he");
    let list = |filter: &str| ListLoansRequest {
        filter: filter.to_owned(),
        ..ListLoansRequest::default()
    };
    for (filter, count) in [
        ("due_on<=2025-09-02", 0),
        ("due_on<=2025-09-03 AND state=ACTIVE AND bank=\"bank-1\"", 1),
        ("maturity<=2026-06-02", 0),
        (
            "maturity<=2026-06-03 AND borrower=\"enterprise-1\" AND product=YI_KE_DAI",
            1,
        ),
        ("tenant=\"440781\"", 0),
        ("pool_filed=true AND mode=LOAN AND tenant=\"440703\"", 1),
        ("pool_filed=false", 0),
        ("unfiled_since<=2030-01-01", 0),
        ("overdue_since<=2030-01-01", 0),
    ] {
        let found = call!(world, &banker(), list_loans, list(filter)).unwrap();
        assert_eq!(found.loans.len(), count, "{filter}");
    }
    let others = call!(world, &other_banker(), list_loans, list("")).unwrap();
    assert_eq!(others.loans, []);
}

#[tokio::test]
async fn a_new_loan_takes_the_place_of_an_old_one_without_a_repayment() {
    let world = World::on(World::CALM).await;
    let old = lent(&world).await;
    let contract = contracted(&world, asked_for()).await;
    let whole = || vec![due("2026-03-03", 10_000_000)];
    let other = made(&world).await;
    let renewing = CreateLoanRequest {
        renews: old.name.clone(),
        ..loan_of(&contract, whole())
    };
    let new = call!(world, &banker(), create_loan, renewing).unwrap();
    assert_eq!(new.renews, old.name);
    let renew = |new_loan: &Loan| RenewLoanRequest {
        name: old.name.clone(),
        request_id: id(),
        biz_no: number(),
        new_loan: new_loan.name.clone(),
        ..RenewLoanRequest::default()
    };
    let unmade = call!(world, &banker(), renew_loan, renew(&other)).unwrap_err();
    assert_eq!(reason(&unmade), "RENEWAL_MISMATCH");
    // It takes no debt over before it is lent.
    let unlent = call!(world, &banker(), renew_loan, renew(&new)).unwrap_err();
    assert_eq!(reason(&unlent), "RENEWAL_MISMATCH");
    let active = disbursed(&world, &new).await;
    let gone = call!(world, &banker(), renew_loan, renew(&active)).unwrap();
    assert_eq!(
        (gone.state(), gone.outstanding_fen),
        (loan::State::Renewed, 0)
    );
    assert_eq!(gone.renewed_as, active.name);
    // The new one is filed for itself.
    assert_eq!(covered(&world).await, 0);
    let filed = step!(
        world,
        banker(),
        active,
        file_loan_with_pool,
        FileLoanWithPoolRequest { biz_no: number() }
    )
    .unwrap();
    assert_eq!(filed.outstanding_fen, 10_000_000);
    assert_eq!(covered(&world).await, 10_000_000);
}

#[tokio::test]
async fn a_renewal_takes_over_exactly_what_is_owed() {
    let world = World::on(World::CALM).await;
    let old = lent(&world).await;
    let part = paid(&old, World::CALM, 1, 0);
    call!(world, &banker(), pay_loan_instalment, part).unwrap();
    let contract = contracted(&world, asked_for()).await;
    let renewing = CreateLoanRequest {
        renews: old.name.clone(),
        ..loan_of(&contract, vec![due("2026-03-03", 10_000_000)])
    };
    let refused = call!(world, &banker(), create_loan, renewing).unwrap_err();
    assert_eq!(reason(&refused), "RENEWAL_MISMATCH");
}
