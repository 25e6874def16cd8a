//! 2,000 people for 100 places at once, at two processes of the service: never over the quota, in the order of the commits, every
//! promotion exact, and no answer that does not stand.
use std::collections::BTreeMap;

use futures::future::join_all;
use kezhuan_protocol::events::v1::events_service_client::EventsServiceClient;
use kezhuan_protocol::events::v1::*;
use tokio::time::Instant;
use tonic::Code;
use tonic::transport::Channel;

use super::cast::*;
use crate::events::cast::{event_now, opened};
use crate::step;
use crate::world::*;

const PEOPLE: usize = 2_000;
const PLACES: i64 = 100;
const GIVEN_BACK: i64 = 50;
const ADDED: i64 = 25;

/// What somebody was told, and when they asked and heard.
struct Told {
    asked: Instant,
    heard: Instant,
    registration: Registration,
}

/// Registers, and sends the same request again for as long as the service has too much to do.
async fn rushes(
    world: &World,
    mut client: EventsServiceClient<Channel>,
    (person, request): (Person, RegisterRequest),
) -> Told {
    let asked = Instant::now();
    loop {
        match client.register(world.ask(&person, request.clone())).await {
            Ok(answer) => {
                return Told {
                    asked,
                    heard: Instant::now(),
                    registration: answer.into_inner(),
                };
            }
            Err(busy) if busy.code() == Code::ResourceExhausted => tokio::task::yield_now().await,
            Err(refused) => panic!("{refused:?}"),
        }
    }
}

/// How many registrations of the event stand in each state, and the numbers they have there.
async fn standing(world: &World, event: &Event) -> BTreeMap<String, Vec<i64>> {
    let (_, id) = event.name.split_once('/').unwrap();
    let mut admin = world.database.admin().await.unwrap();
    let rows: Vec<(String, i64)> = sqlx::query_as(
        "SELECT state, place FROM registration WHERE event_id = $1::uuid ORDER BY place",
    )
    .bind(id)
    .fetch_all(&mut admin)
    .await
    .unwrap();
    let mut found: BTreeMap<String, Vec<i64>> = BTreeMap::new();
    for (state, place) in rows {
        found.entry(state).or_default().push(place);
    }
    found
}

async fn count(world: &World, query: &'static str) -> i64 {
    let mut admin = world.database.admin().await.unwrap();
    sqlx::query_scalar(query)
        .fetch_one(&mut admin)
        .await
        .unwrap()
}

async fn told(world: &World, message: &str) -> i64 {
    let mut admin = world.database.admin().await.unwrap();
    sqlx::query_scalar("SELECT count(*) FROM outbox WHERE subject LIKE '%.registration.' || $1")
        .bind(message)
        .fetch_one(&mut admin)
        .await
        .unwrap()
}

async fn gives_back(world: &World, registration: &Registration) -> Registration {
    let roles = &["applicant"];
    let of = person(&registration.person, &registration.organisation, "", roles);
    let request = CancelRegistrationRequest {
        name: registration.name.clone(),
        etag: String::new(),
        request_id: id(),
    };
    call!(world, &of, cancel_registration, request).unwrap()
}

