//! The settings of messages; config/default.toml of the service explains each.
use std::num::NonZeroU16;
use std::path::{Path, PathBuf};

use anyhow::Context;
use ipnet::IpNet;
use kezhuan_webhooks::{PostConfig, ranges};
use serde::Deserialize;

/// How people are told.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NotificationsConfig {
    pub look_ms: u64,
    pub at_once_max: i64,
    pub retry_s: Vec<u32>,
    pub stale_hours_max: NonZeroU16,
    pub mail: MailConfig,
    pub sms: SmsConfig,
}

/// The server that takes mail.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MailConfig {
    pub host: String,
    pub port: u16,
    pub security: Security,
    pub tls_ca_file: PathBuf,
    pub user: String,
    pub password_file: PathBuf,
    pub from: String,
    pub hello_name: String,
    pub attempt_ms_max: u64,
}

/// How a connection to it is kept secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Security {
    /// Plain at first, encrypted before anything is said.
    Starttls,
    /// From the first byte.
    Tls,
    /// Only on a developer's machine.
    None,
}

/// The city's gateway for text messages.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SmsConfig {
    pub url: String,
    pub secret_file: PathBuf,
    pub http_allowed: bool,
    #[serde(deserialize_with = "ranges")]
    pub allowed_ranges: Vec<IpNet>,
    pub tls_ca_file: PathBuf,
    pub connect_ms_max: u64,
    pub attempt_ms_max: u64,
}

impl SmsConfig {
    /// What an attempt may do.
    pub fn post(&self) -> PostConfig {
        PostConfig {
            user_agent: "kezhuan-notifications",
            http_allowed: self.http_allowed,
            allowed_ranges: self.allowed_ranges.clone(),
            tls_ca_file: self.tls_ca_file.clone(),
            tls_ca_setting: "notifications.sms.tls_ca_file",
            attempt_ms_max: self.attempt_ms_max,
            connect_ms_max: self.connect_ms_max,
            answer_bytes_max: 2_048,
        }
    }
}

/// What a file of a setting says, without the line's end.
pub(crate) fn secret(setting: &str, file: &Path) -> anyhow::Result<String> {
    let text = std::fs::read_to_string(file);
    let text = text.with_context(|| format!("{setting}: {}", file.display()))?;
    Ok(text.trim().to_owned())
}
