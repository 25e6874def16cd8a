//! A month's balances: the file as it was, and two signatures under it.
use kezhuan_financing::domain::biz_no::BizNo;
use kezhuan_financing::domain::loan::{Disbursement, Due, Loan, Paid, State};
use kezhuan_financing::domain::product;
use kezhuan_law::Fen;
use kezhuan_law::rule_pins::RulePins;
use sha2::{Digest, Sha256};
use sqlx::types::Json;
use tonic::Code;
use uuid::Uuid;

use super::*;

const APRIL: &str = "2025-04-01";

/// A loan of the first bank, lent in March, of which part was repaid in March and part in April.
async fn lent(world: &World) -> Loan {
    let application = eligible(world).await;
    let (_, application) = application.name.split_once('/').unwrap();
    let paid = |number: &str, on: &str, principal| Paid {
        biz_no: BizNo::parse(number).unwrap(),
        paid_on: on.parse().unwrap(),
        principal: Fen(principal),
        interest: Fen(1),
        penalty: Fen::ZERO,
    };
    let loan = Loan {
        id: Uuid::now_v7(),
        number: "KZ-IPL-2025-440703-000001".to_owned(),
        application: application.parse().unwrap(),
        bank: "bank-1".to_owned(),
        borrower: "enterprise-1".to_owned(),
        others: Vec::new(),
        product: product::Product {
            kind: product::ProductKind::YiKeDai,
            pledge_first: false,
            mode: Some(product::Mode::Loan),
            stage: product::Stage::Industrial,
        },
        pledge: None,
        principal: Fen(1_000),
        rate_bp: 400,
        term_months: 12,
        maturity: "2026-03-05".parse().unwrap(),
        schedule: vec![Due {
            on: "2026-03-05".parse().unwrap(),
            principal: Fen(1_000),
        }],
        approved_on: World::CALM.parse().unwrap(),
        shares: Vec::new(),
        state: State::Active,
        version: 4,
        renews: None,
        renewed_as: None,
        renewed_on: None,
        disbursement: Some(Disbursement {
            biz_no: BizNo::parse("L1").unwrap(),
            disbursed_on: "2025-03-05".parse().unwrap(),
            disbursed_by: "he".to_owned(),
        }),
        pool_filing: None,
        payments: vec![paid("L2", "2025-03-31", 100), paid("L3", "2025-04-01", 200)],
        extensions: Vec::new(),
        overdue_since: None,
        default: None,
        disposal: None,
        closing: None,
        repaid_on: None,
        pins: RulePins::default(),
    };
    let mut admin = world.database.admin().await.unwrap();
    sqlx::query(
        "INSERT INTO loan (id, tenant, number, version, event_sequence, state, application_id, bank, borrower, product,
                           principal_fen, outstanding_fen, maturity, disbursed_on, body, create_time, update_time)
         VALUES ($1, '440703', $2, $3, 1, 'ACTIVE', $4, $5, $6, 'YI_KE_DAI', $7, $8, $9, '2025-03-05', $10, now(), now())",
    )
    .bind(loan.id)
    .bind(&loan.number)
    .bind(loan.version)
    .bind(loan.application)
    .bind(&loan.bank)
    .bind(&loan.borrower)
    .bind(loan.principal.get())
    .bind(loan.outstanding().get())
    .bind(loan.maturity)
    .bind(Json(&loan))
    .execute(&mut admin)
    .await
    .unwrap();
    sqlx::query(
        "INSERT INTO case_party (case_id, organisation, capacity, tenant) VALUES ($1, $2, 'BANK', '440703')",
    )
    .bind(loan.id)
    .bind(&loan.bank)
    .execute(&mut admin)
    .await
    .unwrap();
    loan
}

pub async fn exported(world: &World, person: &Person, bank: &str) -> Result<Vec<u8>, Status> {
    let request = ExportBalanceConfirmationRequest {
        bank: bank.to_owned(),
        month: "2025-03".to_owned(),
    };
    let mut chunks = call!(world, person, export_balance_confirmation, request)?;
    let mut file = Vec::new();
    while let Some(chunk) = chunks.message().await? {
        file.extend(chunk.chunk);
    }
    Ok(file)
}

pub fn confirm(file: &[u8]) -> ConfirmBalanceRequest {
    ConfirmBalanceRequest {
        bank: "bank-1".to_owned(),
        month: "2025-03".to_owned(),
        file_sha256: hex::encode(Sha256::digest(file)),
        request_id: id(),
    }
}

