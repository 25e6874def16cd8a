//! `RulePackage`, as Kubernetes keeps it. The definition that a cluster is given is made of these types, comments and all:
//! `kezhuan-rule-controller --crd`.
use std::collections::BTreeMap;

use kube::CustomResource;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

/// A package of rules and the legal dates on which it is to answer. Applying it proposes, and two people of the tenant agree:
/// nothing written here puts a rule in force by itself, and deleting it takes nothing out of force.
#[derive(CustomResource, Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[kube(
    group = "rules.kezhuan",
    version = "v1",
    kind = "RulePackage",
    plural = "rulepackages",
    category = "kezhuan",
    namespaced,
    status = "RulePackageStatus",
    printcolumn = r#"{"name": "Owner", "type": "string", "jsonPath": ".spec.owner"}"#,
    printcolumn = r#"{"name": "Ready", "type": "string", "jsonPath": ".status.conditions[?(@.type=='Ready')].status"}"#,
    printcolumn = r#"{"name": "Waits for", "type": "string", "jsonPath": ".status.waitsFor"}"#,
    printcolumn = r#"{"name": "Age", "type": "date", "jsonPath": ".metadata.creationTimestamp"}"#
)]
#[serde(rename_all = "camelCase")]
pub struct RulePackageSpec {
    /// Whose package it is: a division or college code such as 440703, or an organisation's unified social credit code.
    pub owner: String,
    /// Who made the package, as the rules service knows people. He agrees to none of its activations. Required with `source.oci`.
    #[serde(default)]
    pub author: String,
    /// Where the package is.
    pub source: Source,
    /// When it is to answer. Without any it is only uploaded.
    #[serde(default)]
    pub timeline: Vec<Period>,
}

/// One of the two.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(extend("x-kubernetes-validations" = [{
    "rule": "has(self.oci) != has(self.digest)",
    "message": "give oci or digest, and not both"
}]))]
pub struct Source {
    /// A signed package in a registry, pinned, as `kezhuan rules push` prints it: registry/repository:tag@sha256:digest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub oci: Option<String>,
    /// SHA-256 of a package that the rules service has already, 64 hex digits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub digest: Option<String>,
}

/// Legal dates on which the package is to answer one question.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Period {
    /// The question, such as tc.incentive@1.
    pub hook: String,
    /// Whose cases; the package's owner where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tenant: Option<String>,
    /// First legal date, YYYY-MM-DD.
    pub from: String,
    /// Last legal date; open where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// Figures; the package's own where they are left out.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[schemars(schema_with = "figures")]
    pub settings: BTreeMap<String, serde_json::Value>,
    /// Cases that asked an earlier rule ask this one, too.
    #[serde(default)]
    pub applies_to_open_cases: bool,
    /// Takes days that others have, past ones too.
    #[serde(default)]
    pub corrects: bool,
    /// Why, for the record: the document it stands on.
    pub reason: String,
}

/// How far it has come.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct RulePackageStatus {
    /// Of which generation of the resource this is told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub observed_generation: Option<i64>,
    /// Its name at the rules service: packages/{sha256}.
    pub package: String,
    /// Whose turn it is, in one line; empty where nobody's.
    pub waits_for: String,
    /// A condition for each step, in their order; Ready says whether all is done.
    #[schemars(extend("x-kubernetes-list-type" = "map", "x-kubernetes-list-map-keys" = ["type"]))]
    pub conditions: Vec<Condition>,
    /// What became of each period.
    pub timeline: Vec<PeriodStatus>,
}

/// As Kubernetes has them everywhere.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Condition {
    /// The step.
    #[serde(rename = "type")]
    pub kind: String,
    /// True, False or Unknown.
    pub status: String,
    /// One word for programs.
    pub reason: String,
    /// What was found and what to do, in Chinese and English.
    pub message: String,
    /// Of which generation it is told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub observed_generation: Option<i64>,
    /// Since when its status is what it is.
    pub last_transition_time: String,
}

/// What became of a period.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct PeriodStatus {
    /// The question.
    pub hook: String,
    /// Whose cases.
    pub tenant: String,
    /// First legal date.
    pub from: String,
    /// Its name at the rules service: timelineEntries/{uuid}; empty before it is proposed.
    pub entry: String,
    /// PROPOSED, APPROVED, REFUSED or SUPERSEDED; empty before it is proposed.
    pub state: String,
    /// Who agreed so far.
    pub approved_by: Vec<String>,
    /// Why it ended, or is not asked though it is in force.
    pub problem: String,
}

/// Names and values are the package's own: the rules service knows its schema.
fn figures(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "object", "x-kubernetes-preserve-unknown-fields": true })
}
