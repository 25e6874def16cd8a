//! Random histories of the books: the tables and the domain come to the same, refusals among it.
use kezhuan_financing::Error;
use kezhuan_financing::domain::ledger::{Books, Fund, Posting, Source};
use kezhuan_financing::domain::product::Mode;
use kezhuan_financing::store::ledger_accounts;
use kezhuan_law::Fen;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use sqlx::PgConnection;

use super::cast::*;
use super::ledger::post;

fn amount() -> impl Strategy<Value = Fen> {
    (1_i64..400).prop_map(Fen)
}

fn whose() -> impl Strategy<Value = (String, Mode)> {
    let bank = (0_usize..2).prop_map(bank_name);
    (bank, proptest::sample::select(Mode::ALL[..2].to_vec()))
}

fn movement() -> impl Strategy<Value = Posting> {
    let fund = proptest::sample::select(Fund::ALL.to_vec());
    let source = proptest::sample::select(Source::ALL.to_vec());
    prop_oneof![
        (fund, source, amount()).prop_map(|(fund, source, amount)| Posting::Deposit {
            fund,
            source,
            amount
        }),
        (whose(), amount()).prop_map(|((bank, mode), principal)| Posting::Cover {
            bank,
            mode,
            principal
        }),
        (whose(), amount()).prop_map(|((bank, mode), principal)| Posting::Uncover {
            bank,
            mode,
            principal
        }),
        (whose(), amount(), 0_i64..200).prop_map(|((bank, mode), loss, pay)| Posting::Claim {
            bank,
            mode,
            loss,
            pay: Fen(pay.min(loss.get())),
        }),
        (whose(), amount()).prop_map(|((bank, mode), amount)| Posting::Compensate {
            bank,
            mode,
            amount
        }),
        (whose(), amount()).prop_map(|((bank, mode), amount)| Posting::Recover {
            bank,
            mode,
            amount
        }),
        (whose(), amount()).prop_map(|((bank, mode), loss)| Posting::Settle { bank, mode, loss }),
        amount().prop_map(|amount| Posting::Reserve { amount }),
        amount().prop_map(|amount| Posting::Release { amount }),
        (amount(), amount()).prop_map(|(city, county)| Posting::Subsidise { city, county }),
        (amount(), amount()).prop_map(|(city, county)| Posting::ReturnSubsidy { city, county }),
    ]
}

#[test]
fn the_tables_and_the_domain_come_to_the_same_books() {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .unwrap();
    let config = Config {
        cases: 8,
        failure_persistence: None,
        ..Config::default()
    };
    let history = proptest::collection::vec(movement(), 20..80);
    TestRunner::new(config)
        .run(&history, |history| {
            runtime.block_on(lived(history));
            Ok(())
        })
        .unwrap();
}

/// Whether all debits are all credits, of the postings and of the accounts: read past everything the service asks.
async fn sums(admin: &mut PgConnection) -> (bool, bool) {
    sqlx::query_as(
        "SELECT (SELECT coalesce(sum(CASE side WHEN 'DEBIT' THEN amount_fen ELSE -amount_fen END), 0) = 0
                   FROM ledger_posting),
                (SELECT coalesce(sum(debits_fen) = sum(credits_fen), true) FROM ledger_account)",
    )
    .fetch_one(admin)
    .await
    .unwrap()
}

async fn lived(history: Vec<Posting>) {
    let tables = tables().await;
    let by = pool_manager();
    let mut admin = tables.test.admin().await.unwrap();
    let (mut books, mut booked) = (Books::default(), 0);
    for posting in history {
        let answer = post(&tables, &by, posting.clone()).await;
        match books.book(&posting) {
            Ok((after, _)) => {
                books = after;
                booked += 1;
                assert_eq!(answer.unwrap(), booked, "{posting:?}");
                assert_eq!(sums(&mut admin).await, (true, true), "{posting:?}");
            }
            Err(_) => {
                let refused = reason(&answer.unwrap_err());
                let known = [
                    "FUND_EXHAUSTED",
                    "NOT_COVERED_SO_FAR",
                    "MORE_BACK_THAN_PAID",
                ];
                assert!(known.contains(&refused), "{refused} for {posting:?}");
            }
        }
    }
    let read = tables.database.read(&by, async |connection| {
        let balanced = ledger_accounts::are_balanced(connection, CITY).await?;
        let accounts = ledger_accounts::all(connection, CITY).await?;
        Ok::<_, Error>((balanced, accounts))
    });
    let (balanced, accounts) = read.await.unwrap();
    assert_eq!(balanced, Some(true));
    assert_eq!(Books::from_turnovers(accounts).unwrap(), books);
}
