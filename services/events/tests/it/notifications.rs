//! People are told in their room, and by mail or text message where they want it; nobody is told twice.
mod award;
mod once;
mod receiver;
mod sms;
mod stale;

use kezhuan_notifications::{NotificationsConfig, Security};
use kezhuan_protocol::events::v1::Registration;
use kezhuan_protocol::notifications::v1::notification_delivery::State;
use kezhuan_protocol::notifications::v1::notification_service_client::NotificationServiceClient;
use kezhuan_protocol::notifications::v1::notification_settings::Muted;
use kezhuan_protocol::notifications::v1::*;
use kezhuan_testkit::settled;
use tonic::Code;
use tonic::transport::Channel as Transport;

use crate::events::cast::opened;
use crate::registration::cast::registered;
use crate::world::*;
use receiver::{Manner, Receiver};

fn client(world: &World) -> NotificationServiceClient<Transport> {
    NotificationServiceClient::new(world.channel.clone())
}

fn operator() -> Person {
    person("ops", "operations", "", &["operator"])
}

async fn set(
    world: &World,
    person: &Person,
    settings: NotificationSettings,
) -> Result<NotificationSettings, tonic::Status> {
    let request = SetNotificationSettingsRequest {
        settings: Some(settings),
        request_id: id(),
    };
    let asked = world.ask(person, request);
    Ok(client(world)
        .set_notification_settings(asked)
        .await?
        .into_inner())
}

fn by_mail(address: &str) -> NotificationSettings {
    NotificationSettings {
        language: Language::En.into(),
        mail: address.to_owned(),
        ..NotificationSettings::default()
    }
}

pub async fn room(world: &World, person: &Person) -> Vec<Notification> {
    let asked = world.ask(person, ListNotificationsRequest::default());
    let answer = client(world).list_notifications(asked).await.unwrap();
    answer.into_inner().notifications
}

async fn log(world: &World, person: &Person, everybody: bool) -> Vec<NotificationDelivery> {
    let request = ListNotificationDeliveriesRequest {
        everybody,
        ..ListNotificationDeliveriesRequest::default()
    };
    let asked = world.ask(person, request);
    let answer = client(world).list_notification_deliveries(asked).await;
    answer.unwrap().into_inner().deliveries
}

/// Another process of the service, which sends by these ways.
async fn sends(world: &World, ways: impl FnOnce(&mut NotificationsConfig)) -> Transport {
    let sending = world.channel_beside(|config| {
        config.notifications.look_ms = 50;
        ways(&mut config.notifications);
    });
    sending.await
}

/// Mail goes to this receiver.
fn mail_to(receiver: &Receiver, notifications: &mut NotificationsConfig) {
    notifications.mail.host = "127.0.0.1".to_owned();
    notifications.mail.port = receiver.port;
    notifications.mail.security = Security::None;
    notifications.mail.from = "Events <events@kezhuan.example>".to_owned();
}

async fn sends_mail(world: &World, receiver: &Receiver) -> Transport {
    sends(world, |notifications| mail_to(receiver, notifications)).await
}

async fn resolve(
    world: &World,
    person: &Person,
    delivery: &NotificationDelivery,
    send_again: bool,
) -> Result<NotificationDelivery, tonic::Status> {
    let request = ResolveNotificationDeliveryRequest {
        name: delivery.name.clone(),
        send_again,
        request_id: id(),
    };
    let asked = world.ask(person, request);
    Ok(client(world)
        .resolve_notification_delivery(asked)
        .await?
        .into_inner())
}

/// Registered, with the message of it in the room.
async fn told(world: &World, person: &Person) -> (Registration, Notification) {
    let event = opened(world, 5).await;
    let registration = registered(world, &event, person).await;
    let count = settled(SOON, 1, async || room(world, person).await.len());
    assert_eq!(count.await, 1);
    let mut told = room(world, person).await;
    (registration, told.remove(0))
}

async fn state(world: &World, person: &Person, expected: State) {
    let found = settled(SOON, Some(expected), async || {
        log(world, person, false)
            .await
            .first()
            .map(NotificationDelivery::state)
    });
    assert_eq!(found.await, Some(expected));
}

