//! A right is pledged once, and who came first is proved by the rows.
use std::collections::BTreeSet;

use futures::future::join_all;
use kezhuan_financing::Error;
use kezhuan_financing::domain::actor::Actor;
use kezhuan_financing::domain::asset::Command;
use kezhuan_financing::store::assets;
use kezhuan_financing::store::reservations::{self, Reserved};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use uuid::Uuid;

use super::cast::*;

const RIGHTS: usize = 4;

/// Which rights each pledge is to cover, in whatever order they are named, and how many banks share the pledges. Filings of
/// one bank may stand in one transaction, where they hold their rights in no order.
fn wishes() -> impl Strategy<Value = (Vec<Vec<usize>>, usize)> {
    let wanted = proptest::sample::subsequence((0..RIGHTS).collect::<Vec<_>>(), 1..=RIGHTS);
    let wishes = proptest::collection::vec(wanted.prop_shuffle(), 2..12);
    (wishes, proptest::sample::select(vec![2, 3, 12]))
}

#[test]
fn of_many_banks_that_file_at_once_one_has_each_right_and_the_order_is_proved() {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .unwrap();
    let config = Config {
        cases: 12,
        failure_persistence: None,
        ..Config::default()
    };
    TestRunner::new(config)
        .run(&wishes(), |(wishes, banks)| {
            runtime.block_on(race(wishes, banks));
            Ok(())
        })
        .unwrap();
}

async fn race(wishes: Vec<Vec<usize>>, of_banks: usize) {
    let tables = tables().await;
    let all: Vec<String> = (0..of_banks).map(bank_name).collect();
    let banks: Vec<String> = all.iter().cycle().take(wishes.len()).cloned().collect();
    let mut rights = Vec::new();
    for number in 0..RIGHTS {
        rights.push(right(&tables, number, &all).await.body.id);
    }
    let mut pledges = Vec::new();
    for (bank, wanted) in banks.iter().zip(&wishes) {
        let wanted: Vec<Uuid> = wanted.iter().map(|number| rights[*number]).collect();
        pledges.push((agreed_pledge(&tables, bank, &wanted).await, wanted));
    }

    let filings = banks.iter().zip(&pledges);
    let answers = join_all(filings.map(|(bank, (id, _))| filed_by_bank(&tables, bank, *id))).await;

    let mut held = BTreeSet::new();
    for ((id, wanted), answer) in pledges.iter().zip(&answers) {
        match answer {
            Ok(()) => assert!(wanted.iter().all(|asset| held.insert((*asset, *id)))),
            Err(error) => assert_eq!(reason(error), "NOT_REGISTRABLE"),
        }
    }
    let taken: BTreeSet<Uuid> = held.iter().map(|(asset, _)| *asset).collect();
    assert_eq!(taken.len(), held.len(), "a right was pledged twice");
    for ((_, wanted), answer) in pledges.iter().zip(&answers) {
        let free = wanted.iter().all(|asset| !taken.contains(asset));
        assert!(
            answer.is_ok() || !free,
            "refused, though nobody had any of them"
        );
    }
    for asset in rights {
        let rows = reserved(&tables, asset).await;
        proves_its_order(&rows);
        let holding: Vec<Uuid> = rows
            .iter()
            .filter(|row| row.holds)
            .map(|row| row.pledge_id)
            .collect();
        let expected = held.iter().filter(|(of, _)| *of == asset);
        assert_eq!(
            holding,
            expected.map(|(_, pledge)| *pledge).collect::<Vec<_>>()
        );
    }
}

async fn reserved(tables: &Tables, asset: Uuid) -> Vec<Reserved> {
    let by = owner();
    let read = tables.database.read(&by, async |connection| {
        reservations::of_asset(connection, asset).await
    });
    read.await.unwrap()
}

fn proves_its_order(rows: &[Reserved]) {
    for (index, row) in rows.iter().enumerate() {
        assert_eq!(usize::try_from(row.place).unwrap(), index + 1);
    }
    for pair in rows.windows(2) {
        assert!(pair[0].sequence < pair[1].sequence);
        assert!(pair[0].reserve_time <= pair[1].reserve_time);
    }
}

#[tokio::test]
async fn whoever_holds_no_row_is_refused_by_the_table() {
    let tables = tables().await;
    let banks = [bank_name(1), bank_name(2)];
    let stale = right(&tables, 1, &banks).await;
    let mut steps = Vec::new();
    for name in &banks {
        let pledge = agreed_pledge(&tables, name, &[stale.body.id]).await;
        let (database, before, name) = (tables.database.clone(), stale.clone(), name.clone());
        // The right as both read it while it was free: nobody takes the lock.
        steps.push(async move {
            let (by, actor) = (bank(&name), Actor::service("financing", COUNTY));
            let written = database.write_as(&by, move |write| {
                let (before, actor, bank) = (before.clone(), actor.clone(), name.clone());
                Box::pin(async move {
                    let command = Command::Reserve { pledge, bank };
                    save_right(write, &before, command, &actor).await
                })
            });
            written.await
        });
    }
    let answers: Vec<Result<(), Error>> = join_all(steps).await;
    let lost: Vec<&str> = answers
        .iter()
        .filter_map(|answer| answer.as_ref().err().map(reason))
        .collect();
    assert_eq!(lost, ["ALREADY_PLEDGED"]);
    let rows = reserved(&tables, stale.body.id).await;
    assert_eq!(rows.len(), 1);
    assert!(rows[0].holds);
}

