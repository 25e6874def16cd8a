//! Receivers that are slow, failing, gone, and senders that were killed.
use std::time::{Duration, Instant};

use kezhuan_protocol::financing::v1::webhook_endpoint::DisabledReason;
use kezhuan_protocol::financing::v1::*;
use kezhuan_testkit::webhooks::{Answer, Receiver};
use kezhuan_testkit::{eventually, settled};
use sqlx::PgConnection;
use uuid::Uuid;

use super::desk::{self, hook};
use crate::bank_line::BankLine;
use crate::world::{SOON, World, banker, id, other_banker, reason};

async fn replay(world: &World, name: &str) -> Result<WebhookDelivery, tonic::Status> {
    let request = ReplayWebhookDeliveryRequest {
        name: name.to_owned(),
        request_id: id(),
    };
    hook!(world, banker(), replay_webhook_delivery, request)
}

#[tokio::test]
async fn what_fails_twice_and_then_works_is_one_message() {
    let world = desk::world().await;
    let script = [Answer::Status(500), Answer::Status(429)];
    let receiver = Receiver::answering(&script).await;
    desk::endpoint(&world, &banker(), receiver.url()).await;
    desk::disbursed(&world, "bank-1").await;
    let letters = receiver.wait_for(3).await;
    assert!(letters.iter().all(|letter| letter.id() == letters[0].id()));
    assert!(letters.iter().all(|letter| letter.body == letters[0].body));
    let done = desk::logged(&world, &banker(), "state=\"DELIVERED\"", 1).await;
    assert_eq!(done[0].attempt_count, 3);
    assert_eq!(receiver.letters().len(), 3);
}

#[tokio::test]
async fn what_is_given_up_disables_the_endpoint_and_is_sent_again_when_asked() {
    let world = desk::world().await;
    let receiver = Receiver::answering(&[
        Answer::Status(503),
        Answer::Status(503),
        Answer::Status(503),
    ])
    .await;
    let endpoint = desk::endpoint(&world, &banker(), receiver.url()).await;
    desk::disbursed(&world, "bank-1").await;
    let failed = desk::logged(&world, &banker(), "state=\"FAILED\"", 1).await;
    assert_eq!(failed[0].attempt_count, 3);
    let off = desk::disabled(&world, &banker(), &endpoint.name).await;
    assert_eq!(off.disabled_reason(), DisabledReason::Failing);
    let refused = replay(&world, &failed[0].name).await.unwrap_err();
    assert_eq!(reason(&refused), "WEBHOOK_DISABLED");

    let on = desk::enabled(&world, &banker(), &endpoint.name).await;
    assert_eq!(on.state(), webhook_endpoint::State::Enabled);
    assert_eq!(
        (on.disabled_reason(), on.disable_time),
        (DisabledReason::Unspecified, None)
    );
    replay(&world, &failed[0].name).await.unwrap();
    let letters = receiver.wait_for(4).await;
    assert_eq!(letters[3].id(), letters[0].id());
    assert_eq!(letters[3].body, letters[0].body);
    desk::logged(&world, &banker(), "state=\"DELIVERED\"", 1).await;
    // Also what was delivered: the receiver knows it by its id.
    replay(&world, &failed[0].name).await.unwrap();
    let letters = receiver.wait_for(5).await;
    assert_eq!(letters[4].id(), letters[0].id());
}

#[tokio::test]
async fn gone_is_believed_at_once_and_the_other_endpoints_are_told() {
    let world = desk::world().await;
    let (gone, other) = (
        Receiver::answering(&[Answer::Status(410)]).await,
        Receiver::start().await,
    );
    let endpoint = desk::endpoint(&world, &banker(), gone.url()).await;
    desk::endpoint(&world, &banker(), other.url()).await;
    desk::disbursed(&world, "bank-1").await;
    let off = desk::disabled(&world, &banker(), &endpoint.name).await;
    assert_eq!(off.disabled_reason(), DisabledReason::Gone);
    let told = eventually(SOON, async || {
        let letters = other.letters();
        let alert = letters
            .iter()
            .find(|letter| letter.event_type() == "ip.webhook.endpoint_disabled");
        alert.is_some_and(|alert| {
            let data = &alert.json()["data"];
            data["case"] == endpoint.name.as_str() && data["reason"] == "GONE"
        })
    });
    assert!(told.await);

    // What happens meanwhile is kept, not sent; a range of it is sent when it is asked for.
    desk::disbursed(&world, "bank-1").await;
    let range = ReplayWebhookDeliveriesRequest {
        endpoint: endpoint.name.clone(),
        request_id: id(),
        ..ReplayWebhookDeliveriesRequest::default()
    };
    // The letter that was answered 410, the alert of itself, and the one after.
    desk::logged(&world, &banker(), "state=\"DISCARDED\"", 3).await;
    assert_eq!(gone.letters().len(), 1);
    let refused = hook!(world, banker(), replay_webhook_deliveries, range.clone());
    assert_eq!(reason(&refused.unwrap_err()), "WEBHOOK_DISABLED");
    desk::enabled(&world, &banker(), &endpoint.name).await;
    let range = ReplayWebhookDeliveriesRequest {
        request_id: id(),
        ..range
    };
    let replayed = hook!(world, banker(), replay_webhook_deliveries, range).unwrap();
    assert_eq!((replayed.replayed_count, replayed.more), (3, false));
    let letters = gone.wait_for(4).await;
    assert_eq!(
        letters
            .iter()
            .filter(|letter| letter.id() == letters[0].id())
            .count(),
        2
    );
}

