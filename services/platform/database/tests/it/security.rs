use futures::future::BoxFuture;
use kezhuan_auth::Caller;
use kezhuan_database::{Database, Error, Write, prepare};
use sqlx::{Connection, Executor, PgConnection};
use uuid::Uuid;

use crate::world::*;

async fn seen(database: &Database, caller: &Caller) -> i64 {
    database
        .read(caller, async |connection| {
            Ok::<_, Error>(
                sqlx::query_scalar("SELECT count(*) FROM thing")
                    .fetch_one(connection)
                    .await?,
            )
        })
        .await
        .unwrap()
}

#[tokio::test]
async fn each_caller_sees_what_it_may() {
    let world = world().await;
    let database = &world.database;
    let mine = database
        .write_as(&registrar(COUNTY), adding(COUNTY, "a"))
        .await
        .unwrap();
    database
        .write_as(&registrar(OTHER_COUNTY), adding(OTHER_COUNTY, "b"))
        .await
        .unwrap();
    let case_id = Uuid::parse_str(&mine.id).unwrap();
    database
        .write_as(&registrar(COUNTY), move |write| {
            Box::pin(async move {
                sqlx::query("INSERT INTO case_party (case_id, organisation, capacity, tenant) VALUES ($1, 'org-buyer', 'buyer', '440703')")
                    .bind(case_id)
                    .execute(&mut **write)
                    .await?;
                Ok::<_, Refused>(())
            })
        })
        .await
        .unwrap();

    assert_eq!(seen(database, &registrar(COUNTY)).await, 1, "own tenant");
    assert_eq!(
        seen(database, &registrar(OTHER_COUNTY)).await,
        1,
        "own tenant"
    );
    assert_eq!(
        seen(database, &registrar("440781")).await,
        0,
        "a third tenant"
    );
    assert_eq!(seen(database, &city()).await, 2, "the city reads all");
    assert_eq!(
        seen(database, &applicant(OTHER_COUNTY, "org-buyer")).await,
        1,
        "a party of another division"
    );
    assert_eq!(
        seen(database, &applicant(COUNTY, "org-else")).await,
        0,
        "same division, no party"
    );
    assert_eq!(
        seen(database, &Caller::service("scoreboard", COUNTY)).await,
        2,
        "a service"
    );
}

#[tokio::test]
async fn nobody_writes_into_another_tenant() {
    let world = world().await;
    let database = &world.database;
    database
        .write_as(&registrar(COUNTY), adding(COUNTY, "a"))
        .await
        .unwrap();
    for caller in [
        registrar(OTHER_COUNTY),
        city(),
        applicant(COUNTY, "org-else"),
    ] {
        let inserted = database.write_as(&caller, adding(COUNTY, "b")).await;
        assert!(inserted.is_err(), "{caller:?} inserted");
        let changed = database
            .write_as(&caller, |write| {
                Box::pin(async move {
                    let done = sqlx::query("UPDATE thing SET amount = 1")
                        .execute(&mut **write)
                        .await?;
                    Ok::<_, Refused>(done.rows_affected())
                })
            })
            .await;
        assert!(!matches!(changed, Ok(1..)), "{caller:?} changed a row");
    }
}

fn joining(
    case_id: Uuid,
) -> impl for<'w> Fn(&'w mut Write) -> BoxFuture<'w, Result<(), Refused>> + Send + 'static {
    move |write| {
        Box::pin(async move {
            sqlx::query(
                "INSERT INTO case_party (case_id, organisation, capacity, tenant)
                 VALUES ($1, kezhuan_organisation(), 'seller', '440703')",
            )
            .bind(case_id)
            .execute(&mut **write)
            .await?;
            Ok(())
        })
    }
}

#[tokio::test]
async fn a_stranger_cannot_make_itself_a_party() {
    let world = world().await;
    let case_id = Uuid::now_v7();
    world
        .database
        .write_as(&applicant(COUNTY, "org-first"), joining(case_id))
        .await
        .unwrap();
    let joined = world
        .database
        .write_as(&applicant(COUNTY, "org-stranger"), joining(case_id))
        .await;
    assert!(
        joined.is_err(),
        "a second organisation joined a case by itself"
    );
}

fn changing() -> impl for<'w> Fn(&'w mut Write) -> BoxFuture<'w, Result<u64, Refused>> + Send {
    |write| {
        Box::pin(async move {
            let done = sqlx::query("UPDATE thing SET amount = 1")
                .execute(&mut **write)
                .await?;
            Ok(done.rows_affected())
        })
    }
}

