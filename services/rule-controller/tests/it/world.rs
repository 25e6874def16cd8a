//! A rules service on a database of its own, a registry, the people of a county, and the controller's view of them.
use std::borrow::Cow;

use kezhuan_artifacts::{Registry, RegistryConfig};
use kezhuan_auth::{Claims, DevelopmentIssuer};
use kezhuan_bus::BusConfig;
use kezhuan_protocol::rules::v1::rules_service_client::RulesServiceClient;
use kezhuan_protocol::rules::v1::{
    ApproveActivationRequest, ApproveKeyRequest, RefuseActivationRequest, RegisterKeyRequest,
    TimelineEntry,
};
use kezhuan_rpc::ClientConfig;
use kezhuan_rule_controller::desk::{Desk, RulesConfig};
use kezhuan_rule_controller::domain::{Allowed, CARRIER, Truth};
use kezhuan_rule_controller::reconciler::{Looked, Reconciler};
use kezhuan_rule_controller::resource::{Period, RulePackage, RulePackageSpec, Source};
use kezhuan_rule_controller::shelf::Shelf;
use kezhuan_rule_host::Digest;
use kezhuan_rule_host::signature::{PackageSignature, PrivateKey};
use kezhuan_rules::{Config, MIGRATIONS, NAME};
use kezhuan_runtime::{LegalClock, Shutdown};
use kezhuan_servers::OciRegistry;
use kezhuan_testkit::{TestDatabase, request_of, servers, skipped, standing_clock};
use sqlx::migrate::Migrator;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tonic::transport::{Channel, Endpoint};
use tonic::{Request, Status};
use uuid::Uuid;

pub const PENGJIANG: &[u8] =
    include_bytes!("../../../../plugins/packages/pengjiang/pengjiang.wasm");
/// Nobody can read it: it never passes.
pub const UNREADABLE: &[u8] = b"no package";
pub const COUNTY: &str = "440703";
pub const NEIGHBOUR: &str = "440705";
pub const AUTHOR: &str = "li";
/// The legal date of these tests.
pub const TODAY: &str = "2025-03-03";
const TEN_MINUTES: std::time::Duration = std::time::Duration::from_secs(600);

pub struct World {
    registry: Option<OciRegistry>,
    host: String,
    rules: RulesConfig,
    clock: LegalClock,
    reconciler: Reconciler,
    pub key: PrivateKey,
    client: RulesServiceClient<Channel>,
    issuer: DevelopmentIssuer,
    shutdown: Shutdown,
    database: TestDatabase,
    _folder: TempDir,
}

impl World {
    /// Nothing, and a line that says so, where this machine has no registry.
    pub async fn new() -> Option<World> {
        World::called(CARRIER).await
    }

    /// With a token in which the controller has this name, and a service that lets it carry.
    pub async fn called(name: &str) -> Option<World> {
        World::with(name, &[name]).await
    }

    /// The same with a service that lets these carry.
    pub async fn with(name: &str, carriers: &[&str]) -> Option<World> {
        let Some(registry) = OciRegistry::start(None).unwrap() else {
            skipped("rules on Kubernetes: no docker-registry on this machine");
            return None;
        };
        let folder = tempfile::tempdir().unwrap();
        let issuer = DevelopmentIssuer::create_or_load(folder.path()).unwrap();
        let migrations = Migrator {
            migrations: Cow::Borrowed(&MIGRATIONS.migrations),
            ..Migrator::DEFAULT
        };
        let database = TestDatabase::for_service(NAME, migrations).await.unwrap();
        let mut config: Config =
            kezhuan_runtime::load_config(NAME, include_str!("../../../rules/config/default.toml"))
                .unwrap();
        config.database = database.config();
        config.bus = BusConfig {
            namespace: format!("t{}", Uuid::now_v7().simple()),
            ..BusConfig::new(servers().await.unwrap().nats.url())
        };
        config.auth = issuer.auth_config();
        config.seal.key_file = folder.path().join("seal.pem");
        config.rule_host.cache = folder.path().join("cache");
        config.carrying.services = carriers.iter().map(|one| (*one).to_owned()).collect();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let (clock, shutdown) = (standing_clock(TODAY), Shutdown::new());
        let service = kezhuan_rules::run(config, listener, clock.clone(), shutdown.clone());
        kezhuan_runtime::spawn("rules", async move { service.await.unwrap() });

        let token_file = folder.path().join("token");
        let token = issuer.token(&Claims::service(name), TEN_MINUTES).unwrap();
        std::fs::write(&token_file, token).unwrap();
        let rules = RulesConfig {
            address: address.clone(),
            token_file,
        };
        let host = registry.host();
        let reconciler = looking(&rules, &host, &clock);
        let channel = Endpoint::from_shared(address).unwrap().connect_lazy();
        Some(World {
            registry: Some(registry),
            host,
            rules,
            clock,
            reconciler,
            key: PrivateKey::fresh(),
            client: RulesServiceClient::new(channel),
            issuer,
            shutdown,
            database,
            _folder: folder,
        })
    }

    /// Pushes Pengjiang's package as its author signed it, and answers what pins it.
    pub async fn pushed(&self) -> String {
        self.pushed_by(&self.key, PENGJIANG).await
    }

    /// Pushes a package that is signed with this key.
    pub async fn pushed_by(&self, key: &PrivateKey, package: &[u8]) -> String {
        self.pushed_with(package, &key.sign(&Digest::of(package)))
            .await
    }

