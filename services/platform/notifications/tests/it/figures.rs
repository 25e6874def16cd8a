//! What becomes of messages is counted by channel and outcome, and how long they wait is told.
use kezhuan_runtime::Shutdown;
use kezhuan_testkit::settled;
use kezhuan_testkit::webhooks::{Answer, Receiver};
use kezhuan_testkit::world::SOON;

use crate::world::*;

fn counted(channel: &str, outcome: &str) -> u64 {
    let figure = format!(
        r#"kezhuan_notification_deliveries_total{{channel="{channel}",outcome="{outcome}"}}"#
    );
    scraped(&figure).unwrap_or_default()
}

/// Holds that so many come to be counted.
async fn counts(channel: &str, outcome: &str, expected: u64) {
    let found = settled(SOON, expected, async || counted(channel, outcome));
    assert_eq!(found.await, expected, "{channel} {outcome}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_becomes_of_messages_is_counted_by_channel_and_outcome() {
    let gateway = Receiver::start().await;
    let mut world = World::with(&gateway).await;
    world.sending_mail();
    // Left by a process that ended while it sent it, and by nobody who sends for longer than is waited.
    world.tells(BY_MAIL, "lost").await;
    let held = "UPDATE notification_delivery
                   SET state = 'SENDING', lease = gen_random_uuid(), lease_until = now() - interval '1 second'";
    assert_eq!(world.plant(held).await, 1);
    world.tells(BY_TEXT, "stale").await;
    let old = "UPDATE notification_delivery SET due_time = now() - interval '73 hours' WHERE state = 'PENDING'";
    assert_eq!(world.plant(old).await, 1);

    let shutdown = Shutdown::new();
    let sending = kezhuan_runtime::spawn("sender", world.sender().run(shutdown.clone()));
    counts("MAIL", "UNCERTAIN", 1).await;
    counts("SMS", "GIVEN_UP", 1).await;
    gateway.then(&[Answer::Status(503), Answer::Status(503)]);
    world.tells(BY_TEXT, "away").await;
    counts("SMS", "GIVEN_UP", 2).await;
    assert_eq!(counted("SMS", "POSTPONED"), 1);
    gateway.then(&[Answer::Status(422)]);
    world.tells(BY_TEXT, "refused").await;
    counts("SMS", "REFUSED", 1).await;
    world.tells(BY_TEXT, "sent").await;
    counts("SMS", "SENT", 1).await;
    // Where nobody listens.
    world.tells(BY_MAIL, "away").await;
    counts("MAIL", "GIVEN_UP", 1).await;
    assert_eq!(counted("MAIL", "POSTPONED"), 1);
    assert_eq!(counted("SMS", "UNCERTAIN") + counted("MAIL", "SENT"), 0);
    shutdown.trigger();
    sending.await.unwrap().unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn how_long_messages_wait_is_told_for_the_ways_that_are_set_up() {
    let gateway = Receiver::start().await;
    let world = World::with(&gateway).await;
    world.tells(BY_MAIL, "").await;
    world.tells(BY_TEXT, "due").await;
    let old = "UPDATE notification_delivery SET due_time = now() - interval '1 hour'";
    assert_eq!(world.plant(old).await, 2);
    // As if it had been put off.
    world.tells(BY_TEXT, "later").await;
    let later = "UPDATE notification_delivery SET due_time = now() + interval '1 day'
                  WHERE due_time > now() - interval '50 minutes'";
    assert_eq!(world.plant(later).await, 1);

    let shutdown = Shutdown::new();
    let watching = kezhuan_runtime::spawn("watch", world.sender().watch(shutdown.clone()));
    let waiting = r#"kezhuan_notification_waiting{channel="SMS"}"#;
    let found = settled(SOON, Some(2), async || scraped::<u64>(waiting));
    assert_eq!(found.await, Some(2));
    let age: f64 = scraped(r#"kezhuan_notification_due_age_seconds{channel="SMS"}"#).unwrap();
    assert!((3_600.0..7_200.0).contains(&age), "{age}");
    let by_mail = r#"kezhuan_notification_waiting{channel="MAIL"}"#;
    assert_eq!(
        scraped::<u64>(by_mail),
        None,
        "nothing is sent by mail here"
    );
    shutdown.trigger();
    watching.await.unwrap().unwrap();
}
