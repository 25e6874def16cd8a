//! The settings of this service; config/default.toml explains each.
use std::path::PathBuf;

use kezhuan_notifications::NotificationsConfig;
use serde::Deserialize;

use crate::domain::parameters::Parameters;

kezhuan_service::settings!(Parameters, tickets: TicketsConfig, notices: NoticesConfig, notifications: NotificationsConfig);

/// What admission tickets are signed with.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TicketsConfig {
    pub key_file: PathBuf,
}

/// Who is told what no event names them for.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoticesConfig {
    /// Organisation of the award office's people.
    pub award_office: String,
}

impl Config {
    /// Reads defaults, file and environment.
    pub fn load() -> Result<Config, kezhuan_runtime::ConfigError> {
        kezhuan_runtime::load_config(crate::NAME, include_str!("../config/default.toml"))
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
