//! Many movements at once: numbers without a gap, and never more taken than there is.
use std::collections::BTreeSet;

use futures::future::join_all;
use kezhuan_auth::{Caller, Role};
use kezhuan_financing::Error;
use kezhuan_financing::domain::ledger::{Fund, Posting};
use kezhuan_financing::domain::product::ProductKind;
use kezhuan_financing::store::ledger_transactions::Filter;
use kezhuan_financing::store::{applications, ledger_accounts, ledger_transactions};
use kezhuan_law::Fen;
use kezhuan_numbers::{NumbersConfig, Serials};
use sqlx::{Connection, PgConnection};
use uuid::Uuid;

use super::cast::*;
use super::ledger::{deposit, post};
use super::lent::application;

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

#[tokio::test]
async fn who_approves_is_alone_with_what_the_enterprise_has_of_the_product() {
    let tables = tables().await;
    let asset = right(&tables, 1, &[]).await.body.id;
    let mut ids = Vec::new();
    for (number, kind) in [
        (1, ProductKind::YiKeDai),
        (2, ProductKind::YiKeDai),
        (3, ProductKind::IpLoan),
    ] {
        let mut draft = application(asset);
        draft.number = format!("KZ-IPA-2026-440703-{number:06}");
        draft.bank = bank_name(number);
        draft.product.kind = kind;
        ids.push(draft.id);
        let by = owner();
        let written = tables.database.write_as(&by, move |write| {
            let draft = draft.clone();
            Box::pin(async move {
                applications::insert(write, COUNTY, draft, 0).await?;
                Ok::<_, Error>(())
            })
        });
        written.await.unwrap();
    }
    let [first, second, beside] = ids[..] else {
        panic!("three applications: {ids:?}");
    };
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