#[tokio::test]
async fn a_bank_that_says_nothing_does_not_hold_up_another() {
    let world = desk::world_with(|config| {
        config.webhooks.concurrency_max = 4;
        config.webhooks.per_endpoint_max = 2;
    })
    .await;
    let silence = vec![Answer::Silence; 8];
    let (silent, quick) = (Receiver::answering(&silence).await, Receiver::start().await);
    desk::endpoint(&world, &banker(), silent.url()).await;
    desk::endpoint(&world, &other_banker(), quick.url()).await;
    for _ in 0..8 {
        desk::disbursed(&world, "bank-1").await;
    }
    silent.wait_for(2).await;
    let begun = Instant::now();
    desk::disbursed(&world, "bank-2").await;
    quick.wait_for(1).await;
    let patience = Duration::from_millis(world.config.webhooks.attempt_ms_max);
    assert!(begun.elapsed() < patience / 2, "{:?}", begun.elapsed());
    assert_eq!(silent.letters().len(), 2);
}

#[tokio::test]
async fn an_attempt_ends_and_says_that_nobody_answered() {
    let world = desk::world_with(|config| config.webhooks.attempt_ms_max = 300).await;
    let receiver = Receiver::answering(&[Answer::Silence]).await;
    desk::endpoint(&world, &banker(), receiver.url()).await;
    desk::disbursed(&world, "bank-1").await;
    let done = desk::logged(&world, &banker(), "state=\"DELIVERED\"", 1).await;
    let request = GetWebhookDeliveryRequest {
        name: done[0].name.clone(),
    };
    let entry = hook!(world, banker(), get_webhook_delivery, request).unwrap();
    assert_eq!(
        entry.attempts[0].failure(),
        webhook_delivery::Failure::NoAnswerInTime
    );
    assert_eq!(entry.attempts.len(), 2);
}

#[tokio::test]
async fn an_endpoint_that_keeps_failing_is_left_alone_and_then_tried_with_one_letter() {
    let world = desk::world_with(|config| {
        config.webhooks.retry_s = vec![0; 20];
        config.webhooks.rest_after_failures = 2;
        config.webhooks.rest_s = 3_600;
        config.webhooks.rest_s_max = 3_600;
        config.webhooks.per_endpoint_max = 8;
    })
    .await;
    let receiver = Receiver::answering(&[Answer::Status(500), Answer::Status(500)]).await;
    desk::endpoint(&world, &banker(), receiver.url()).await;
    desk::disbursed(&world, "bank-1").await;
    let mut admin = world.database.admin().await.unwrap();
    let rests = eventually(SOON, async || {
        let resting = "SELECT count(*) FROM webhook_endpoint WHERE rest_until > now() AND failures_in_row = 2";
        let resting: i64 = sqlx::query_scalar(resting)
            .fetch_one(&mut admin)
            .await
            .unwrap();
        resting == 1
    });
    assert!(rests.await);
    assert_eq!(receiver.letters().len(), 2);
    for _ in 0..2 {
        desk::disbursed(&world, "bank-1").await;
    }
    desk::logged(&world, &banker(), "state=\"PENDING\"", 3).await;
    // The rest is over: one letter is sent, and the others once it was taken.
    let pause = Duration::from_millis(400);
    receiver.then(&[Answer::Late(pause)]);
    sqlx::query("UPDATE webhook_endpoint SET rest_until = now()")
        .execute(&mut admin)
        .await
        .unwrap();
    let letters = receiver.wait_for(5).await;
    assert!(letters[3].came_at - letters[2].came_at >= pause);
    desk::logged(&world, &banker(), "state=\"DELIVERED\"", 3).await;
    let failures: i32 = sqlx::query_scalar("SELECT failures_in_row FROM webhook_endpoint")
        .fetch_one(&mut admin)
        .await
        .unwrap();
    assert_eq!(failures, 0);
}

