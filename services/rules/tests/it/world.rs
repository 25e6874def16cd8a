//! The whole service on a database of its own, and the people who call it.
use std::borrow::Cow;
use std::collections::HashMap;
use std::time::Duration;

use kezhuan_auth::{Claims, DevelopmentIssuer};
use kezhuan_bus::BusConfig;
use kezhuan_protocol::rules::v1::rules_service_client::RulesServiceClient;
use kezhuan_protocol::rules::v1::upload_package_request::{Part, Start};
use kezhuan_protocol::rules::v1::{
    ActivateRuleRequest, ApproveActivationRequest, ApproveKeyRequest, DownloadPackageRequest,
    GetPackageRequest, ListTimelineRequest, ListTimelineResponse, Package, RegisterKeyRequest,
    SigningKey, TimelineEntry, UploadPackageRequest,
};
use kezhuan_rpc::Explanation;
use kezhuan_rule_host::Digest;
use kezhuan_rule_host::signature::PrivateKey;
use kezhuan_rules::{Config, MIGRATIONS, NAME};
use kezhuan_runtime::{LegalClock, Shutdown};
use kezhuan_testkit::{Probe, TestDatabase, request_of, servers, standing_clock};
use sqlx::migrate::Migrator;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tonic::transport::{Channel, Endpoint};
use tonic::{Code, Request, Status};
use uuid::Uuid;

pub const PENGJIANG: &[u8] =
    include_bytes!("../../../../plugins/packages/pengjiang/pengjiang.wasm");
pub const TAISHAN: &[u8] = include_bytes!("../../../../plugins/packages/taishan/taishan.wasm");
pub const COUNTY: &str = "440703";
pub const INCENTIVE: &str = "tc.incentive@1";
pub const AUTHOR: Who = Who {
    subject: "author",
    tenant: COUNTY,
};
pub const APPROVER: Who = Who {
    subject: "approver",
    tenant: COUNTY,
};
pub const SECOND: Who = Who {
    subject: "second-approver",
    tenant: COUNTY,
};
/// A county with a package of its own.
pub const NEIGHBOUR: &str = "440781";
/// A county whose packages are made to harm.
pub const ROGUE: &str = "440799";
pub const ROGUE_AUTHOR: Who = Who {
    subject: "author",
    tenant: ROGUE,
};
pub const CHUNK_BYTES: usize = 16 * 1024;

/// Somebody who may both write and approve rules: only the rules about persons hold them back.
#[derive(Clone, Copy)]
pub struct Who {
    pub subject: &'static str,
    pub tenant: &'static str,
}

pub struct World {
    pub client: RulesServiceClient<Channel>,
    pub database: TestDatabase,
    /// Another instance, where a test started one.
    pub second: Option<RulesServiceClient<Channel>>,
    /// A key of each county that the city approved, made for this run.
    pub keys: HashMap<&'static str, PrivateKey>,
    pub clock: LegalClock,
    pub bus: BusConfig,
    channel: Channel,
    issuer: DevelopmentIssuer,
    config: Config,
    shutdown: Shutdown,
    running: Option<JoinHandle<anyhow::Result<()>>>,
    _folder: TempDir,
}

impl World {
    pub async fn new() -> World {
        World::with(|_| {}).await
    }

    /// With services at these addresses that ask rules.
    pub async fn asked_by(addresses: &[String]) -> World {
        World::with(|config| {
            config.adoption.addresses = addresses.to_vec();
            config.adoption.token_file = config.seal.key_file.with_file_name("token");
            std::fs::write(&config.adoption.token_file, "unread\n").unwrap();
        })
        .await
    }

    /// With settings changed before the start.
    pub async fn with(change: impl FnOnce(&mut Config)) -> World {
        let folder = tempfile::tempdir().unwrap();
        let issuer = DevelopmentIssuer::create_or_load(folder.path()).unwrap();
        let migrations = Migrator {
            migrations: Cow::Borrowed(&MIGRATIONS.migrations),
            ..Migrator::DEFAULT
        };
        let database = TestDatabase::for_service(NAME, migrations).await.unwrap();
        let mut config: Config =
            kezhuan_runtime::load_config(NAME, include_str!("../../config/default.toml")).unwrap();
        config.database = database.config();
        config.bus = BusConfig {
            namespace: format!("t{}", Uuid::now_v7().simple()),
            ..BusConfig::new(servers().await.unwrap().nats.url())
        };
        config.auth = issuer.auth_config();
        config.seal.key_file = folder.path().join("seal.pem");
        config.rule_host.cache = folder.path().join("cache");
        change(&mut config);
        let bus = config.bus.clone();
        let clock = standing_clock("2025-03-03");
        let shutdown = Shutdown::new();
        let (channel, running) = started(&config, &clock, &shutdown).await;
        let mut world = World {
            client: RulesServiceClient::new(channel.clone()),
            database,
            clock,
            bus,
            channel,
            issuer,
            config,
            shutdown,
            running: Some(running),
            second: None,
            keys: HashMap::new(),
            _folder: folder,
        };
        for county in [COUNTY, NEIGHBOUR, ROGUE] {
            let key = PrivateKey::fresh();
            let registered = world.register(county, &key).await.unwrap();
            world.approve_key(&registered.name).await.unwrap();
            world.keys.insert(county, key);
        }
        world
    }

