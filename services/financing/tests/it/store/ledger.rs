//! The pool's books: what the tables refuse, whoever asks.
use kezhuan_auth::Caller;
use kezhuan_financing::Error;
use kezhuan_financing::domain::ledger::{Account, Fund, Posting, Source};
use kezhuan_financing::domain::product::Mode;
use kezhuan_financing::store::ledger_transactions::{DEPOSIT, Filter, Of};
use kezhuan_financing::store::{ledger_accounts, ledger_postings, ledger_transactions};
use kezhuan_law::Fen;
use sqlx::{Connection, PgConnection};
use uuid::Uuid;

use super::cast::*;

/// Books a movement of a step that nobody took before.
pub async fn post(tables: &Tables, by: &Caller, posting: Posting) -> Result<i64, Error> {
    post_of(tables, by, Uuid::now_v7(), posting).await
}

async fn post_of(tables: &Tables, by: &Caller, case: Uuid, posting: Posting) -> Result<i64, Error> {
    let written = tables.database.write_as(by, move |write| {
        let posting = posting.clone();
        Box::pin(async move {
            let of = Of {
                tenant: CITY,
                aggregate: DEPOSIT,
                case,
                version: 1,
                reference: "paper-1",
                actor: "ma",
                legal_date: date("2026-01-05"),
            };
            let (_, number) = ledger_transactions::post(write, of, &posting).await?;
            Ok(number)
        })
    });
    written.await
}

pub fn deposit(amount: i64) -> Posting {
    Posting::Deposit {
        fund: Fund::Compensation,
        source: Source::City,
        amount: Fen(amount),
    }
}

fn cover(bank: &str, principal: i64) -> Posting {
    Posting::Cover {
        bank: bank.to_owned(),
        mode: Mode::Loan,
        principal: Fen(principal),
    }
}

#[tokio::test]
async fn a_movement_is_numbered_and_every_balance_is_one_row() {
    let tables = tables().await;
    let by = pool_manager();
    assert_eq!(post(&tables, &by, deposit(1_000)).await.unwrap(), 1);
    assert_eq!(post(&tables, &by, cover("bank-1", 700)).await.unwrap(), 2);
    let claim = Posting::Claim {
        bank: "bank-1".to_owned(),
        mode: Mode::Loan,
        loss: Fen(300),
        pay: Fen(120),
    };
    assert_eq!(post(&tables, &by, claim).await.unwrap(), 3);

    let read = tables.database.read(&by, async |connection| {
        let fund = ledger_accounts::fund(connection, CITY, Fund::Compensation).await?;
        assert_eq!(
            (fund.cash, fund.reserved, fund.available()),
            (Fen(1_000), Fen(120), Fen(880))
        );
        let exposure = ledger_accounts::exposure_of_bank(connection, CITY, "bank-1").await?;
        assert_eq!((exposure.covered, exposure.claimed), (Fen(400), Fen(300)));
        let balanced = ledger_accounts::are_balanced(connection, CITY).await?;
        assert_eq!(balanced, Some(true));
        let covered = Account::Covered {
            bank: "bank-1".to_owned(),
            mode: Mode::Loan,
        };
        let lines = ledger_postings::statement(connection, CITY, &covered, 0, 10).await?;
        let told: Vec<_> = lines
            .iter()
            .map(|line| (line.place, line.balance_fen))
            .collect();
        assert_eq!(told, [(1, 700), (2, 400)]);
        let of_fund = Filter {
            fund: Some("COMPENSATION".to_owned()),
            ..Filter::default()
        };
        let booked = ledger_transactions::list(connection, CITY, &of_fund, None, 10).await?;
        let numbers: Vec<_> = booked.iter().map(|booked| booked.number).collect();
        assert_eq!(numbers, [3, 1]);
        Ok::<_, Error>(())
    });
    read.await.unwrap();
}

#[tokio::test]
async fn what_would_overdraw_is_refused_with_the_domains_reason_and_changes_nothing() {
    let tables = tables().await;
    let by = pool_manager();
    post(&tables, &by, deposit(100)).await.unwrap();
    post(&tables, &by, cover("bank-1", 500)).await.unwrap();
    let (bank, mode) = ("bank-1".to_owned(), Mode::Loan);
    for (posting, expected) in [
        (
            Posting::Claim {
                bank: bank.clone(),
                mode,
                loss: Fen(400),
                pay: Fen(101),
            },
            "FUND_EXHAUSTED",
        ),
        (
            Posting::Uncover {
                bank: bank.clone(),
                mode,
                principal: Fen(501),
            },
            "NOT_COVERED_SO_FAR",
        ),
        (
            Posting::Recover {
                bank,
                mode,
                amount: Fen(1),
            },
            "MORE_BACK_THAN_PAID",
        ),
        (Posting::Reserve { amount: Fen(1) }, "FUND_EXHAUSTED"),
    ] {
        let refused = post(&tables, &by, posting.clone()).await.unwrap_err();
        assert_eq!(reason(&refused), expected, "{posting:?}");
    }
    // The numbers of refused movements are given again.
    assert_eq!(post(&tables, &by, deposit(1)).await.unwrap(), 3);
}

