//! Every reading statement of the store is one that Postgres takes, with every term of every filter in it.
use kezhuan_auth::Caller;
use kezhuan_cases::listing::SortedPlace;
use kezhuan_database::Database;
use kezhuan_events::Error;
use kezhuan_events::store::*;
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
    let service = Caller::service(kezhuan_events::NAME, "");
    database.read(&service, body).await.unwrap()
}

#[tokio::test]
async fn lists_of_events_and_registrations() {
    let test = TestDatabase::for_service(kezhuan_events::NAME, sqlx::migrate!())
        .await
        .unwrap();
    let database = test.open().unwrap();
    read(&database, async |to| {
        for (day, descending) in [(None, true), (day(), false)] {
            let after = sorted(day);
            let filter = events::Filter {
                state: text(),
                kind: text(),
                tenant: text(),
                organiser: text(),
                starts_from: day,
                starts_to: day,
            };
            for key in [events::SortKey::CreateTime, events::SortKey::StartsOn] {
                let order = events::Order { key, descending };
                assert_eq!(events::list(to, &filter, order, Some(&after), 5).await?, []);
            }
            let filter = registrations::Filter {
                event: Some(Uuid::nil()),
                state: text(),
                role: text(),
                organisation: text(),
                person: text(),
            };
            let found = registrations::list(to, &filter, descending, Some(&after), 5);
            assert_eq!(found.await?, []);
        }
        Ok(())
    })
    .await;
    drop(test);
}

#[tokio::test]
async fn lists_of_submissions_and_matchings() {
    let test = TestDatabase::for_service(kezhuan_events::NAME, sqlx::migrate!())
        .await
        .unwrap();
    let database = test.open().unwrap();
    read(&database, async |to| {
        let after = sorted(None);
        let filter = submissions::Filter {
            state: text(),
            event: Some(Uuid::nil()),
            organisation: text(),
            chain: text(),
        };
        for kind in kezhuan_events::domain::submission::Kind::ALL {
            let found = submissions::list(to, *kind, &filter, Some(&after), 5);
            assert_eq!(found.await?, []);
            assert_eq!(submissions::find(to, *kind, Uuid::nil()).await?, None);
        }
        let filter = matchings::Filter {
            state: text(),
            event: Some(Uuid::nil()),
            tenant: text(),
        };
        let found = matchings::list(to, &filter, Some(&after), 5);
        assert_eq!(found.await?, []);
        assert_eq!(matchings::running(to, 5).await?, []);
        let of = submissions::Matched {
            matching: Uuid::nil(),
            version: 1,
            event: Uuid::nil(),
            started: chrono::DateTime::UNIX_EPOCH,
        };
        assert_eq!(submissions::needs_left(to, of, Uuid::nil(), 5).await?, []);
        assert_eq!(submissions::achievements(to, of, Uuid::nil(), 5).await?, []);
        let only = Some(Uuid::nil());
        assert_eq!(
            matching_lists::page(to, (Uuid::nil(), only), only, 5).await?,
            []
        );
        let tally = matching_lists::tally(to, (Uuid::nil(), 1)).await?;
        assert_eq!(tally.needs, 0);
        assert_eq!(matching_lists::recommended(to, Uuid::nil()).await?, []);
        assert_eq!(matchings::waiting(to, Uuid::nil(), 5).await?, []);
        Ok(())
    })
    .await;
    drop(test);
}

#[tokio::test]
async fn lists_of_the_award() {
    let test = TestDatabase::for_service(kezhuan_events::NAME, sqlx::migrate!())
        .await
        .unwrap();
    let database = test.open().unwrap();
    read(&database, async |to| {
        let after = sorted(None);
        let filter = award_rounds::Filter {
            state: text(),
            code: text(),
        };
        let found = award_rounds::list(to, &filter, Some(&after), 5);
        assert_eq!(found.await?, []);
        for descending in [true, false] {
            let filter = nominations::Filter {
                state: text(),
                round: Some(Uuid::nil()),
                nominator: text(),
                group: text(),
            };
            let order = kezhuan_rpc::page::Order {
                key: nominations::Drafted,
                descending,
            };
            let found = nominations::list(to, (&filter, "x"), order, Some(&after), 5);
            assert_eq!(found.await?, []);
        }
        for revoked in [true, false] {
            let filter = excellent_achievements::Filter {
                round: Some(Uuid::nil()),
                band: text(),
                revoked: Some(revoked),
            };
            let found = excellent_achievements::list(to, &filter, Some(&after), 5);
            assert_eq!(found.await?, []);
        }
        assert_eq!(nomination_due::waiting(to, Uuid::nil(), 5).await?, []);
        Ok(())
    })
    .await;
    drop(test);
}