#[tokio::test]
async fn an_endpoint_that_took_something_meanwhile_is_not_given_up_with_one_letter() {
    let world = desk::world_with(|config| config.webhooks.retry_s = vec![3_600, 0]).await;
    let receiver = Receiver::answering(&[Answer::Status(503)]).await;
    let endpoint = desk::endpoint(&world, &banker(), receiver.url()).await;
    desk::disbursed(&world, "bank-1").await;
    let mut admin = world.database.admin().await.unwrap();
    expect_failed(&mut admin, 1).await;
    desk::disbursed(&world, "bank-1").await;
    desk::logged(&world, &banker(), "state=\"DELIVERED\"", 1).await;

    receiver.then(&[Answer::Status(503), Answer::Status(503)]);
    let hour_over = "UPDATE webhook_delivery SET next_attempt_time = now() WHERE state = 'PENDING'";
    let due = sqlx::query(hour_over).execute(&mut admin).await.unwrap();
    assert_eq!(due.rows_affected(), 1);
    let failed = desk::logged(&world, &banker(), "state=\"FAILED\"", 1).await;
    assert_eq!(failed[0].attempt_count, 3);
    let now = desk::seen(&world, &banker(), &endpoint.name).await;
    assert_eq!(now.state(), webhook_endpoint::State::Enabled);
}

/// Waits until so many letters failed once and wait for their next attempt.
async fn expect_failed(admin: &mut PgConnection, count: i64) {
    let failed = settled(SOON, count, async || {
        let failed = "SELECT count(*) FROM webhook_delivery WHERE attempt_count = 1 AND state = 'PENDING' AND lease IS NULL";
        let failed = sqlx::query_scalar(failed).fetch_one(&mut *admin);
        failed.await.unwrap()
    });
    assert_eq!(failed.await, count);
}

#[tokio::test]
async fn what_is_still_being_sent_is_not_replayed() {
    let world = desk::world_with(|config| config.webhooks.retry_s = vec![3_600]).await;
    let receiver = Receiver::answering(&[Answer::Status(503)]).await;
    let endpoint = desk::endpoint(&world, &banker(), receiver.url()).await;
    desk::disbursed(&world, "bank-1").await;
    let mut admin = world.database.admin().await.unwrap();
    expect_failed(&mut admin, 1).await;
    let waiting = desk::log(&world, &banker(), "state=\"PENDING\"").await;
    let refused = replay(&world, &waiting[0].name).await.unwrap_err();
    assert_eq!(reason(&refused), "WEBHOOK_DELIVERY_PENDING");

    let range = || ReplayWebhookDeliveriesRequest {
        endpoint: endpoint.name.clone(),
        request_id: id(),
        ..ReplayWebhookDeliveriesRequest::default()
    };
    let pending = ReplayWebhookDeliveriesRequest {
        state: webhook_delivery::State::Pending.into(),
        ..range()
    };
    let never = ReplayWebhookDeliveriesRequest {
        start_time: Some(prost_types::Timestamp {
            seconds: 0,
            nanos: -1,
        }),
        ..range()
    };
    for (wrong, expected) in [(pending, "STATE_NOT_REPLAYABLE"), (never, "TIME_INVALID")] {
        let refused = hook!(world, banker(), replay_webhook_deliveries, wrong);
        assert_eq!(reason(&refused.unwrap_err()), expected);
    }
    let all = hook!(world, banker(), replay_webhook_deliveries, range()).unwrap();
    assert_eq!(all.replayed_count, 0);

    // Of what failed, that of the period alone.
    sqlx::query(
        "UPDATE webhook_delivery SET state = 'FAILED', next_attempt_time = NULL, finish_time = now()",
    )
    .execute(&mut admin)
    .await
    .unwrap();
    let before = ReplayWebhookDeliveriesRequest {
        end_time: Some(prost_types::Timestamp::default()),
        ..range()
    };
    let none = hook!(world, banker(), replay_webhook_deliveries, before).unwrap();
    assert_eq!(none.replayed_count, 0);
    let since = ReplayWebhookDeliveriesRequest {
        start_time: Some(prost_types::Timestamp::default()),
        ..range()
    };
    let one = hook!(world, banker(), replay_webhook_deliveries, since).unwrap();
    assert_eq!(one.replayed_count, 1);
    let letters = receiver.wait_for(2).await;
    assert_eq!(letters[1].id(), letters[0].id());
}

