//! One running service, the people who use it, and a rules service that has the shipped packages.
use std::collections::HashMap;
use std::ops::{Deref, DerefMut};
use std::sync::atomic::{AtomicU32, Ordering};

use kezhuan_contracts::{Config, NAME, run};
use kezhuan_law::identifiers::UnifiedSocialCreditCode;
use kezhuan_protocol::contracts::v1::contracts_service_client::ContractsServiceClient;
use kezhuan_protocol::contracts::v1::upload_attachment_request::{Part, Start};
use kezhuan_protocol::contracts::v1::*;
pub use kezhuan_testkit::call;
use kezhuan_testkit::settle;
use kezhuan_testkit::world::{CALM, Ground, NO_RULES, Standing, plain};
pub use kezhuan_testkit::world::{Person, id, person, reason, service};
use tonic::Status;
use tonic::transport::Channel;

const PDF: &[u8] = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n";

/// The service, as everybody has it.
pub struct World {
    standing: Standing<Config>,
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

impl World {
    /// A day without a holiday near.
    pub const CALM: &str = CALM;

    pub async fn on(day: &str) -> World {
        World::with_rules(day, NO_RULES).await
    }

    pub async fn with_rules(day: &str, rules_address: &str) -> World {
        World::with(day, rules_address, |_| {}).await
    }

    /// With settings changed before the start.
    pub async fn with(day: &str, rules_address: &str, change: impl FnOnce(&mut Config)) -> World {
        let ground = Ground::on(day, NAME, sqlx::migrate!()).await.unwrap();
        let mut config: Config =
            kezhuan_runtime::load_config(NAME, include_str!("../../config/default.toml")).unwrap();
        settle!(config, ground, rules_address);
        change(&mut config);
        let standing = Standing::start(ground, config, plain, run).await.unwrap();
        World { standing }
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

    pub fn client(&self) -> ContractsServiceClient<Channel> {
        ContractsServiceClient::new(self.channel.clone())
    }

    /// The way in of somebody, which is everybody's.
    pub fn client_of(&self, _: &Person) -> ContractsServiceClient<Channel> {
        self.client()
    }

    /// A draft of `form` by the applicant.
    pub async fn drafted(&self, form: Form) -> Contract {
        let request = CreateContractRequest {
            form: Some(form),
            request_id: id(),
            paper_number: String::new(),
        };
        call!(self, &applicant(), create_contract, request).unwrap()
    }

    pub async fn submitted(&self, form: Form) -> Contract {
        let draft = self.drafted(form).await;
        self.upload(&draft.name, "CONTRACT_TEXT").await;
        let request = SubmitContractRequest {
            name: draft.name,
            etag: draft.etag,
            request_id: id(),
        };
        call!(self, &applicant(), submit_contract, request).unwrap()
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
        call!(self, by, accept_contract, request)
    }

    pub async fn classify(&self, contract: &Contract) -> Contract {
        let request = ClassifyContractRequest {
            name: contract.name.clone(),
            etag: contract.etag.clone(),
            request_id: id(),
            ..Default::default()
        };
        call!(self, &registrar(), classify_contract, request).unwrap()
    }

    pub async fn register(&self, contract: &Contract, by: &Person) -> Result<Contract, Status> {
        let request = RegisterContractRequest {
            name: contract.name.clone(),
            etag: contract.etag.clone(),
            request_id: id(),
            ..Default::default()
        };
        call!(self, by, register_contract, request)
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

    pub async fn get(&self, person: &Person, name: &str) -> Result<Contract, Status> {
        let request = GetContractRequest {
            name: name.to_owned(),
        };
        call!(self, person, get_contract, request)
    }

    pub async fn decisions(&self, name: &str) -> Vec<Decision> {
        self.decisions_seen_by(&registrar(), name).await
    }

    pub async fn decisions_seen_by(&self, by: &Person, name: &str) -> Vec<Decision> {
        let request = ListDecisionsRequest {
            name: name.to_owned(),
            ..Default::default()
        };
        let answer = call!(self, by, list_decisions, request).unwrap();
        answer.decisions
    }
}

impl Deref for World {
    type Target = Standing<Config>;

    fn deref(&self) -> &Standing<Config> {
        &self.standing
    }
}

impl DerefMut for World {
    fn deref_mut(&mut self) -> &mut Standing<Config> {
        &mut self.standing
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
    ["pengjiang", "xinhui", "taishan"]
        .into_iter()
        .map(|name| (name, kezhuan_testkit::world::shipped(name)))
        .collect()
}

/// Asks one RPC on a resource as a person: `step!(world, person, resource, rpc, Request { field: value })`.
#[macro_export]
macro_rules! step {
    ($($asked:tt)*) => {
        kezhuan_testkit::step!($($asked)*)
    };
}
