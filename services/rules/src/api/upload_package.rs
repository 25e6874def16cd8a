//! UploadPackage: takes a package in, through the pipeline, and keeps it with what each step found.
use bytes::Bytes;
use chrono::{SubsecRound, Utc};
use kezhuan_auth::Caller;
use kezhuan_database::{AuditEntry, RequestKey, Write, answered_before, once_for};
use kezhuan_protocol::rules::v1 as proto;
use kezhuan_protocol::rules::v1::upload_package_request::Start;
use kezhuan_rule_host::signature::{PublicKey, verify};
use kezhuan_rule_host::{Class, Digest};
use tonic::{Status, Streaming};
use tracing::Instrument;
use uuid::Uuid;

use super::acting::{carrying, makers};
use super::upload_parts::{chunks, start};
use super::{RulesApi, convert, own_tenant};
use crate::checking::{self, Taken};
use crate::domain::pipeline::Outcome;
use crate::domain::signing_key::{Distrust, State, believed};
use crate::error::Error;
use crate::store;
use crate::store::packages::PackageRow;
use crate::store::steps::StepRow;

/// What came up the stream.
struct Upload {
    start: Start,
    digest: Digest,
    bytes: Bytes,
    /// Who is behind it, and agrees to no activation of it.
    makers: Vec<String>,
}

pub(super) async fn handle(
    api: &RulesApi,
    caller: &Caller,
    mut stream: Streaming<proto::UploadPackageRequest>,
) -> Result<proto::Package, Status> {
    let start = start(&mut stream).await?;
    // Before it has a place: whoever carries nothing gets none, and a carrier takes one of the tenant it carries for.
    let caller = &carrying(&api.carriers, caller, &start.owner)?;
    let place = api.intake.admit(&caller.tenant)?;
    let bytes = chunks(&mut stream, api.host.limits().package_bytes_max).await?;
    let makers = makers(caller, &start.author)?;
    let digest = Digest::of(&bytes);
    // What a repeat has to be the same in: owner, content, signature, and the author where one is named.
    let asked = proto::Package {
        name: convert::name(digest.as_bytes()),
        owner: start.owner.clone(),
        key: start.key.clone(),
        signature: start.signature.clone(),
        uploader: start.author.clone(),
        ..Default::default()
    };
    let key = RequestKey::of(caller, &start.request_id, &asked)?;
    let upload = Upload {
        start,
        digest,
        bytes: bytes.into(),
        makers,
    };
    let (api, caller) = (api.clone(), caller.clone());
    let taking_in = async move {
        let _place = place;
        let work = async {
            // The steps compile and run: a repeat does not take them only to find the first answer.
            match answered_before(&api.database, &caller, &key).await? {
                Some(first) => Ok(first),
                None => take_in(&api, &caller, &key, upload).await,
            }
        };
        once_for(&api.database, &caller, &key, work).await
    };
    // In a task of its own: the steps may outlast the caller's patience, and what they found is kept
    // all the same. In the trace of the call even so.
    let taken_in = kezhuan_runtime::spawn("upload", taking_in.in_current_span()).await;
    taken_in.map_err(|error| Status::from(Error::Check(error.to_string())))?
}

async fn take_in(
    api: &RulesApi,
    caller: &Caller,
    key: &RequestKey,
    upload: Upload,
) -> Result<proto::Package, Error> {
    let owner = own_tenant(caller, &upload.start.owner)?;
    let papers = checking::inspected(&api.host, &upload.bytes)
        .await
        .map_err(|error| Error::Check(error.to_string()))?;
    // The bytes name a package, so whoever kept them first would shut its real owner out.
    if let Ok(papers) = &papers
        && papers.manifest.owner != owner
    {
        return Err(Error::ForeignTenant {
            owner: papers.manifest.owner.clone(),
            tenant: owner,
        });
    }
    let digest = upload.digest.as_bytes();
    let known = api
        .database
        .read(caller, async |connection| {
            Ok::<_, Error>(store::packages::get(connection, digest).await?)
        })
        .await?;
    // Bytes that nobody can read may have come from anybody first: what is known of them there is nothing to others.
    if let Some(foreign) = known.as_ref().filter(|known| known.tenant != owner) {
        return Err(match papers {
            Err(refused) => Error::Unreadable(refused),
            Ok(_) => Error::ForeignTenant {
                owner: foreign.tenant.clone(),
                tenant: owner,
            },
        });
    }
    // The same bytes are the same package, whoever sends them again.
    if let Some(known) = known.as_ref().filter(|known| stands(known)) {
        return repeated(api, caller, key, (known.clone(), upload.makers)).await;
    }
    let signature = signature(api, caller, &owner, &upload).await?;
    let taken = checking::check(&api.host, &upload.bytes, &papers, signature).await;
    let mut package = papers.as_ref().map(checking::papers).unwrap_or_default();
    package.owner = owner;
    package.name = convert::name(digest);
    package.size_bytes = i64::try_from(upload.bytes.len()).unwrap_or(i64::MAX);
    package.uploader.clone_from(&caller.subject);
    package.problems = problems(&taken);
    package.set_state(match package.problems.is_empty() {
        true => proto::package::State::Tested,
        false => proto::package::State::Refused,
    });
    let scripted = papers.is_ok_and(|papers| papers.manifest.class == Class::Scripted);
    let row = row(&upload, (package, scripted), known);
    let steps = convert::steps(digest, &taken);
    // Nobody asks for the bytes of what was refused, and keeping them would let anybody fill the database.
    let bytes = match row.state == "TESTED" {
        true => upload.bytes,
        false => Bytes::new(),
    };
    keep(api, caller, key, (row, steps, bytes)).await
}

