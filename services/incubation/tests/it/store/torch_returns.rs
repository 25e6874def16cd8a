//! Every reading statement about yearly returns is one that Postgres takes, with every term of every filter in it.
use chrono::NaiveDate;
use kezhuan_auth::Caller;
use kezhuan_incubation::store::listing::SortedPlace;
use kezhuan_incubation::store::{torch_return_days, torch_return_list, torch_returns};
use kezhuan_incubation::{Error, NAME};
use kezhuan_runtime::LegalClock;
use kezhuan_scheduler::Page;
use kezhuan_testkit::TestDatabase;
use uuid::Uuid;

fn day() -> NaiveDate {
    "2026-01-05".parse().unwrap()
}

fn text() -> Option<String> {
    Some("x".to_owned())
}

#[tokio::test]
async fn lists_and_what_is_due() {
    let tables = TestDatabase::for_service(NAME, sqlx::migrate!())
        .await
        .unwrap();
    let database = tables.open_with(LegalClock::system()).unwrap();
    let reader = Caller::service(NAME, "");
    let read = database.read(&reader, async |to| {
        for (sorted, descending) in [(None, true), (Some(day()), false)] {
            let after = SortedPlace {
                create_time: chrono::DateTime::UNIX_EPOCH,
                day: sorted,
                id: Uuid::nil(),
            };
            let filter = torch_return_list::Filter {
                state: text(),
                year: Some(2025),
                tenant: text(),
                operator: text(),
                carrier: Some(Uuid::nil()),
                due_to: sorted,
                overdue: Some(descending),
            };
            for key in [
                torch_return_list::SortKey::CreateTime,
                torch_return_list::SortKey::DueOn,
            ] {
                let order = torch_return_list::Order { key, descending };
                let found = torch_return_list::list(to, &filter, order, Some(&after), 5).await?;
                assert_eq!(found, []);
            }
        }
        let nobody = Uuid::nil();
        assert_eq!(torch_returns::find(to, nobody).await?, None);
        assert_eq!(torch_returns::of_year(to, nobody, 2025).await?, None);
        assert_eq!(torch_returns::figures_before(to, nobody, 2025).await?, None);
        assert_eq!(torch_returns::data_quality(to, nobody, 2025).await?, 0);
        assert_eq!(torch_returns::accepted_count(to, nobody).await?, 0);
        assert_eq!(torch_returns::unfrozen(to, 2025).await?, (0, 0));
        for tenant in [None, Some("440703")] {
            let wanted = (2025, tenant, true);
            assert_eq!(torch_returns::exported(to, wanted, nobody, 5).await?, []);
        }
        let page = Page {
            today: day(),
            after_day: day(),
            after_id: nobody,
            limit: 5,
        };
        let unopened = torch_return_days::unopened(to, 2025, nobody, 5).await?;
        assert_eq!(unopened, []);
        assert!(torch_return_days::late(to, page).await?.is_empty());
        let soon = torch_return_days::due_soon(to, &[30, 7], page).await?;
        assert!(soon.is_empty());
        Ok::<_, Error>(())
    });
    read.await.unwrap();
}