    /// The way to another instance of the service, on the same database.
    pub async fn beside(&self) -> RulesServiceClient<Channel> {
        let (channel, _) = started(&self.config, &self.clock, &self.shutdown).await;
        RulesServiceClient::new(channel)
    }

    /// Registers a county's key, as its administrator.
    pub async fn register(&self, county: &str, key: &PrivateKey) -> Result<SigningKey, Status> {
        let message = RegisterKeyRequest {
            tenant: county.to_owned(),
            title: "规则签名".to_owned(),
            public_key: hex::encode(key.public().as_bytes()),
            request_id: request_id(),
        };
        let request = self.ask_in("administrator", county, &["tenant_admin"], message);
        let answer = self.client.clone().register_key(request).await?;
        Ok(answer.into_inner())
    }

    /// The city approves a key.
    pub async fn approve_key(&self, name: &str) -> Result<SigningKey, Status> {
        let message = ApproveKeyRequest {
            name: name.to_owned(),
            request_id: request_id(),
        };
        let request = self.ask_in("city", "440700", &["city_stb"], message);
        let answer = self.client.clone().approve_key(request).await?;
        Ok(answer.into_inner())
    }

    /// Everybody's way to every RPC of `services`.
    pub fn probe(&self, services: &[&str]) -> Probe {
        Probe::new(self.channel.clone(), self.issuer.clone(), services).unwrap()
    }

    pub fn ask<T>(&self, who: Who, message: T) -> Request<T> {
        self.ask_in(
            who.subject,
            who.tenant,
            &["rule_author", "rule_approver"],
            message,
        )
    }

    /// A request of somebody of a tenant's office, in these roles.
    pub fn ask_in<T>(&self, subject: &str, tenant: &str, roles: &[&str], message: T) -> Request<T> {
        let office = format!("office-{tenant}");
        self.ask_by(&Claims::person(subject, &office, tenant, roles), message)
    }

    /// A request of somebody of an organisation, who works for no tenant, in these roles.
    pub fn ask_of<T>(&self, subject: &str, of: &str, roles: &[&str], message: T) -> Request<T> {
        self.ask_by(&Claims::person(subject, of, "", roles), message)
    }

    /// A request of another service.
    pub fn ask_as_service<T>(&self, name: &str, message: T) -> Request<T> {
        self.ask_by(&Claims::service(name), message)
    }

    fn ask_by<T>(&self, claims: &Claims, message: T) -> Request<T> {
        request_of(&self.issuer, claims, message).unwrap()
    }

    pub async fn upload(
        &self,
        who: Who,
        owner: &str,
        bytes: &[u8],
        request_id: &str,
    ) -> Result<Package, Status> {
        let signed = self.keys[who.tenant].sign(&Digest::of(bytes));
        let start = Start {
            owner: owner.to_owned(),
            request_id: request_id.to_owned(),
            key: signed.key,
            signature: hex::decode(signed.signature).unwrap(),
            ..Start::default()
        };
        self.upload_as(who, start, bytes).await
    }

    /// Uploads under any signature.
    pub async fn upload_as(&self, who: Who, start: Start, bytes: &[u8]) -> Result<Package, Status> {
        let parts = std::iter::once(Part::Start(start))
            .chain(
                bytes
                    .chunks(CHUNK_BYTES)
                    .map(|chunk| Part::Chunk(chunk.to_vec())),
            )
            .map(|part| UploadPackageRequest { part: Some(part) });
        let parts: Vec<_> = parts.collect();
        let request = self.ask(who, futures::stream::iter(parts));
        Ok(self
            .client
            .clone()
            .upload_package(request)
            .await?
            .into_inner())
    }

    /// Pengjiang's package, uploaded by the author.
    pub async fn uploaded(&self) -> Package {
        self.upload(AUTHOR, COUNTY, PENGJIANG, &request_id())
            .await
            .unwrap()
    }

