//! One running service, the people who use it, and a rules service that has the shipped packages.
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use kezhuan_auth::{Claims, DevelopmentIssuer};
use kezhuan_contracts::{Config, NAME, run};
use kezhuan_law::identifiers::UnifiedSocialCreditCode;
use kezhuan_protocol::contracts::v1::contracts_service_client::ContractsServiceClient;
use kezhuan_protocol::contracts::v1::upload_attachment_request::{Part, Start};
use kezhuan_protocol::contracts::v1::*;
use kezhuan_runtime::{LegalClock, Shutdown};
use kezhuan_testkit::{Harness, Probe, TestDatabase, request_of};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tonic::transport::{Channel, Endpoint};
use tonic::{Request, Status};
use uuid::Uuid;

const PDF: &[u8] = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n";

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

pub fn applicant() -> Person {
    person("li", "seller-1", "", &["applicant"])
}

pub fn registrar() -> Person {
    person("wang", "office-440703", "440703", &["registrar"])
}

pub fn second_registrar() -> Person {
    person("chen", "office-440703", "440703", &["registrar2"])
}

pub fn person(subject: &str, organisation: &str, tenant: &str, roles: &[&str]) -> Person {
    Person {
        claims: Claims::person(subject, organisation, tenant, roles),
    }
}

