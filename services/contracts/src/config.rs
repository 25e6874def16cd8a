//! The settings of this service; config/default.toml explains each.
use crate::domain::parameters::Parameters;

kezhuan_service::settings!(Parameters);

impl Config {
    /// Reads defaults, file and environment.
    pub fn load() -> Result<Config, kezhuan_runtime::ConfigError> {
        kezhuan_runtime::load_config(crate::NAME, include_str!("../config/default.toml"))
    }
}
