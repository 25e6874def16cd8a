//! Loans that are late, called in or lost, and what the pool's books say of them.
use kezhuan_protocol::financing::v1::*;

use super::covered;
use crate::lending::*;
use crate::step;
use crate::world::*;

/// Told to be overdue since its first due day.
async fn overdue(world: &World, loan: &Loan) -> Loan {
    step!(
        world,
        banker(),
        loan,
        report_loan_overdue,
        ReportLoanOverdueRequest {
            biz_no: number(),
            due_on: "2025-09-03".to_owned()
        }
    )
    .unwrap()
}

async fn called_in(world: &World, loan: &Loan) -> Loan {
    step!(
        world,
        banker(),
        loan,
        default_loan,
        DefaultLoanRequest {
            biz_no: number(),
            ground: loan::DefaultGround::Acceleration.into(),
            reason: "the enterprise is closing".to_owned(),
        }
    )
    .unwrap()
}

async fn in_disposal(world: &World, loan: &Loan) -> Loan {
    step!(
        world,
        banker(),
        loan,
        dispose_loan,
        DisposeLoanRequest {
            biz_no: number(),
            way: "auction of the machines".to_owned()
        }
    )
    .unwrap()
}

#[tokio::test]
async fn a_delay_is_told_and_cured() {
    let world = World::on(World::CALM).await;
    let loan = lent(&world).await;
    let early = step!(
        world,
        banker(),
        loan,
        report_loan_overdue,
        ReportLoanOverdueRequest {
            biz_no: number(),
            due_on: "2025-09-03".to_owned()
        }
    )
    .unwrap_err();
    assert_eq!(reason(&early), "NOT_DUE");
    world.advance_to("2025-09-05");
    let late = overdue(&world, &loan).await;
    assert_eq!((late.state(), late.overdue_days), (loan::State::Overdue, 2));
    let too_soon = step!(
        world,
        banker(),
        late,
        default_loan,
        DefaultLoanRequest {
            biz_no: number(),
            ground: loan::DefaultGround::Days.into()
        }
    )
    .unwrap_err();
    assert_eq!(reason(&too_soon), "OVERDUE_TOO_SHORT");
    let some = step!(
        world,
        banker(),
        late,
        collect_on_loan,
        CollectOnLoanRequest {
            biz_no: number(),
            paid_on: "2025-09-05".to_owned(),
            principal_fen: 2_000_000,
        }
    )
    .unwrap();
    assert_eq!(some.state(), loan::State::Overdue);
    assert_eq!(covered(&world).await, 8_000_000);
    let cure = |principal_fen| CureLoanRequest {
        name: some.name.clone(),
        request_id: id(),
        biz_no: number(),
        paid_on: "2025-09-05".to_owned(),
        principal_fen,
        interest_fen: 50_000,
        penalty_fen: 100,
        ..CureLoanRequest::default()
    };
    let short = call!(world, &banker(), cure_loan, cure(2_999_999)).unwrap_err();
    assert_eq!(reason(&short), "STILL_OVERDUE");
    // What was refused moved nothing.
    assert_eq!(covered(&world).await, 8_000_000);
    let cured = call!(world, &banker(), cure_loan, cure(3_000_000)).unwrap();
    assert_eq!(
        (cured.state(), cured.overdue_since.as_str()),
        (loan::State::Active, "")
    );
    assert_eq!(cured.payments[1].penalty_fen, 100);
    assert_eq!(covered(&world).await, 5_000_000);
}

#[tokio::test]
async fn a_loan_that_is_lost_leaves_the_pool_uncovered() {
    let world = World::on(World::CALM).await;
    let loan = lent(&world).await;
    world.advance_to("2025-09-05");
    let late = overdue(&world, &loan).await;
    let unreasoned = step!(
        world,
        banker(),
        late,
        default_loan,
        DefaultLoanRequest {
            biz_no: number(),
            ground: loan::DefaultGround::Acceleration.into(),
        }
    )
    .unwrap_err();
    assert_eq!(reason(&unreasoned), "REASON_MISSING");
    let unknown = step!(
        world,
        banker(),
        late,
        default_loan,
        DefaultLoanRequest { biz_no: number() }
    )
    .unwrap_err();
    assert_eq!(reason(&unknown), "CODE_UNKNOWN");
    let defaulted = called_in(&world, &late).await;
    let why = defaulted.in_default.clone().unwrap();
    assert_eq!(why.ground(), loan::DefaultGround::Acceleration);
    let disposing = in_disposal(&world, &defaulted).await;
    assert_eq!(disposing.state(), loan::State::InDisposal);
    let close = |write_off: loan::WriteOff| CloseLoanRequest {
        name: disposing.name.clone(),
        request_id: id(),
        biz_no: number(),
        write_off: write_off.into(),
        ..CloseLoanRequest::default()
    };
    let nothing = close(loan::WriteOff::Unspecified);
    let nothing = call!(world, &banker(), close_loan, nothing).unwrap_err();
    assert_eq!(reason(&nothing), "WRITE_OFF_GROUND_MISSING");
    let lost = close(loan::WriteOff::BankruptcyClosed);
    let lost = call!(world, &banker(), close_loan, lost).unwrap();
    assert_eq!(lost.state(), loan::State::ClosedLoss);
    assert_eq!(lost.closing.unwrap().loss_fen, 10_000_000);
    assert_eq!(covered(&world).await, 0);
}

#[tokio::test]
async fn a_disposal_that_brings_everything_in_loses_nothing() {
    let world = World::on(World::CALM).await;
    let loan = lent(&world).await;
    world.advance_to("2025-09-05");
    let late = overdue(&world, &loan).await;
    let disposing = in_disposal(&world, &called_in(&world, &late).await).await;
    let all = step!(
        world,
        banker(),
        disposing,
        collect_on_loan,
        CollectOnLoanRequest {
            biz_no: number(),
            paid_on: "2025-09-05".to_owned(),
            principal_fen: 10_000_000,
        }
    )
    .unwrap();
    let closed = step!(
        world,
        banker(),
        all,
        close_loan,
        CloseLoanRequest { biz_no: number() }
    )
    .unwrap();
    assert_eq!(closed.state(), loan::State::ClosedFull);
    let closing = closed.closing.unwrap();
    assert_eq!((closing.loss_fen, closing.write_off), (0, 0));
}