    /// Pushes a package and what is said to be its signature.
    pub async fn pushed_with(&self, package: &[u8], signed: &PackageSignature) -> String {
        let signature = serde_json::to_vec(signed).unwrap();
        let target = format!("{}/rules/pengjiang:1.0.0", self.host);
        let target = target.parse().unwrap();
        let registry = to(&self.host);
        let pinned = registry.push(&target, package.to_vec(), signature);
        pinned.await.unwrap().to_string()
    }

    /// The registry goes away.
    pub fn without_registry(&mut self) {
        drop(self.registry.take());
    }

    /// The controller as another process, which knows nothing.
    pub fn started_again(&mut self) {
        self.reconciler = looking(&self.rules, &self.host, &self.clock);
    }

    /// The county registers its key, and the city approves it.
    pub async fn trusted_key(&self) {
        self.trusted(&self.key, COUNTY).await;
    }

    /// The same of any key and county.
    pub async fn trusted(&self, key: &PrivateKey, county: &str) {
        let registering = RegisterKeyRequest {
            tenant: county.to_owned(),
            title: "规则签名".to_owned(),
            public_key: hex::encode(key.public().as_bytes()),
            request_id: request_id(),
        };
        let request = self.by("administrator", county, "tenant_admin", registering);
        let key = self.client.clone().register_key(request).await.unwrap();
        let approving = ApproveKeyRequest {
            name: key.into_inner().name,
            request_id: request_id(),
        };
        let request = self.by("city", "440700", "city_stb", approving);
        self.client.clone().approve_key(request).await.unwrap();
    }

    pub async fn approve(&self, who: &str, entry: &str) -> Result<TimelineEntry, Status> {
        let approving = ApproveActivationRequest {
            name: entry.to_owned(),
            request_id: request_id(),
        };
        let request = self.by(who, COUNTY, "rule_approver", approving);
        let answer = self.client.clone().approve_activation(request).await?;
        Ok(answer.into_inner())
    }

    pub async fn refuse(&self, who: &str, entry: &str, reason: &str) {
        let refusing = RefuseActivationRequest {
            name: entry.to_owned(),
            reason: reason.to_owned(),
            request_id: request_id(),
        };
        let request = self.by(who, COUNTY, "rule_approver", refusing);
        self.client
            .clone()
            .refuse_activation(request)
            .await
            .unwrap();
    }

    fn by<T>(&self, subject: &str, tenant: &str, role: &str, message: T) -> Request<T> {
        let office = format!("office-{tenant}");
        let claims = Claims::person(subject, &office, tenant, &[role]);
        request_of(&self.issuer, &claims, message).unwrap()
    }

    pub async fn look(&self, object: &RulePackage) -> Looked {
        self.try_look(object).await.unwrap()
    }

    pub async fn try_look(&self, object: &RulePackage) -> Result<Looked, Status> {
        self.reconciler.look(object).await
    }

    /// How many requests the rules service refused so far.
    pub async fn refused_requests(&self) -> i64 {
        let mut database = self.database.admin().await.unwrap();
        sqlx::query_scalar("SELECT count(*) FROM request WHERE refusal_code IS NOT NULL")
            .fetch_one(&mut database)
            .await
            .unwrap()
    }
}

impl Drop for World {
    fn drop(&mut self) {
        self.shutdown.trigger();
    }
}

fn looking(rules: &RulesConfig, host: &str, clock: &LegalClock) -> Reconciler {
    let namespaces = format!("pengjiang={COUNTY},{NEIGHBOUR}");
    let allowed = Allowed::parse(&namespaces, &format!("{host}/rules/"));
    Reconciler::new(
        Desk::new(rules, &ClientConfig::default()).unwrap(),
        // Longer than any test: what is asked again is asked by another process.
        Shelf::new(to(host), TEN_MINUTES),
        allowed.unwrap(),
        clock.clone(),
    )
}

fn to(host: &str) -> Registry {
    Registry::new(RegistryConfig {
        ca_file: "".into(),
        credentials_file: "".into(),
        plaintext: host.to_owned(),
        package_bytes_max: 32 << 20,
        answer_ms_max: 30_000,
    })
}

/// Pengjiang's incentive from a legal date on, as a cluster would hand it over.
pub fn resource(oci: &str, from: &str) -> RulePackage {
    let spec = RulePackageSpec {
        owner: COUNTY.to_owned(),
        author: AUTHOR.to_owned(),
        source: Source {
            oci: Some(oci.to_owned()),
            digest: None,
        },
        timeline: vec![Period {
            hook: "tc.incentive@1".to_owned(),
            from: from.to_owned(),
            reason: "蓬江区科技成果转化扶持办法".to_owned(),
            ..Period::default()
        }],
    };
    let mut object = RulePackage::new("incentive", spec);
    object.metadata.namespace = Some("pengjiang".to_owned());
    object.metadata.uid = Some("6f1c2f0e-0000-4000-8000-000000000001".to_owned());
    object
}

/// What a condition says.
pub fn finding(looked: &Looked, kind: &str) -> (Truth, &'static str) {
    let found = looked.account.findings.iter().find(|one| one.kind == kind);
    let found = found.unwrap_or_else(|| panic!("no {kind}: {looked:?}"));
    (found.truth, found.reason)
}

fn request_id() -> String {
    Uuid::now_v7().to_string()
}
