//! What stands before a registration: the county's rule in force, and contracts filed, accepted and
//! reviewed over the public interface.
use std::time::Duration;

use anyhow::{Context, ensure};
use chrono::NaiveDate;
use kezhuan::packages::SHIPPED;
use kezhuan::request_id::fresh;
use kezhuan::rules_desk::{self, Activation};
use kezhuan::suite::{Clients, Person, Session};
use kezhuan_auth::Role;
use kezhuan_law::identifiers::UnifiedSocialCreditCode;
use kezhuan_protocol::contracts::v1::upload_attachment_request::{Part, Start};
use kezhuan_protocol::contracts::v1::*;
use kezhuan_rule_host::Digest;
use sqlx::PgConnection;

/// Pengjiang, whose rule answers.
pub const TENANT: &str = "440703";
const SELLER: &str = "seller-1";
const HOOK: &str = "tc.incentive@1";
const PDF: &[u8] = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n";
const ADOPTED_MAX: Duration = Duration::from_secs(30);
const LOOK_EVERY: Duration = Duration::from_millis(20);

/// The second reviewer, who registers.
pub fn second_reviewer() -> Person {
    Person::official("chen", TENANT, Role::Registrar2)
}

/// Puts the county's shipped package in force and waits until the contracts service has it.
pub async fn rule_in_force(clients: &Clients, contracts: &mut PgConnection) -> anyhow::Result<()> {
    let shipped = SHIPPED
        .iter()
        .find(|shipped| shipped.owner == TENANT)
        .context("a shipped package")?;
    let author = clients.session(&Person::official("author", TENANT, Role::RuleAuthor))?;
    let approver = |name| clients.session(&Person::official(name, TENANT, Role::RuleApprover));
    let (first, second) = (approver("approver")?, approver("second")?);
    let administrator = Person::official("administrator", TENANT, Role::TenantAdmin);
    let administrator = clients.session(&administrator)?;
    let city = clients.session(&Person::official("city", "440700", Role::CityStb))?;
    let ids = [fresh(), fresh()];
    let key = rules_desk::trusted_key((&administrator, &city), "bench", ids).await?;
    let (bytes, signed) = (shipped.bytes.to_vec(), key.sign(&Digest::of(shipped.bytes)));
    let package = rules_desk::upload(&author, TENANT, bytes, &signed, fresh()).await?;
    let activation = Activation {
        tenant: TENANT.to_owned(),
        hook: HOOK.to_owned(),
        package: package.name,
        settings_json: String::new(),
        from: NaiveDate::from_ymd_opt(2025, 1, 1).context("a date")?,
        until: None,
        applies_to_open_cases: false,
        corrects: false,
        reason: "bench".to_owned(),
    };
    rules_desk::put_in_force((&first, &second), &activation, [fresh(), fresh()]).await?;
    let end = tokio::time::Instant::now() + ADOPTED_MAX;
    loop {
        let adopted: i64 = sqlx::query_scalar("SELECT count(*) FROM rule_entry WHERE hook = $1")
            .bind(HOOK)
            .fetch_one(&mut *contracts)
            .await?;
        if adopted > 0 {
            return Ok(());
        }
        ensure!(
            tokio::time::Instant::now() < end,
            "the rule was not adopted"
        );
        tokio::time::sleep(LOOK_EVERY).await;
    }
}

/// A contract that lacks nothing but its registration.
pub async fn reviewed(clients: &Clients) -> anyhow::Result<Contract> {
    let applicant = Person::new("li").organisation(SELLER).role(Role::Applicant);
    let applicant = clients.session(&applicant)?;
    let registrar = clients.session(&Person::official("wang", TENANT, Role::Registrar))?;
    let create = CreateContractRequest {
        form: Some(form(applicant.legal_date().await?)?),
        request_id: fresh(),
        ..CreateContractRequest::default()
    };
    let draft = applicant
        .contracts()?
        .create_contract(create)
        .await?
        .into_inner();
    for material in &draft.missing_materials {
        upload(&applicant, &draft.name, material).await?;
    }
    let name = draft.name;
    let submit = SubmitContractRequest {
        name: name.clone(),
        request_id: fresh(),
        ..SubmitContractRequest::default()
    };
    applicant.contracts()?.submit_contract(submit).await?;
    let accept = AcceptContractRequest {
        name: name.clone(),
        request_id: fresh(),
        ..AcceptContractRequest::default()
    };
    registrar.contracts()?.accept_contract(accept).await?;
    let classify = ClassifyContractRequest {
        name,
        request_id: fresh(),
        ..ClassifyContractRequest::default()
    };
    let reviewed = registrar
        .contracts()?
        .classify_contract(classify)
        .await?
        .into_inner();
    ensure!(
        reviewed.state() == contract::State::FirstReviewed,
        "{reviewed:?} is not reviewed"
    );
    Ok(reviewed)
}

/// Registers it as every measured call does.
pub async fn register(clients: &Clients, reviewed: &Contract) -> anyhow::Result<Contract> {
    let session = clients.session(&second_reviewer())?;
    let request = RegisterContractRequest {
        name: reviewed.name.clone(),
        etag: reviewed.etag.clone(),
        request_id: fresh(),
        ..RegisterContractRequest::default()
    };
    Ok(session
        .contracts()?
        .register_contract(request)
        .await?
        .into_inner())
}

async fn upload(applicant: &Session, contract: &str, material: &str) -> anyhow::Result<()> {
    let start = Start {
        contract: contract.to_owned(),
        material: material.to_owned(),
        file_name: format!("{material}.pdf"),
        request_id: fresh(),
    };
    let parts = [Part::Start(start), Part::Chunk(PDF.to_vec())];
    let parts = parts.map(|part| UploadAttachmentRequest { part: Some(part) });
    applicant
        .contracts()?
        .upload_attachment(futures::stream::iter(parts))
        .await?;
    Ok(())
}

fn form(today: NaiveDate) -> anyhow::Result<Form> {
    let signed = today - chrono::Days::new(10);
    Ok(Form {
        project_name: "智能照明控制系统委托开发".to_owned(),
        kind: "KF-WT".to_owned(),
        sign_date: signed.to_string(),
        term_start: signed.to_string(),
        term_end: (signed + chrono::Days::new(364)).to_string(),
        total_amount_fen: 86_000_000,
        payment_mode: "INSTALMENT".to_owned(),
        seller: Some(party(
            "蓬江照明有限公司",
            "91440703MA5000001",
            TENANT,
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
    let credit_code =
        UnifiedSocialCreditCode::from_body(body).map_err(|error| anyhow::anyhow!("{error:?}"))?;
    Ok(FormParty {
        display_name: name.to_owned(),
        credit_code: credit_code.to_string(),
        r#type: "ENTERPRISE_DOMESTIC".to_owned(),
        division: division.to_owned(),
        organisation: organisation.to_owned(),
        college: String::new(),
    })
}
