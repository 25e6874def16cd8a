//! UploadPackage: takes a package in, checks it, and keeps it with what the checks found.
use chrono::{SubsecRound, Utc};
use kezhuan_auth::Caller;
use kezhuan_database::{AuditEntry, RequestKey, Write, once_for};
use kezhuan_protocol::rules::v1 as proto;
use kezhuan_rule_host::Digest;
use tonic::{Status, Streaming};
use uuid::Uuid;

use super::{RulesApi, convert};
use crate::checking;
use crate::error::Error;
use crate::store;
use crate::store::packages::PackageRow;

type Start = proto::upload_package_request::Start;

pub(super) async fn handle(
    api: &RulesApi,
    caller: &Caller,
    stream: Streaming<proto::UploadPackageRequest>,
) -> Result<proto::Package, Status> {
    let (start, bytes) = received(stream, api.host.limits().package_bytes_max).await?;
    let digest = Digest::of(&bytes);
    // What a repeat has to be the same in: owner and content.
    let asked = proto::Package {
        name: convert::name(digest.as_bytes()),
        owner: start.owner.clone(),
        ..Default::default()
    };
    let key = RequestKey::of(caller, &start.request_id, &asked)?;
    let work = take_in(api, caller, &key, start.owner, digest, bytes);
    once_for(&api.database, caller, &key, work).await
}

async fn take_in(
    api: &RulesApi,
    caller: &Caller,
    key: &RequestKey,
    asked: String,
    digest: Digest,
    bytes: Vec<u8>,
) -> Result<proto::Package, Error> {
    let owner = if asked.is_empty() {
        caller.tenant.clone()
    } else {
        asked
    };
    if owner != caller.tenant {
        return Err(Error::ForeignTenant {
            owner,
            tenant: caller.tenant.clone(),
        });
    }
    let checked = checking::check(&api.host, bytes.clone()).await;
    let loaded = checked.package.as_deref();
    // The bytes name a package, so whoever kept them first would shut its real owner out.
    if let Some(named) = loaded.map(|package| &package.manifest().owner)
        && *named != owner
    {
        return Err(Error::ForeignTenant {
            owner: named.clone(),
            tenant: owner,
        });
    }
    let mut package = loaded.map(checking::papers).unwrap_or_default();
    package.problems = checked.problems;
    package.owner = owner;
    let state = if package.problems.is_empty() {
        proto::package::State::Tested
    } else {
        proto::package::State::Refused
    };
    package.state = state.into();
    package.name = convert::name(digest.as_bytes());
    package.size_bytes = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
    package.uploader.clone_from(&caller.subject);
    keep(api, caller, key, package, digest, bytes).await
}

async fn keep(
    api: &RulesApi,
    caller: &Caller,
    key: &RequestKey,
    package: proto::Package,
    digest: Digest,
    bytes: Vec<u8>,
) -> Result<proto::Package, Error> {
    let tested = package.problems.is_empty();
    let row = PackageRow {
        digest: digest.as_bytes().to_vec(),
        id: Uuid::now_v7(),
        tenant: package.owner.clone(),
        state: if tested { "TESTED" } else { "REFUSED" }.to_owned(),
        uploader: package.uploader.clone(),
        papers: convert::papers(&package),
        // As exact as it is stored, so that the first answer and later ones agree.
        create_time: Utc::now().trunc_subsecs(6),
    };
    let bytes = bytes::Bytes::from(bytes);
    api.database
        .write(caller, key, move |write: &mut Write| {
            let (row, package, bytes) = (row.clone(), package.clone(), bytes.clone());
            Box::pin(async move {
                if !store::packages::add(write, &row, &bytes).await? {
                    // The same bytes are the same package, whoever sends them again.
                    let known = store::packages::get(write, &row.digest).await?;
                    return convert::package(
                        &known.ok_or(Error::UnknownPackage { name: package.name })?,
                    );
                }
                write.audit(AuditEntry {
                    action: "package.uploaded",
                    aggregate: "package",
                    aggregate_id: row.id,
                    version: 1,
                    detail: serde_json::json!({ "package": package.name, "state": row.state }),
                });
                if row.state == "TESTED" {
                    write.publish(
                        "package",
                        row.id,
                        1,
                        &proto::PackageTested {
                            package: Some(package.clone()),
                        },
                    );
                } else {
                    write.publish(
                        "package",
                        row.id,
                        1,
                        &proto::PackageRefused {
                            package: Some(package.clone()),
                        },
                    );
                }
                convert::package(&row)
            })
        })
        .await
}

async fn received(
    mut stream: Streaming<proto::UploadPackageRequest>,
    bytes_max: usize,
) -> Result<(Start, Vec<u8>), Error> {
    use proto::upload_package_request::Part;
    let mut start = None;
    let mut bytes = Vec::new();
    while let Some(message) = stream.message().await? {
        match message.part {
            Some(Part::Start(first)) if start.is_none() => start = Some(first),
            Some(Part::Chunk(chunk)) if start.is_some() => bytes.extend_from_slice(&chunk),
            _ => {
                return Err(Error::Invalid {
                    field: "part",
                    problem: "send `start` once, then chunks".to_owned(),
                });
            }
        }
        if bytes.len() > bytes_max {
            return Err(Error::TooLarge { bytes_max });
        }
    }
    let start = start.ok_or_else(|| Error::Invalid {
        field: "start",
        problem: "the first message must be `start`".to_owned(),
    })?;
    Ok((start, bytes))
}
