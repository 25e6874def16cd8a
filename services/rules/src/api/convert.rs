//! The only place that names proto and rows.
use kezhuan_protocol::rules::v1 as proto;
use prost::Message;

use crate::error::Error;
use crate::store::packages::PackageRow;
use crate::store::timeline::EntryRow;

const PREFIX: &str = "packages/";

/// The digest a package's name holds.
pub fn digest(name: &str) -> Result<Vec<u8>, Error> {
    name.strip_prefix(PREFIX)
        .and_then(|text| hex::decode(text).ok())
        .filter(|digest| digest.len() == 32)
        .ok_or_else(|| Error::UnknownPackage {
            name: name.to_owned(),
        })
}

/// A digest as a resource name.
pub fn name(digest: &[u8]) -> String {
    format!("{PREFIX}{}", hex::encode(digest))
}

/// A package as people see it.
pub fn package(row: &PackageRow) -> Result<proto::Package, Error> {
    let papers: String = serde_json::from_value(row.papers.clone())?;
    let bytes = hex::decode(papers).map_err(|error| Error::Check(error.to_string()))?;
    let stored = proto::Package::decode(bytes.as_slice())
        .map_err(|error| Error::Check(error.to_string()))?;
    Ok(proto::Package {
        create_time: Some(timestamp(row.create_time)),
        ..stored
    })
}

/// What of a package is stored beside its bytes.
pub fn papers(package: &proto::Package) -> serde_json::Value {
    serde_json::Value::String(hex::encode(package.encode_to_vec()))
}

/// A timeline entry as people see it; its last day is inclusive.
pub fn entry(row: &EntryRow) -> proto::TimelineEntry {
    let last = row.until.and_then(|until| until.pred_opt());
    proto::TimelineEntry {
        name: format!("timelineEntries/{}", row.id),
        tenant: row.tenant.clone(),
        hook: row.hook.clone(),
        package: name(&row.package_digest),
        settings_json: row.settings.to_string(),
        settings_digest: row.settings_digest.clone(),
        effective_from: row.first.to_string(),
        effective_to: last.map(|day| day.to_string()).unwrap_or_default(),
        applies_to_open_cases: row.applies_to_open_cases,
        reason: row.reason.clone(),
        activated_by: row.activated_by.clone(),
        create_time: Some(timestamp(row.create_time)),
    }
}

fn timestamp(at: chrono::DateTime<chrono::Utc>) -> prost_types::Timestamp {
    prost_types::Timestamp {
        seconds: at.timestamp(),
        nanos: i32::try_from(at.timestamp_subsec_nanos()).unwrap_or(0),
    }
}
