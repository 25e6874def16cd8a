use std::collections::{BTreeMap, BTreeSet};

use kezhuan_bus::restored::{Found, find_stream, forget_stream, read_again, told_since};
use kezhuan_bus::{Bus, BusConfig, ConsumerConfig, consume, inbox};
use kezhuan_database::restored::{Guarded, Loss, newest_event, reach, set_back, unknown};
use kezhuan_testkit::{OwnNats, servers, settled};
use tokio::task::JoinHandle;
use uuid::Uuid;

use crate::world::{SOON, World, aggregates, all};

const NEWEST: &str = "counter-newest";
const GUARDED: &[&[Guarded]] = &[&[
    Guarded::Heard {
        source: "source",
        consumers: &[NEWEST],
        forget: "DELETE FROM newest WHERE aggregate_id = ANY ($1)",
    },
    Guarded::Compared {
        source: "another source",
        open: "DELETE FROM newest",
    },
]];

async fn ended(tasks: impl IntoIterator<Item = JoinHandle<anyhow::Result<()>>>) {
    for task in tasks {
        task.abort();
        let _ = task.await;
    }
}

/// The first contract is back at its first event, the second was never there. What the stream tells beyond that.
async fn brought_back(world: &World, contracts: &[Uuid]) -> Loss {
    let mut admin = world.source.admin().await.unwrap();
    let gone = "DELETE FROM outbox WHERE aggregate_id = $2 OR aggregate_id = $1 AND sequence > 1";
    let gone = sqlx::query(gone).bind(contracts[0]).bind(contracts[1]);
    assert_eq!(gone.execute(&mut admin).await.unwrap().rows_affected(), 5);

    let (bus, source) = (
        world.bus_connected().await,
        world.source.open_as_admin().unwrap(),
    );
    assert!(newest_event(&source).await.unwrap().is_some());
    let told = told_since(&bus, "source", None).await.unwrap().unwrap();
    assert_eq!(told.len(), 6);
    let ids: Vec<_> = told.iter().map(|told| told.event_id).collect();
    let lost = unknown(&source, &ids).await.unwrap();
    let (first, second) = (contracts[0], contracts[1]);
    let forgotten: BTreeSet<_> = told
        .iter()
        .filter(|told| lost.contains(&told.event_id))
        .map(|told| (told.aggregate_id, told.sequence))
        .collect();
    let expected = [
        (second, 1),
        (first, 2),
        (second, 2),
        (first, 3),
        (second, 3),
    ];
    assert_eq!(forgotten, BTreeSet::from(expected));
    let touched = contracts
        .iter()
        .map(|contract| ("contract".to_owned(), *contract));
    let touched: Vec<_> = touched.collect();
    Loss {
        source: "source",
        reach: reach(&source, &touched).await.unwrap(),
        events: lost,
    }
}

async fn told_thrice(world: &World, contracts: &[Uuid]) {
    for sequence in 1..=3 {
        for contract in contracts {
            world.publish(*contract, sequence).await;
        }
    }
}

/// A source that was brought back behind what it has told: without a hand its next events would be dropped as repeats.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_next_event_of_a_restored_source_is_counted_and_what_it_forgot_is_told() {
    let nats = OwnNats::start().await.unwrap();
    let world = World::on(&nats).await;
    let contracts = aggregates(2);
    let (relay, consumer) = (world.start_relay().await, world.start_consumer().await);
    told_thrice(&world, &contracts).await;
    world.expect_counted(all(&contracts, 3)).await;
    settled(SOON, 0, async || world.unpublished().await).await;
    ended([relay, consumer]).await;

    let loss = brought_back(&world, &contracts).await;
    let counter = world.counter.open_as_admin().unwrap();
    assert_eq!(set_back(&counter, &loss, GUARDED).await.unwrap(), 2);
    let bus = world.bus_connected().await;
    assert!(forget_stream(&bus, "source").await.unwrap());
    assert!(!forget_stream(&bus, "source").await.unwrap());

    let mut admin = world.counter.admin().await.unwrap();
    let (first, second) = (contracts[0], contracts[1]);
    sqlx::query(
        "DELETE FROM counted WHERE aggregate_id = $2 OR aggregate_id = $1 AND sequence > 1",
    )
    .bind(first)
    .bind(second)
    .execute(&mut admin)
    .await
    .unwrap();
    world.start_relay().await;
    world.start_consumer().await;
    world.publish(first, 2).await;
    world.publish(second, 1).await;
    let mut expected = all(&contracts[..1], 2);
    expected.extend(all(&contracts[1..], 1));
    world.expect_counted(expected).await;
}

/// Keeps the newest event of each contract, behind a guard of its own.
async fn start_newest(world: &World) -> JoinHandle<anyhow::Result<()>> {
    let database = world.counter_doors.clone();
    let work = consume(
        world.bus().await,
        database.clone(),
        ConsumerConfig::new("source", "contract", NEWEST),
        move |delivery| {
            let database = database.clone();
            async move {
                inbox::apply(&database, &delivery, |write, delivery| {
                    Box::pin(async move {
                        sqlx::query(
                            "INSERT INTO newest (aggregate_id, sequence) VALUES ($1, $2)
                             ON CONFLICT (aggregate_id) DO UPDATE SET sequence = excluded.sequence
                              WHERE newest.sequence < excluded.sequence",
                        )
                        .bind(delivery.aggregate_id)
                        .bind(delivery.sequence)
                        .execute(&mut **write)
                        .await?;
                        Ok(())
                    })
                })
                .await
            }
        },
        world.shutdown.clone(),
    );
    kezhuan_runtime::spawn("newest", work)
}