pub fn service(name: &str) -> Person {
    Person {
        claims: Claims::service(name),
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
            .prefix("kezhuan-contracts-")
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
        change(&mut config);
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
    pub async fn beside(&self) -> ContractsServiceClient<Channel> {
        self.beside_with(|_| {}).await
    }

    /// The same with other settings.
    pub async fn beside_with(
        &self,
        change: impl FnOnce(&mut Config),
    ) -> ContractsServiceClient<Channel> {
        ContractsServiceClient::new(self.channel_beside(change).await)
    }

    /// The way to all that such an instance serves.
    pub async fn channel_beside(&self, change: impl FnOnce(&mut Config)) -> Channel {
        let mut config = self.config.clone();
        change(&mut config);
        started(&config, &self.clock, &self.shutdown).await
    }

    /// Stops what runs, and starts another instance on what the database holds then.
    pub async fn restarted(&mut self, meanwhile: impl AsyncFnOnce(&TestDatabase)) {
        self.first.trigger();
        meanwhile(&self.database).await;
        self.first = Shutdown::new();
        self.channel = started(&self.config, &self.clock, &self.first).await;
    }

    /// Ends the instance this world started with; those beside it go on.
    pub fn stop_the_first(&self) {
        self.first.trigger();
    }

    /// Everybody's way to every RPC of `services`.
    pub fn probe(&self, services: &[&str]) -> Probe {
        Probe::new(self.channel.clone(), self.issuer.clone(), services).unwrap()
    }

    pub fn client(&self) -> ContractsServiceClient<Channel> {
        ContractsServiceClient::new(self.channel.clone())
    }

    pub fn ask<T>(&self, person: &Person, message: T) -> Request<T> {
        request_of(&self.issuer, &person.claims, message).unwrap()
    }

    /// A draft of `form` by the applicant.
    pub async fn drafted(&self, form: Form) -> Contract {
        let request = CreateContractRequest {
            form: Some(form),
            request_id: id(),
            paper_number: String::new(),
        };
        self.client()
            .create_contract(self.ask(&applicant(), request))
            .await
            .unwrap()
            .into_inner()
    }

    pub async fn submitted(&self, form: Form) -> Contract {
        let draft = self.drafted(form).await;
        self.upload(&draft.name, "CONTRACT_TEXT").await;
        let request = SubmitContractRequest {
            name: draft.name,
            etag: draft.etag,
            request_id: id(),
        };
        self.client()
            .submit_contract(self.ask(&applicant(), request))
            .await
            .unwrap()
            .into_inner()
    }

    pub async fn upload(&self, contract: &str, material: &str) -> Attachment {
        let start = Start {
            contract: contract.to_owned(),
            material: material.to_owned(),
            file_name: "合同.pdf".to_owned(),
            request_id: id(),
        };
        let parts = [Part::Start(start), Part::Chunk(PDF.to_vec())];
        let parts = parts.map(|part| UploadAttachmentRequest { part: Some(part) });
        let request = self.ask(&applicant(), tokio_stream::iter(parts));
        self.client()
            .upload_attachment(request)
            .await
            .unwrap()
            .into_inner()
    }

    pub async fn accept(&self, contract: &Contract) -> Result<Contract, Status> {
        self.accept_by(&registrar(), contract).await
    }

    pub async fn accept_by(&self, by: &Person, contract: &Contract) -> Result<Contract, Status> {
        let request = AcceptContractRequest {
            name: contract.name.clone(),
            etag: contract.etag.clone(),
            request_id: id(),
        };
        Ok(self
            .client()
            .accept_contract(self.ask(by, request))
            .await?
            .into_inner())
    }

    pub async fn classify(&self, contract: &Contract) -> Contract {
        let request = ClassifyContractRequest {
            name: contract.name.clone(),
            etag: contract.etag.clone(),
            request_id: id(),
            ..Default::default()
        };
        self.client()
            .classify_contract(self.ask(&registrar(), request))
            .await
            .unwrap()
            .into_inner()
    }

    pub async fn register(&self, contract: &Contract, by: &Person) -> Result<Contract, Status> {
        let request = RegisterContractRequest {
            name: contract.name.clone(),
            etag: contract.etag.clone(),
            request_id: id(),
            ..Default::default()
        };
        Ok(self
            .client()
            .register_contract(self.ask(by, request))
            .await?
            .into_inner())
    }

    pub async fn registered(&self, form: Form) -> Contract {
        let submitted = self.submitted(form).await;
        let accepted = self.accept(&submitted).await.unwrap();
        let reviewed = self.classify(&accepted).await;
        self.register(&reviewed, &second_registrar()).await.unwrap()
    }

    /// A contract that the second reviewer rejected.
    pub async fn rejected(&self, form: Form) -> Contract {
        let submitted = self.submitted(form).await;
        let accepted = self.accept(&submitted).await.unwrap();
        let reviewed = self.classify(&accepted).await;
        let request = RejectContractRequest {
            name: reviewed.name,
            etag: reviewed.etag,
            request_id: id(),
            code: "KF_NO_INNOVATION".to_owned(),
            note: "沿用既有技术".to_owned(),
        };
        call!(self, &second_registrar(), reject_contract, request).unwrap()
    }

    /// The events of one case in their order, by name.
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

    pub async fn get(&self, person: &Person, name: &str) -> Result<Contract, Status> {
        let request = self.ask(
            person,
            GetContractRequest {
                name: name.to_owned(),
            },
        );
        Ok(self.client().get_contract(request).await?.into_inner())
    }

    pub async fn decisions(&self, name: &str) -> Vec<Decision> {
        self.decisions_seen_by(&registrar(), name).await
    }

    pub async fn decisions_seen_by(&self, by: &Person, name: &str) -> Vec<Decision> {
        let request = ListDecisionsRequest {
            name: name.to_owned(),
            ..Default::default()
        };
        let answer = self
            .client()
            .list_decisions(self.ask(by, request))
            .await
            .unwrap();
        answer.into_inner().decisions
    }
}

/// A running instance; the way to it.
async fn started(config: &Config, clock: &LegalClock, shutdown: &Shutdown) -> Channel {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let running = run(config.clone(), listener, clock.clone(), shutdown.clone());
    kezhuan_runtime::spawn("contracts under test", async move {
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

/// A development contract of 100,000 yuan, seller in Pengjiang; each is another contract on paper.
pub fn form() -> Form {
    form_in("440703")
}

/// The same with its seller in another division.
pub fn form_in(division: &str) -> Form {
    static WRITTEN: AtomicU32 = AtomicU32::new(1);
    let number = WRITTEN.fetch_add(1, Ordering::Relaxed);
    Form {
        project_name: format!("智能照明控制系统研发（{number}）"),
        kind: "KF-WT".to_owned(),
        sign_date: "2025-02-20".to_owned(),
        term_start: "2025-02-20".to_owned(),
        term_end: "2026-02-19".to_owned(),
        total_amount_fen: 10_000_000,
        payment_mode: "INSTALMENT".to_owned(),
        seller: Some(party(
            "蓬江照明有限公司",
            &format!("91{division}MA5000001"),
            division,
            "seller-1",
        )),
        buyer: Some(party(
            "广州电器有限公司",
            "91440106MA5000002",
            "440106",
            "buyer-1",
        )),
        intellectual_property_type: "NONE".to_owned(),
        technical_field: "ELECTRONICS".to_owned(),
        socio_economic_target: "INDUSTRIAL_DEVELOPMENT".to_owned(),
        plan_source: "NONE".to_owned(),
        ..Default::default()
    }
}

fn party(name: &str, body: &str, division: &str, organisation: &str) -> FormParty {
    FormParty {
        display_name: name.to_owned(),
        credit_code: UnifiedSocialCreditCode::from_body(body)
            .unwrap()
            .to_string(),
        r#type: "ENTERPRISE_DOMESTIC".to_owned(),
        division: division.to_owned(),
        organisation: organisation.to_owned(),
        college: String::new(),
    }
}

/// The shipped packages by their name.
pub fn shipped() -> HashMap<&'static str, Vec<u8>> {
    let folder: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../plugins/packages");
    let read = |name: &'static str| {
        (
            name,
            std::fs::read(folder.join(name).join(format!("{name}.wasm"))).unwrap(),
        )
    };
    ["pengjiang", "xinhui", "taishan"]
        .into_iter()
        .map(read)
        .collect()
}

/// Asks one RPC on a contract as a person: `step!(world, person, contract, rpc, Request { field: value })`.
#[macro_export]
macro_rules! step {
    ($world:expr, $person:expr, $contract:expr, $rpc:ident, $request:ident { $($field:ident: $value:expr),* $(,)? }) => {{
        let step_of = &$contract;
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
