//! Many movements at once: numbers without a gap, and never more taken than there is.
use std::collections::BTreeSet;

use futures::future::join_all;
use kezhuan_auth::{Caller, Role};
use kezhuan_financing::Error;
use kezhuan_financing::domain::application::Application;
use kezhuan_financing::domain::ledger::{Fund, Posting};
use kezhuan_financing::domain::product::ProductKind;
use kezhuan_financing::store::ledger_transactions::Filter;
use kezhuan_financing::store::{applications, ledger_accounts, ledger_transactions, loans};
use kezhuan_law::Fen;
use kezhuan_numbers::{NumbersConfig, Serials};
use sqlx::{Connection, PgConnection};
use uuid::Uuid;

use super::cast::*;
use super::ledger::{deposit, post};
use super::lent::{application, loan_of};

/// Offices of the city: writes of each go through a door of their own.
fn office(number: usize) -> Caller {
    caller(&format!("office-{number}"), CITY, Role::PoolManager)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_claims_that_come_at_once_those_are_kept_that_the_fund_can_bear() {
    let tables = tables().await;
    post(&tables, &office(0), deposit(1_000)).await.unwrap();
    let offices: Vec<Caller> = (0..8).map(office).collect();
    let cover = |number: usize| Posting::Cover {
        bank: bank_name(number),
        mode: kezhuan_financing::domain::product::Mode::Loan,
        principal: Fen(900),
    };
    let covers = offices.iter().enumerate();
    let covers = covers.map(|(number, by)| post(&tables, by, cover(number)));
    assert!(join_all(covers).await.iter().all(Result::is_ok));

    // Eight claims of 300 each on a fund of 1,000, three times over.
    let claim = |number: usize| Posting::Claim {
        bank: bank_name(number),
        mode: kezhuan_financing::domain::product::Mode::Loan,
        loss: Fen(300),
        pay: Fen(300),
    };
    let mut kept = 0;
    for _ in 0..3 {
        let claims = offices.iter().enumerate();
        let claims = claims.map(|(number, by)| post(&tables, by, claim(number)));
        for answer in join_all(claims).await {
            match answer {
                Ok(_) => kept += 1,
                Err(error) => assert_eq!(reason(&error), "FUND_EXHAUSTED"),
            }
        }
    }
    assert_eq!(kept, 3);

    let by = pool_manager();
    let read = tables.database.read(&by, async |connection| {
        let fund = ledger_accounts::fund(connection, CITY, Fund::Compensation).await?;
        let balanced = ledger_accounts::are_balanced(connection, CITY).await?;
        let booked =
            ledger_transactions::list(connection, CITY, &Filter::default(), None, 99).await?;
        Ok::<_, Error>((fund, balanced, booked))
    });
    let (fund, balanced, booked) = read.await.unwrap();
    assert_eq!((fund.available(), balanced), (Fen(100), Some(true)));
    let numbers: Vec<i64> = booked.iter().rev().map(|booked| booked.number).collect();
    assert_eq!(numbers, (1..=12).collect::<Vec<i64>>());
}

/// Asks what the enterprise of an application has of its product, as an approval does before it decides.
async fn in_use(connection: &mut PgConnection, application: Uuid) -> Result<i64, sqlx::Error> {
    sqlx::query("SELECT set_config('kezhuan.reach', 'service', true), set_config('lock_timeout', '200ms', true)")
        .execute(&mut *connection)
        .await?;
    sqlx::query_scalar("SELECT outstanding_fen FROM product_in_use($1, 2026)")
        .bind(application)
        .fetch_one(connection)
        .await
}

/// What the enterprise asks of so many banks, each another; of the last another product.
async fn asked_of_three_banks(tables: &Tables) -> [Application; 3] {
    let asset = right(tables, 1, &[]).await.body.id;
    let asked = |number: usize, kind| {
        let mut draft = application(asset);
        draft.number = format!("KZ-IPA-2026-440703-{number:06}");
        draft.bank = bank_name(number);
        draft.product.kind = kind;
        draft
    };
    let all = [
        asked(1, ProductKind::YiKeDai),
        asked(2, ProductKind::YiKeDai),
        asked(3, ProductKind::IpLoan),
    ];
    let (by, drafts) = (owner(), all.clone());
    let written = tables.database.write_as(&by, move |write| {
        let drafts = drafts.clone();
        Box::pin(async move {
            for draft in drafts {
                applications::insert(write, COUNTY, draft, 0).await?;
            }
            Ok::<_, Error>(())
        })
    });
    written.await.unwrap();
    all
}

/// What the service counts before `but` is decided, and what an approval of it counts.
async fn counted(tables: &Tables, but: &Application, year: i32) -> [(i64, Option<String>); 2] {
    let service = Caller::service("financing", COUNTY);
    let (id, kind) = (but.id, but.product.kind);
    let read = tables.database.read(&service, async |connection| {
        applications::in_use(connection, OWNER, kind, year, id).await
    });
    let seen: Result<_, Error> = read.await;
    let held = tables.database.write_as(&service, move |write| {
        Box::pin(async move {
            let held = applications::hold_in_use(write, id, year).await?;
            Ok::<_, Error>(held)
        })
    });
    [seen.unwrap(), held.await.unwrap()]
        .map(|in_use| (in_use.outstanding.get(), in_use.bank_this_year))
}

#[tokio::test]
async fn what_an_enterprise_has_of_a_product_counts_once_and_names_the_year_s_bank() {
    let tables = tables().await;
    let [first, second, beside] = asked_of_three_banks(&tables).await;
    let mut admin = tables.test.admin().await.unwrap();
    // The second bank approved on the last day of the year before.
    sqlx::query(
        r#"UPDATE loan_application
              SET state = 'APPROVED',
                  body = jsonb_set(body, '{approval}', '{"amount": 300, "approved_on": "2025-12-31"}')
            WHERE id = $1"#,
    )
    .bind(second.id)
    .execute(&mut admin)
    .await
    .unwrap();
    let expect = async |but: &Application, year: i32, owed: i64, bank: Option<&str>| {
        let expected = (owed, bank.map(str::to_owned));
        let found = counted(&tables, but, year).await;
        assert_eq!(found, [expected.clone(), expected], "{year}");
    };
    expect(&first, 2025, 300, Some("bank-2")).await;
    expect(&first, 2026, 300, None).await;
    expect(&second, 2025, 0, None).await;
    expect(&beside, 2025, 0, None).await;

    // Lent, it is what is owed of the loan, not that and what was approved.
    let (by, loan) = (owner(), loan_of(&second));
    let written = tables.database.write_as(&by, move |write| {
        let loan = loan.clone();
        Box::pin(async move {
            loans::insert(write, COUNTY, OWNER, loan, 1).await?;
            Ok::<_, Error>(())
        })
    });
    written.await.unwrap();
    expect(&first, 2025, 300, Some("bank-2")).await;
    sqlx::query("UPDATE loan SET state = 'ACTIVE', outstanding_fen = 200")
        .execute(&mut admin)
        .await
        .unwrap();
    expect(&first, 2025, 200, Some("bank-2")).await;
}

#[tokio::test]
async fn who_approves_is_alone_with_what_the_enterprise_has_of_the_product() {
    let tables = tables().await;
    let all = asked_of_three_banks(&tables).await;
    let [first, second, beside] = all.map(|draft| draft.id);
    let mut one = tables.test.admin().await.unwrap();
    let mut other = tables.test.admin().await.unwrap();
    let mut approval = one.begin().await.unwrap();
    assert_eq!(in_use(&mut approval, first).await.unwrap(), 0);
    let mut unheld = other.begin().await.unwrap();
    assert_eq!(in_use(&mut unheld, beside).await.unwrap(), 0);
    let waited = in_use(&mut unheld, second).await.unwrap_err();
    let code = waited.as_database_error().unwrap().code();
    assert_eq!(code.as_deref(), Some("55P03"), "{waited}");

    // Who has no part in an application is not told what its enterprise owes.
    let stranger = bank("bank-9");
    let asked = tables.database.write_as(&stranger, move |write| {
        Box::pin(async move {
            let in_use = applications::hold_in_use(write, beside, 2026).await?;
            Ok::<_, Error>(in_use.outstanding)
        })
    });
    assert!(asked.await.is_err());
}

#[tokio::test]
async fn no_number_is_given_by_two_processes() {
    let tables = tables().await;
    let config = NumbersConfig { block: 3 };
    let processes = [(); 2].map(|()| Serials::new(tables.database.clone(), &config));
    let mut given = BTreeSet::new();
    for _ in 0..5 {
        for serials in &processes {
            let serial = serials.next("loans".to_owned(), 2026).await.unwrap();
            assert!(given.insert(serial), "{serial} was given before");
        }
    }
    // Each series and each year has its own.
    for (series, year) in [("claims", 2026), ("loans", 2027)] {
        let first = processes[0].next(series.to_owned(), year).await.unwrap();
        assert_eq!(first, 1, "{series} {year}");
    }
}
