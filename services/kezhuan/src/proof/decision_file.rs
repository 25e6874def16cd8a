//! A decision as one JSON file: with its package in it, the file alone is enough to ask the rule again.
use anyhow::Context;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, NaiveDate, Utc};
use kezhuan_database::StoredDecision;
use kezhuan_protocol::contracts::v1 as contracts;
use kezhuan_rule_host::{Digest, HookId, Inspection, Settings, canonical};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

/// What the member `format` says.
pub const FORMAT: &str = "kezhuan.decision/1";

/// Members in the order they are written. The format only grows by a new number.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DecisionFile {
    pub format: String,
    /// Whose log seals it.
    pub service: String,
    /// `contracts/{uuid}/decisions/{uuid}`, of other services `decisions/{uuid}`
    pub name: String,
    /// `contracts/{uuid}` or `claims/{uuid}`, of other services `loans/{uuid}`, `tenancies/{uuid}` and the like
    pub case: String,
    pub case_tenant: String,
    /// Whose rule was asked.
    pub tenant: String,
    pub hook: String,
    /// Empty when no package answered.
    pub interface_version: String,
    /// The day that picked the rule.
    pub legal_date: NaiveDate,
    /// When it was stored, to the microsecond.
    pub created_at: DateTime<Utc>,
    /// `ANSWERED`, `FAILED`, `NO_RULE_IN_FORCE`, `REFUSED_BY_HOST`
    pub outcome: String,
    /// What came of the question: the answer, or why there is none.
    pub result: Value,
    pub reasons: Vec<Reason>,
    /// The ground of the rule, as its package says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clause: Option<Clause>,
    pub fuel: i64,
    /// The question; a text where the stored bytes are not canonical JSON.
    pub input: Value,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub settings_digest: Option<String>,
    /// Every figure in force; absent when they are kept no more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub settings: Option<Settings>,
    /// Absent when no rule was in force.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub package: Option<PackagePart>,
    /// SHA-256 over the stored row: what a receipt is about.
    pub row_digest: String,
}

/// A code with its words, where the package has them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reason {
    pub code: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub zh: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub en: String,
}

/// The regulation and article behind a rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Clause {
    pub regulation: String,
    pub article: String,
}

/// The package that was asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PackagePart {
    /// SHA-256 of the file, hex.
    pub digest: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub version: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub owner: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub title_zh: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub title_en: String,
    /// The file itself, base64.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bytes: Option<String>,
}

impl DecisionFile {
    /// The file of a decision as its service gave it.
    pub fn of(service: &str, decision: contracts::Decision) -> anyhow::Result<DecisionFile> {
        let at = decision.create_time.context("the service gave no time")?;
        let nanos = u32::try_from(at.nanos).unwrap_or_default();
        let settings = match decision.settings_json.as_str() {
            "" => None,
            text => Some(Settings::from_json(&serde_json::from_str(text)?)?),
        };
        let reasons = decision.reasons.into_iter().map(|code| Reason {
            code,
            zh: String::new(),
            en: String::new(),
        });
        let package = Some(decision.package_digest).filter(|digest| !digest.is_empty());
        Ok(DecisionFile {
            format: FORMAT.to_owned(),
            service: service.to_owned(),
            name: decision.name,
            case: decision.case,
            case_tenant: decision.case_tenant,
            tenant: decision.tenant,
            hook: decision.hook,
            interface_version: decision.interface_version,
            legal_date: decision.legal_date.parse()?,
            created_at: DateTime::from_timestamp(at.seconds, nanos)
                .context("the service gave an impossible time")?,
            outcome: decision.outcome,
            result: written(&decision.result_json),
            reasons: reasons.collect(),
            clause: None,
            fuel: decision.fuel,
            input: written(&decision.input_json),
            settings_digest: Some(decision.settings_digest).filter(|digest| !digest.is_empty()),
            settings,
            package: package.map(|digest| PackagePart {
                digest,
                name: String::new(),
                version: String::new(),
                owner: String::new(),
                title_zh: String::new(),
                title_en: String::new(),
                bytes: None,
            }),
            row_digest: decision.row_digest,
        })
    }

