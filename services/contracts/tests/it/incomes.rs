//! Technical income: receipt by receipt, never more than J.
use std::time::Duration;

use futures::future::join_all;
use kezhuan_protocol::contracts::v1::income_verification::State;
use kezhuan_protocol::contracts::v1::*;
use sqlx::Connection;
use tonic::{Code, Status};
use uuid::Uuid;

use crate::world::{self, World, applicant, call, id, person, reason, registrar};

async fn file(
    world: &World,
    contract: &str,
    receipt: &str,
    amount_fen: i64,
) -> Result<IncomeVerification, Status> {
    let slip = world.upload(contract, "RECEIPT").await.name;
    let request = filing(contract, receipt, amount_fen, vec![slip]);
    call!(world, &applicant(), file_income, request)
}

fn filing(
    contract: &str,
    receipt: &str,
    amount_fen: i64,
    attachments: Vec<String>,
) -> FileIncomeRequest {
    FileIncomeRequest {
        contract: contract.to_owned(),
        amount_fen,
        received_on: "2025-03-03".to_owned(),
        receipt_number: receipt.to_owned(),
        receipt_kind: "BANK_SLIP".to_owned(),
        request_id: id(),
        attachments,
    }
}

async fn verify(world: &World, income: &IncomeVerification) -> Result<IncomeVerification, Status> {
    let request = VerifyIncomeRequest {
        name: income.name.clone(),
        etag: income.etag.clone(),
        request_id: id(),
    };
    call!(world, &registrar(), verify_income, request)
}

#[tokio::test]
async fn receipts_verified_at_once_never_exceed_the_technical_amount() {
    let world = World::on("2025-03-03").await;
    let contract = world.registered(world::form()).await;
    let mut filed = Vec::new();
    for number in 1..=8 {
        let income = file(&world, &contract.name, &format!("SLIP-{number}"), 3_000_000).await;
        filed.push(income.unwrap());
    }
    let answers = join_all(filed.iter().map(|income| verify(&world, income))).await;
    let verified: i64 = answers
        .iter()
        .flatten()
        .map(|income| income.amount_fen)
        .sum();
    // Three of 30,000 yuan fit into J of 100,000.
    assert_eq!(verified, 9_000_000);
    for refused in answers.iter().filter_map(|answer| answer.as_ref().err()) {
        assert_eq!(reason(refused), "INCOME_OVER_TECHNICAL_AMOUNT");
    }
    let rest = file(&world, &contract.name, "SLIP-9", 1_000_000)
        .await
        .unwrap();
    assert_eq!(
        verify(&world, &rest).await.unwrap().state(),
        State::Verified
    );
}

#[tokio::test]
async fn a_receipt_is_refused_on_a_ground_or_withdrawn_and_may_come_again() {
    let world = World::on("2025-03-03").await;
    let contract = world.registered(world::form()).await;
    let first = file(&world, &contract.name, "SLIP-1", 1_000_000)
        .await
        .unwrap();
    let twice = file(&world, &contract.name, "SLIP-1", 1_000_000)
        .await
        .unwrap_err();
    assert_eq!(reason(&twice), "RECEIPT_FILED_BEFORE");
    let refuse = |code: &str| RefuseIncomeRequest {
        name: first.name.clone(),
        etag: first.etag.clone(),
        request_id: id(),
        code: code.to_owned(),
        note: "印章不清".to_owned(),
    };
    let unknown = call!(world, &registrar(), refuse_income, refuse("OTHER")).unwrap_err();
    assert_eq!(
        (unknown.code(), reason(&unknown).as_str()),
        (Code::InvalidArgument, "REFUSAL_CODE_INVALID")
    );
    let refused = call!(world, &registrar(), refuse_income, refuse("UNREADABLE")).unwrap();
    assert_eq!(
        (
            refused.state(),
            refused.refusal_code.as_str(),
            refused.refusal_note.as_str()
        ),
        (State::Refused, "UNREADABLE", "印章不清")
    );
    let again = file(&world, &contract.name, "SLIP-1", 1_000_000)
        .await
        .unwrap();
    let request = WithdrawIncomeRequest {
        name: again.name.clone(),
        etag: again.etag.clone(),
        request_id: id(),
    };
    let buyer = person("ma", "buyer-1", "", &["applicant"]);
    let other = call!(world, &buyer, withdraw_income, request.clone()).unwrap_err();
    assert_eq!(reason(&other), "NOT_THE_APPLICANT");
    let own = WithdrawIncomeRequest {
        request_id: id(),
        ..request
    };
    let withdrawn = call!(world, &applicant(), withdraw_income, own).unwrap();
    assert_eq!(withdrawn.state(), State::Withdrawn);
    assert_eq!(
        world.events_of(&again.name).await,
        ["IncomeFiled", "IncomeWithdrawn"]
    );
    let late = verify(&world, &withdrawn).await.unwrap_err();
    assert_eq!(reason(&late), "STATE_FORBIDS");
    assert!(
        file(&world, &contract.name, "SLIP-1", 1_000_000)
            .await
            .is_ok()
    );
}

