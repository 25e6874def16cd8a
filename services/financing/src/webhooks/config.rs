//! The settings of webhooks; config/default.toml explains each.
use std::path::PathBuf;

use ipnet::IpNet;
use serde::de::Error;
use serde::{Deserialize, Deserializer};

/// How organisations are told at their own addresses.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WebhooksConfig {
    pub secret_key_file: PathBuf,
    pub http_allowed: bool,
    #[serde(deserialize_with = "ranges")]
    pub allowed_ranges: Vec<IpNet>,
    pub tls_ca_file: PathBuf,
    pub retry_s: Vec<u32>,
    pub jitter_percent_max: u32,
    pub retry_after_s_max: u32,
    pub attempt_ms_max: u64,
    pub connect_ms_max: u64,
    pub answer_bytes_max: usize,
    pub concurrency_max: usize,
    pub per_endpoint_max: i64,
    pub rest_after_failures: i32,
    pub rest_s: u32,
    pub rest_s_max: u32,
    pub look_ms: u64,
    pub endpoints_max: i64,
    pub kept_days: i32,
}

/// Separated by commas, so that a variable can hold them too.
fn ranges<'de, D: Deserializer<'de>>(setting: D) -> Result<Vec<IpNet>, D::Error> {
    String::deserialize(setting)?
        .split(',')
        .map(str::trim)
        .filter(|range| !range.is_empty())
        .map(|range| {
            range.parse().map_err(|cause| {
                D::Error::custom(format!("{range:?} is no address range: {cause}"))
            })
        })
        .collect()
}