    /// Puts in what the package says of itself, of the rule's ground and of the reasons.
    pub fn explain(&mut self, papers: &Inspection) {
        let manifest = &papers.manifest;
        if let Some(package) = &mut self.package {
            package.name.clone_from(&manifest.name);
            package.version.clone_from(&manifest.version);
            package.owner.clone_from(&manifest.owner);
            package.title_zh.clone_from(&manifest.title_zh);
            package.title_en.clone_from(&manifest.title_en);
        }
        let hook: Option<HookId> = self.hook.parse().ok();
        let rule = manifest
            .hooks
            .iter()
            .find(|rule| Some(&rule.hook) == hook.as_ref());
        self.clause = rule.map(|rule| Clause {
            regulation: rule.regulation.clone(),
            article: rule.article.clone(),
        });
        for reason in &mut self.reasons {
            if let Some(label) = manifest.codes.get(&reason.code) {
                reason.zh.clone_from(&label.zh);
                reason.en.clone_from(&label.en);
            }
        }
    }

    /// Puts the package itself in.
    pub fn enclose(&mut self, package: &[u8]) {
        if let Some(part) = &mut self.package {
            part.bytes = Some(STANDARD.encode(package));
        }
    }

    /// The package in the file.
    pub fn enclosed(&self) -> anyhow::Result<Option<Vec<u8>>> {
        let bytes = self.package.as_ref().and_then(|part| part.bytes.as_ref());
        let decoded = bytes.map(|text| STANDARD.decode(text)).transpose();
        decoded.context("package.bytes is no base64: it was altered or cut off; get the file again")
    }

    /// Its id, the last part of its name.
    pub fn id(&self) -> anyhow::Result<Uuid> {
        id_in("name", &self.name)
    }

    /// The question's bytes.
    pub fn input_bytes(&self) -> anyhow::Result<Vec<u8>> {
        bytes("input", &self.input)
    }

    /// The result's bytes.
    pub fn result_bytes(&self) -> anyhow::Result<Vec<u8>> {
        bytes("result", &self.result)
    }

    /// The reasons' codes.
    pub fn codes(&self) -> Vec<&str> {
        self.reasons
            .iter()
            .map(|reason| reason.code.as_str())
            .collect()
    }

    /// Why there is no answer, where the rule failed.
    pub fn failed(&self) -> Option<&str> {
        self.result["failed"].as_str()
    }

    /// The row as it was stored, so that its digest can be worked out.
    pub fn stored(&self) -> anyhow::Result<StoredDecision> {
        let digest = |member: &str, text: &Option<String>| -> anyhow::Result<Option<Vec<u8>>> {
            let parsed = text.as_ref().map(|text| text.parse::<Digest>()).transpose();
            let parsed = parsed.with_context(|| format!("{member} is no digest"))?;
            Ok(parsed.map(|digest| digest.as_bytes().to_vec()))
        };
        let package = self.package.as_ref().map(|part| part.digest.clone());
        Ok(StoredDecision {
            id: self.id()?,
            case_id: id_in("case", &self.case)?,
            tenant: self.case_tenant.clone(),
            rule_tenant: self.tenant.clone(),
            hook: self.hook.clone(),
            interface_version: self.interface_version.clone(),
            legal_date: self.legal_date,
            package_digest: digest("package.digest", &package)?,
            settings_digest: digest("settings_digest", &self.settings_digest)?,
            input: self.input_bytes()?,
            outcome: self.result_bytes()?,
            outcome_kind: self.outcome.clone(),
            reasons: serde_json::to_string(&self.codes())?,
            fuel: self.fuel,
            created_at: self.created_at,
        })
    }

    /// The file's text.
    pub fn to_text(&self) -> anyhow::Result<String> {
        Ok(serde_json::to_string_pretty(self)? + "\n")
    }
}

/// Canonical bytes as a value a person can read; anything else as a text.
fn written(stored: &str) -> Value {
    let read: Option<Value> = serde_json::from_str(stored).ok();
    let is_canonical = |value: &Value| {
        !value.is_string() && canonical::bytes(value).is_ok_and(|bytes| bytes == stored.as_bytes())
    };
    read.filter(is_canonical)
        .unwrap_or_else(|| Value::from(stored))
}

fn bytes(member: &str, value: &Value) -> anyhow::Result<Vec<u8>> {
    match value {
        Value::String(text) => Ok(text.clone().into_bytes()),
        other => canonical::bytes(other)
            .map_err(|error| anyhow::anyhow!("{member} has no canonical form: {error}")),
    }
}

fn id_in(member: &str, name: &str) -> anyhow::Result<Uuid> {
    let id = name.rsplit('/').next().unwrap_or_default();
    id.parse()
        .with_context(|| format!("{member} `{name}` does not end with an id"))
}
