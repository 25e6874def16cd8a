//! One running service, and the people who use it.
use std::path::Path;
use std::time::Duration;

use kezhuan_agriculture::{Config, NAME, run};
use kezhuan_auth::{Claims, DevelopmentIssuer};
use kezhuan_protocol::agriculture::v1::agriculture_service_client::AgricultureServiceClient;
use kezhuan_runtime::{LegalClock, Shutdown};
use kezhuan_testkit::{Harness, Probe, TestDatabase, request_of};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tonic::transport::{Channel, Endpoint};
use tonic::{Request, Status};
use uuid::Uuid;

/// How long a test waits for what goes on beside the RPCs.
pub const SOON: Duration = Duration::from_secs(30);

pub struct World {
    pub clock: LegalClock,
    pub channel: Channel,
    pub database: TestDatabase,
    pub issuer: DevelopmentIssuer,
    pub config: Config,
    shutdown: Shutdown,
    first: Shutdown,
    _harness: Harness,
    _folder: TempDir,
}

/// Somebody with a token.
#[derive(Clone)]
pub struct Person {
    claims: Claims,
}

/// Runs the base.
pub fn operator_of_base() -> Person {
    person("li", "jaas", "", &["carrier_op"])
}

/// An enterprise that is a stranger to the base.
pub fn stranger() -> Person {
    person("guo", "enterprise-2", "", &["applicant"])
}

/// The county the base lies in.
pub fn county() -> Person {
    person("wu", "stb-440783", "440783", &["county_stb"])
}

pub fn second_county() -> Person {
    person("he", "stb-440783", "440783", &["county_stb"])
}

/// Another county, to which the base is nothing.
pub fn other_county() -> Person {
    person("zhu", "stb-440785", "440785", &["county_stb"])
}

/// The city's science and technology bureau.
pub fn city() -> Person {
    person("zhao", "stb-440700", "440700", &["city_stb"])
}

pub fn second_city() -> Person {
    person("sun", "stb-440700", "440700", &["city_stb"])
}

/// A reviewer of an academy of their own.
pub fn expert(number: usize) -> Person {
    let (subject, organisation) = (format!("expert-{number}"), format!("academy-{number}"));
    person(&subject, &organisation, "", &["expert"])
}

pub fn person(subject: &str, organisation: &str, tenant: &str, roles: &[&str]) -> Person {
    Person {
        claims: Claims::person(subject, organisation, tenant, roles),
    }
}

pub fn id() -> String {
    Uuid::now_v7().to_string()
}

/// Calls one RPC as somebody.
macro_rules! call {
    ($world:expr, $person:expr, $rpc:ident, $request:expr) => {
        $world
            .client()
            .$rpc($world.ask($person, $request))
            .await
            .map(tonic::Response::into_inner)
    };
}
pub(crate) use call;

impl World {
    /// A day without a holiday near.
    pub const CALM: &str = "2025-03-03";

    pub async fn on(day: &str) -> World {
        let harness = Harness::standing_at(day).await.unwrap();
        let clock = harness.clock.clone();
        let folder = tempfile::Builder::new()
            .prefix("kezhuan-agriculture-")
            .tempdir()
            .unwrap();
        let issuer = DevelopmentIssuer::create_or_load(folder.path()).unwrap();
        let database = TestDatabase::for_service(NAME, sqlx::migrate!())
            .await
            .unwrap();
        let mut config: Config =
            kezhuan_runtime::load_config(NAME, include_str!("../../config/default.toml")).unwrap();
        config.database = database.config();
        config.bus = harness.bus.clone();
        config.auth = issuer.auth_config();
        config.seal.key_file = folder.path().join("seal.pem");
        config.rule_host.cache = folder.path().join("cache");
        config.rules_service.address = "http://127.0.0.1:1".to_owned();
        config.rules_service.token_file = folder.path().join("token");
        std::fs::write(&config.rules_service.token_file, "unread\n").unwrap();
        let shutdown = Shutdown::new();
        let first = Shutdown::new();
        let channel = started(&config, &clock, &first).await;
        World {
            clock,
            channel,
            database,
            issuer,
            config,
            shutdown,
            first,
            _harness: harness,
            _folder: folder,
        }
    }

    /// The way to another instance of the service, on the same database.
    pub async fn beside(&self) -> AgricultureServiceClient<Channel> {
        let channel = started(&self.config, &self.clock, &self.shutdown).await;
        AgricultureServiceClient::new(channel)
    }

    /// Stops what runs, and starts another instance on what the database holds then.
    pub async fn restarted(&mut self, meanwhile: impl AsyncFnOnce(&TestDatabase)) {
        self.first.trigger();
        meanwhile(&self.database).await;
        self.first = Shutdown::new();
        self.channel = started(&self.config, &self.clock, &self.first).await;
    }

    /// Lets the legal day pass; what is due happens beside the RPCs, within moments.
    pub fn advance_to(&self, day: &str) {
        self.clock.advance_to(day.parse().unwrap()).unwrap();
    }

    /// Everybody's way to every RPC of `services`.
    pub fn probe(&self, services: &[&str]) -> Probe {
        Probe::new(self.channel.clone(), self.issuer.clone(), services).unwrap()
    }

    pub fn client(&self) -> AgricultureServiceClient<Channel> {
        AgricultureServiceClient::new(self.channel.clone())
    }

    pub fn ask<T>(&self, person: &Person, message: T) -> Request<T> {
        request_of(&self.issuer, &person.claims, message).unwrap()
    }

    /// The events of one aggregate in their order, by name.
    pub async fn events_of(&self, name: &str) -> Vec<String> {
        let (_, id) = name.split_once('/').unwrap();
        let mut admin = self.database.admin().await.unwrap();
        sqlx::query_scalar(
            "SELECT substring(subject FROM '[^.]+$') FROM outbox WHERE aggregate_id = $1::uuid ORDER BY sequence",
        )
        .bind(id)
        .fetch_all(&mut admin)
        .await
        .unwrap()
    }
}

/// A running instance; the way to it.
async fn started(config: &Config, clock: &LegalClock, shutdown: &Shutdown) -> Channel {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let running = run(config.clone(), listener, clock.clone(), shutdown.clone());
    kezhuan_runtime::spawn("agriculture under test", async move {
        if let Err(error) = running.await {
            panic!("the service ended: {error:#}");
        }
    });
    Endpoint::from_shared(address).unwrap().connect_lazy()
}

impl Drop for World {
    fn drop(&mut self) {
        self.shutdown.trigger();
        self.first.trigger();
    }
}

/// The bytes of a shipped package.
pub fn shipped(name: &str) -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../plugins/packages");
    std::fs::read(folder.join(name).join(format!("{name}.wasm"))).unwrap()
}

/// Asks one RPC on a resource as a person: `step!(world, person, base, rpc, Request { field: value })`.
#[macro_export]
macro_rules! step {
    ($world:expr, $person:expr, $resource:expr, $rpc:ident, $request:ident { $($field:ident: $value:expr),* $(,)? }) => {{
        let step_of = &$resource;
        let request = $request {
            name: step_of.name.clone(),
            etag: step_of.etag.clone(),
            request_id: $crate::world::id(),
            $($field: $value,)*
            ..Default::default()
        };
        $world
            .client()
            .$rpc($world.ask(&$person, request))
            .await
            .map(tonic::Response::into_inner)
    }};
}

/// The stable reason of a refusal.
pub fn reason(status: &Status) -> String {
    kezhuan_rpc::Explanation::of(status).reason
}
