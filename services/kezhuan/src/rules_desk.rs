//! What authors and approvers of rules do: upload a package, put it in force, look at the timeline.
use anyhow::Context;
use chrono::NaiveDate;
use kezhuan_protocol::rules::v1::package::State;
use kezhuan_protocol::rules::v1::upload_package_request::{Part, Start};
use kezhuan_protocol::rules::v1::{
    ActivateRuleRequest, Gap, ListTimelineRequest, Package, TimelineEntry, UploadPackageRequest,
};

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
    pub reason: String,
}

/// Uploads a package; one that failed its checks is an error that names each problem.
pub async fn upload(
    session: &Session,
    owner: &str,
    bytes: Vec<u8>,
    request_id: String,
) -> anyhow::Result<Package> {
    let start = Part::Start(Start {
        owner: owner.to_owned(),
        request_id,
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

/// Puts a package in force for a tenant's hook.
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
    };
    let entry = session
        .rules()?
        .activate_rule(request)
        .await
        .map_err(refusal::readable)?;
    Ok(entry.into_inner())
}

/// Every entry and gap of a tenant's timeline; an empty tenant is the caller's own.
pub async fn timeline(
    session: &Session,
    tenant: &str,
    hook: &str,
) -> anyhow::Result<(Vec<TimelineEntry>, Vec<Gap>)> {
    let (mut entries, mut gaps, mut page_token) = (Vec::new(), Vec::new(), String::new());
    loop {
        let request = ListTimelineRequest {
            tenant: tenant.to_owned(),
            hook: hook.to_owned(),
            page_size: PAGE_SIZE,
            page_token,
        };
        let page = session
            .rules()?
            .list_timeline(request)
            .await
            .map_err(refusal::readable)?
            .into_inner();
        entries.extend(page.entries);
        gaps.extend(page.gaps);
        page_token = page.next_page_token;
        if page_token.is_empty() {
            return Ok((entries, gaps));
        }
    }
}

/// Reads a package or settings file, saying which could not be read.
pub fn read(file: &std::path::Path) -> anyhow::Result<Vec<u8>> {
    std::fs::read(file).with_context(|| format!("can't read {}", file.display()))
}