/// Holds that what goes out to somebody comes to stand like this, by channel.
async fn stand(world: &World, person: &Person, expected: &[(Channel, State)]) {
    let found = settled(SOON, expected.to_vec(), async || {
        let log = log(world, person, false).await;
        let mut found: Vec<(Channel, State)> =
            log.iter().map(|one| (one.channel(), one.state())).collect();
        found.sort();
        found
    });
    assert_eq!(found.await, expected);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_registered_is_told_in_their_room_and_by_mail_once() {
    let world = World::on(World::CALM).await;
    let receiver = Receiver::start(Manner::Takes).await;
    let _beside = sends_mail(&world, &receiver).await;
    let li = enterprise(1);
    set(&world, &li, by_mail("li@maker.example")).await.unwrap();
    let (registration, told) = told(&world, &li).await;
    assert_eq!(told.kind, "REGISTRATION_CONFIRMED");
    assert_eq!(
        (told.case, told.to_organisation),
        (registration.name, false)
    );
    assert!(told.body_zh.contains("序号 1") && told.body_en.contains("number 1"));
    // Which event, when and where.
    for said in ["新能源电池成果对接会", "2025-03-20", "蓬江区科技馆"] {
        assert!(told.body_zh.contains(said) && told.body_en.contains(said));
    }
    state(&world, &li, State::Sent).await;
    let mails = receiver.mails();
    assert_eq!(mails.len(), 1);
    assert!(mails[0].contains("Subject: Your registration is confirmed"));
    assert!(mails[0].contains("To: li@maker.example"));
    assert!(room(&world, &enterprise(2)).await.is_empty());
    assert!(log(&world, &enterprise(2), false).await.is_empty());

    let read = MarkNotificationReadRequest {
        name: told.name.clone(),
        request_id: id(),
    };
    let marked = client(&world)
        .mark_notification_read(world.ask(&li, read.clone()))
        .await
        .unwrap();
    assert!(marked.into_inner().read_time.is_some());
    let stranger = client(&world)
        .mark_notification_read(world.ask(&enterprise(2), read))
        .await;
    assert_eq!(stranger.unwrap_err().code(), Code::NotFound);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mail_whose_answer_never_came_is_an_operators_to_decide_on() {
    let world = World::on(World::CALM).await;
    let receiver = Receiver::start(Manner::HangsUp).await;
    let _beside = sends_mail(&world, &receiver).await;
    let li = enterprise(1);
    set(&world, &li, by_mail("li@maker.example")).await.unwrap();
    told(&world, &li).await;
    state(&world, &li, State::Uncertain).await;
    assert_eq!(receiver.mails().len(), 1, "it is not sent again");
    let uncertain = log(&world, &operator(), true).await.remove(0);
    assert!(!uncertain.detail.contains("li@maker.example"));
    let refused = resolve(&world, &li, &uncertain, false).await;
    assert_eq!(refused.unwrap_err().code(), Code::PermissionDenied);
    let dropped = resolve(&world, &operator(), &uncertain, false).await;
    assert_eq!(dropped.unwrap().state(), State::Dropped);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refused_address_fails_at_once_and_its_room_has_the_message() {
    let world = World::on(World::CALM).await;
    let receiver = Receiver::start(Manner::KnowsNobody).await;
    let _beside = sends_mail(&world, &receiver).await;
    let li = enterprise(1);
    set(&world, &li, by_mail("nobody@maker.example"))
        .await
        .unwrap();
    told(&world, &li).await;
    state(&world, &li, State::Failed).await;
    let failed = log(&world, &li, false).await.remove(0);
    assert_eq!((failed.detail.as_str(), failed.tries), ("550", 1));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn wishes_are_ones_own_and_a_muted_kind_stays_in_the_room() {
    let world = World::on(World::CALM).await;
    let li = enterprise(1);
    let unsent = SetNotificationSettingsRequest {
        settings: None,
        request_id: id(),
    };
    let asked = world.ask(&li, unsent);
    let refused = client(&world).set_notification_settings(asked).await;
    assert_eq!(reason(&refused.unwrap_err()), "FIELD_MISSING");
    for (wrong, why) in [
        (by_mail("no address"), "MAIL_INVALID"),
        (
            NotificationSettings {
                telephone: "13800000000".to_owned(),
                ..NotificationSettings::default()
            },
            "TELEPHONE_INVALID",
        ),
    ] {
        let refused = set(&world, &li, wrong).await.unwrap_err();
        assert_eq!(refused.code(), Code::InvalidArgument, "{why}");
    }
    let muted = NotificationSettings {
        muted: vec![Muted {
            kind: "REGISTRATION_CONFIRMED".to_owned(),
            channel: Channel::Mail.into(),
        }],
        ..by_mail("li@maker.example")
    };
    let first = set(&world, &li, muted.clone()).await.unwrap();
    let second = NotificationSettings {
        etag: first.etag.clone(),
        telephone: "+8613800000000".to_owned(),
        ..muted.clone()
    };
    let second = set(&world, &li, second).await.unwrap();
    assert_eq!(second.muted.len(), 1);
    let strange = NotificationSettings {
        etag: "x".to_owned(),
        ..muted.clone()
    };
    let refused = set(&world, &li, strange).await.unwrap_err();
    let fields = kezhuan_rpc::Explanation::of(&refused).fields;
    assert_eq!(fields[0].path, "settings.etag");
    let stale = NotificationSettings {
        etag: first.etag,
        ..muted
    };
    let stale = set(&world, &li, stale).await.unwrap_err();
    assert_eq!(stale.code(), Code::Aborted);
    told(&world, &li).await;
    let channels: Vec<Channel> = log(&world, &li, false)
        .await
        .iter()
        .map(NotificationDelivery::channel)
        .collect();
    assert_eq!(channels, [Channel::Sms], "muted by mail alone");
    let asked = world.ask(&enterprise(2), GetNotificationSettingsRequest {});
    let others = client(&world)
        .get_notification_settings(asked)
        .await
        .unwrap();
    assert_eq!(others.into_inner().mail, "");
}
