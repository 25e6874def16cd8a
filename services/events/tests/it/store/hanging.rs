//! The same of what hangs on events: projects, agendas, negotiations, and what came of them.
use kezhuan_auth::Caller;
use kezhuan_cases::listing::SortedPlace;
use kezhuan_events::store::*;
use kezhuan_rpc::page::Order;
use kezhuan_scheduler::Page;
use kezhuan_testkit::TestDatabase;
use uuid::Uuid;

fn text() -> Option<String> {
    Some("x".to_owned())
}

#[tokio::test]
async fn lists_of_projects_and_negotiations() {
    let test = TestDatabase::for_service(kezhuan_events::NAME, sqlx::migrate!())
        .await
        .unwrap();
    let database = test.open().unwrap();
    let service = Caller::service(kezhuan_events::NAME, "");
    let read = database.read(&service, async |to| {
        let after = SortedPlace {
            create_time: chrono::DateTime::UNIX_EPOCH,
            day: None,
            id: Uuid::nil(),
        };
        let event = Some(Uuid::nil());
        let calls = project_calls::Filter {
            state: text(),
            event,
            tenant: text(),
        };
        assert_eq!(project_calls::list(to, &calls, Some(&after), 5).await?, []);
        for descending in [false, true] {
            let filter = projects::Filter {
                state: text(),
                event,
                call: event,
                organisation: text(),
                tenant: text(),
            };
            let order = Order {
                key: projects::HandedIn,
                descending,
            };
            let found = projects::list(to, (&filter, "chen"), order, Some(&after), 5);
            assert_eq!(found.await?, []);
            let filter = negotiations::Filter {
                state: text(),
                event,
                provider: text(),
                seeker: text(),
                tenant: text(),
                counts: Some(descending),
            };
            let order = Order {
                key: negotiations::Told,
                descending,
            };
            let found = negotiations::list(to, &filter, order, Some(&after), 5);
            assert_eq!(found.await?, []);
        }
        Ok::<(), kezhuan_events::Error>(())
    });
    read.await.unwrap();
    drop(test);
}

#[tokio::test]
async fn what_is_due_and_what_came_of_events() {
    let test = TestDatabase::for_service(kezhuan_events::NAME, sqlx::migrate!())
        .await
        .unwrap();
    let database = test.open().unwrap();
    let service = Caller::service(kezhuan_events::NAME, "");
    let day: chrono::NaiveDate = "2026-01-05".parse().unwrap();
    let page = || Page {
        today: day,
        after_day: day,
        after_id: Uuid::nil(),
        limit: 5,
    };
    let read = database.read(&service, async |to| {
        assert_eq!(project_calls::over(to, page()).await?, []);
        assert_eq!(negotiations::idle(to, page()).await?, []);
        let soon = negotiations::idle_soon(to, page(), "x", 14).await?;
        let cancelled = negotiations::of_cancelled(to, page()).await?;
        assert_eq!((soon, cancelled), (Vec::new(), Vec::new()));
        assert_eq!(projects::of_cancelled(to, page()).await?, []);
        assert!(!projects::stands(to, Uuid::nil(), "x").await?);
        assert!(!projects::organiser_judged(to, Uuid::nil()).await?);
        let due = negotiations::follow_ups_due(to, page(), "x").await?;
        let overdue = negotiations::follow_ups_overdue(to, page(), "x", 15).await?;
        assert_eq!((due, overdue), (Vec::new(), Vec::new()));
        assert_eq!(negotiations::to_be_judged(to, page()).await?, []);
        let judged = negotiations::to_be_judged_by(to, Uuid::nil(), 1).await?;
        assert_eq!(judged, None);
        assert_eq!(known_contracts::find(to, Uuid::nil()).await?, None);
        let place = agenda::Place {
            day,
            starts_at: 540,
            project_id: Uuid::nil(),
        };
        assert_eq!(agenda::list(to, Uuid::nil(), Some(&place), 5).await?, []);
        assert_eq!(announced::events(to, Some("x"), day, 5).await?, []);
        assert_eq!(announced::people(to, Uuid::nil()).await?, []);
        let scope = event_results::Scope {
            event: Some(Uuid::nil()),
            tenant: text(),
            ends_from: Some(day),
            ends_to: Some(day),
        };
        for scope in [scope, event_results::Scope::default()] {
            let place = event_results::Place {
                ends_on: day,
                event_id: Uuid::nil(),
            };
            let each = event_results::of_each(to, &scope, Some(&place), 5);
            assert_eq!(each.await?, []);
            let found = event_results::of(to, &scope).await?;
            assert_eq!(found, event_results::Results::default());
        }
        Ok::<(), kezhuan_events::Error>(())
    });
    read.await.unwrap();
    drop(test);
}
