//! The whole service, and sources that publish their events as the services do.
use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;

use async_nats::{ConnectOptions, ServerAddr, jetstream};
use kezhuan_auth::{Caller, Claims, DevelopmentIssuer};
use kezhuan_bus::{Bus, BusConfig, relay};
use kezhuan_database::{Database, Error, Write};
use kezhuan_protocol::scoreboard::v1::scoreboard_service_client::ScoreboardServiceClient;
use kezhuan_protocol::scoreboard::v1::{Figure, GetFigureRequest};
use kezhuan_runtime::{LegalClock, Shutdown};
use kezhuan_scoreboard::{Config, MIGRATIONS, NAME};
use kezhuan_testkit::{Probe, TestDatabase, request_of, servers, settled, standing_clock};
use sqlx::migrate::Migrator;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tonic::Request;
use tonic::transport::{Channel, Endpoint};
use uuid::Uuid;

use crate::event::Event;

pub const SOON: Duration = Duration::from_secs(30);

pub struct World {
    pub client: ScoreboardServiceClient<Channel>,
    /// The clock of the sources: its day is the day of an event.
    pub sources_clock: LegalClock,
    /// The clock of the service: until when it counts.
    pub clock: LegalClock,
    channel: Channel,
    sources: Vec<Database>,
    bus: BusConfig,
    issuer: DevelopmentIssuer,
    shutdown: Shutdown,
    running: Vec<JoinHandle<anyhow::Result<()>>>,
    scoreboard: TestDatabase,
    _sources: Vec<TestDatabase>,
    _keys: TempDir,
}

impl World {
    pub async fn new() -> World {
        let keys = tempfile::tempdir().unwrap();
        let issuer = DevelopmentIssuer::create_or_load(keys.path()).unwrap();
        let bus = BusConfig {
            namespace: format!("t{}", Uuid::now_v7().simple()),
            ..BusConfig::new(servers().await.unwrap().nats.url())
        };
        let (sources_clock, clock) = (standing_clock("2025-03-03"), standing_clock("2025-07-02"));
        let migrations = Migrator {
            migrations: Cow::Borrowed(&MIGRATIONS.migrations),
            ..Migrator::DEFAULT
        };
        let scoreboard = TestDatabase::for_service(NAME, migrations).await.unwrap();

        let shutdown = Shutdown::new();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let mut config: Config =
            kezhuan_runtime::load_config(NAME, include_str!("../../config/default.toml")).unwrap();
        config.database = scoreboard.config();
        config.bus = bus.clone();
        config.auth = issuer.auth_config();
        config.seal.key_file = keys.path().join("seal.pem");
        let service = kezhuan_scoreboard::run(config, listener, clock.clone(), shutdown.clone());
        let mut running = vec![kezhuan_runtime::spawn("scoreboard", service)];
        let (mut sources, mut databases) = (Vec::new(), Vec::new());
        for name in ["contracts", "incubation", "agriculture", "events"] {
            let database = TestDatabase::for_service(name, Migrator::DEFAULT)
                .await
                .unwrap();
            let source = database.open_with(sources_clock.clone()).unwrap();
            let bus = Bus::connect(&bus).await.unwrap();
            let publishing = relay(bus, source.clone(), name, shutdown.clone());
            running.push(kezhuan_runtime::spawn("a source's relay", publishing));
            sources.push(source);
            databases.push(database);
        }
        let channel = Endpoint::from_shared(address).unwrap().connect_lazy();
        World {
            client: ScoreboardServiceClient::new(channel.clone()),
            channel,
            sources_clock,
            clock,
            sources,
            bus,
            issuer,
            running,
            shutdown,
            scoreboard,
            _sources: databases,
            _keys: keys,
        }
    }

    /// Everybody's way to every RPC of `services`.
    pub fn probe(&self, services: &[&str]) -> Probe {
        Probe::new(self.channel.clone(), self.issuer.clone(), services).unwrap()
    }

    /// What the service that an event comes from would write into its outbox.
    pub async fn announce(&self, tenant: &str, case: Uuid, sequence: i64, event: Event) {
        let event = Arc::new(event);
        let mut sources = self.sources.iter();
        let source = sources.find(|source| source.service() == event.source());
        let caller = Caller::service(event.source(), tenant);
        let written = source.unwrap().write_as(&caller, move |write: &mut Write| {
            let event = event.clone();
            Box::pin(async move {
                event.publish(write, case, sequence);
                Ok::<(), Error>(())
            })
        });
        written.await.unwrap();
    }