#[tokio::test]
async fn a_step_is_booked_once() {
    let tables = tables().await;
    let (by, case) = (pool_manager(), Uuid::now_v7());
    post_of(&tables, &by, case, deposit(5)).await.unwrap();
    assert!(post_of(&tables, &by, case, deposit(5)).await.is_err());
    assert_eq!(post(&tables, &by, deposit(5)).await.unwrap(), 2);
}

/// A transaction with these lines, past every function of the service.
async fn by_hand(admin: &mut PgConnection, lines: &[(&str, i64)]) -> Result<(), sqlx::Error> {
    let mut transaction = admin.begin().await?;
    let id = Uuid::now_v7();
    sqlx::query(
        "INSERT INTO ledger_transaction (id, tenant, number, case_id, case_version, aggregate, kind, reference, actor, legal_date)
         VALUES ($1, '440700', 99, $1, 1, 'deposit', 'DEPOSIT', '', '', '2026-01-05')",
    )
    .bind(id)
    .execute(&mut *transaction)
    .await?;
    for (place, (side, amount)) in (90_i64..).zip(lines) {
        sqlx::query(
            "INSERT INTO ledger_posting (account_id, place, transaction_id, tenant, side, amount_fen, balance_fen)
             SELECT min(id), $1, $2, '440700', $3, $4, 0 FROM ledger_account",
        )
        .bind(place)
        .bind(id)
        .bind(side)
        .bind(amount)
        .execute(&mut *transaction)
        .await?;
    }
    transaction.commit().await
}

#[tokio::test]
async fn what_does_not_balance_is_not_committed_whoever_wrote_it() {
    let tables = tables().await;
    post(&tables, &pool_manager(), deposit(100)).await.unwrap();
    let mut admin = tables.test.admin().await.unwrap();
    let unbalanced: [&[(&str, i64)]; 4] = [
        &[],
        &[("DEBIT", 5)],
        &[("DEBIT", 5), ("CREDIT", 4)],
        &[("CREDIT", 3), ("CREDIT", 2)],
    ];
    for lines in unbalanced {
        let refused = by_hand(&mut admin, lines).await.unwrap_err();
        let constraint = refused.as_database_error().unwrap().constraint();
        assert_eq!(constraint, Some("ledger_balance_check"), "{lines:?}");
    }
    by_hand(&mut admin, &[("DEBIT", 5), ("CREDIT", 5)])
        .await
        .unwrap();
    // And a line more is a line too many.
    let more = sqlx::query(
        "INSERT INTO ledger_posting (account_id, place, transaction_id, tenant, side, amount_fen, balance_fen)
         SELECT account_id, 98, transaction_id, tenant, side, amount_fen, 0 FROM ledger_posting LIMIT 1",
    );
    let refused = more.execute(&mut admin).await.unwrap_err();
    let constraint = refused.as_database_error().unwrap().constraint();
    assert_eq!(constraint, Some("ledger_balance_check"));
}

#[tokio::test]
async fn what_was_booked_stands() {
    let tables = tables().await;
    post(&tables, &pool_manager(), deposit(100)).await.unwrap();
    let mut admin = tables.test.admin().await.unwrap();
    for statement in [
        "UPDATE ledger_transaction SET kind = 'COVER'",
        "UPDATE ledger_posting SET amount_fen = amount_fen + 1",
        "DELETE FROM ledger_posting",
        "DELETE FROM ledger_transaction",
        "TRUNCATE ledger_transaction, ledger_posting",
    ] {
        let refused = sqlx::query(statement)
            .execute(&mut admin)
            .await
            .unwrap_err();
        let code = refused.as_database_error().unwrap().code();
        assert_eq!(code.as_deref(), Some("23001"), "{statement}");
    }
}

#[tokio::test]
async fn nobody_books_but_by_a_step_in_a_case_of_theirs() {
    let tables = tables().await;
    let (county, bank) = (
        caller("stb-440703", COUNTY, kezhuan_auth::Role::CountyStb),
        bank("bank-1"),
    );
    for by in [&county, &bank, &owner()] {
        assert!(post(&tables, by, deposit(1)).await.is_err());
    }
    let manager = pool_manager();
    let direct = tables.database.write_as(&manager, |write| {
        Box::pin(async move {
            let given = "UPDATE ledger_account SET debits_fen = 0";
            sqlx::query(given).execute(&mut **write).await?;
            Ok::<_, Error>(())
        })
    });
    assert!(direct.await.is_err());
}