#[tokio::test]
async fn a_filing_names_a_receipt_in_its_own_contract_s_file() {
    let world = World::on("2025-03-03").await;
    let contract = world.registered(world::form()).await.name;
    let other = world.registered(second_form()).await.name;
    let slip = world.upload(&contract, "RECEIPT").await.name;
    let text = world.upload(&contract, "CONTRACT_TEXT").await.name;
    let elsewhere = world.upload(&other, "RECEIPT").await.name;
    let unknown = format!("{contract}/attachments/{}", id());
    for (named, expected) in [
        (vec![], "FORM_INVALID"),
        (vec![text], "FORM_INVALID"),
        (vec![slip.clone(), elsewhere], "ATTACHMENT_NOT_OF_CONTRACT"),
        (vec![unknown], "ATTACHMENT_NOT_OF_CONTRACT"),
        (vec!["slip.pdf".to_owned()], "NAME_INVALID"),
    ] {
        let request = filing(&contract, "SLIP-1", 1_000_000, named);
        let refused = call!(world, &applicant(), file_income, request).unwrap_err();
        assert_eq!(
            (refused.code(), reason(&refused).as_str()),
            (Code::InvalidArgument, expected)
        );
    }
    let request = filing(&contract, "SLIP-1", 1_000_000, vec![slip.clone()]);
    let filed = call!(world, &applicant(), file_income, request).unwrap();
    assert_eq!(filed.attachments, [slip]);
}

#[tokio::test]
async fn one_receipt_of_a_seller_serves_one_contract() {
    let world = World::on("2025-03-03").await;
    let first = world.registered(world::form()).await.name;
    let second = world.registered(second_form()).await.name;
    let filed = file(&world, &first, "SLIP-1", 1_000_000).await.unwrap();
    for written in ["SLIP-1", "slip - 1"] {
        let twice = file(&world, &second, written, 1_000_000).await.unwrap_err();
        assert_eq!(
            (twice.code(), reason(&twice).as_str()),
            (Code::AlreadyExists, "RECEIPT_FILED_BEFORE")
        );
    }
    let request = WithdrawIncomeRequest {
        name: filed.name.clone(),
        etag: filed.etag,
        request_id: id(),
    };
    call!(world, &applicant(), withdraw_income, request).unwrap();
    assert!(file(&world, &second, "SLIP-1", 1_000_000).await.is_ok());
}

/// Another contract of the same seller.
fn second_form() -> Form {
    Form {
        project_name: "智能照明控制系统二期研发".to_owned(),
        ..world::form()
    }
}

#[tokio::test]
async fn a_buyer_s_step_waits_while_the_contract_is_held() {
    let world = World::on("2025-03-03").await;
    let contract = world.registered(world::form()).await.name;
    let slip = world.upload(&contract, "RECEIPT").await.name;
    let buyer = person("ma", "buyer-1", "", &["applicant"]);
    let request = filing(&contract, "SLIP-1", 1_000_000, vec![slip]);
    let filed = call!(world, &buyer, file_income, request).unwrap();
    let mut admin = world.database.admin().await.unwrap();
    let mut holder = admin.begin().await.unwrap();
    sqlx::query("SELECT id FROM contract WHERE id = $1 FOR UPDATE")
        .bind(Uuid::parse_str(contract.strip_prefix("contracts/").unwrap()).unwrap())
        .execute(&mut *holder)
        .await
        .unwrap();
    let request = WithdrawIncomeRequest {
        name: filed.name,
        etag: filed.etag,
        request_id: id(),
    };
    let withdraw = async { call!(world, &buyer, withdraw_income, request) };
    tokio::pin!(withdraw);
    let early = tokio::time::timeout(Duration::from_millis(300), &mut withdraw).await;
    assert!(early.is_err(), "the step did not wait");
    holder.rollback().await.unwrap();
    assert_eq!(withdraw.await.unwrap().state(), State::Withdrawn);
}
