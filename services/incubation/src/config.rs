//! The settings of this service; config/default.toml explains each.
use kezhuan_adoption::{RulesServiceConfig, TroublesConfig};
use kezhuan_auth::AuthConfig;
use kezhuan_bus::BusConfig;
use kezhuan_database::DatabaseConfig;
use kezhuan_database::seal::SealConfig;
use kezhuan_numbers::NumbersConfig;
use kezhuan_replay::ReplayConfig;
use kezhuan_rpc::{ClientConfig, ServerConfig};
use kezhuan_rule_host::HostConfig;
use kezhuan_runtime::telemetry::TelemetryConfig;
use kezhuan_service::Settings;
use serde::Deserialize;

use crate::domain::parameters::Parameters;

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
    pub replay: ReplayConfig,
    pub client: ClientConfig,
    pub rules_service: RulesServiceConfig,
    pub numbers: NumbersConfig,
    pub parameters: Parameters,
    pub troubles: TroublesConfig,
    pub telemetry: TelemetryConfig,
}

impl Config {
    /// Reads defaults, file and environment.
    pub fn load() -> Result<Config, kezhuan_runtime::ConfigError> {
        kezhuan_runtime::load_config(crate::NAME, include_str!("../config/default.toml"))
    }

    /// Those that every service has that asks rules.
    pub(crate) fn shared(&self) -> Settings {
        Settings {
            server: self.server.clone(),
            database: self.database.clone(),
            bus: self.bus.clone(),
            auth: self.auth.clone(),
            seal: self.seal.clone(),
            rule_host: self.rule_host.clone(),
            replay: self.replay,
            client: self.client.clone(),
            rules_service: self.rules_service.clone(),
            troubles: self.troubles.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_settings_file_says_of_every_figure_what_the_code_says() {
        let config = Config::load().unwrap();
        assert_eq!(config.parameters, Parameters::default());
    }
}
