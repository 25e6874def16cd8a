//! The settings of this service; config/default.toml explains each.
use std::path::PathBuf;

use kezhuan_auth::AuthConfig;
use kezhuan_bus::BusConfig;
use kezhuan_database::DatabaseConfig;
use kezhuan_database::seal::SealConfig;
use kezhuan_rpc::{ClientConfig, ServerConfig};
use kezhuan_rule_host::HostConfig;
use kezhuan_runtime::telemetry::TelemetryConfig;
use serde::Deserialize;

/// Everything that can be set.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    pub server: ServerConfig,
    pub database: DatabaseConfig,
    pub bus: BusConfig,
    pub auth: AuthConfig,
    pub seal: SealConfig,
    pub rule_host: HostConfig,
    pub client: ClientConfig,
    pub adoption: AdoptionConfig,
    // A section whose one list is empty counts as absent in the settings.
    #[serde(default)]
    pub carrying: CarryingConfig,
    pub alerts: AlertsConfig,
    pub intake: IntakeConfig,
    pub shadows: ShadowsConfig,
    pub telemetry: TelemetryConfig,
}

/// Who is told of an activation at once.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AdoptionConfig {
    // An empty list counts as absent in the settings.
    #[serde(default)]
    pub addresses: Vec<String>,
    pub token_file: PathBuf,
    pub call_ms_max: u64,
    /// Longest a service may try a proposed activation on its decisions.
    pub preview_ms_max: u64,
}

/// Who brings packages and proposals without being a person.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CarryingConfig {
    // An empty list counts as absent in the settings.
    #[serde(default)]
    pub services: Vec<String>,
}

/// How long before it happens owners are told.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AlertsConfig {
    pub sunset_days: u32,
    pub end_days: u32,
}

/// How much of one tenant is taken in.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IntakeConfig {
    pub uploads_max: usize,
    pub uploads_per_tenant_max: usize,
    pub scripted_per_tenant_max: i64,
}

/// How many candidates are asked beside one rule.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShadowsConfig {
    pub per_hook_max: i64,
}

impl Config {
    /// Reads defaults, file and environment.
    pub fn load() -> Result<Config, kezhuan_runtime::ConfigError> {
        kezhuan_runtime::load_config(crate::NAME, include_str!("../config/default.toml"))
    }
}
