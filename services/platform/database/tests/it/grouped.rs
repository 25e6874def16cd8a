use std::collections::BTreeSet;

use futures::future::{BoxFuture, join_all};
use kezhuan_database::{Batch, Error};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::world::*;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn concurrent_writes_of_one_scope_share_commits() {
    let world = world().await;
    let caller = registrar(COUNTY);
    let writes = (0..200).map(|n| {
        let (world, caller, label) = (&world, &caller, format!("l{n}"));
        async move {
            let key = key(caller, Uuid::now_v7(), &label);
            world
                .database
                .write(caller, &key, adding(COUNTY, &label))
                .await
        }
    });
    for written in join_all(writes).await {
        written.unwrap();
    }
    assert_eq!(world.count("thing").await, 200);
    assert_eq!(world.count("request").await, 200);
    let commits: i64 = sqlx::query_scalar("SELECT count(DISTINCT txid) FROM audit")
        .fetch_one(&mut world.admin().await)
        .await
        .unwrap();
    assert!(commits < 40, "200 writes took {commits} commits");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn bad_members_fail_alone() {
    let world = world().await;
    let caller = registrar(COUNTY);
    let writes = (0..120).map(|n| {
        let (world, caller) = (&world, &caller);
        async move {
            let label = if n % 10 == 0 {
                "taken".to_owned()
            } else {
                format!("l{n}")
            };
            (
                n,
                world
                    .database
                    .write_as(caller, adding(COUNTY, &label))
                    .await,
            )
        }
    });
    let mut taken = 0;
    for (n, written) in join_all(writes).await {
        match written {
            Ok(_) => {}
            Err(Refused::LabelTaken) if n % 10 == 0 => taken += 1,
            Err(other) => panic!("{n}: {other:?}"),
        }
    }
    assert_eq!(taken, 11, "one of twelve equal labels wins");
    assert_eq!(world.count("thing").await, 109);
    assert_eq!(world.count("outbox").await, 109);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_request_id_many_times_at_once_wins_once() {
    let world = world().await;
    let caller = registrar(COUNTY);
    let id = Uuid::now_v7();
    let key = key(&caller, id, "a");
    let writes = (0..64).map(|_| world.database.write(&caller, &key, adding(COUNTY, "a")));
    let answers: Vec<_> = join_all(writes).await;
    // A body may see the label taken before its own request id is compared; `once` settles that.
    let ids: BTreeSet<String> = answers
        .iter()
        .filter_map(|answer| Some(answer.as_ref().ok()?.id.clone()))
        .collect();
    assert_eq!(ids.len(), 1);
    for answer in &answers {
        assert!(
            matches!(answer, Ok(_) | Err(Refused::LabelTaken)),
            "{answer:?}"
        );
    }
    assert_eq!(world.count("thing").await, 1);
}

struct Raise;

impl Batch for Raise {
    type Row = (Uuid, i64);

    fn write<'w>(
        rows: &'w [Self::Row],
        connection: &'w mut PgConnection,
    ) -> BoxFuture<'w, Result<u64, sqlx::Error>> {
        Box::pin(async move {
            let (ids, amounts): (Vec<Uuid>, Vec<i64>) = rows.iter().copied().unzip();
            let done = sqlx::query(
                "UPDATE thing SET amount = r.amount FROM unnest($1::uuid[], $2::bigint[]) AS r(id, amount)
                  WHERE thing.id = r.id",
            )
            .bind(ids)
            .bind(amounts)
            .execute(connection)
            .await?;
            Ok(done.rows_affected())
        })
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn batched_rows_are_written_once_and_bad_ones_answer_for_themselves() {
    let world = world().await;
    let caller = registrar(COUNTY);
    let mut ids = Vec::new();
    for n in 0..20 {
        let thing = world
            .database
            .write_as(&caller, adding(COUNTY, &format!("l{n}")))
            .await
            .unwrap();
        ids.push(Uuid::parse_str(&thing.id).unwrap());
    }
    ids.push(Uuid::now_v7()); // no such thing
    let writes = ids.iter().enumerate().map(|(n, id)| {
        let (id, amount) = (*id, if n == 7 { -1 } else { n as i64 + 1 });
        world.database.write_as(&caller, move |write| {
            Box::pin(async move { Ok::<_, Refused>(write.batch::<Raise>((id, amount)).await?) })
        })
    });
    let answers = join_all(writes).await;
    for (n, answer) in answers.iter().enumerate() {
        match (n, answer) {
            (7, Err(Refused::Database(Error::Sqlx(sqlx::Error::Database(cause))))) => {
                assert_eq!(cause.constraint(), Some("thing_amount_later"));
            }
            (20, Err(Refused::Database(Error::Sqlx(sqlx::Error::RowNotFound)))) => {}
            (7 | 20, other) => panic!("{n}: {other:?}"),
            (_, answer) => assert!(answer.is_ok(), "{n}: {answer:?}"),
        }
    }
    let sum: i64 = sqlx::query_scalar("SELECT sum(amount)::bigint FROM thing")
        .fetch_one(&mut world.admin().await)
        .await
        .unwrap();
    assert_eq!(sum, (1..=20).sum::<i64>() - 8);
}
