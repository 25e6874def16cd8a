//! Settings: default.toml, then a file, then the environment. A wrong key stops the start.
use config::{Config, Environment, File, FileFormat};
use serde::de::DeserializeOwned;

/// Names the file that overrides the defaults.
const FILE_VARIABLE: &str = "KEZHUAN_CONFIG_FILE";

/// Why settings could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    #[error("settings of {service}: {cause}")]
    Unreadable {
        service: String,
        cause: config::ConfigError,
    },
    #[error("settings of {service} don't know {unknown}; known keys: {known}")]
    UnknownKey {
        service: String,
        unknown: String,
        known: String,
    },
}

/// Reads the settings of `service`: `defaults`, then the file named by KEZHUAN_CONFIG_FILE, then
/// variables such as `KEZHUAN_CONTRACTS__SERVER__ADDRESS`.
pub fn load_config<T: DeserializeOwned>(service: &str, defaults: &str) -> Result<T, ConfigError> {
    let unreadable = |cause| ConfigError::Unreadable {
        service: service.to_owned(),
        cause,
    };
    let own = Config::builder()
        .add_source(File::from_str(defaults, FileFormat::Toml))
        .build()
        .map_err(unreadable)?;
    let known = keys(&own);

    let prefix = format!("KEZHUAN_{}", service.to_uppercase().replace('-', "_"));
    let environment = Environment::with_prefix(&prefix)
        .prefix_separator("__")
        .separator("__")
        .try_parsing(true);
    let mut builder = Config::builder().add_source(File::from_str(defaults, FileFormat::Toml));
    if let Some(path) = std::env::var_os(FILE_VARIABLE) {
        builder =
            builder.add_source(File::from(std::path::PathBuf::from(path)).format(FileFormat::Toml));
    }
    let whole = builder
        .add_source(environment)
        .build()
        .map_err(unreadable)?;
    if let Some(unknown) = keys(&whole).into_iter().find(|key| !known.contains(key)) {
        return Err(ConfigError::UnknownKey {
            service: service.to_owned(),
            unknown,
            known: known.join(", "),
        });
    }
    whole.try_deserialize().map_err(unreadable)
}

/// Every `section.key` of a set of settings; deeper tables are values of their own.
fn keys(settings: &Config) -> Vec<String> {
    let Ok(table) = settings.clone().try_deserialize::<toml::Table>() else {
        return Vec::new();
    };
    let mut keys: Vec<String> = table
        .iter()
        .flat_map(|(section, value)| match value.as_table() {
            Some(inner) => inner.keys().map(|key| format!("{section}.{key}")).collect(),
            None => vec![section.clone()],
        })
        .collect();
    keys.sort();
    keys
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, serde::Deserialize, PartialEq)]
    struct Settings {
        server: Server,
    }

    #[derive(Debug, serde::Deserialize, PartialEq)]
    struct Server {
        address: String,
        streams_max: u32,
    }

    const DEFAULTS: &str = "[server]\naddress = \"127.0.0.1:0\"\nstreams_max = 100\n";

    #[test]
    fn defaults_alone_are_a_whole_configuration() {
        let settings: Settings = load_config("quiet", DEFAULTS).unwrap();
        assert_eq!(settings.server.streams_max, 100);
    }

    #[test]
    fn the_keys_of_the_defaults_are_the_known_ones() {
        let settings = Config::builder()
            .add_source(File::from_str(DEFAULTS, FileFormat::Toml))
            .build()
            .unwrap();
        assert_eq!(keys(&settings), ["server.address", "server.streams_max"]);
    }
}