async fn expect_newest(world: &World, expected: &[(Uuid, i64)]) {
    let expected: BTreeMap<Uuid, i64> = expected.iter().copied().collect();
    let newest = async || -> BTreeMap<Uuid, i64> {
        let mut admin = world.counter.admin().await.unwrap();
        let rows: Vec<(Uuid, i64)> = sqlx::query_as("SELECT aggregate_id, sequence FROM newest")
            .fetch_all(&mut admin)
            .await
            .unwrap();
        rows.into_iter().collect()
    };
    assert_eq!(settled(SOON, expected.clone(), newest).await, expected);
}

/// An inbox alone would let the next events through, and the listener's own guard would drop them in silence.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_listener_keeps_under_the_sources_numbers_is_heard_again() {
    let nats = OwnNats::start().await.unwrap();
    let world = World::on(&nats).await;
    let contracts = aggregates(2);
    let (first, second) = (contracts[0], contracts[1]);
    let (relay, consumer) = (world.start_relay().await, start_newest(&world).await);
    told_thrice(&world, &contracts).await;
    expect_newest(&world, &[(first, 3), (second, 3)]).await;
    settled(SOON, 0, async || world.unpublished().await).await;
    ended([relay, consumer]).await;

    let loss = brought_back(&world, &contracts).await;
    let counter = world.counter.open_as_admin().unwrap();
    assert_eq!(set_back(&counter, &loss, GUARDED).await.unwrap(), 2);
    let bus = world.bus_connected().await;
    assert!(forget_stream(&bus, "source").await.unwrap());
    world.start_relay().await;
    start_newest(&world).await;
    expect_newest(&world, &[(first, 1)]).await;
    world.publish(first, 2).await;
    world.publish(second, 1).await;
    expect_newest(&world, &[(first, 2), (second, 1)]).await;
}

/// A listener that was brought back has acknowledged what it does not know any more: its source tells it only when asked to.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_restored_listener_reads_again_what_its_source_told_before() {
    let nats = OwnNats::start().await.unwrap();
    let world = World::on(&nats).await;
    let contracts = aggregates(2);
    let (relay, consumer) = (world.start_relay().await, world.start_consumer().await);
    told_thrice(&world, &contracts).await;
    world.expect_counted(all(&contracts, 3)).await;
    settled(SOON, 0, async || world.unpublished().await).await;
    ended([relay, consumer]).await;

    let mut admin = world.counter.admin().await.unwrap();
    for back in [
        "DELETE FROM counted WHERE aggregate_id = $2 OR aggregate_id = $1 AND sequence > 1",
        "WITH never AS (DELETE FROM inbox WHERE aggregate_id = $2)
         UPDATE inbox SET last_sequence = 1 WHERE aggregate_id = $1",
    ] {
        sqlx::query(back)
            .bind(contracts[0])
            .bind(contracts[1])
            .execute(&mut admin)
            .await
            .unwrap();
    }
    let bus = world.bus_connected().await;
    assert_eq!(read_again(&bus, "counter", "source").await.unwrap(), 1);
    assert_eq!(read_again(&bus, "count", "source").await.unwrap(), 0);
    assert_eq!(read_again(&bus, "counter", "nobody").await.unwrap(), 0);
    // Without the source's relay, which is asked for what is missing: the stream alone has it.
    world.start_consumer().await;
    world.expect_counted(all(&contracts, 3)).await;
}

/// How many messages the stream has, and how many events it tells of.
async fn held(bus: &Bus) -> (Found, Option<usize>) {
    let told = told_since(bus, "source", None).await.unwrap();
    let found = find_stream(bus, "source").await.unwrap();
    (found, told.map(|told| told.len()))
}

/// As a relay sends again what a listener missed: the same event under another message id.
async fn sent_again(world: &World) {
    let jetstream = world.jetstream().await;
    let stream = jetstream.get_stream(world.stream_name()).await.unwrap();
    let mut message = stream.get_raw_message(1).await.unwrap();
    message.headers.insert("Nats-Msg-Id", "again");
    let (subject, headers) = (message.subject, message.headers);
    let sent = jetstream.publish_with_headers(subject, headers, message.payload);
    sent.await.unwrap().await.unwrap();
}

/// Who looks in a wrong place must not hear that nothing was told.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stream_that_is_not_there_is_not_one_that_told_nothing() {
    let world = World::new().await;
    let bus = world.bus_connected().await;
    let found = |messages| Found {
        stream: world.stream_name(),
        messages,
    };
    assert_eq!(held(&bus).await, (found(None), None));
    world.start_relay().await;
    settled(SOON, Some(0), async || world.stored().await).await;
    assert_eq!(held(&bus).await, (found(Some(0)), Some(0)));
    world.publish(Uuid::now_v7(), 1).await;
    settled(SOON, Some(1), async || world.stored().await).await;
    assert_eq!(held(&bus).await, (found(Some(1)), Some(1)));
    sent_again(&world).await;
    assert_eq!(held(&bus).await, (found(Some(2)), Some(1)));

    let forgotten = BusConfig::new(&world.config.nats_url);
    let elsewhere = Bus::connect(&forgotten).await.unwrap();
    elsewhere.reached().await.unwrap();
    let none = Found {
        stream: "KEZHUAN_SOURCE".to_owned(),
        messages: None,
    };
    assert_eq!(held(&elsewhere).await, (none, None));
    let server = format!("127.0.0.1:{}", servers().await.unwrap().nats.port());
    assert_eq!(elsewhere.servers(), server);
}
