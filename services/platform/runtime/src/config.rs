//! Settings: default.toml, then a file, then the environment. A wrong key stops the start.
use std::collections::HashMap;
use std::path::{Path, PathBuf};

use config::{Config, Environment, File, FileFormat};
use serde::de::DeserializeOwned;

/// Names the file that overrides the defaults.
const FILE_VARIABLE: &str = "KEZHUAN_CONFIG_FILE";
/// `database.url_file = "/run/secrets/url"` gives `database.url` what the file holds.
const SECRET: &str = "_file";

/// Why settings could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    #[error("settings of {service}: {cause}")]
    Unreadable {
        service: String,
        cause: Box<config::ConfigError>,
    },
    #[error("settings of {service} don't know {unknown}; known keys: {known}")]
    UnknownKey {
        service: String,
        unknown: String,
        known: String,
    },
    #[error("settings of {service}: {key} names {}: {cause}", path.display())]
    Secret {
        service: String,
        key: String,
        path: PathBuf,
        cause: std::io::Error,
    },
}

/// Reads the settings of `service`: `defaults`, then the file named by KEZHUAN_CONFIG_FILE, then
/// variables such as `KEZHUAN_CONTRACTS__SERVER__ADDRESS`. A secret may stand in a file of its own,
/// named by the key with `_file` behind it.
pub fn load_config<T: DeserializeOwned>(service: &str, defaults: &str) -> Result<T, ConfigError> {
    let file = std::env::var_os(FILE_VARIABLE).map(PathBuf::from);
    read(service, defaults, file.as_deref(), None)
}

/// `variables` stands for the process's own when given.
fn read<T: DeserializeOwned>(
    service: &str,
    defaults: &str,
    file: Option<&Path>,
    variables: Option<HashMap<String, String>>,
) -> Result<T, ConfigError> {
    let unreadable = |cause| ConfigError::Unreadable {
        service: service.to_owned(),
        cause: Box::new(cause),
    };
    let own = Config::builder().add_source(File::from_str(defaults, FileFormat::Toml));
    let known = keys(&own.clone().build().map_err(unreadable)?);

    let prefix = format!("KEZHUAN_{}", service.to_uppercase().replace('-', "_"));
    let environment = Environment::with_prefix(&prefix)
        .prefix_separator("__")
        .separator("__")
        .try_parsing(true)
        .source(variables.map(|all| all.into_iter().collect()));
    let mut builder = own;
    if let Some(path) = file {
        builder = builder.add_source(File::from(path).format(FileFormat::Toml));
    }
    builder = builder.add_source(environment);
    let given = builder.clone().build().map_err(unreadable)?;
    for key in keys(&given).into_iter().filter(|key| !known.contains(key)) {
        let Some(target) = key
            .strip_suffix(SECRET)
            .filter(|target| known.iter().any(|known| known == target))
        else {
            return Err(ConfigError::UnknownKey {
                service: service.to_owned(),
                unknown: key,
                known: known.join(", "),
            });
        };
        let path = PathBuf::from(given.get_string(&key).map_err(unreadable)?);
        let secret = std::fs::read_to_string(&path).map_err(|cause| ConfigError::Secret {
            service: service.to_owned(),
            key: key.clone(),
            path,
            cause,
        })?;
        builder = builder
            .set_override(target, secret.trim_end())
            .map_err(unreadable)?;
    }
    let mut whole: toml::Table = builder
        .build()
        .and_then(Config::try_deserialize)
        .map_err(unreadable)?;
    drop_secret_files(&mut whole, &known);
    // Through `config` again, which reads 12345 as text where a text is wanted.
    Config::try_from(&whole)
        .and_then(Config::try_deserialize)
        .map_err(unreadable)
}

/// The names of the files have done their work; the settings themselves don't have such keys.
fn drop_secret_files(whole: &mut toml::Table, known: &[String]) {
    for (section, value) in whole.iter_mut() {
        if let Some(inner) = value.as_table_mut() {
            inner.retain(|key, _| known.contains(&format!("{section}.{key}")));
        }
    }
    whole.retain(|key, value| value.is_table() || known.iter().any(|known| known == key));
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
mod tests;