    pub async fn download(&self, name: &str) -> Result<Vec<u8>, Status> {
        let message = DownloadPackageRequest {
            name: name.to_owned(),
        };
        let mut parts = self
            .client
            .clone()
            .download_package(self.ask(AUTHOR, message))
            .await?
            .into_inner();
        let mut bytes = Vec::new();
        while let Some(part) = parts.message().await? {
            bytes.extend_from_slice(&part.chunk);
        }
        Ok(bytes)
    }

    pub async fn activate(
        &self,
        who: Who,
        message: &ActivateRuleRequest,
    ) -> Result<TimelineEntry, Status> {
        Ok(self
            .client
            .clone()
            .activate_rule(self.ask(who, message.clone()))
            .await?
            .into_inner())
    }

    pub async fn approve(&self, who: Who, name: &str) -> Result<TimelineEntry, Status> {
        let message = ApproveActivationRequest {
            name: name.to_owned(),
            request_id: request_id(),
        };
        let answer = self
            .client
            .clone()
            .approve_activation(self.ask(who, message))
            .await;
        Ok(answer?.into_inner())
    }

    /// Proposed by one approver and approved by another.
    pub async fn put_in_force(
        &self,
        message: &ActivateRuleRequest,
    ) -> Result<TimelineEntry, Status> {
        let proposed = self.activate(APPROVER, message).await?;
        self.approve(SECOND, &proposed.name).await
    }

    pub async fn package(&self, name: &str) -> Package {
        let message = GetPackageRequest {
            name: name.to_owned(),
        };
        let answer = self
            .client
            .clone()
            .get_package(self.ask(APPROVER, message))
            .await;
        answer.unwrap().into_inner()
    }

    /// The timeline of one hook of the county.
    pub async fn timeline(
        &self,
        hook: &str,
        page_size: i32,
        page_token: &str,
    ) -> ListTimelineResponse {
        self.timeline_as(ListTimelineRequest {
            tenant: COUNTY.to_owned(),
            hook: hook.to_owned(),
            page_size,
            page_token: page_token.to_owned(),
            with_proposals: false,
        })
        .await
    }

    pub async fn timeline_as(&self, message: ListTimelineRequest) -> ListTimelineResponse {
        self.client
            .clone()
            .list_timeline(self.ask(APPROVER, message))
            .await
            .unwrap()
            .into_inner()
    }

    /// The names of the events of one kind of aggregate, in order.
    pub async fn events_of(&self, aggregate: &str) -> Vec<String> {
        sqlx::query_scalar(
            "SELECT split_part(subject, '.', 5) FROM outbox WHERE aggregate = $1 ORDER BY occurred_at, event_id",
        )
        .bind(aggregate)
        .fetch_all(&mut self.database.admin().await.unwrap())
        .await
        .unwrap()
    }

    /// Stops the service; an error of it fails the test.
    pub async fn stop(mut self) {
        self.shutdown.trigger();
        let running = self.running.take().unwrap();
        tokio::time::timeout(Duration::from_secs(30), running)
            .await
            .expect("stops in time")
            .unwrap()
            .unwrap();
    }
}

/// A running instance, and the way to it.
async fn started(
    config: &Config,
    clock: &LegalClock,
    shutdown: &Shutdown,
) -> (Channel, JoinHandle<anyhow::Result<()>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let service = kezhuan_rules::run(config.clone(), listener, clock.clone(), shutdown.clone());
    let channel = Endpoint::from_shared(address).unwrap().connect_lazy();
    (channel, kezhuan_runtime::spawn("rules", service))
}

impl Drop for World {
    fn drop(&mut self) {
        self.shutdown.trigger();
    }
}

pub fn request_id() -> String {
    Uuid::now_v7().to_string()
}

/// Activates `package` for the county's incentives from a day on; `to` empty = on and on.
pub fn activation(package: &Package, from: &str, to: &str) -> ActivateRuleRequest {
    ActivateRuleRequest {
        tenant: COUNTY.to_owned(),
        hook: INCENTIVE.to_owned(),
        package: package.name.clone(),
        effective_from: from.to_owned(),
        effective_to: to.to_owned(),
        reason: "蓬江区科技成果转化扶持办法".to_owned(),
        request_id: request_id(),
        ..ActivateRuleRequest::default()
    }
}

/// The refusal carries one reason and speaks both languages.
#[track_caller]
pub fn refused<T: std::fmt::Debug>(answer: Result<T, Status>, code: Code, reason: &str) {
    let status = answer.expect_err(reason);
    let told = Explanation::of(&status);
    assert_eq!(
        (status.code(), told.reason.as_str(), told.error_infos),
        (code, reason, 1),
        "{status:?}"
    );
    assert!(!told.zh.is_ascii(), "{told:?}");
    assert!(!told.en.is_empty(), "{told:?}");
}
