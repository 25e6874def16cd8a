//! A source that publishes and a consumer that counts, with faults to plant in the handler.
use std::collections::{BTreeMap, HashSet};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_nats::jetstream;
use kezhuan_auth::Caller;
use kezhuan_bus::{Bus, BusConfig, ConsumerConfig, Delivery, Failure, consume, inbox, relay};
use kezhuan_database::{Database, Error, Write};
use kezhuan_protocol::contracts::v1::ContractSubmitted;
use kezhuan_runtime::Shutdown;
use kezhuan_runtime::telemetry::{self, LogFormat, TelemetryConfig};
use kezhuan_testkit::{OwnNats, TestDatabase, eventually, servers, settled};
use sqlx::AssertSqlSafe;
use tokio::task::JoinHandle;
use uuid::Uuid;

pub const SOON: Duration = Duration::from_secs(30);
pub const DURABLE: &str = "counter-contracts";
const COUNTY: &str = "440703";

/// The handler's effects: each aggregate's sequences in the order they were counted.
pub type Counted = BTreeMap<Uuid, Vec<i64>>;

pub struct World {
    pub source: TestDatabase,
    pub counter: TestDatabase,
    pub source_doors: Database,
    pub counter_doors: Database,
    pub config: BusConfig,
    pub consumer: ConsumerConfig,
    /// Events that the handler refuses as long as they stand here.
    pub poisoned: Arc<Mutex<HashSet<(Uuid, i64)>>>,
    pub shutdown: Shutdown,
}

impl World {
    /// On the shared server, where nobody else hears it.
    pub async fn new() -> Self {
        let namespace = format!("t{}", Uuid::now_v7().simple());
        let url = servers().await.unwrap().nats.url();
        Self::with(BusConfig {
            namespace,
            ..BusConfig::new(url)
        })
        .await
    }

    /// On a server of its own, to be broken.
    pub async fn on(nats: &OwnNats) -> Self {
        Self::with(BusConfig::new(nats.url())).await
    }

    async fn with(config: BusConfig) -> Self {
        let source =
            TestDatabase::for_service("source", sqlx::migrate!("./tests/it/no_migrations"))
                .await
                .unwrap();
        let counter = TestDatabase::for_service("counter", sqlx::migrate!("./tests/it/migrations"))
            .await
            .unwrap();
        measured();
        let mut consumer = ConsumerConfig::new("source", "contract", DURABLE);
        consumer.tries_max = 3;
        consumer.ack_wait = Duration::from_secs(2);
        Self {
            source_doors: source.open().unwrap(),
            counter_doors: counter.open().unwrap(),
            source,
            counter,
            config,
            consumer,
            poisoned: Arc::default(),
            shutdown: Shutdown::new(),
        }
    }

    pub async fn bus(&self) -> Bus {
        Bus::connect(&self.config).await.unwrap()
    }

    pub async fn bus_connected(&self) -> Bus {
        let bus = self.bus().await;
        assert!(eventually(SOON, async || bus.is_connected()).await);
        bus
    }

    /// The relay of one source process; aborting the handle kills it wherever it is.
    pub async fn start_relay(&self) -> JoinHandle<anyhow::Result<()>> {
        let (bus, database) = (self.bus().await, self.source_doors.clone());
        kezhuan_runtime::spawn(
            "relay",
            relay(bus, database, "source", self.shutdown.clone()),
        )
    }

    pub async fn start_consumer(&self) -> JoinHandle<anyhow::Result<()>> {
        let (bus, database) = (self.bus().await, self.counter_doors.clone());
        let work = consume(
            bus,
            database,
            self.consumer.clone(),
            self.handler(),
            self.shutdown.clone(),
        );
        kezhuan_runtime::spawn("consumer", work)
    }

    /// Counts a delivery once, unless it is poisoned.
    pub fn handler(
        &self,
    ) -> impl Fn(Arc<Delivery>) -> futures::future::BoxFuture<'static, Result<(), Failure>>
    + Send
    + Sync
    + 'static
    + use<> {
        let (database, poisoned) = (self.counter_doors.clone(), self.poisoned.clone());
        move |delivery| {
            let (database, poisoned) = (database.clone(), poisoned.clone());
            Box::pin(async move {
                delivery.decode::<ContractSubmitted>()?;
                let fact = (delivery.aggregate_id, delivery.sequence);
                inbox::apply(&database, &delivery, move |write, delivery| {
                    let poisoned = poisoned.lock().unwrap().contains(&fact);
                    Box::pin(async move {
                        count(write, &delivery).await?;
                        if poisoned {
                            return Err(anyhow::anyhow!("no county has this code").into());
                        }
                        Ok(())
                    })
                })
                .await
            })
        }
    }

