//! Every reading statement about extensions, achievements and outcomes is one that Postgres takes, with every term of every
//! filter in it.
use kezhuan_agriculture::domain::outcome::{Achieved, Reached};
use kezhuan_agriculture::store::{achievements, extension_plots, extensions, outcomes};
use kezhuan_agriculture::{Error, NAME};
use kezhuan_auth::Caller;
use kezhuan_cases::listing::SortedPlace;
use kezhuan_rpc::page::Order;
use kezhuan_testkit::TestDatabase;
use uuid::Uuid;

fn text() -> Option<String> {
    Some("x".to_owned())
}

fn id() -> Option<Uuid> {
    Some(Uuid::nil())
}

fn day() -> Option<chrono::NaiveDate> {
    Some("2026-01-05".parse().unwrap())
}

#[tokio::test]
async fn lists_and_sums_take_every_term() {
    let test = TestDatabase::for_service(NAME, sqlx::migrate!())
        .await
        .unwrap();
    let database = test.open().unwrap();
    let after = SortedPlace {
        create_time: chrono::DateTime::UNIX_EPOCH,
        day: None,
        id: Uuid::nil(),
    };
    // The service sees every case: there is none.
    let service = Caller::service(NAME, "");
    let read = database.read(&service, async |to| {
        for descending in [true, false] {
            let filter = extensions::Filter {
                state: text(),
                base: id(),
                demonstration: id(),
                season: text(),
                variety: id(),
                operator: text(),
                tenant: text(),
            };
            let order = Order {
                key: extensions::Opened,
                descending,
            };
            let found = extensions::list(to, &filter, order, Some(&after), 5).await?;
            assert!(found.is_empty());
            let filter = achievements::Filter {
                state: text(),
                kind: text(),
                base: id(),
                operator: text(),
                tenant: text(),
                happened_from: day(),
                happened_to: day(),
            };
            let order = Order {
                key: achievements::Told,
                descending,
            };
            let found = achievements::list(to, &filter, order, Some(&after), 5).await?;
            assert!(found.is_empty());
        }
        for scope in [
            outcomes::Scope::default(),
            outcomes::Scope {
                tenant: text(),
                base: id(),
                season: text(),
                year: Some(2026),
            },
        ] {
            assert_eq!(outcomes::reached(to, &scope).await?, Reached::default());
            assert_eq!(outcomes::achieved(to, &scope).await?, Achieved::default());
            assert_eq!(outcomes::valued(to, &scope).await?, []);
            let place = ("2026-E".to_owned(), Uuid::nil());
            assert_eq!(outcomes::groups(to, &scope, None, 5).await?, []);
            assert_eq!(outcomes::groups(to, &scope, Some(&place), 5).await?, []);
            assert_eq!(outcomes::valued_of(to, &[place]).await?, []);
        }
        assert_eq!(extensions::households_of(to, Uuid::nil()).await?, 0);
        assert_eq!(extensions::find(to, Uuid::nil()).await?, None);
        assert_eq!(achievements::find(to, Uuid::nil()).await?, None);
        assert_eq!(extension_plots::counted(to, Uuid::nil()).await?, []);
        assert_eq!(extension_plots::list(to, Uuid::nil(), id(), 5).await?, []);
        Ok::<_, Error>(())
    });
    read.await.unwrap();
}
