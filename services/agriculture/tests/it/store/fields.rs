//! Every reading statement about varieties, trials and demonstrations is one that Postgres takes, with every term of every
//! filter in it.
use kezhuan_agriculture::store::{demonstrations, trials, varieties};
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

fn after() -> SortedPlace {
    SortedPlace {
        create_time: chrono::DateTime::UNIX_EPOCH,
        day: None,
        id: Uuid::nil(),
    }
}

#[tokio::test]
async fn lists_take_every_term() {
    let test = TestDatabase::for_service(NAME, sqlx::migrate!())
        .await
        .unwrap();
    let database = test.open().unwrap();
    // The service sees every case: there is none.
    let service = Caller::service(NAME, "");
    let read = database.read(&service, async |to| {
        for descending in [true, false] {
            let filter = varieties::Filter {
                state: text(),
                crop: text(),
                owner: text(),
                title: text(),
                tenant: text(),
            };
            let order = Order {
                key: varieties::Entered,
                descending,
            };
            assert!(
                varieties::list(to, &filter, order, Some(&after()), 5)
                    .await?
                    .is_empty()
            );
            let filter = trials::Filter {
                state: text(),
                base: id(),
                season: text(),
                crop: text(),
                variety: id(),
                operator: text(),
                tenant: text(),
            };
            let order = Order {
                key: trials::Planned,
                descending,
            };
            assert!(
                trials::list(to, &filter, order, Some(&after()), 5)
                    .await?
                    .is_empty()
            );
            let filter = demonstrations::Filter {
                state: text(),
                base: id(),
                season: text(),
                crop: text(),
                variety: id(),
                operator: text(),
                tenant: text(),
            };
            let order = Order {
                key: demonstrations::Planned,
                descending,
            };
            assert!(
                demonstrations::list(to, &filter, order, Some(&after()), 5)
                    .await?
                    .is_empty()
            );
        }
        assert!(trials::waiting(to, Uuid::nil(), 5).await?.is_empty());
        assert_eq!(varieties::find(to, Uuid::nil()).await?, None);
        assert_eq!(trials::find(to, Uuid::nil()).await?, None);
        assert_eq!(demonstrations::find(to, Uuid::nil()).await?, None);
        Ok::<_, Error>(())
    });
    read.await.unwrap();
}
