//! The settings of this program; config/default.toml explains each.
use kezhuan_artifacts::RegistryConfig;
use kezhuan_rpc::{ClientConfig, ServerConfig};
use kezhuan_runtime::telemetry::TelemetryConfig;
use serde::Deserialize;

use crate::desk::RulesConfig;

/// Everything that can be set.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    pub server: ServerConfig,
    pub client: ClientConfig,
    pub rules: RulesConfig,
    pub kubernetes: KubernetesConfig,
    pub registry: RegistryConfig,
    pub telemetry: TelemetryConfig,
}

/// What is watched, and who speaks for whom.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KubernetesConfig {
    pub watched_namespace: String,
    pub namespaces: String,
    pub registries: String,
    pub look_s: u64,
    pub retry_s: u64,
    pub looks_max: u16,
}

impl Config {
    /// Reads defaults, file and environment.
    pub fn load() -> Result<Config, kezhuan_runtime::ConfigError> {
        kezhuan_runtime::load_config(crate::NAME, include_str!("../config/default.toml"))
    }
}
