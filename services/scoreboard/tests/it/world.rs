//! The whole service, and a source that publishes contracts' events as the contracts service does.
use std::borrow::Cow;
use std::time::Duration;

use async_nats::{ConnectOptions, ServerAddr, jetstream};
use kezhuan_auth::{Caller, Claims, DevelopmentIssuer};
use kezhuan_bus::{Bus, BusConfig, relay};
use kezhuan_database::{Database, Error, Write};
use kezhuan_protocol::contracts::v1::{
    ContractAmended, ContractAnnulled, ContractDeregistered, ContractRegistered, RegisteredVersion,
};
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

pub const SOON: Duration = Duration::from_secs(30);

/// An announcement of a contract.
pub enum Event {
    Registered(RegisteredVersion),
    Amended(RegisteredVersion),
    Deregistered,
    Annulled,
}

pub struct World {
    pub client: ScoreboardServiceClient<Channel>,
    /// The clock of the contracts service: its day is the day of an event.
    pub contracts_clock: LegalClock,
    channel: Channel,
    source: Database,
    bus: BusConfig,
    issuer: DevelopmentIssuer,
    shutdown: Shutdown,
    running: Vec<JoinHandle<anyhow::Result<()>>>,
    databases: [TestDatabase; 2],
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
        let contracts_clock = standing_clock("2025-03-03");
        let contracts = TestDatabase::for_service("contracts", Migrator::DEFAULT)
            .await
            .unwrap();
        let migrations = Migrator {
            migrations: Cow::Borrowed(&MIGRATIONS.migrations),
            ..Migrator::DEFAULT
        };
        let scoreboard = TestDatabase::for_service(NAME, migrations).await.unwrap();
        let source = contracts.open_with(contracts_clock.clone()).unwrap();

        let shutdown = Shutdown::new();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let mut config: Config =
            kezhuan_runtime::load_config(NAME, include_str!("../../config/default.toml")).unwrap();
        config.database = scoreboard.config();
        config.bus = bus.clone();
        config.auth = issuer.auth_config();
        config.seal.key_file = keys.path().join("seal.pem");
        let service = kezhuan_scoreboard::run(
            config,
            listener,
            standing_clock("2025-07-02"),
            shutdown.clone(),
        );
        let publishing = relay(
            Bus::connect(&bus).await.unwrap(),
            source.clone(),
            "contracts",
            shutdown.clone(),
        );
        let channel = Endpoint::from_shared(address).unwrap().connect_lazy();
        World {
            client: ScoreboardServiceClient::new(channel.clone()),
            channel,
            contracts_clock,
            source,
            bus,
            issuer,
            running: vec![
                kezhuan_runtime::spawn("scoreboard", service),
                kezhuan_runtime::spawn("contracts' relay", publishing),
            ],
            shutdown,
            databases: [contracts, scoreboard],
            _keys: keys,
        }
    }

    /// Everybody's way to every RPC of `services`.
    pub fn probe(&self, services: &[&str]) -> Probe {
        Probe::new(self.channel.clone(), self.issuer.clone(), services).unwrap()
    }

    /// What the contracts service would write into its outbox.
    pub async fn announce(&self, tenant: &str, contract: Uuid, sequence: i64, event: Event) {
        let event = std::sync::Arc::new(event);
        self.source
            .write_as(
                &Caller::service("contracts", tenant),
                move |write: &mut Write| {
                    let event = event.clone();
                    Box::pin(async move {
                        match &*event {
                            Event::Registered(version) => {
                                let event = ContractRegistered {
                                    version: Some(version.clone()),
                                    ..Default::default()
                                };
                                write.publish("contract", contract, sequence, &event);
                            }
                            Event::Amended(version) => {
                                let event = ContractAmended {
                                    version: Some(version.clone()),
                                    ..Default::default()
                                };
                                write.publish("contract", contract, sequence, &event);
                            }
                            Event::Deregistered => {
                                write.publish(
                                    "contract",
                                    contract,
                                    sequence,
                                    &ContractDeregistered::default(),
                                );
                            }
                            Event::Annulled => {
                                write.publish(
                                    "contract",
                                    contract,
                                    sequence,
                                    &ContractAnnulled::default(),
                                );
                            }
                        }
                        Ok::<(), Error>(())
                    })
                },
            )
            .await
            .unwrap();
    }

    /// The database under the figures.
    pub fn scoreboard(&self) -> &TestDatabase {
        &self.databases[1]
    }

    /// Delivers the first stored event again, under an id the server does not know as a repeat.
    pub async fn deliver_first_again(&self) {
        let server: ServerAddr = self.bus.nats_url.parse().unwrap();
        let (user, password) = (
            server.username().unwrap().to_owned(),
            server.password().unwrap().to_owned(),
        );
        let options = ConnectOptions::with_user_and_password(user, password);
        let jetstream = jetstream::new(options.connect(server).await.unwrap());
        let stream = jetstream
            .get_stream(format!("{}_KEZHUAN_CONTRACTS", self.bus.namespace))
            .await
            .unwrap();
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
        let message = GetFigureRequest {
            code: code.to_owned(),
            year: 2025,
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

    /// Stops the service and the source; an error of either fails the test.
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

/// A version in force from its registration on 2025-03-03.
pub fn version(number: u32, division: &str, total: i64, technical: i64) -> RegisteredVersion {
    RegisteredVersion {
        number: format!("KZ-TC-2025-{division}-{number:06}"),
        kind: "KF-WT".to_owned(),
        total_amount_fen: total,
        technical_amount_fen: Some(technical),
        registered_on: "2025-03-03".to_owned(),
        in_force_from: "2025-03-03".to_owned(),
        seller_division: division.to_owned(),
        form_version: 1,
        ..RegisteredVersion::default()
    }
}
