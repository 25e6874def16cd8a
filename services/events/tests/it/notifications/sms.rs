//! Text messages, by webhook to a gateway that takes them, will not, can't yet, or says nothing.
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use kezhuan_testkit::webhooks::{Answer, Receiver as Gateway};
use serde_json::json;

use super::*;

pub const NUMBER: &str = "+8613800000000";

fn secret(byte: u8) -> String {
    format!("whsec_{}", STANDARD.encode([byte; 32]))
}

/// Text messages go to this gateway.
pub fn text_to(world: &World, gateway: &Gateway, notifications: &mut NotificationsConfig) {
    let file = world.config.tickets.key_file.with_file_name("sms.secret");
    std::fs::write(&file, secret(7)).unwrap();
    notifications.sms.url = gateway.url();
    notifications.sms.secret_file = file;
    notifications.sms.http_allowed = true;
    notifications.sms.allowed_ranges = vec!["127.0.0.0/8".parse().unwrap()];
}

/// Somebody wants text messages and is told something, which goes to this gateway after these changes of the settings.
async fn told_through(
    world: &World,
    gateway: &Gateway,
    change: impl FnOnce(&mut NotificationsConfig),
) -> Notification {
    let sending = sends(world, |notifications| {
        text_to(world, gateway, notifications);
        change(notifications);
    });
    sending.await;
    let by_text = NotificationSettings {
        language: Language::En.into(),
        telephone: NUMBER.to_owned(),
        ..NotificationSettings::default()
    };
    set(world, &enterprise(1), by_text).await.unwrap();
    let (_, notification) = told(world, &enterprise(1)).await;
    notification
}

/// What became of it, once it stands there.
async fn ended(world: &World, expected: State) -> NotificationDelivery {
    state(world, &enterprise(1), expected).await;
    log(world, &enterprise(1), false).await.remove(0)
}

/// Holds that these are one message, signed each time.
fn is_one(gateway: &Gateway) {
    let letters = gateway.letters();
    for letter in &letters {
        assert!(letter.is_signed_by(&secret(7)));
        assert_eq!(letter.id(), letters[0].id());
        assert_eq!(letter.body, letters[0].body);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_text_message_is_signed_and_says_what_to_whom() {
    let world = World::on(World::CALM).await;
    let gateway = Gateway::start().await;
    let told = told_through(&world, &gateway, |_| {}).await;
    let sent = ended(&world, State::Sent).await;
    assert_eq!((sent.channel(), sent.tries), (Channel::Sms, 1));
    assert_eq!(sent.detail, "");
    let letters = gateway.letters();
    assert_eq!(letters.len(), 1);
    is_one(&gateway);
    assert!(!letters[0].is_signed_by(&secret(8)));
    let (_, delivery) = sent.name.split_once('/').unwrap();
    let expected = format!("msg_{}", delivery.replace('-', ""));
    assert_eq!(letters[0].id(), expected);
    let data = json!({ "to": NUMBER, "kind": told.kind, "text": told.body_en });
    let expected = json!({ "type": "sms.send", "data": data });
    assert_eq!(letters[0].json(), expected);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_gateway_will_not_take_fails_at_once() {
    let world = World::on(World::CALM).await;
    let gateway = Gateway::answering(&[Answer::Status(422)]).await;
    told_through(&world, &gateway, |notifications| {
        notifications.retry_s = vec![0; 5];
    })
    .await;
    let failed = ended(&world, State::Failed).await;
    assert_eq!(failed.detail, "422 REFUSED_BY_RECEIVER");
    assert_eq!((failed.tries, gateway.letters().len()), (1, 1));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_gateway_can_not_take_now_is_sent_again_later_as_the_same_message() {
    let world = World::on(World::CALM).await;
    let gateway = Gateway::answering(&[Answer::Status(503), Answer::Status(503)]).await;
    told_through(&world, &gateway, |notifications| {
        notifications.retry_s = vec![0, 3_600];
    })
    .await;
    // At once after the first attempt; after the second an hour is waited for, which the test ends.
    let twice = settled(SOON, (State::Pending, 2), async || {
        let log = log(&world, &enterprise(1), false).await;
        log.first()
            .map(|one| (one.state(), one.tries))
            .unwrap_or_default()
    });
    assert_eq!(twice.await, (State::Pending, 2));
    let mut admin = world.database.admin().await.unwrap();
    let hour_over = "UPDATE notification_delivery SET due_time = now()
                      WHERE state = 'PENDING' AND due_time > now() + interval '50 minutes'";
    let due = sqlx::query(hour_over).execute(&mut admin).await.unwrap();
    assert_eq!(due.rows_affected(), 1);
    let sent = ended(&world, State::Sent).await;
    assert_eq!((sent.tries, gateway.letters().len()), (3, 3));
    is_one(&gateway);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_gateway_never_could_take_has_failed_until_an_operator_sends_it_again() {
    let world = World::on(World::CALM).await;
    let gateway = Gateway::answering(&[Answer::Status(503), Answer::Status(503)]).await;
    told_through(&world, &gateway, |notifications| {
        notifications.retry_s = vec![0];
    })
    .await;
    let failed = ended(&world, State::Failed).await;
    assert_eq!(failed.detail, "503 REFUSED_BY_RECEIVER");
    assert_eq!((failed.tries, gateway.letters().len()), (2, 2));
    let again = resolve(&world, &operator(), &failed, true).await;
    assert_eq!(again.unwrap().state(), State::Pending);
    ended(&world, State::Sent).await;
    assert_eq!(gateway.letters().len(), 3);
    is_one(&gateway);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_gateway_that_says_nothing_is_asked_again_with_the_same_message() {
    let world = World::on(World::CALM).await;
    let gateway = Gateway::answering(&[Answer::Silence]).await;
    told_through(&world, &gateway, |notifications| {
        notifications.sms.attempt_ms_max = 300;
        // A machine under load may need more attempts than two.
        notifications.retry_s = vec![0; 50];
    })
    .await;
    let sent = ended(&world, State::Sent).await;
    assert!(sent.tries >= 2, "{}", sent.tries);
    assert!(gateway.letters().len() >= 2);
    is_one(&gateway);
}
