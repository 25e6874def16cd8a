//! What attempts to deliver may do.
use std::path::PathBuf;

use ipnet::IpNet;
use serde::de::Error;
use serde::{Deserialize, Deserializer};

/// Where letters may go, and how long one may take. A service reads its settings in its own section, and fills this from them.
#[derive(Clone, Debug)]
pub struct PostConfig {
    /// As receivers see who sends.
    pub user_agent: &'static str,
    /// Plain http too: only for a developer's machine.
    pub http_allowed: bool,
    /// Beside the public internet.
    pub allowed_ranges: Vec<IpNet>,
    /// PEM file of authorities; empty: those that the system knows.
    pub tls_ca_file: PathBuf,
    /// The full name of the setting that holds it, for people.
    pub tls_ca_setting: &'static str,
    /// One attempt from the connection to the end of the answer.
    pub attempt_ms_max: u64,
    pub connect_ms_max: u64,
    /// How much of an answer is read.
    pub answer_bytes_max: usize,
}

/// Reads address ranges from one text, separated by commas, so that a variable can hold them too.
pub fn ranges<'de, D: Deserializer<'de>>(setting: D) -> Result<Vec<IpNet>, D::Error> {
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
