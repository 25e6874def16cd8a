//! The settings of webhooks; config/default.toml explains each.
use std::path::PathBuf;

use ipnet::IpNet;
use kezhuan_webhooks::{PostConfig, Retries, ranges};
use serde::Deserialize;

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

impl WebhooksConfig {
    /// What an attempt may do.
    pub fn post(&self) -> PostConfig {
        PostConfig {
            user_agent: "kezhuan-webhooks",
            http_allowed: self.http_allowed,
            allowed_ranges: self.allowed_ranges.clone(),
            tls_ca_file: self.tls_ca_file.clone(),
            tls_ca_setting: "webhooks.tls_ca_file",
            attempt_ms_max: self.attempt_ms_max,
            connect_ms_max: self.connect_ms_max,
            answer_bytes_max: self.answer_bytes_max,
        }
    }

    /// When what failed is tried again.
    pub fn retries(&self) -> Retries<'_> {
        Retries {
            retry_s: &self.retry_s,
            jitter_percent_max: self.jitter_percent_max,
            retry_after_s_max: self.retry_after_s_max,
        }
    }
}