    /// Everybody's legal date becomes `day`.
    pub fn advance_to(&self, day: &str) {
        for clock in [&self.sources_clock, &self.clock] {
            clock.advance_to(day.parse().unwrap()).unwrap();
        }
    }

    /// The database under the figures.
    pub fn scoreboard(&self) -> &TestDatabase {
        &self.scoreboard
    }

    /// Delivers the first stored event of a source again, under an id the server does not know as a repeat.
    pub async fn deliver_first_again(&self, source: &str) {
        let jetstream = self.jetstream().await;
        let stream = jetstream.get_stream(self.stream(source)).await.unwrap();
        let first = stream.get_raw_message(1).await.unwrap();
        let mut headers = first.headers.clone();
        headers.insert("Nats-Msg-Id", Uuid::now_v7().to_string());
        let stored = jetstream
            .publish_with_headers(first.subject, headers, first.payload)
            .await
            .unwrap()
            .await
            .unwrap();
        assert!(!stored.duplicate, "the repeat must reach the consumer");
    }

    /// The stream of a source is gone, with every event that was stored in it.
    pub async fn lose(&self, source: &str) {
        let jetstream = self.jetstream().await;
        let lost = jetstream.delete_stream(self.stream(source)).await.unwrap();
        assert!(lost.success);
    }

    fn stream(&self, source: &str) -> String {
        format!("{}_KEZHUAN_{}", self.bus.namespace, source.to_uppercase())
    }

    async fn jetstream(&self) -> jetstream::Context {
        let server: ServerAddr = self.bus.nats_url.parse().unwrap();
        let (user, password) = (
            server.username().unwrap().to_owned(),
            server.password().unwrap().to_owned(),
        );
        let options = ConnectOptions::with_user_and_password(user, password);
        jetstream::new(options.connect(server).await.unwrap())
    }

    /// `message` as a request of someone who works for `tenant` in `role`.
    pub fn ask<T>(&self, tenant: &str, role: &str, message: T) -> Request<T> {
        let claims = Claims::person(
            &format!("{role}-{tenant}"),
            &format!("office-{tenant}"),
            tenant,
            &[role],
        );
        request_of(&self.issuer, &claims, message).unwrap()
    }

    /// A figure of 2025, asked by somebody of no authority: figures are public.
    pub async fn figure(&self, code: &str, division: &str) -> Figure {
        self.figure_of(code, 2025, division).await
    }

    /// A figure of any year.
    pub async fn figure_of(&self, code: &str, year: i32, division: &str) -> Figure {
        let message = GetFigureRequest {
            code: code.to_owned(),
            year,
            division: division.to_owned(),
        };
        self.client
            .clone()
            .get_figure(self.ask("", "applicant", message))
            .await
            .unwrap()
            .into_inner()
    }

    /// Waits until K6 of 2025 stands at (amount, contracts, corrections).
    pub async fn expect_turnover(&self, division: &str, expected: (i64, i64, i64)) {
        let shown = settled(SOON, expected, async || {
            let figure = self.figure("K6", division).await;
            (figure.amount_fen, figure.contracts, figure.corrections_fen)
        });
        assert_eq!(shown.await, expected, "K6 of {division}");
    }

    /// Waits until a figure counted in heads stands at (count, corrections).
    pub async fn expect_count(
        &self,
        (code, year): (&str, i32),
        division: &str,
        expected: (i64, i64),
    ) {
        let shown = settled(SOON, expected, async || {
            let figure = self.figure_of(code, year, division).await;
            (figure.count, figure.corrections_count)
        });
        assert_eq!(shown.await, expected, "{code} of {division} in {year}");
    }

    /// Stops the service and the sources; an error of any fails the test.
    pub async fn stop(mut self) {
        self.shutdown.trigger();
        for part in self.running.drain(..) {
            tokio::time::timeout(SOON, part)
                .await
                .expect("stops in time")
                .unwrap()
                .unwrap();
        }
    }
}

impl Drop for World {
    fn drop(&mut self) {
        self.shutdown.trigger();
    }
}
