//! Every reading statement about carriers is one that Postgres takes, with every term of every filter in it.
use chrono::NaiveDate;
use kezhuan_auth::Caller;
use kezhuan_database::Database;
use kezhuan_incubation::store::listing::SortedPlace;
use kezhuan_incubation::store::{carrier_cards, carrier_list, carriers, notices};
use kezhuan_incubation::{Error, NAME};
use kezhuan_runtime::LegalClock;
use kezhuan_scheduler::Page;
use kezhuan_testkit::TestDatabase;
use sqlx::PgConnection;
use uuid::Uuid;

fn day() -> NaiveDate {
    "2026-01-05".parse().unwrap()
}

fn text() -> Option<String> {
    Some("x".to_owned())
}

/// Reads as the service, which sees every case: there is none.
async fn read<T>(
    database: &Database,
    body: impl AsyncFnOnce(&mut PgConnection) -> Result<T, Error>,
) -> T {
    database
        .read(&Caller::service(NAME, ""), body)
        .await
        .unwrap()
}

#[tokio::test]
async fn lists_and_what_is_due() {
    let tables = TestDatabase::for_service(NAME, sqlx::migrate!())
        .await
        .unwrap();
    let database = tables.open_with(LegalClock::system()).unwrap();
    read(&database, async |to| {
        for (sorted, descending) in [(None, true), (Some(day()), false)] {
            let after = SortedPlace {
                create_time: chrono::DateTime::UNIX_EPOCH,
                day: sorted,
                id: Uuid::nil(),
            };
            let filter = carrier_list::Filter {
                state: text(),
                kind: text(),
                grade: text(),
                regime: text(),
                tenant: text(),
                division: text(),
                operator: text(),
                remote: Some(descending),
                accredited_from: sorted,
                accredited_to: sorted,
                rectify_to: sorted,
            };
            for key in [
                carrier_list::SortKey::CreateTime,
                carrier_list::SortKey::AccreditedOn,
                carrier_list::SortKey::RectifyUntil,
            ] {
                let order = carrier_list::Order { key, descending };
                let found = carrier_list::list(to, &filter, order, Some(&after), 5).await?;
                assert_eq!(found, []);
            }
        }
        let page = Page {
            today: day(),
            after_day: day(),
            after_id: Uuid::nil(),
            limit: 5,
        };
        assert_eq!(carriers::unrectified(to, page).await?, []);
        assert_eq!(carriers::published_long_enough(to, page, "x").await?, []);
        let due = carriers::unassessed(to, ("x", day(), 2025), Uuid::nil(), 5);
        assert_eq!(due.await?, []);
        assert_eq!(carriers::unanswered(to, Uuid::nil(), 5).await?, []);
        let after = (chrono::DateTime::UNIX_EPOCH, Uuid::nil());
        let open = carrier_cards::list(to, Some("440703"), Some(after), 5).await?;
        assert_eq!(open, []);
        let published = notices::list(to, Some("440703"), Some(after), 5).await?;
        assert!(published.is_empty());
        Ok(())
    })
    .await;
}