    /// Commits one event at the source.
    pub async fn publish(&self, aggregate_id: Uuid, sequence: i64) {
        publish(&self.source_doors, aggregate_id, sequence).await;
    }

    pub async fn counted(&self) -> Counted {
        let rows: Vec<(Uuid, i64)> =
            sqlx::query_as("SELECT aggregate_id, sequence FROM counted ORDER BY at")
                .fetch_all(&mut self.counter.admin().await.unwrap())
                .await
                .unwrap();
        let mut counted = Counted::new();
        for (aggregate_id, sequence) in rows {
            counted.entry(aggregate_id).or_default().push(sequence);
        }
        counted
    }

    /// Waits until exactly `expected` is counted: nothing missing, twice, or out of order.
    pub async fn expect_counted(&self, expected: Counted) {
        assert_eq!(
            settled(SOON, expected.clone(), async || self.counted().await).await,
            expected
        );
    }

    pub async fn unpublished(&self) -> i64 {
        self.number("SELECT count(*) FROM outbox WHERE published_at IS NULL")
            .await
    }

    /// One number from the source's database.
    pub async fn number(&self, query: &str) -> i64 {
        sqlx::query_scalar(AssertSqlSafe(query.to_owned()))
            .fetch_one(&mut self.source.admin().await.unwrap())
            .await
            .unwrap()
    }

    pub async fn source_admin(&self, statement: &str) {
        sqlx::query(AssertSqlSafe(statement.to_owned()))
            .execute(&mut self.source.admin().await.unwrap())
            .await
            .unwrap();
    }

    pub fn stream_name(&self) -> String {
        match self.config.namespace.as_str() {
            "" => "KEZHUAN_SOURCE".to_owned(),
            namespace => format!("{namespace}_KEZHUAN_SOURCE"),
        }
    }

    /// JetStream as an administrator sees it.
    pub async fn jetstream(&self) -> jetstream::Context {
        jetstream::new(self.client().await)
    }

    /// A client of nobody's service.
    pub async fn client(&self) -> async_nats::Client {
        let address: async_nats::ServerAddr = self.config.nats_url.parse().unwrap();
        let (user, password) = (address.username().unwrap(), address.password().unwrap());
        let options = async_nats::ConnectOptions::with_user_and_password(
            user.to_owned(),
            password.to_owned(),
        );
        options.connect(address).await.unwrap()
    }

    /// Messages in the stream, or none when it is not there.
    pub async fn stored(&self) -> Option<u64> {
        let stream = self
            .jetstream()
            .await
            .get_stream(self.stream_name())
            .await
            .ok()?;
        Some(stream.cached_info().state.messages)
    }
}

/// Before anything runs: an instrument that was made without telemetry tells nothing.
pub fn measured() {
    let config = TelemetryConfig {
        log_format: LogFormat::Text,
        log_filter: "off".to_owned(),
        otlp_endpoint: String::new(),
    };
    drop(telemetry::init("counter", &config).unwrap());
}

impl Drop for World {
    fn drop(&mut self) {
        self.shutdown.trigger();
    }
}

pub async fn publish(source: &Database, aggregate_id: Uuid, sequence: i64) {
    let caller = Caller::service("source", COUNTY);
    source
        .write_as(&caller, move |write: &mut Write| {
            Box::pin(async move {
                write.publish(
                    "contract",
                    aggregate_id,
                    sequence,
                    &ContractSubmitted::default(),
                );
                Ok::<(), Error>(())
            })
        })
        .await
        .unwrap();
}

async fn count(write: &mut Write, delivery: &Delivery) -> Result<(), Failure> {
    sqlx::query("INSERT INTO counted (aggregate_id, sequence) VALUES ($1, $2)")
        .bind(delivery.aggregate_id)
        .bind(delivery.sequence)
        .execute(&mut **write)
        .await?;
    Ok(())
}

pub fn aggregates(number: usize) -> Vec<Uuid> {
    (0..number).map(|_| Uuid::now_v7()).collect()
}

/// Every aggregate with `1..=last`.
pub fn all(aggregates: &[Uuid], last: i64) -> Counted {
    aggregates
        .iter()
        .map(|id| (*id, (1..=last).collect()))
        .collect()
}
