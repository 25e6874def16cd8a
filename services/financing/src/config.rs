//! The settings of this service; config/default.toml explains each.
use crate::domain::parameters::Parameters;
use crate::webhooks::WebhooksConfig;

kezhuan_service::settings!(Parameters, webhooks: WebhooksConfig);

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
