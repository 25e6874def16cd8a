//! What authors and approvers of rules do: upload a package, put it in force, stop it, look at the timeline.
mod alerts;
mod appropriations;
mod corrections;
mod facts;
mod keys;
mod shadows;
mod stops;

use anyhow::Context;
use chrono::NaiveDate;
use kezhuan_protocol::rules::v1::package::State;
use kezhuan_protocol::rules::v1::upload_package_request::{Part, Start};
use kezhuan_protocol::rules::v1::{
    ActivateRuleRequest, ApproveActivationRequest, GetPackageRequest, ListTimelineRequest,
    ListTimelineResponse, Package, RefuseActivationRequest, TimelineEntry, UploadPackageRequest,
    WithdrawActivationRequest,
};
use kezhuan_rule_host::signature::PackageSignature;

pub use alerts::alerts;
pub use appropriations::{appropriate, appropriations};
pub use corrections::{approve_correction, correction, corrections, refuse_correction};
pub use facts::facts;
pub use keys::{approve_key, keys, register_key, revoke_key, trusted_key};
pub use shadows::{end_shadow, shadows, start_shadow};
pub use stops::{resume, stop};

use crate::refusal;
use crate::suite::Session;

/// What the service takes as one part of a stream.
const CHUNK_BYTES: usize = 256 * 1024;
/// What the service gives on one page.
const PAGE_SIZE: i32 = 200;

/// A package put in force.
#[derive(Clone, Debug)]
pub struct Activation {
    pub tenant: String,
    pub hook: String,
    /// `packages/{sha256 hex}`.
    pub package: String,
    /// Canonical JSON of the figures; empty takes the package's own.
    pub settings_json: String,
    pub from: NaiveDate,
    pub until: Option<NaiveDate>,
    pub applies_to_open_cases: bool,
    /// Takes the days that other entries have.
    pub corrects: bool,
    pub reason: String,
}

/// Uploads a package; one that failed its checks is an error that names each problem.
pub async fn upload(
    session: &Session,
    owner: &str,
    bytes: Vec<u8>,
    signed: &PackageSignature,
    request_id: String,
) -> anyhow::Result<Package> {
    let start = Part::Start(Start {
        owner: owner.to_owned(),
        request_id,
        key: signed.key.clone(),
        signature: hex::decode(&signed.signature).context("the signature is not written in hex")?,
        ..Start::default()
    });
    let chunks = bytes
        .chunks(CHUNK_BYTES)
        .map(|chunk| Part::Chunk(chunk.to_vec()));
    let parts: Vec<UploadPackageRequest> = std::iter::once(start)
        .chain(chunks)
        .map(|part| UploadPackageRequest { part: Some(part) })
        .collect();
    let uploaded = session
        .rules()?
        .upload_package(futures::stream::iter(parts))
        .await;
    let package = uploaded.map_err(refusal::readable)?.into_inner();
    if package.state() == State::Refused {
        let problems = package.problems.join("\n  ");
        anyhow::bail!("{} was refused:\n  {problems}", package.name);
    }
    Ok(package)
}

/// A package as the service keeps it, with its steps through the pipeline.
pub async fn package(session: &Session, name: &str) -> anyhow::Result<Package> {
    let request = GetPackageRequest {
        name: name.to_owned(),
    };
    let answer = session.rules()?.get_package(request).await;
    Ok(answer.map_err(refusal::readable)?.into_inner())
}

/// Proposes to put a package in force for a tenant's hook.
pub async fn activate(
    session: &Session,
    activation: &Activation,
    request_id: String,
) -> anyhow::Result<TimelineEntry> {
    let request = ActivateRuleRequest {
        tenant: activation.tenant.clone(),
        hook: activation.hook.clone(),
        package: activation.package.clone(),
        settings_json: activation.settings_json.clone(),
        effective_from: activation.from.to_string(),
        effective_to: activation
            .until
            .map(|day| day.to_string())
            .unwrap_or_default(),
        applies_to_open_cases: activation.applies_to_open_cases,
        reason: activation.reason.clone(),
        request_id,
        corrects: activation.corrects,
    };
    let entry = session
        .rules()?
        .activate_rule(request)
        .await
        .map_err(refusal::readable)?;
    Ok(entry.into_inner())
}

/// Agrees to a proposed activation.
pub async fn approve(
    session: &Session,
    name: &str,
    request_id: String,
) -> anyhow::Result<TimelineEntry> {
    let request = ApproveActivationRequest {
        name: name.to_owned(),
        request_id,
    };
    let answer = session.rules()?.approve_activation(request).await;
    Ok(answer.map_err(refusal::readable)?.into_inner())
}

/// Says no to a proposed activation.
pub async fn refuse(
    session: &Session,
    name: &str,
    reason: &str,
    request_id: String,
) -> anyhow::Result<TimelineEntry> {
    let request = RefuseActivationRequest {
        name: name.to_owned(),
        reason: reason.to_owned(),
        request_id,
    };
    let answer = session.rules()?.refuse_activation(request).await;
    Ok(answer.map_err(refusal::readable)?.into_inner())
}

/// Takes one's own proposal back.
pub async fn withdraw(
    session: &Session,
    name: &str,
    reason: &str,
    request_id: String,
) -> anyhow::Result<TimelineEntry> {
    let request = WithdrawActivationRequest {
        name: name.to_owned(),
        reason: reason.to_owned(),
        request_id,
    };
    let answer = session.rules()?.withdraw_activation(request).await;
    Ok(answer.map_err(refusal::readable)?.into_inner())
}

/// Proposed by one approver and approved by another: in force.
pub async fn put_in_force(
    (first, second): (&Session, &Session),
    activation: &Activation,
    request_ids: [String; 2],
) -> anyhow::Result<TimelineEntry> {
    let [proposal, approval] = request_ids;
    let proposed = activate(first, activation, proposal).await?;
    approve(second, &proposed.name, approval).await
}

/// A tenant's whole timeline with what is proposed and stopped; an empty tenant is the caller's own.
pub async fn timeline(
    session: &Session,
    tenant: &str,
    hook: &str,
) -> anyhow::Result<ListTimelineResponse> {
    let mut whole = ListTimelineResponse::default();
    loop {
        let request = ListTimelineRequest {
            tenant: tenant.to_owned(),
            hook: hook.to_owned(),
            page_size: PAGE_SIZE,
            page_token: std::mem::take(&mut whole.next_page_token),
            with_proposals: true,
        };
        let page = session
            .rules()?
            .list_timeline(request)
            .await
            .map_err(refusal::readable)?
            .into_inner();
        whole.entries.extend(page.entries);
        // Every page has all of these.
        (whole.gaps, whole.stops) = (page.gaps, page.stops);
        whole.next_page_token = page.next_page_token;
        if whole.next_page_token.is_empty() {
            return Ok(whole);
        }
    }
}

/// Reads a package, signature, key or settings file, saying which could not be read.
pub fn read(file: &std::path::Path) -> anyhow::Result<Vec<u8>> {
    std::fs::read(file).with_context(|| format!("can't read {}", file.display()))
}
