use std::sync::atomic::{AtomicUsize, Ordering};

use futures::future::{BoxFuture, join_all};
use kezhuan_database::{Error, Lookup};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::world::*;

static STATEMENTS: AtomicUsize = AtomicUsize::new(0);

/// The label of a thing, where the caller sees it.
struct Label;

impl Lookup for Label {
    type Key = Uuid;
    type Found = Option<String>;

    fn find<'c>(
        ids: &'c [Uuid],
        connection: &'c mut PgConnection,
    ) -> BoxFuture<'c, Result<Vec<Option<String>>, sqlx::Error>> {
        STATEMENTS.fetch_add(1, Ordering::Relaxed);
        Box::pin(
            sqlx::query_scalar(
                "SELECT thing.label FROM unnest($1::uuid[]) WITH ORDINALITY AS asked(id, place)
                   LEFT JOIN thing ON thing.id = asked.id ORDER BY place",
            )
            .bind(ids)
            .fetch_all(connection),
        )
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn questions_of_one_scope_share_statements_and_each_gets_its_own_answer() {
    let world = world().await;
    let (caller, stranger) = (registrar(COUNTY), registrar(OTHER_COUNTY));
    let mut ids = Vec::new();
    for n in 0..20 {
        let adding = adding(COUNTY, &format!("l{n}"));
        let thing = world.database.write_as(&caller, adding).await.unwrap();
        ids.push(Uuid::parse_str(&thing.id).unwrap());
    }
    let before = STATEMENTS.load(Ordering::Relaxed);
    let questions = (0..400).map(|n| {
        let (world, id) = (&world, ids[n % 20]);
        let caller = if n % 2 == 0 { &caller } else { &stranger };
        async move { world.database.look_up::<Label>(caller, id).await.unwrap() }
    });
    for (n, found) in join_all(questions).await.into_iter().enumerate() {
        let seen = (n % 2 == 0).then(|| format!("l{}", n % 20));
        assert_eq!(found, seen, "question {n}");
    }
    let statements = STATEMENTS.load(Ordering::Relaxed) - before;
    assert!(
        statements < 80,
        "400 questions took {statements} statements"
    );
}

/// Divides a hundred by the key, and panics for numbers below zero.
struct Hundredth;

impl Lookup for Hundredth {
    type Key = i32;
    type Found = i32;

    fn find<'c>(
        keys: &'c [i32],
        connection: &'c mut PgConnection,
    ) -> BoxFuture<'c, Result<Vec<i32>, sqlx::Error>> {
        assert!(keys.iter().all(|key| *key >= 0), "below zero");
        Box::pin(
            sqlx::query_scalar(
                "SELECT 100 / divisor FROM unnest($1::int[]) WITH ORDINALITY AS asked(divisor, place) ORDER BY place",
            )
            .bind(keys)
            .fetch_all(connection),
        )
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_question_that_fails_fails_alone() {
    let world = world().await;
    let caller = registrar(COUNTY);
    let questions = (0..50).map(|n| world.database.look_up::<Hundredth>(&caller, (n % 5) * 10));
    for (n, found) in join_all(questions).await.into_iter().enumerate() {
        match (n % 5, found) {
            (0, found) => assert!(matches!(found, Err(Error::Sqlx(_))), "{found:?}"),
            (tens, found) => assert_eq!(found.unwrap(), 100 / (10 * tens as i32)),
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lookup_that_panics_leaves_the_next_one_alone() {
    let world = world().await;
    let caller = registrar(COUNTY);
    let found = world.database.look_up::<Hundredth>(&caller, -1).await;
    assert!(matches!(found, Err(Error::Panicked)), "{found:?}");
    let found = world.database.look_up::<Hundredth>(&caller, 4).await;
    assert_eq!(found.unwrap(), 25);
}