/// Whoever heard before another asked stands before them.
fn holds_the_order(all: &[Told]) {
    let mut heard: Vec<(Instant, i64)> = all
        .iter()
        .map(|one| (one.heard, one.registration.place))
        .collect();
    heard.sort_unstable();
    let mut asked: Vec<(Instant, i64)> = all
        .iter()
        .map(|one| (one.asked, one.registration.place))
        .collect();
    asked.sort_unstable();
    let (mut earlier, mut last) = (heard.into_iter().peekable(), 0);
    for (when, place) in asked {
        while let Some((_, before)) = earlier.next_if(|(at, _)| *at < when) {
            last = last.max(before);
        }
        assert!(last < place, "{place} was asked for after {last} was given");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_thousand_people_share_a_hundred_places() {
    let world = World::on(World::CALM).await;
    let event = opened(&world, PLACES).await;
    let clients = [world.client(), world.beside().await];
    let people: Vec<(Person, RegisterRequest)> = (0..PEOPLE)
        .map(|number| (enterprise(number), wish(&event)))
        .collect();
    let all = people.iter().enumerate().map(|(number, wish)| {
        rushes(
            &world,
            clients[number % clients.len()].clone(),
            wish.clone(),
        )
    });
    let mut all: Vec<Told> = join_all(all).await;
    // One more wave, which knows what the first was told.
    let late: Vec<(Person, RegisterRequest)> = (PEOPLE..PEOPLE + 20)
        .map(|number| (enterprise(number), wish(&event)))
        .collect();
    let later = late
        .iter()
        .map(|wish| rushes(&world, world.client(), wish.clone()));
    all.extend(join_all(later).await);
    holds_the_order(&all);

    let everybody = i64::try_from(all.len()).unwrap();
    let found = standing(&world, &event).await;
    assert_eq!(found["CONFIRMED"], (1..=PLACES).collect::<Vec<_>>());
    assert_eq!(
        found["WAITLISTED"],
        (PLACES + 1..=everybody).collect::<Vec<_>>()
    );
    // Every answer is what stands, and nobody's was lost.
    let mut answered: Vec<i64> = all.iter().map(|one| one.registration.place).collect();
    answered.sort_unstable();
    assert_eq!(answered, (1..=everybody).collect::<Vec<_>>());
    for one in &all {
        let confirmed = one.registration.state() == registration::State::Confirmed;
        assert_eq!(confirmed, one.registration.place <= PLACES);
    }
    for (person, request) in people.iter().take(10) {
        let again = call!(world, person, register, request.clone()).unwrap();
        let first = all.iter().find(|one| one.registration.name == again.name);
        assert_eq!(first.unwrap().registration, again);
    }

    // Half of the places are given back at once: the heads of the waitlist have them, no more and no others.
    let holders = all
        .iter()
        .filter(|one| one.registration.place <= GIVEN_BACK);
    let given_back = holders.map(|one| gives_back(&world, &one.registration));
    assert_eq!(join_all(given_back).await.len(), 50);
    let found = standing(&world, &event).await;
    let promoted = GIVEN_BACK + 1..=PLACES + GIVEN_BACK;
    assert_eq!(found["CONFIRMED"], promoted.collect::<Vec<_>>());
    let before = event_now(&world, &event).await;
    let more = step!(
        world,
        organiser(),
        before,
        change_quota,
        ChangeQuotaRequest {
            role: PersonRole::Enterprise.into(),
            places: PLACES + ADDED,
        }
    )
    .unwrap();
    assert_eq!(more.places[0].confirmed, PLACES + ADDED);
    let found = standing(&world, &event).await;
    let promoted = GIVEN_BACK + 1..=PLACES + GIVEN_BACK + ADDED;
    assert_eq!(found["CONFIRMED"], promoted.collect::<Vec<_>>());
    assert_eq!(told(&world, "RegistrationConfirmed").await, PLACES);
    assert_eq!(
        told(&world, "RegistrationWaitlisted").await,
        everybody - PLACES
    );
    assert_eq!(
        told(&world, "RegistrationPromoted").await,
        GIVEN_BACK + ADDED
    );
    assert_eq!(told(&world, "RegistrationCancelled").await, GIVEN_BACK);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_events_are_rushed_at_in_opposite_order_and_nobody_waits_for_the_other() {
    let world = World::on(World::CALM).await;
    let (first, second) = (opened(&world, 50).await, opened(&world, 50).await);
    let clients = [world.client(), world.beside().await];
    let wishes = (0..400).map(|number| {
        // Twenty of each organisation, which is what one may send, so that even its own writes would share groups.
        let of = person(
            &format!("clerk-{number}"),
            &format!("enterprise-{}", number / 20),
            "",
            &["applicant"],
        );
        let (one, other) = match number % 2 == 0 {
            true => (&first, &second),
            false => (&second, &first),
        };
        let client = clients[number % clients.len()].clone();
        let (one, other) = ((of.clone(), wish(one)), (of, wish(other)));
        let world = &world;
        async move {
            let (one, other) = (
                rushes(world, client.clone(), one),
                rushes(world, client, other),
            );
            futures::join!(one, other)
        }
    });
    let all = join_all(wishes).await;
    assert_eq!(all.len(), 400);
    for event in [&first, &second] {
        let found = standing(&world, event).await;
        assert_eq!(found["CONFIRMED"], (1..=50).collect::<Vec<_>>());
        assert_eq!(found["WAITLISTED"], (51..=400).collect::<Vec<_>>());
    }
    let deadlocks = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()";
    assert_eq!(count(&world, deadlocks).await, 0);
}
