//! Packages with their steps.
use chrono::NaiveDate;
use kezhuan_protocol::rules::v1 as proto;
use prost::Message;

use super::timestamp;
use crate::checking::Taken;
use crate::domain::pipeline::Outcome;
use crate::error::Error;
use crate::store::packages::PackageRow;
use crate::store::steps::StepRow;

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

/// A package as people see it, with those of `steps` that are its own.
pub fn package(row: &PackageRow, steps: &[StepRow]) -> Result<proto::Package, Error> {
    let mut package = kept(&row.papers)?;
    package.create_time = Some(timestamp(row.create_time));
    package.key.clone_from(&row.key_id);
    package.signature.clone_from(&row.signature);
    package.uploaders.clone_from(&row.uploaders);
    let own = steps
        .iter()
        .filter(|step| step.package_digest == row.digest);
    package.steps = own.map(step).collect();
    if let (Some(at), "TESTED") = (row.revoke_time, row.state.as_str()) {
        package.set_state(proto::package::State::Revoked);
        package
            .problems
            .push(revoked(&row.key_id, at, row.revoke_reason.as_deref()));
    }
    Ok(package)
}

fn kept(papers: &serde_json::Value) -> Result<proto::Package, Error> {
    let papers: String = serde_json::from_value(papers.clone())?;
    let bytes = hex::decode(papers).map_err(|error| Error::Check(error.to_string()))?;
    proto::Package::decode(bytes.as_slice()).map_err(|error| Error::Check(error.to_string()))
}

/// The sunset that stored papers name.
pub fn sunset(papers: &serde_json::Value) -> Result<Option<NaiveDate>, Error> {
    Ok(kept(papers)?.sunset_date.parse().ok())
}

/// Several, each with its steps.
pub fn packages(rows: &[PackageRow], steps: &[StepRow]) -> Result<Vec<proto::Package>, Error> {
    rows.iter().map(|row| package(row, steps)).collect()
}

fn revoked(key: &str, at: chrono::DateTime<chrono::Utc>, reason: Option<&str>) -> String {
    let (day, reason) = (at.date_naive(), reason.unwrap_or_default());
    format!(
        "签名所用密钥 {key} 已于 {day} 吊销：{reason}；请用有效密钥重新签名后上传 / \
         the signing key {key} was revoked on {day}: {reason}; sign with another key and upload again"
    )
}

/// What of a package is stored beside its bytes.
pub fn papers(package: &proto::Package) -> serde_json::Value {
    serde_json::Value::String(hex::encode(package.encode_to_vec()))
}

/// The steps a package took, as they are stored.
pub fn steps(digest: &[u8], taken: &[Taken]) -> Vec<StepRow> {
    let text = |taken: &Taken, of: fn(&crate::domain::pipeline::Finding) -> &str| {
        let lines: Vec<&str> = taken.findings.iter().map(of).collect();
        lines.join("\n")
    };
    let rows = (1..).zip(taken).map(|(number, taken)| StepRow {
        package_digest: digest.to_vec(),
        number,
        step: taken.step.code().to_owned(),
        outcome: taken.outcome.code().to_owned(),
        detail_zh: text(taken, |finding| &finding.zh),
        detail_en: text(taken, |finding| &finding.en),
        step_time: taken.at,
    });
    rows.collect()
}

fn step(row: &StepRow) -> proto::Step {
    use proto::step::Outcome as Told;
    let outcome = match Outcome::parse(&row.outcome) {
        Some(Outcome::Passed) => Told::Passed,
        Some(Outcome::Failed) => Told::Failed,
        Some(Outcome::NotReached) => Told::NotReached,
        None => Told::Unspecified,
    };
    proto::Step {
        step: row.step.clone(),
        outcome: outcome.into(),
        detail_zh: row.detail_zh.clone(),
        detail_en: row.detail_en.clone(),
        time: Some(timestamp(row.step_time)),
    }
}
