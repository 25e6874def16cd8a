//! What waited too long, because nobody sent by its way, does not go out when somebody does.
use super::sms::NUMBER;
use super::*;

/// So many hours pass for what goes out to somebody.
async fn age(world: &World, person: &Person, hours: i32) {
    let mut admin = world.database.admin().await.unwrap();
    sqlx::query(
        "UPDATE notification_delivery
            SET create_time = create_time - make_interval(hours => $2), due_time = due_time - make_interval(hours => $2)
          WHERE organisation = $1",
    )
    .bind(person.organisation())
    .bind(hours)
    .execute(&mut admin)
    .await
    .unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_waited_longer_than_allowed_is_dropped_when_a_way_opens() {
    let world = World::on(World::CALM).await;
    let (li, zhou) = (enterprise(1), enterprise(2));
    let both = NotificationSettings {
        telephone: NUMBER.to_owned(),
        ..by_mail("li@maker.example")
    };
    set(&world, &li, both).await.unwrap();
    set(&world, &zhou, by_mail("zhou@maker.example"))
        .await
        .unwrap();
    for (person, hours) in [(&li, 73), (&zhou, 71)] {
        told(&world, person).await;
        age(&world, person, hours).await;
    }
    let receiver = Receiver::start(Manner::Takes).await;
    let _beside = sends_mail(&world, &receiver).await;
    stand(&world, &zhou, &[(Channel::Mail, State::Sent)]).await;
    // By text message nobody sends still.
    let dropped = [
        (Channel::Mail, State::Dropped),
        (Channel::Sms, State::Pending),
    ];
    stand(&world, &li, &dropped).await;
    assert_eq!(receiver.headers("To"), ["zhou@maker.example"]);
    let log = log(&world, &li, false).await;
    let mail = log.iter().find(|one| one.channel() == Channel::Mail);
    let mail = mail.unwrap();
    assert!(mail.detail.contains("72 小时") && mail.detail.contains("72 hours"));
    assert_eq!(mail.tries, 0);
    assert_eq!(room(&world, &li).await.len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_an_operator_sends_again_is_due_anew_however_old_it_is() {
    let world = World::on(World::CALM).await;
    let receiver = Receiver::start(Manner::HangsUp).await;
    let _beside = sends_mail(&world, &receiver).await;
    let li = enterprise(1);
    set(&world, &li, by_mail("li@maker.example")).await.unwrap();
    told(&world, &li).await;
    state(&world, &li, State::Uncertain).await;
    age(&world, &li, 1_000).await;
    let uncertain = log(&world, &operator(), true).await.remove(0);
    let again = resolve(&world, &operator(), &uncertain, true).await;
    assert_eq!(again.unwrap().state(), State::Pending);
    let count = settled(SOON, 2, async || receiver.mails().len());
    assert_eq!(count.await, 2);
    state(&world, &li, State::Uncertain).await;
    let known = receiver.headers("Message-ID");
    assert_eq!(known[0], known[1], "whoever gets both knows them for one");
}