/// Whether what is known of these bytes needs no other look: they passed and their signature holds.
fn stands(known: &PackageRow) -> bool {
    known.state == "TESTED" && !known.key_id.is_empty() && known.revoke_time.is_none()
}

/// What the owner's key says of these bytes: the id of a key that is believed, or why none is.
async fn signature(
    api: &RulesApi,
    caller: &Caller,
    owner: &str,
    upload: &Upload,
) -> Result<Result<String, Distrust>, Error> {
    let Start { key, signature, .. } = &upload.start;
    let row = api
        .database
        .read(caller, async |connection| {
            Ok::<_, Error>(store::signing_keys::of(connection, owner, key).await?)
        })
        .await?;
    let holds = row.as_ref().is_some_and(|row| {
        PublicKey::from_bytes(&row.public_key)
            .is_ok_and(|public| verify(&public, &upload.digest, signature))
    });
    let state = row.and_then(|row| State::parse(&row.state));
    let is_signed = !key.is_empty() && !signature.is_empty();
    Ok(believed(is_signed, state, holds).map(|()| key.clone()))
}

fn problems(taken: &[Taken]) -> Vec<String> {
    let failed = taken
        .iter()
        .filter(|taken| taken.outcome == Outcome::Failed);
    let findings = failed.flat_map(|taken| &taken.findings);
    findings
        .map(|finding| format!("{} / {}", finding.zh, finding.en))
        .collect()
}

fn row(
    upload: &Upload,
    (package, scripted): (proto::Package, bool),
    known: Option<PackageRow>,
) -> PackageRow {
    let state = match package.state() {
        proto::package::State::Tested => "TESTED",
        _ => "REFUSED",
    };
    let (id, version, mut uploaders) = match known {
        Some(known) => (known.id, known.version + 1, known.uploaders),
        None => (Uuid::now_v7(), 1, Vec::new()),
    };
    for maker in &upload.makers {
        if !uploaders.contains(maker) {
            uploaders.push(maker.clone());
        }
    }
    PackageRow {
        digest: upload.digest.as_bytes().to_vec(),
        id,
        tenant: package.owner.clone(),
        state: state.to_owned(),
        uploader: package.uploader.clone(),
        uploaders,
        papers: convert::papers(&package),
        key_id: upload.start.key.clone(),
        signature: upload.start.signature.clone(),
        // As exact as it is stored, so that the first answer and later ones agree.
        create_time: Utc::now().trunc_subsecs(6),
        version,
        scripted,
        revoke_time: None,
        revoke_reason: None,
    }
}

/// The package as it is known, as the answer to this request; who sent it again counts as an uploader, too.
async fn repeated(
    api: &RulesApi,
    caller: &Caller,
    key: &RequestKey,
    sent_again: (PackageRow, Vec<String>),
) -> Result<proto::Package, Error> {
    api.database
        .write(caller, key, move |write: &mut Write| {
            let (mut known, senders) = sent_again.clone();
            Box::pin(async move {
                let before = known.uploaders.len();
                for sender in senders {
                    if store::packages::sent_again(write, &known.digest, &sender).await? {
                        known.uploaders.push(sender);
                    }
                }
                if known.uploaders.len() > before {
                    write.audit(AuditEntry {
                        action: "package.sent_again",
                        aggregate: "package",
                        aggregate_id: known.id,
                        version: known.version,
                        detail: serde_json::json!({ "package": convert::name(&known.digest) }),
                    });
                }
                let steps = store::steps::of(write, std::slice::from_ref(&known.digest)).await?;
                convert::package(&known, &steps)
            })
        })
        .await
}

async fn keep(
    api: &RulesApi,
    caller: &Caller,
    key: &RequestKey,
    kept: (PackageRow, Vec<StepRow>, Bytes),
) -> Result<proto::Package, Error> {
    api.database
        .write(caller, key, move |write: &mut Write| {
            let (row, steps, bytes) = kept.clone();
            Box::pin(async move {
                if !store::packages::keep(write, &row, &bytes).await? {
                    return Err(Error::ChangedMeanwhile);
                }
                store::steps::keep(write, &row.tenant, &steps).await?;
                let package = convert::package(&row, &steps)?;
                write.audit(AuditEntry {
                    action: "package.uploaded",
                    aggregate: "package",
                    aggregate_id: row.id,
                    version: row.version,
                    detail: serde_json::json!({
                        "package": package.name, "state": row.state, "key": row.key_id,
                    }),
                });
                let (id, version, told) = (row.id, row.version, Some(package.clone()));
                if row.state == "TESTED" {
                    write.publish(
                        "package",
                        id,
                        version,
                        &proto::PackageTested { package: told },
                    );
                } else {
                    write.publish(
                        "package",
                        id,
                        version,
                        &proto::PackageRefused { package: told },
                    );
                }
                Ok(package)
            })
        })
        .await
}
