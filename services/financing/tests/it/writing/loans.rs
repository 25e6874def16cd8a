//! Loans: made, lent, covered, paid, extended, renewed; late, called in, lost.
use kezhuan_protocol::financing::v1::financing_service_client::FinancingServiceClient;
use kezhuan_protocol::financing::v1::*;

use super::bank;
use super::story::{Story, prove, prove_on};
use crate::lending::*;
use crate::step;
use crate::world::*;

pub const LENDING: [&str; 7] = [
    "CreateLoan",
    "DisburseLoan",
    "FileLoanWithPool",
    "ExtendLoan",
    "RenewLoan",
    "PayLoanInstalment",
    "RepayLoan",
];
pub const LATE: [&str; 6] = [
    "ReportLoanOverdue",
    "CollectOnLoan",
    "CureLoan",
    "DefaultLoan",
    "DisposeLoan",
    "CloseLoan",
];

fn whole() -> Vec<loan::Due> {
    vec![due("2026-03-03", 10_000_000)]
}

#[tokio::test]
async fn a_loan_that_is_lent_and_paid() {
    let world = World::on(World::CALM).await;
    let mut story = Story::of(&world).await;
    let contract = contracted(&world, asked_for()).await;
    let new = prove!(story, bank(), create_loan, loan_of(&contract, whole()));
    let active = prove_on!(story, bank(), new, disburse_loan, DisburseLoanRequest {});
    let covered = prove_on!(
        story,
        bank(),
        active,
        file_loan_with_pool,
        FileLoanWithPoolRequest {}
    );
    let extended = prove_on!(
        story,
        bank(),
        covered,
        extend_loan,
        ExtendLoanRequest {
            maturity: "2026-06-03".to_owned(),
        }
    );
    let contract = contracted(&world, asked_for()).await;
    let renewing = CreateLoanRequest {
        renews: extended.name.clone(),
        ..loan_of(&contract, whole())
    };
    let renewing = call!(world, &banker(), create_loan, renewing).unwrap();
    let renewing = disbursed(&world, &renewing).await;
    prove_on!(
        story,
        bank(),
        extended,
        renew_loan,
        RenewLoanRequest {
            new_loan: renewing.name.clone(),
        }
    );
    let other = lent(&world).await;
    let less = prove_on!(
        story,
        bank(),
        other,
        pay_loan_instalment,
        PayLoanInstalmentRequest {
            paid_on: World::CALM.to_owned(),
            principal_fen: 1_000_000,
        }
    );
    prove_on!(
        story,
        bank(),
        less,
        repay_loan,
        RepayLoanRequest {
            paid_on: World::CALM.to_owned(),
            principal_fen: 9_000_000,
        }
    );
    story.ends(&LENDING);
}

#[tokio::test]
async fn a_loan_that_is_late_and_lost() {
    let world = World::on(World::CALM).await;
    let mut story = Story::of(&world).await;
    let (cured, lost) = (lent(&world).await, lent(&world).await);
    let (due_on, today) = ("2025-09-03", "2025-09-05");
    world.advance_to(today);
    let overdue = prove_on!(
        story,
        bank(),
        cured,
        report_loan_overdue,
        ReportLoanOverdueRequest {
            due_on: due_on.to_owned(),
        }
    );
    let overdue = prove_on!(
        story,
        bank(),
        overdue,
        collect_on_loan,
        CollectOnLoanRequest {
            paid_on: today.to_owned(),
            principal_fen: 2_000_000,
        }
    );
    prove_on!(
        story,
        bank(),
        overdue,
        cure_loan,
        CureLoanRequest {
            paid_on: today.to_owned(),
            principal_fen: 3_000_000,
        }
    );
    let overdue = step!(
        world,
        banker(),
        lost,
        report_loan_overdue,
        ReportLoanOverdueRequest {
            biz_no: number(),
            due_on: due_on.to_owned(),
        }
    )
    .unwrap();
    let defaulted = prove_on!(
        story,
        bank(),
        overdue,
        default_loan,
        DefaultLoanRequest {
            ground: loan::DefaultGround::Acceleration.into(),
            reason: "the enterprise is closing".to_owned(),
        }
    );
    let disposing = prove_on!(
        story,
        bank(),
        defaulted,
        dispose_loan,
        DisposeLoanRequest {
            way: "auction of the machines".to_owned(),
        }
    );
    prove_on!(
        story,
        bank(),
        disposing,
        close_loan,
        CloseLoanRequest {
            write_off: loan::WriteOff::BankruptcyClosed.into(),
        }
    );
    story.ends(&LATE);
}