#[tokio::test]
async fn both_sides_sign_the_month_as_it_was() {
    let world = World::on(World::CALM).await;
    let loan = lent(&world).await;
    world.advance_to(APRIL);
    let file = exported(&world, &banker(), "").await.unwrap();
    let text = String::from_utf8(file.clone()).unwrap();
    let lines: Vec<&str> = text.split_terminator("\r\n").collect();
    assert_eq!(
        lines,
        [
            "loan,number,borrower,state,principal_fen,outstanding_fen,maturity",
            format!(
                "loans/{},{},enterprise-1,ACTIVE,1000,900,2026-03-05",
                loan.id, loan.number
            )
            .as_str(),
            "TRAILER,1,900",
        ]
    );
    assert_eq!(
        exported(&world, &pool_manager(), "bank-1").await.unwrap(),
        file
    );

    let other = call!(world, &banker(), confirm_balance, confirm(b"another file")).unwrap_err();
    assert_eq!(
        (other.code(), reason(&other).as_str()),
        (Code::Aborted, "BALANCE_CHANGED")
    );
    let request = confirm(&file);
    let first = call!(world, &banker(), confirm_balance, request.clone()).unwrap();
    assert_eq!(first.state(), balance_confirmation::State::ConfirmedByOne);
    assert_eq!(
        (first.loans, first.outstanding_fen, first.as_of.as_str()),
        (1, 900, "2025-03-31")
    );
    assert_eq!(first.signatures[0].by, "he");
    let again = call!(world, &banker(), confirm_balance, request).unwrap();
    assert_eq!(again, first);
    let twice = call!(world, &second_banker(), confirm_balance, confirm(&file)).unwrap_err();
    assert_eq!(reason(&twice), "ALREADY_CONFIRMED");

    // What is told later changes no file that was signed.
    let mut admin = world.database.admin().await.unwrap();
    sqlx::query("UPDATE loan SET body = jsonb_set(body, '{payments}', '[]')")
        .execute(&mut admin)
        .await
        .unwrap();
    assert_eq!(
        exported(&world, &pool_manager(), "bank-1").await.unwrap(),
        file
    );
    let both = call!(world, &pool_manager(), confirm_balance, confirm(&file)).unwrap();
    assert_eq!(both.state(), balance_confirmation::State::Confirmed);
    let signers: Vec<_> = both
        .signatures
        .iter()
        .map(|signed| (signed.side(), signed.by.as_str()))
        .collect();
    // Whose people signed is each side's own.
    use balance_confirmation::Side;
    assert_eq!(signers, [(Side::Bank, ""), (Side::Pool, "ma")]);
    let events = ["BalanceConfirmedByOne", "BalanceConfirmed"];
    assert_eq!(world.events_of(&both.name).await, events);
    for statement in [
        "UPDATE balance_confirmation SET file = 'x', file_sha256 = sha256('x')",
        "UPDATE balance_confirmation SET outstanding_fen = 0",
        "UPDATE balance_confirmation SET bank_by = 'luo'",
        "UPDATE balance_confirmation SET pool_on = pool_on + 1",
    ] {
        let refused = sqlx::query(statement).execute(&mut admin).await;
        let refused = refused.unwrap_err();
        let code = refused.as_database_error().unwrap().code();
        assert_eq!(code.as_deref(), Some("23001"), "{statement}");
    }

    let name = GetBalanceConfirmationRequest {
        name: both.name.clone(),
    };
    let seen = call!(world, &banker(), get_balance_confirmation, name.clone()).unwrap();
    assert_eq!(seen.etag, both.etag);
    let foreign = call!(world, &other_banker(), get_balance_confirmation, name).unwrap_err();
    assert_eq!(foreign.code(), Code::NotFound);
    for (filter, count) in [
        ("state=\"CONFIRMED\" AND month=\"2025-03\"", 1),
        ("bank=\"bank-2\"", 0),
    ] {
        let request = ListBalanceConfirmationsRequest {
            filter: filter.to_owned(),
            ..ListBalanceConfirmationsRequest::default()
        };
        let listed = call!(world, &pool_manager(), list_balance_confirmations, request).unwrap();
        assert_eq!(listed.balance_confirmations.len(), count, "{filter}");
    }
}

#[tokio::test]
async fn a_month_is_signed_by_its_own_bank_and_after_its_end() {
    let world = World::on("2025-03-31").await;
    let early = exported(&world, &banker(), "").await.unwrap_err();
    assert_eq!(reason(&early), "MONTH_NOT_OVER");
    world.advance_to(APRIL);
    // A bank without loans has a month all the same.
    let file = exported(&world, &other_banker(), "").await.unwrap();
    assert!(file.ends_with(b"TRAILER,0,0\r\n"));
    let foreign = exported(&world, &other_banker(), "bank-1").await;
    assert_eq!(foreign.unwrap_err().code(), Code::NotFound);
    for (request, expected) in [
        (confirm(&file), "NOT_YOUR_STEP"),
        (
            ConfirmBalanceRequest {
                bank: String::new(),
                month: "2025-04".to_owned(),
                ..confirm(&file)
            },
            "MONTH_NOT_OVER",
        ),
        (
            ConfirmBalanceRequest {
                month: "03/2025".to_owned(),
                ..confirm(&file)
            },
            "MONTH_INVALID",
        ),
        (
            ConfirmBalanceRequest {
                bank: String::new(),
                file_sha256: "no digest".to_owned(),
                ..confirm(&file)
            },
            "DIGEST_INVALID",
        ),
    ] {
        let refused = call!(world, &other_banker(), confirm_balance, request).unwrap_err();
        assert_eq!(reason(&refused), expected);
    }
    let elsewhere = person("wei", "pool-440100", "440100", &["pool_manager"]);
    let elsewhere = call!(world, &elsewhere, confirm_balance, confirm(&file)).unwrap_err();
    assert_eq!(reason(&elsewhere), "NOT_YOUR_STEP");
    let unnamed = ConfirmBalanceRequest {
        bank: String::new(),
        ..confirm(&file)
    };
    let unnamed = call!(world, &pool_manager(), confirm_balance, unnamed).unwrap_err();
    assert_eq!(reason(&unnamed), "BANK_MISSING");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_sides_that_sign_at_the_same_moment_have_both_signed() {
    let world = World::on(World::CALM).await;
    let empty =
        b"loan,number,borrower,state,principal_fen,outstanding_fen,maturity\r\nTRAILER,0,0\r\n";
    let (bank, pool) = (banker(), pool_manager());
    for month in 1..=12 {
        let request = || ConfirmBalanceRequest {
            month: format!("2024-{month:02}"),
            ..confirm(empty)
        };
        let by_bank = async { call!(world, &bank, confirm_balance, request()) };
        let by_pool = async { call!(world, &pool, confirm_balance, request()) };
        let (one, other) = tokio::join!(by_bank, by_pool);
        let signed = [one, other].map(|signed| signed.unwrap().signatures.len());
        assert!(signed == [1, 2] || signed == [2, 1], "{signed:?}");
    }
}
