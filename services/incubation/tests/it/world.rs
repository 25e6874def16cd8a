//! One running service, and the people who use it.
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use kezhuan_auth::{Claims, DevelopmentIssuer};
use kezhuan_incubation::{Config, NAME, run};
use kezhuan_protocol::incubation::v1::incubation_service_client::IncubationServiceClient;
use kezhuan_runtime::{LegalClock, Shutdown};
use kezhuan_testkit::{Harness, MutualTls, Probe, TestDatabase, request_of};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tonic::transport::Channel;
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
    pub tls: Arc<MutualTls>,
    port: u16,
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

/// The operator of a carrier.
pub fn operator() -> Person {
    person("chen", "park-1", "", &["carrier_op"])
}

/// The operator of another carrier, a stranger to the first one's cases.
pub fn other_operator() -> Person {
    person("deng", "park-2", "", &["carrier_op"])
}

/// An enterprise that sits in a carrier, or wants to.
pub fn applicant() -> Person {
    person("guo", "enterprise-1", "", &["applicant"])
}

/// Another enterprise.
pub fn other_applicant() -> Person {
    person("huang", "enterprise-2", "", &["applicant"])
}

/// The county's science and technology authority.
pub fn county_stb() -> Person {
    person("li", "stb-440703", "440703", &["county_stb"])
}

/// A second person of it: what one checked, another decides.
pub fn second_county_stb() -> Person {
    person("wu", "stb-440703", "440703", &["county_stb"])
}

/// The authority of another county.
pub fn other_county_stb() -> Person {
    person("xie", "stb-440705", "440705", &["county_stb"])
}

/// The city's science and technology bureau.
pub fn city_stb() -> Person {
    person("zhao", "stb-440700", "440700", &["city_stb"])
}

pub fn second_city_stb() -> Person {
    person("sun", "stb-440700", "440700", &["city_stb"])
}

pub fn payer() -> Person {
    person("qian", "fin-440703", "440703", &["finance_payer"])
}

pub fn expert(name: &str) -> Person {
    person(name, &format!("institute-{name}"), "", &["expert"])
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
        World::with_rules(day, "http://127.0.0.1:1").await
    }

    pub async fn with_rules(day: &str, rules_address: &str) -> World {
        World::with(day, rules_address, |_| {}).await
    }

    /// With settings changed before the start.
    pub async fn with(day: &str, rules_address: &str, change: impl FnOnce(&mut Config)) -> World {
        let harness = Harness::standing_at(day).await.unwrap();
        let clock = harness.clock.clone();
        let folder = tempfile::Builder::new()
            .prefix("kezhuan-incubation-")
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
        config.rules_service.address = rules_address.to_owned();
        config.rules_service.token_file = folder.path().join("token");
        std::fs::write(&config.rules_service.token_file, "unread\n").unwrap();
        let tls = Arc::new(MutualTls::new().unwrap());
        tls.arm(&mut config.server).unwrap();
        change(&mut config);
        let shutdown = Shutdown::new();
        let first = Shutdown::new();
        let port = started(&config, &clock, &first).await;
        World {
            clock,
            channel: tls.channel(port, None).unwrap(),
            tls,
            port,
            database,
            issuer,
            config,
            shutdown,
            first,
            _harness: harness,
            _folder: folder,
        }
    }

    /// Stops what runs, and starts another instance on what the database holds then.
    pub async fn restarted(&mut self, meanwhile: impl AsyncFnOnce(&TestDatabase)) {
        self.first.trigger();
        meanwhile(&self.database).await;
        self.first = Shutdown::new();
        self.port = started(&self.config, &self.clock, &self.first).await;
        self.channel = self.tls.channel(self.port, None).unwrap();
    }

    /// Starts another instance on the same database; it ends with the test.
    pub async fn beside(&self) {
        started(&self.config, &self.clock, &self.shutdown).await;
    }

    /// Lets the legal day pass; what is due happens beside the RPCs, within moments.
    pub fn advance_to(&self, day: &str) {
        self.clock.advance_to(day.parse().unwrap()).unwrap();
    }

    /// Everybody's way to every RPC of `services`.
    pub fn probe(&self, services: &[&str]) -> Probe {
        Probe::new(self.channel.clone(), self.issuer.clone(), services).unwrap()
    }

    /// The way in.
    pub fn client(&self) -> IncubationServiceClient<Channel> {
        IncubationServiceClient::new(self.channel.clone())
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

/// A running instance; its port.
async fn started(config: &Config, clock: &LegalClock, shutdown: &Shutdown) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let running = run(config.clone(), listener, clock.clone(), shutdown.clone());
    kezhuan_runtime::spawn("incubation under test", async move {
        if let Err(error) = running.await {
            panic!("the service ended: {error:#}");
        }
    });
    port
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

/// Asks one RPC on a resource as a person: `step!(world, person, loan, rpc, Request { field: value })`.
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