#[tokio::test]
async fn letters_that_fail_together_do_not_come_back_together() {
    let world = desk::world_with(|config| {
        config.webhooks.retry_s = vec![3_600];
        config.webhooks.jitter_percent_max = 50;
    })
    .await;
    let failures = vec![Answer::Status(503); 5];
    let receiver = Receiver::answering(&failures).await;
    desk::endpoint(&world, &banker(), receiver.url()).await;
    for _ in 0..5 {
        desk::disbursed(&world, "bank-1").await;
    }
    let mut admin = world.database.admin().await.unwrap();
    expect_failed(&mut admin, 5).await;
    // Half an hour to either side of the hour: that five draws lie within a minute is less than one case in a million.
    let spread: f64 = sqlx::query_scalar(
        "SELECT extract(epoch FROM max(next_attempt_time - round_time) - min(next_attempt_time - round_time))::float8
           FROM webhook_delivery",
    )
    .fetch_one(&mut admin)
    .await
    .unwrap();
    assert!(spread > 60.0, "{spread}");
}

#[tokio::test]
async fn a_letter_whose_sender_is_killed_half_way_is_sent_by_another() {
    // The world's own instance makes deliveries and looks for none to send.
    let mut world = desk::world_with(|config| config.webhooks.look_ms = 3_600_000).await;
    world.config.webhooks.look_ms = 20;
    let receiver = Receiver::answering(&[Answer::Silence]).await;
    desk::endpoint(&world, &banker(), receiver.url()).await;
    let mut sender = BankLine::beside(&world);
    desk::disbursed(&world, "bank-1").await;
    receiver.wait_for(1).await;
    sender.kill();

    let mut admin = world.database.admin().await.unwrap();
    let held = "UPDATE webhook_delivery SET lease_until = now() WHERE state = 'PENDING' AND lease_until > now()";
    let held = sqlx::query(held).execute(&mut admin).await.unwrap();
    assert_eq!(held.rows_affected(), 1);
    let _other = BankLine::beside(&world);
    let letters = receiver.wait_for(2).await;
    assert_eq!(letters[1].id(), letters[0].id());
    assert_eq!(letters[1].body, letters[0].body);
    desk::logged(&world, &banker(), "state=\"DELIVERED\"", 1).await;
}

/// The row as a process leaves it that is killed between taking a letter and keeping what became of it.
#[tokio::test]
async fn a_letter_is_its_senders_until_the_lease_ends() {
    let world = desk::world().await;
    let receiver = Receiver::start().await;
    desk::endpoint(&world, &banker(), receiver.url()).await;
    desk::disbursed(&world, "bank-1").await;
    receiver.wait_for(1).await;
    desk::logged(&world, &banker(), "state=\"DELIVERED\"", 1).await;

    let held = Duration::from_millis(1_500);
    let mut admin = world.database.admin().await.unwrap();
    let begun = Instant::now();
    sqlx::query(
        "UPDATE webhook_delivery
            SET state = 'PENDING', finish_time = NULL, next_attempt_time = now(), lease = $1,
                lease_until = now() + make_interval(secs => $2)",
    )
    .bind(Uuid::now_v7())
    .bind(held.as_secs_f64())
    .execute(&mut admin)
    .await
    .unwrap();
    let letters = receiver.wait_for(2).await;
    assert!(letters[1].came_at - begun >= held - Duration::from_millis(100));
    assert_eq!(letters[1].id(), letters[0].id());
    desk::logged(&world, &banker(), "state=\"DELIVERED\"", 1).await;
}

#[tokio::test]
async fn what_happens_while_the_service_is_down_is_told_afterwards() {
    let mut world = desk::world().await;
    let receiver = Receiver::start().await;
    desk::endpoint(&world, &banker(), receiver.url()).await;
    let clock = world.clock.clone();
    world
        .restarted(async |database| {
            desk::disbursed_in(database, &clock, "bank-1").await;
        })
        .await;
    receiver.wait_for(1).await;
    desk::logged(&world, &banker(), "state=\"DELIVERED\"", 1).await;
}
