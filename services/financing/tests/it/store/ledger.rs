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
use super::lent::signed_loan;
use super::security::seen;

/// Books a movement of a step that nobody took before.
pub async fn post(tables: &Tables, by: &Caller, posting: Posting) -> Result<i64, Error> {
    post_of(tables, by, Uuid::now_v7(), posting).await
}

async fn post_of(tables: &Tables, by: &Caller, case: Uuid, posting: Posting) -> Result<i64, Error> {
    post_in(tables, by, (CITY, case), posting).await
}

/// The same in the books of any pool.
async fn post_in(
    tables: &Tables,
    by: &Caller,
    (pool, case): (&'static str, Uuid),
    posting: Posting,
) -> Result<i64, Error> {
    let written = tables.database.write_as(by, move |write| {
        let posting = posting.clone();
        Box::pin(async move {
            // Each on a document of its own.
            let reference = Uuid::now_v7().to_string();
            let of = Of {
                tenant: pool,
                aggregate: DEPOSIT,
                case,
                version: 1,
                reference: &reference,
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

/// A transaction with these lines on one account, past every function of the service; its id. `pool`: whose they say they are.
async fn by_hand(
    admin: &mut PgConnection,
    pool: &str,
    lines: &[(&str, i64)],
) -> Result<Uuid, sqlx::Error> {
    let mut transaction = admin.begin().await?;
    let id = Uuid::now_v7();
    sqlx::query(
        "INSERT INTO ledger_transaction (id, tenant, number, case_id, case_version, aggregate, kind, reference, document,
                                         actor, legal_date)
         VALUES ($1, '440700', 99, $1, 1, 'deposit', 'DEPOSIT', '', $1::text, '', '2026-01-05')",
    )
    .bind(id)
    .execute(&mut *transaction)
    .await?;
    for (side, amount) in lines {
        sqlx::query(
            "WITH moved AS (
                 UPDATE ledger_account
                    SET debits_fen = debits_fen + CASE $2 WHEN 'DEBIT' THEN $3::bigint ELSE 0 END,
                        credits_fen = credits_fen + CASE $2 WHEN 'CREDIT' THEN $3::bigint ELSE 0 END,
                        postings = postings + 1
                  WHERE code = 'CASH/COMPENSATION'
                 RETURNING id, postings, debits_fen - credits_fen AS balance_fen)
             INSERT INTO ledger_posting (account_id, place, transaction_id, tenant, side, amount_fen, balance_fen)
             SELECT id, postings, $1, $4, $2, $3, balance_fen FROM moved",
        )
        .bind(id)
        .bind(*side)
        .bind(*amount)
        .bind(pool)
        .execute(&mut *transaction)
        .await?;
    }
    transaction.commit().await?;
    Ok(id)
}

fn violated(error: &sqlx::Error) -> Option<&str> {
    error.as_database_error()?.constraint()
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
        let refused = by_hand(&mut admin, CITY, lines).await.unwrap_err();
        assert_eq!(
            violated(&refused),
            Some("ledger_balance_check"),
            "{lines:?}"
        );
    }
    for worthless in [
        [("DEBIT", 0), ("CREDIT", 0)],
        [("DEBIT", -5), ("CREDIT", -5)],
    ] {
        let refused = by_hand(&mut admin, CITY, &worthless).await.unwrap_err();
        let constraint = violated(&refused);
        assert_eq!(constraint, Some("ledger_posting_amount_fen_check"));
    }
    let pair = [("DEBIT", 5), ("CREDIT", 5)];
    let refused = by_hand(&mut admin, "440100", &pair).await.unwrap_err();
    assert_eq!(violated(&refused), Some("ledger_place_check"));
    let booked = by_hand(&mut admin, CITY, &pair).await.unwrap();
    // A pair more would balance, but no account counts it.
    let more = sqlx::query(
        "INSERT INTO ledger_posting (account_id, place, transaction_id, tenant, side, amount_fen, balance_fen)
         SELECT id, postings + line.ordinality, $1, tenant, line.side, 7, 0
           FROM ledger_account, unnest('{DEBIT,CREDIT}'::text[]) WITH ORDINALITY AS line(side, ordinality)
          WHERE code = 'CASH/COMPENSATION'",
    );
    let refused = more.bind(booked).execute(&mut admin).await.unwrap_err();
    assert_eq!(violated(&refused), Some("ledger_place_check"));
    let balanced = tables
        .database
        .read(&pool_manager(), async |connection| {
            ledger_accounts::are_balanced(connection, CITY).await
        })
        .await;
    assert_eq!(balanced.unwrap(), Some(true));
}

#[tokio::test]
async fn an_account_moves_by_a_posting_or_not_at_all_whoever_writes_it() {
    let tables = tables().await;
    post(&tables, &pool_manager(), deposit(100)).await.unwrap();
    let mut admin = tables.test.admin().await.unwrap();
    for statement in [
        "UPDATE ledger_account SET debits_fen = debits_fen + 1 WHERE code = 'CASH/COMPENSATION'",
        // Both accounts, so that the sums still agree.
        "UPDATE ledger_account SET debits_fen = debits_fen + 1, credits_fen = credits_fen + 1",
        "UPDATE ledger_account SET postings = postings + 1",
        "UPDATE ledger_account SET tenant = '440100'",
        "INSERT INTO ledger_account (tenant, code, kind, debits_fen, credits_fen)
         VALUES ('440700', 'COVER_GIVEN', 'COVER_GIVEN', 5, 5)",
    ] {
        let written = sqlx::query(statement).execute(&mut admin).await;
        let refused = written.unwrap_err();
        assert_eq!(
            violated(&refused),
            Some("ledger_account_follows_check"),
            "{statement}"
        );
    }
}

#[tokio::test]
async fn the_one_way_in_books_nothing_that_is_empty_worthless_or_uneven() {
    let tables = tables().await;
    let by = pool_manager();
    post(&tables, &by, deposit(100)).await.unwrap();
    let both: &[&str] = &["CASH/COMPENSATION", "CONTRIBUTION/COMPENSATION/CITY"];
    let twice: &[&str] = &["CASH/COMPENSATION", "CASH/COMPENSATION"];
    let pair: &[&str] = &["DEBIT", "CREDIT"];
    let wrong: [(&[&str], &[&str], &[i64]); 7] = [
        (&[], &[], &[]),
        (both, pair, &[0, 0]),
        (both, pair, &[-1, -1]),
        (both, pair, &[2, 1]),
        (both, pair, &[1]),
        (both, &["DEBIT", "DEBIT"], &[1, 1]),
        (twice, pair, &[1, 1]),
    ];
    for (codes, sides, amounts) in wrong {
        let written = tables.database.write_as(&by, move |write| {
            Box::pin(async move {
                sqlx::query(
                    "SELECT ledger_post(uuidv7(), '440700', uuidv7(), 1, 'loan', 'COVER', '', NULL, 'ma', '2026-01-05',
                                        $1, $4, $4, $4, $4, $4, $2, $3)",
                )
                .bind(codes)
                .bind(sides)
                .bind(amounts)
                .bind(vec![None::<&str>; codes.len()])
                .execute(&mut **write)
                .await?;
                Ok::<_, Error>(())
            })
        });
        assert!(written.await.is_err(), "{codes:?} {sides:?} {amounts:?}");
    }
    // Nothing of them stands, not even a number.
    assert_eq!(post(&tables, &by, deposit(1)).await.unwrap(), 2);
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

/// How the database refuses a step.
fn said(error: &Error) -> &str {
    let cause = match error {
        Error::Database(kezhuan_database::Error::Sqlx(cause)) => cause.as_database_error(),
        _ => None,
    };
    cause.map_or("nothing", |cause| cause.message())
}

#[tokio::test]
async fn a_party_moves_the_books_of_its_case_s_own_city_and_of_no_other_case() {
    let tables = tables().await;
    let loan = signed_loan(&tables).await.body.id;
    for (by, pool) in [(bank("bank-1"), "440100"), (bank("bank-2"), CITY)] {
        let refused = post_in(&tables, &by, (pool, loan), cover("bank-1", 300)).await;
        let refused = refused.unwrap_err();
        let no_step = "the caller takes no step in this case";
        assert_eq!(said(&refused), no_step, "{}", by.organisation);
    }
}

#[tokio::test]
async fn a_bank_reads_its_own_accounts_and_nothing_else_of_the_books() {
    let tables = tables().await;
    let by = pool_manager();
    post(&tables, &by, deposit(1_000)).await.unwrap();
    for of in ["bank-1", "bank-2"] {
        post(&tables, &by, cover(of, 10)).await.unwrap();
    }
    let county = caller("stb-440703", COUNTY, kezhuan_auth::Role::CountyStb);
    for (table, all, own) in [
        ("ledger_account", 5, 1),
        ("ledger_posting", 6, 1),
        ("ledger_transaction", 3, 0),
        ("ledger_book", 1, 0),
    ] {
        assert_eq!(seen(&tables, &by, table).await, all, "{table}");
        assert_eq!(seen(&tables, &bank("bank-1"), table).await, own, "{table}");
        for stranger in [&bank("bank-3"), &county, &owner()] {
            assert_eq!(seen(&tables, stranger, table).await, 0, "{table}");
        }
    }
}

#[tokio::test]
async fn a_bank_s_exposure_is_that_of_all_its_modes_and_of_no_other_bank() {
    let tables = tables().await;
    let by = pool_manager();
    for (of, mode, principal, loss) in [
        ("bank-1", Mode::Loan, 900, 51),
        ("bank-1", Mode::Guarantee, 100, 30),
        ("bank-2", Mode::Loan, 1_000, 7),
    ] {
        let bank = of.to_owned();
        let cover = Posting::Cover {
            bank: bank.clone(),
            mode,
            principal: Fen(principal),
        };
        let claim = Posting::Claim {
            bank,
            mode,
            loss: Fen(loss),
            pay: Fen::ZERO,
        };
        post(&tables, &by, cover).await.unwrap();
        post(&tables, &by, claim).await.unwrap();
    }
    let read = tables.database.read(&by, async |connection| {
        ledger_accounts::exposure_of_bank(connection, CITY, "bank-1").await
    });
    let exposure = read.await.unwrap();
    assert_eq!((exposure.covered, exposure.claimed), (Fen(919), Fen(81)));
}