#[tokio::test]
async fn not_even_the_owner_of_the_tables_pledges_twice_or_rewrites_who_was_first() {
    let tables = tables().await;
    let name = bank_name(1);
    let asset = right(&tables, 1, std::slice::from_ref(&name)).await.body.id;
    let pledge = agreed_pledge(&tables, &name, &[asset]).await;
    filed_by_bank(&tables, &name, pledge).await.unwrap();
    let mut admin = tables.test.admin().await.unwrap();
    let twice = sqlx::query(
        "INSERT INTO asset_reservation (asset_id, place, tenant, pledge_id, bank, reserved_on, until_on, holds)
         SELECT asset_id, 2, tenant, pledge_id, 'bank-9', reserved_on, until_on, true FROM asset_reservation",
    );
    let refused = twice.execute(&mut admin).await.unwrap_err();
    let constraint = refused.as_database_error().unwrap().constraint();
    assert_eq!(constraint, Some("asset_reservation_holds_key"));
    for statement in [
        "UPDATE asset_reservation SET bank = 'bank-9'",
        "UPDATE asset_reservation SET reserve_time = reserve_time - interval '1 day'",
        "UPDATE asset_reservation SET reserved_on = reserved_on - 1",
        "DELETE FROM asset_reservation",
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
async fn a_reservation_that_is_over_is_found_and_gives_way_in_order() {
    let tables = tables().await;
    let [first, second, third] = [1, 2, 3].map(bank_name);
    let banks = [first.clone(), second.clone(), third.clone()];
    let asset = right(&tables, 1, &banks).await.body.id;
    let pledge = agreed_pledge(&tables, &first, &[asset]).await;
    filed_by_bank(&tables, &first, pledge).await.unwrap();
    let over = async |today: &'static str| {
        let service = kezhuan_auth::Caller::service("financing", "");
        let read = tables.database.read(&service, async |connection| {
            assets::reservations_over(connection, date(today), Uuid::nil(), 10).await
        });
        read.await.unwrap().len()
    };
    // Thirty days from 2026-01-05 on; its last day is the bank's still.
    assert_eq!(over("2026-02-04").await, 0);
    assert_eq!(over("2026-02-05").await, 1);

    let mut admin = tables.test.admin().await.unwrap();
    // As the right stood when the first day after it came.
    sqlx::query("UPDATE asset_reservation SET until_on = '2026-01-04'")
        .execute(&mut admin)
        .await
        .unwrap();
    sqlx::query(
        "UPDATE ip_asset SET body = jsonb_set(body, '{reservations,0,until}', '\"2026-01-04\"')",
    )
    .execute(&mut admin)
    .await
    .unwrap();
    // Two banks come for it at once: one takes it over.
    let mut filings = Vec::new();
    for name in [second, third] {
        let pledge = agreed_pledge(&tables, &name, &[asset]).await;
        filings.push((name, pledge));
    }
    let answers = filings.iter();
    let answers = answers.map(|(name, pledge)| filed_by_bank(&tables, name, *pledge));
    let answers = join_all(answers).await;
    let won: Vec<Uuid> = filings
        .iter()
        .zip(&answers)
        .filter(|(_, answer)| answer.is_ok())
        .map(|((_, pledge), _)| *pledge)
        .collect();
    let [later] = won[..] else {
        panic!("one bank takes the place over: {answers:?}");
    };
    let lost = answers.iter().find_map(|answer| answer.as_ref().err());
    assert_eq!(lost.map(reason), Some("NOT_REGISTRABLE"));
    let rows = reserved(&tables, asset).await;
    proves_its_order(&rows);
    let told: Vec<_> = rows
        .iter()
        .map(|row| (row.pledge_id, row.ended.as_deref(), row.holds))
        .collect();
    assert_eq!(told, [(pledge, Some("LAPSED"), false), (later, None, true)]);
    // How a place ended is part of the proof.
    for statement in [
        "UPDATE asset_reservation SET ended = 'WITHDRAWN' WHERE ended = 'LAPSED'",
        "UPDATE asset_reservation SET ended = NULL, holds = true WHERE ended = 'LAPSED'",
        "UPDATE asset_reservation SET holds = true WHERE ended = 'LAPSED'",
    ] {
        let refused = sqlx::query(statement).execute(&mut admin).await;
        let refused = refused.unwrap_err();
        let code = refused.as_database_error().unwrap().code();
        assert_eq!(code.as_deref(), Some("23001"), "{statement}");
    }
}
