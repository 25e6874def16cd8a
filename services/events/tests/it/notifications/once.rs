//! Nothing is sent twice: not by two processes, not when an event comes again, not when who sent it is gone.
use futures::future::join_all;
use kezhuan_testkit::arrives_again;
use kezhuan_testkit::webhooks::{Answer, Receiver as Gateway};
use sqlx::PgConnection;

use super::sms::{NUMBER, text_to};
use super::*;

/// Even: mails are answered in pairs.
const PEOPLE: usize = 24;

async fn count(admin: &mut PgConnection, statement: &'static str) -> usize {
    let counted = sqlx::query_scalar(statement).fetch_one(admin);
    let counted: i64 = counted.await.unwrap();
    counted.try_into().unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_processes_send_many_mails_once_each() {
    let world = World::on(World::CALM).await;
    let event = opened(&world, PEOPLE.try_into().unwrap()).await;
    let people: Vec<Person> = (1..=PEOPLE).map(enterprise).collect();
    let mut addresses = Vec::new();
    for person in &people {
        let address = format!("{}@maker.example", person.organisation());
        set(&world, person, by_mail(&address)).await.unwrap();
        addresses.push(address);
    }
    addresses.sort();
    // Each holds one mail at a time, and none is answered before there are two: both processes send all along.
    let receiver = Receiver::start(Manner::TakesPairs).await;
    for _ in 0..2 {
        let sending = sends(&world, |notifications| {
            mail_to(&receiver, notifications);
            notifications.at_once_max = 1;
        });
        sending.await;
    }
    let registering = people.iter();
    join_all(registering.map(|person| registered(&world, &event, person))).await;
    let mut admin = world.database.admin().await.unwrap();
    let sent = settled(SOON, PEOPLE, async || {
        let sent = "SELECT count(*) FROM notification_delivery WHERE state = 'SENT'";
        count(&mut admin, sent).await
    });
    assert_eq!(sent.await, PEOPLE);
    assert_eq!(receiver.headers("To"), addresses);
    let all = "SELECT count(*) FROM notification_delivery";
    assert_eq!(count(&mut admin, all).await, PEOPLE);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_event_that_arrives_again_tells_nobody_again() {
    let world = World::on(World::CALM).await;
    let receiver = Receiver::start(Manner::Takes).await;
    let _beside = sends_mail(&world, &receiver).await;
    let li = enterprise(1);
    let first = set(&world, &li, by_mail("li@maker.example")).await.unwrap();
    let (registration, _) = told(&world, &li).await;
    stand(&world, &li, &[(Channel::Mail, State::Sent)]).await;
    // Wished since: it does not concern what they were told before.
    let more = NotificationSettings {
        etag: first.etag,
        telephone: NUMBER.to_owned(),
        ..by_mail("li@maker.example")
    };
    set(&world, &li, more).await.unwrap();

    // The consumer has forgotten that it applied the event, and it comes once more.
    let (_, registration) = registration.name.split_once('/').unwrap();
    let mut admin = world.database.admin().await.unwrap();
    let forget = "DELETE FROM inbox WHERE consumer = 'events-notices' AND aggregate_id = $1::uuid";
    let forgot = sqlx::query(forget).bind(registration).execute(&mut admin);
    assert_eq!(forgot.await.unwrap().rows_affected(), 1);
    let again = arrives_again(
        &world.config.bus,
        kezhuan_events::NAME,
        "registration.RegistrationConfirmed",
    );
    again.await.unwrap();
    let applied_again = settled(SOON, 1, async || {
        let counted = "SELECT count(*) FROM inbox WHERE consumer = 'events-notices' AND aggregate_id = $1::uuid";
        let counted: i64 = sqlx::query_scalar(counted)
            .bind(registration)
            .fetch_one(&mut admin)
            .await
            .unwrap();
        counted
    });
    assert_eq!(applied_again.await, 1);
    // What it told stands in the same write: nothing.
    assert_eq!(room(&world, &li).await.len(), 1);
    stand(&world, &li, &[(Channel::Mail, State::Sent)]).await;
    assert_eq!(receiver.mails().len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_lost_sender_held_is_uncertain_as_mail_and_sent_again_as_text() {
    let world = World::on(World::CALM).await;
    let (holding, taking) = (
        Receiver::start(Manner::Holds).await,
        Receiver::start(Manner::Takes).await,
    );
    let gateway = Gateway::answering(&[Answer::Silence]).await;
    let _lost = sends(&world, |notifications| {
        mail_to(&holding, notifications);
        text_to(&world, &gateway, notifications);
        notifications.mail.attempt_ms_max = 600_000;
        notifications.sms.attempt_ms_max = 600_000;
    })
    .await;
    let (li, zhou) = (enterprise(1), enterprise(2));
    let both = NotificationSettings {
        telephone: NUMBER.to_owned(),
        ..by_mail("li@maker.example")
    };
    set(&world, &li, both).await.unwrap();
    told(&world, &li).await;
    gateway.wait_for(1).await;
    let held = settled(SOON, 1, async || holding.mails().len());
    assert_eq!(held.await, 1);

    let mut admin = world.database.admin().await.unwrap();
    let over = "UPDATE notification_delivery SET lease_until = now() - interval '1 second' WHERE state = 'SENDING'";
    let over = sqlx::query(over).execute(&mut admin).await.unwrap();
    assert_eq!(over.rows_affected(), 2);
    let _other = sends(&world, |notifications| {
        mail_to(&taking, notifications);
        text_to(&world, &gateway, notifications);
    })
    .await;
    let letters = gateway.wait_for(2).await;
    assert_eq!(letters[1].id(), letters[0].id());
    assert_eq!(letters[1].body, letters[0].body);
    let lost = [
        (Channel::Mail, State::Uncertain),
        (Channel::Sms, State::Sent),
    ];
    stand(&world, &li, &lost).await;
    // The other process sends what came later, and not that.
    set(&world, &zhou, by_mail("zhou@maker.example"))
        .await
        .unwrap();
    told(&world, &zhou).await;
    state(&world, &zhou, State::Sent).await;
    assert_eq!(taking.headers("To"), ["zhou@maker.example"]);
    stand(&world, &li, &lost).await;

    // The answer comes after all: it was taken, whoever thought it lost.
    holding.let_one_go();
    let found = [(Channel::Mail, State::Sent), (Channel::Sms, State::Sent)];
    stand(&world, &li, &found).await;
    assert_eq!((holding.mails().len(), gateway.letters().len()), (1, 2));
}
