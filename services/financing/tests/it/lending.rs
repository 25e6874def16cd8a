//! What enterprise and bank do until a loan is lent, step by step, each with what a test leaves unsaid.
use kezhuan_protocol::financing::v1::*;
use uuid::Uuid;

use crate::step;
use crate::world::*;

/// A bank's number that was never used: 32 characters.
pub fn number() -> String {
    Uuid::now_v7().simple().to_string()
}

/// 100,000 yuan for a year, unsecured, with the pool.
pub fn asked_for() -> CreateApplicationRequest {
    CreateApplicationRequest {
        enterprise: "enterprise-1".to_owned(),
        division: "440703".to_owned(),
        bank: "bank-1".to_owned(),
        product: Some(product(product::Stage::Industrial)),
        security: vec![application::Security::Unsecured.into()],
        amount_fen: 10_000_000,
        term_months: 12,
        purpose: "equipment".to_owned(),
        repayment_source: "sales".to_owned(),
        request_id: id(),
        ..CreateApplicationRequest::default()
    }
}

pub fn product(stage: product::Stage) -> Product {
    Product {
        kind: product::Kind::YiKeDai.into(),
        pledge_first: false,
        mode: product::Mode::Loan.into(),
        stage: stage.into(),
    }
}

pub fn declared() -> Declaration {
    Declaration {
        revenue_fen: 1_000_000_000,
        qualifications: vec![declaration::Qualification::Hnte.into()],
        ..Declaration::default()
    }
}

pub async fn drafted(world: &World, asked_for: CreateApplicationRequest) -> Application {
    call!(world, &applicant(), create_application, asked_for).unwrap()
}

pub async fn submitted(world: &World, draft: &Application) -> Application {
    let declaration = Some(declared());
    step!(
        world,
        applicant(),
        draft,
        submit_application,
        SubmitApplicationRequest {
            declaration: declaration
        }
    )
    .unwrap()
}

/// Valued and reviewed by the bank that was asked: another person approves.
pub async fn reviewed(world: &World, eligible: &Application, clerk: &Person) -> Application {
    assert_eq!(eligible.state(), application::State::Eligible);
    let valued = step!(
        world,
        clerk,
        eligible,
        value_application,
        ValueApplicationRequest { biz_no: number() }
    )
    .unwrap();
    step!(
        world,
        clerk,
        valued,
        review_application,
        ReviewApplicationRequest {
            biz_no: number(),
            finding: "sound".to_owned(),
        }
    )
    .unwrap()
}

/// What the bank grants of what was asked for: all of it.
pub fn granted(reviewed: &Application) -> ApproveApplicationRequest {
    ApproveApplicationRequest {
        name: reviewed.name.clone(),
        etag: reviewed.etag.clone(),
        request_id: id(),
        biz_no: number(),
        amount_fen: reviewed.amount_fen,
        rate_bp: 365,
        term_months: reviewed.term_months,
        guarantee_bp: 0,
    }
}

pub async fn approved(world: &World, reviewed: &Application) -> Application {
    let grant = granted(reviewed);
    call!(world, &second_banker(), approve_application, grant).unwrap()
}

/// Signed by both sides.
pub async fn signed(world: &World, approved: &Application) -> Application {
    let first = step!(
        world,
        banker(),
        approved,
        sign_application,
        SignApplicationRequest { biz_no: number() }
    )
    .unwrap();
    step!(
        world,
        applicant(),
        first,
        sign_application,
        SignApplicationRequest {}
    )
    .unwrap()
}

/// From the draft to the contract.
pub async fn contracted(world: &World, asked_for: CreateApplicationRequest) -> Application {
    let draft = drafted(world, asked_for).await;
    let eligible = submitted(world, &draft).await;
    let reviewed = reviewed(world, &eligible, &banker()).await;
    signed(world, &approved(world, &reviewed).await).await
}

pub fn due(on: &str, principal_fen: i64) -> loan::Due {
    loan::Due {
        on: on.to_owned(),
        principal_fen,
    }
}

/// The loan of a contract: what falls due when, the last at maturity.
pub fn loan_of(contract: &Application, schedule: Vec<loan::Due>) -> CreateLoanRequest {
    CreateLoanRequest {
        application: contract.name.clone(),
        maturity: schedule.last().unwrap().on.clone(),
        schedule,
        request_id: id(),
        biz_no: number(),
        ..CreateLoanRequest::default()
    }
}

/// Half of an unsecured loan of 100,000 yuan falls due on 2025-09-03, half on 2026-03-03.
pub async fn made(world: &World) -> Loan {
    let contract = contracted(world, asked_for()).await;
    let halves = vec![due("2025-09-03", 5_000_000), due("2026-03-03", 5_000_000)];
    let create = loan_of(&contract, halves);
    call!(world, &banker(), create_loan, create).unwrap()
}

pub async fn disbursed(world: &World, made: &Loan) -> Loan {
    step!(
        world,
        banker(),
        made,
        disburse_loan,
        DisburseLoanRequest { biz_no: number() }
    )
    .unwrap()
}

/// The same loan, lent and filed with the pool on the day of the world.
pub async fn lent(world: &World) -> Loan {
    let active = disbursed(world, &made(world).await).await;
    step!(
        world,
        banker(),
        active,
        file_loan_with_pool,
        FileLoanWithPoolRequest { biz_no: number() }
    )
    .unwrap()
}
