//! The settings of this service; config/default.toml explains each.
use kezhuan_auth::AuthConfig;
use kezhuan_bus::BusConfig;
use kezhuan_database::DatabaseConfig;
use kezhuan_database::seal::SealConfig;
use kezhuan_rpc::ServerConfig;
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
    pub telemetry: TelemetryConfig,
}

impl Config {
    /// Reads defaults, file and environment.
    pub fn load() -> Result<Config, kezhuan_runtime::ConfigError> {
        kezhuan_runtime::load_config(crate::NAME, include_str!("../config/default.toml"))
    }
}
