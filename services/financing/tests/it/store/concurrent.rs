//! Many movements at once: numbers without a gap, and never more taken than there is.
use futures::future::join_all;
use kezhuan_auth::{Caller, Role};
use kezhuan_financing::Error;
use kezhuan_financing::domain::ledger::{Fund, Posting};
use kezhuan_financing::store::ledger_transactions::Filter;
use kezhuan_financing::store::{ledger_accounts, ledger_transactions};
use kezhuan_law::Fen;

use super::cast::*;
use super::ledger::{deposit, post};

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
