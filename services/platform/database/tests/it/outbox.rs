use std::time::Duration;

use kezhuan_database::outbox;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::world::*;

fn publishing(
    id: Uuid,
    from: i64,
    count: i64,
) -> impl for<'w> Fn(
    &'w mut kezhuan_database::Write,
) -> futures::future::BoxFuture<'w, Result<(), Refused>>
+ Send
+ 'static {
    move |write| {
        Box::pin(async move {
            for sequence in from..from + count {
                write.publish(
                    "thing",
                    id,
                    sequence,
                    &Thing {
                        id: id.to_string(),
                        label: sequence.to_string(),
                    },
                );
            }
            Ok(())
        })
    }
}

#[tokio::test]
async fn events_reach_the_relay_in_order_and_only_after_their_commit() {
    let world = world().await;
    let mut committed = world.database.committed_events();
    let id = Uuid::now_v7();
    let refused = world
        .database
        .write_as(&registrar(COUNTY), move |write| {
            Box::pin(async move {
                write.publish("thing", id, 1, &Thing::default());
                Err::<(), _>(Refused::Told)
            })
        })
        .await;
    assert!(refused.is_err());
    world
        .database
        .write_as(&registrar(COUNTY), publishing(id, 1, 2))
        .await
        .unwrap();
    world
        .database
        .write_as(&registrar(COUNTY), publishing(id, 3, 1))
        .await
        .unwrap();
    let mut sequences = Vec::new();
    while let Ok(events) = committed.try_recv() {
        sequences.extend(events.iter().map(|event| event.sequence));
        let subject = format!("kezhuan.{}.v1.thing.ThingAdded", world.database.service());
        assert!(
            events
                .iter()
                .all(|event| event.subject == subject && event.tenant == COUNTY)
        );
    }
    assert_eq!(sequences, [1, 2, 3]);
}

#[tokio::test]
async fn unpublished_events_are_found_marked_and_sent_again_on_demand() {
    let world = world().await;
    let database = &world.database;
    let id = Uuid::now_v7();
    database
        .write_as(&registrar(COUNTY), publishing(id, 1, 5))
        .await
        .unwrap();
    let waiting = outbox::unpublished_aggregates(database, Duration::ZERO, 10)
        .await
        .unwrap();
    assert_eq!(waiting, [("thing".to_owned(), id)]);
    assert!(
        outbox::unpublished_aggregates(database, Duration::from_secs(60), 10)
            .await
            .unwrap()
            .is_empty()
    );

    let events = outbox::load(database, "thing", id, 10).await.unwrap();
    assert_eq!(
        events
            .iter()
            .map(|event| event.sequence)
            .collect::<Vec<_>>(),
        [1, 2, 3, 4, 5]
    );
    let first: Vec<Uuid> = events[..3].iter().map(|event| event.event_id).collect();
    assert_eq!(outbox::mark_published(database, &first).await.unwrap(), 3);
    assert_eq!(outbox::mark_published(database, &first).await.unwrap(), 0);
    assert_eq!(outbox::backlog(database).await.unwrap().0, 2);
    assert_eq!(
        outbox::load(database, "thing", id, 10).await.unwrap()[..],
        events[3..]
    );
    assert_eq!(
        outbox::events_from(database, "thing", id, 2, 3)
            .await
            .unwrap()[..],
        events[1..4]
    );
    assert_eq!(outbox::mark_all_unpublished(database).await.unwrap(), 3);
    assert_eq!(
        outbox::load(database, "thing", id, 10).await.unwrap(),
        events
    );
}

#[tokio::test]
async fn a_sequence_number_is_given_once() {
    let world = world().await;
    let id = Uuid::now_v7();
    world
        .database
        .write_as(&registrar(COUNTY), publishing(id, 1, 1))
        .await
        .unwrap();
    assert!(
        world
            .database
            .write_as(&registrar(COUNTY), publishing(id, 1, 1))
            .await
            .is_err()
    );
}

