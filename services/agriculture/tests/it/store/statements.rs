//! Every reading statement of the store is one that Postgres takes, with every term of every filter in it.
use kezhuan_agriculture::Error;
use kezhuan_agriculture::store::*;
use kezhuan_auth::Caller;
use kezhuan_cases::listing::SortedPlace;
use kezhuan_database::Database;
use kezhuan_testkit::TestDatabase;
use sqlx::PgConnection;
use uuid::Uuid;

fn text() -> Option<String> {
    Some("x".to_owned())
}

fn day() -> Option<chrono::NaiveDate> {
    Some("2026-01-05".parse().unwrap())
}

fn sorted(day: Option<chrono::NaiveDate>) -> SortedPlace {
    SortedPlace {
        create_time: chrono::DateTime::UNIX_EPOCH,
        day,
        id: Uuid::nil(),
    }
}

/// Reads as the service, which sees every case: there is none.
async fn read<T>(
    database: &Database,
    body: impl AsyncFnOnce(&mut PgConnection) -> Result<T, Error>,
) -> T {
    let service = Caller::service(kezhuan_agriculture::NAME, "");
    database.read(&service, body).await.unwrap()
}

#[tokio::test]
async fn lists_of_calls_and_bases() {
    let test = TestDatabase::for_service(kezhuan_agriculture::NAME, sqlx::migrate!())
        .await
        .unwrap();
    let database = test.open().unwrap();
    read(&database, async |to| {
        for (day, descending) in [(None, true), (day(), false)] {
            let after = sorted(day);
            let filter = calls::Filter {
                state: text(),
                level: text(),
                tenant: text(),
            };
            assert_eq!(calls::list(to, &filter, Some(&after), 5).await?, []);
            let filter = bases::Filter {
                state: text(),
                level: text(),
                tenant: text(),
                organisation: text(),
                field: text(),
                carrier: text(),
                call: Some(Uuid::nil()),
                failed: Some(false),
                valid_until_to: day,
                assess_due_to: day,
            };
            for key in [
                bases::SortKey::CreateTime,
                bases::SortKey::ValidUntil,
                bases::SortKey::AssessDueOn,
            ] {
                let order = bases::Order { key, descending };
                assert_eq!(bases::list(to, &filter, order, Some(&after), 5).await?, []);
            }
        }
        Ok(())
    })
    .await;
    drop(test);
}