#[tokio::test]
async fn a_party_writes_in_a_capacity_that_acts_in_the_case_and_otherwise_reads() {
    let world = world().await;
    let database = &world.database;
    let thing = database
        .write_as(&registrar(COUNTY), adding(COUNTY, "a"))
        .await
        .unwrap();
    let case_id = Uuid::parse_str(&thing.id).unwrap();
    database
        .write_as(&registrar(COUNTY), move |write| {
            Box::pin(async move {
                sqlx::query(
                    "INSERT INTO case_party (case_id, organisation, capacity, tenant)
                     VALUES ($1, 'org-own', 'APPLICANT', '440703'), ($1, 'org-other', 'OBJECTOR', '440703')",
                )
                .bind(case_id)
                .execute(&mut **write)
                .await?;
                Ok::<_, Refused>(())
            })
        })
        .await
        .unwrap();
    let (own, other) = (applicant(COUNTY, "org-own"), applicant(COUNTY, "org-other"));
    assert_eq!(
        (seen(database, &own).await, seen(database, &other).await),
        (1, 1)
    );
    assert_eq!(database.write_as(&own, changing()).await.unwrap(), 1);
    assert_eq!(database.write_as(&other, changing()).await.unwrap(), 0);
    assert!(database.write_as(&own, joining(case_id)).await.is_ok());
    let named = database.write_as(&other, joining(case_id)).await;
    assert!(named.is_err(), "who only reads named another party");
}

#[tokio::test]
async fn the_record_is_append_only_for_every_role_that_logs_in() {
    let world = world().await;
    world
        .database
        .write_as(&registrar(COUNTY), adding(COUNTY, "a"))
        .await
        .unwrap();
    for url in [&world.prepared.app_url, &world.prepared.relay_url] {
        let mut connection = PgConnection::connect(url).await.unwrap();
        for statement in [
            "UPDATE audit SET action = 'x'",
            "DELETE FROM audit",
            "UPDATE decision SET outcome = ''",
            "DELETE FROM decision",
            "UPDATE leaf SET digest = ''",
            "DELETE FROM leaf",
            "DELETE FROM tree_head",
            "DELETE FROM outbox",
            "UPDATE outbox SET payload = ''",
            "TRUNCATE audit",
            "ALTER TABLE audit DISABLE ROW LEVEL SECURITY",
        ] {
            let done = sqlx::query(statement).execute(&mut connection).await;
            assert!(done.is_err(), "{url} may {statement}");
        }
    }
}

#[tokio::test]
async fn outside_the_doors_the_app_role_sees_nothing() {
    let world = world().await;
    world
        .database
        .write_as(&registrar(COUNTY), adding(COUNTY, "a"))
        .await
        .unwrap();
    let mut connection = PgConnection::connect(&world.prepared.app_url)
        .await
        .unwrap();
    for table in ["thing", "audit", "decision", "outbox", "request", "inbox"] {
        let count = format!("SELECT count(*) FROM {table}");
        let seen: i64 = sqlx::query_scalar(sqlx::AssertSqlSafe(count))
            .fetch_one(&mut connection)
            .await
            .unwrap();
        assert_eq!(seen, 0, "{table}");
    }
}

#[tokio::test]
async fn a_service_cannot_enter_anothers_database() {
    let (one, other) = (world().await, world().await);
    let (server, _) = one.prepared.app_url.rsplit_once('/').unwrap();
    let elsewhere = format!("{server}/{}", other.prepared.database);
    assert!(PgConnection::connect(&one.prepared.app_url).await.is_ok());
    assert!(
        PgConnection::connect(&elsewhere).await.is_err(),
        "entered {elsewhere}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn preparing_again_and_at_once_is_harmless() {
    let (admin, service) = (admin_url().await, fresh_name());
    let prepared = futures::future::join_all(
        (0..4).map(|_| prepare(&admin, service, sqlx::migrate!("./tests/it/migrations"))),
    )
    .await;
    let urls: Vec<_> = prepared
        .into_iter()
        .map(|prepared| prepared.unwrap().app_url)
        .collect();
    assert!(urls.iter().all(|url| *url == urls[0]));
    assert!(PgConnection::connect(&urls[0]).await.is_ok());
}

#[tokio::test]
async fn an_older_program_leaves_a_newer_schema_as_it_is() {
    let (admin, service) = (admin_url().await, fresh_name());
    let migrations = || sqlx::migrate!("./tests/it/migrations");
    let prepared = prepare(&admin, service, migrations()).await.unwrap();
    let mut connection = PgConnection::connect(&prepared.admin_url).await.unwrap();
    for table in ["_sqlx_migrations", "_platform_migrations"] {
        let newer = format!(
            "INSERT INTO {table} (version, description, success, checksum, execution_time)
             VALUES (9999, 'of a version to come', true, '', 0)"
        );
        connection
            .execute(sqlx::AssertSqlSafe(newer))
            .await
            .unwrap();
    }
    prepare(&admin, service, migrations()).await.unwrap();
}

#[tokio::test]
async fn a_copy_works_like_the_database_it_was_copied_from() {
    let template = prepare(
        &admin_url().await,
        fresh_name(),
        sqlx::migrate!("./tests/it/migrations"),
    )
    .await
    .unwrap();
    let name = fresh_name();
    let copy = prepare::cloned(&admin_url().await, &template, name)
        .await
        .unwrap();
    let config = kezhuan_database::DatabaseConfig::new(&copy.app_url, &copy.relay_url);
    let database = Database::connect_lazy(&config, "copy").unwrap();
    database
        .write_as(&registrar(COUNTY), adding(COUNTY, "a"))
        .await
        .unwrap();
    assert_eq!(seen(&database, &registrar(COUNTY)).await, 1);
}
