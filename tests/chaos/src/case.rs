//! One contract on its straight way into the register, drawn from the seed.
use kezhuan_law::identifiers::UnifiedSocialCreditCode;
use kezhuan_protocol::contracts::v1::upload_attachment_request::{Part, Start};
use kezhuan_protocol::contracts::v1::*;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::people::{Person, SELLER};
use crate::world::World;

const PDF: &[u8] = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n";

/// One call of a case, repeated until it is settled.
macro_rules! step {
    ($case:expr, $world:expr, $call:literal, $person:expr, $method:ident, $request:expr) => {{
        let (request, world) = ($request, $world);
        let attempt = |mut client: Client| {
            let request = world.people.ask($person, request.clone());
            async move { Ok(client.$method(request).await?.into_inner()) }
        };
        world
            .settle((&$case.name, $call, &request.request_id), attempt, seen)
            .await?;
    }};
}

/// A contract to be filed: its name, its form, and the request ids of its steps.
pub struct Case {
    pub name: String,
    pub form: Form,
    random: ChaCha8Rng,
}

impl Case {
    /// The same seed and number make the same case.
    pub fn draw(seed: u64, number: u64) -> anyhow::Result<Case> {
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        random.set_stream(number);
        let name = format!("故障试验{seed}-{number}");
        let form = form(&name, random.random_range(1_000_000..900_000_000))?;
        Ok(Case { name, form, random })
    }

    /// The next request id.
    pub fn request_id(&mut self) -> String {
        uuid::Builder::from_random_bytes(self.random.random())
            .into_uuid()
            .to_string()
    }

    /// Drafts it.
    pub async fn create(&mut self, world: &World) -> anyhow::Result<Contract> {
        let request_id = self.request_id();
        self.create_as(world, &request_id).await
    }

    /// Drafts it under a request id that others may use too.
    pub async fn create_as(&self, world: &World, request_id: &str) -> anyhow::Result<Contract> {
        let request = CreateContractRequest {
            form: Some(self.form.clone()),
            request_id: request_id.to_owned(),
            ..CreateContractRequest::default()
        };
        let attempt = |mut client: Client| {
            let request = world.people.ask(Person::Applicant, request.clone());
            async move { Ok(client.create_contract(request).await?.into_inner()) }
        };
        Box::pin(world.settle((&self.name, "create", request_id), attempt, seen)).await
    }

    /// Takes it from nothing to the register.
    pub async fn register(&mut self, world: &World) -> anyhow::Result<()> {
        let name = self.bring_before_the_register(world).await?;
        self.enter_the_register(world, name).await
    }

    /// Takes it as far as the second registrar's desk; answers its name.
    pub async fn bring_before_the_register(&mut self, world: &World) -> anyhow::Result<String> {
        let draft = self.create(world).await?;
        for material in &draft.missing_materials {
            self.upload(world, &draft.name, material).await?;
        }
        let (name, etag) = (draft.name, String::new());
        let request_id = self.request_id();
        let submit = SubmitContractRequest {
            name: name.clone(),
            etag: etag.clone(),
            request_id,
        };
        step!(
            self,
            world,
            "submit",
            Person::Applicant,
            submit_contract,
            submit
        );
        let request_id = self.request_id();
        let accept = AcceptContractRequest {
            name: name.clone(),
            etag,
            request_id,
        };
        step!(
            self,
            world,
            "accept",
            Person::Registrar,
            accept_contract,
            accept
        );
        let request_id = self.request_id();
        let classify = ClassifyContractRequest {
            name: name.clone(),
            request_id,
            ..ClassifyContractRequest::default()
        };
        step!(
            self,
            world,
            "classify",
            Person::Registrar,
            classify_contract,
            classify
        );
        Ok(name)
    }

    /// Takes it from the second registrar's desk into the register.
    pub async fn enter_the_register(&mut self, world: &World, name: String) -> anyhow::Result<()> {
        let request_id = self.request_id();
        let register = RegisterContractRequest {
            name,
            request_id,
            ..RegisterContractRequest::default()
        };
        step!(
            self,
            world,
            "register",
            Person::SecondRegistrar,
            register_contract,
            register
        );
        Ok(())
    }

    async fn upload(
        &mut self,
        world: &World,
        contract: &str,
        material: &str,
    ) -> anyhow::Result<()> {
        let start = Start {
            contract: contract.to_owned(),
            material: material.to_owned(),
            file_name: format!("{material}.pdf"),
            request_id: self.request_id(),
        };
        let request_id = start.request_id.clone();
        let parts = [Part::Start(start), Part::Chunk(PDF.to_vec())];
        let parts = parts.map(|part| UploadAttachmentRequest { part: Some(part) });
        let attempt = |mut client: Client| {
            let request = world
                .people
                .ask(Person::Applicant, futures::stream::iter(parts.clone()));
            async move { Ok(client.upload_attachment(request).await?.into_inner()) }
        };
        let draft = |_: &Attachment| {
            (
                contract.to_owned(),
                contract::State::Draft.as_str_name().to_owned(),
            )
        };
        world
            .settle((&self.name, "upload", &request_id), attempt, draft)
            .await?;
        Ok(())
    }
}

type Client = contracts_service_client::ContractsServiceClient<tonic::transport::Channel>;

fn seen(contract: &Contract) -> (String, String) {
    (
        contract.name.clone(),
        contract.state().as_str_name().to_owned(),
    )
}

fn form(project_name: &str, total_amount_fen: i64) -> anyhow::Result<Form> {
    Ok(Form {
        project_name: project_name.to_owned(),
        kind: "KF-WT".to_owned(),
        sign_date: "2025-02-20".to_owned(),
        term_start: "2025-02-20".to_owned(),
        term_end: "2026-02-19".to_owned(),
        total_amount_fen,
        payment_mode: "INSTALMENT".to_owned(),
        seller: Some(party(
            "蓬江照明有限公司",
            "91440703MA5000001",
            "440703",
            SELLER,
        )?),
        buyer: Some(party(
            "广州电器有限公司",
            "91440106MA5000002",
            "440106",
            "buyer-1",
        )?),
        intellectual_property_type: "NONE".to_owned(),
        technical_field: "ELECTRONICS".to_owned(),
        socio_economic_target: "INDUSTRIAL_DEVELOPMENT".to_owned(),
        plan_source: "NONE".to_owned(),
        ..Form::default()
    })
}

fn party(name: &str, body: &str, division: &str, organisation: &str) -> anyhow::Result<FormParty> {
    Ok(FormParty {
        display_name: name.to_owned(),
        credit_code: UnifiedSocialCreditCode::from_body(body)
            .map_err(|error| anyhow::anyhow!("{error:?}"))?
            .to_string(),
        r#type: "ENTERPRISE_DOMESTIC".to_owned(),
        division: division.to_owned(),
        organisation: organisation.to_owned(),
        college: String::new(),
    })
}