#[tokio::test]
async fn one_process_at_a_time_publishes_an_aggregate() {
    let world = world().await;
    let id = Uuid::now_v7();
    let claim = outbox::claim(&world.database, "thing", id)
        .await
        .unwrap()
        .expect("nobody else");
    assert!(
        outbox::claim(&world.database, "thing", id)
            .await
            .unwrap()
            .is_none()
    );
    assert!(
        outbox::claim(&world.database, "thing", Uuid::now_v7())
            .await
            .unwrap()
            .is_some()
    );
    claim.release().await;
    let again = outbox::claim(&world.database, "thing", id)
        .await
        .unwrap()
        .expect("released");
    drop(again);
    // The dropped claim's session ends on its own time.
    let deadline = tokio::time::Instant::now() + Duration::from_secs(10);
    while outbox::claim(&world.database, "thing", id)
        .await
        .unwrap()
        .is_none()
    {
        assert!(
            tokio::time::Instant::now() < deadline,
            "a dropped claim stayed"
        );
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

#[tokio::test]
async fn an_event_says_who_acted_and_by_which_rules_and_figures() {
    let world = world().await;
    let figures = serde_json::json!({ "days": 30 });
    world.database.decides_by(&figures).unwrap();
    let service = world.database.service();
    let mut committed = world.database.committed_events();
    // Beside the write that asks a rule, one of the same group that asks none.
    let (asked, plain) = (adding(COUNTY, "asked"), publishing(Uuid::now_v7(), 1, 1));
    let caller = registrar(COUNTY);
    let (asked, plain) = tokio::join!(
        world.database.write_as(&caller, asked),
        world.database.write_as(&caller, plain)
    );
    let (asked, ()) = (asked.unwrap(), plain.unwrap());
    let mut events = Vec::new();
    while let Ok(group) = committed.try_recv() {
        events.extend(group);
    }
    let digest = hex::encode(Sha256::digest(PACKAGE));
    let figures = format!("{service}=");
    for event in events {
        assert_eq!(event.actor, caller.subject);
        let by_rule = event.aggregate_id.to_string() == asked.id;
        let plugins = by_rule.then(|| format!("{COUNTY}/tc.incentive={digest}"));
        assert_eq!(event.plugin_versions, plugins);
        let parameters = event.param_versions.as_ref().unwrap();
        assert!(parameters.split(',').any(|of| of.starts_with(&figures)));
        let stored = outbox::load(&world.database, "thing", event.aggregate_id, 1)
            .await
            .unwrap();
        assert_eq!(stored[0].param_versions, event.param_versions);
        assert_eq!(stored[0].plugin_versions, event.plugin_versions);
    }
}

#[tokio::test]
async fn what_fell_due_on_an_earlier_day_is_recorded_on_that_day_and_nothing_else_is() {
    let world = world().await;
    let mut committed = world.database.committed_events();
    let id = Uuid::now_v7();
    let day = chrono::NaiveDate::from_ymd_opt(2020, 2, 29).unwrap();
    let caller = registrar(COUNTY);
    let due = world.database.write_as(&caller, move |write| {
        Box::pin(async move {
            write.on_legal_day(day);
            write.publish("thing", id, 1, &Thing::default());
            write.audit(kezhuan_database::AuditEntry {
                action: "thing.ended",
                aggregate: "thing",
                aggregate_id: id,
                version: 1,
                detail: serde_json::json!({}),
            });
            Ok::<(), Refused>(())
        })
    });
    due.await.unwrap();
    let today = world.database.write_as(&caller, publishing(id, 2, 1));
    today.await.unwrap();
    let mut days = Vec::new();
    while let Ok(events) = committed.try_recv() {
        days.extend(events.iter().map(|event| event.legal_date == day));
    }
    assert_eq!(days, [true, false]);
    let recorded: chrono::NaiveDate =
        sqlx::query_scalar("SELECT legal_date FROM audit WHERE aggregate_id = $1")
            .bind(id)
            .fetch_one(&mut world.admin().await)
            .await
            .unwrap();
    assert_eq!(recorded, day);
}
