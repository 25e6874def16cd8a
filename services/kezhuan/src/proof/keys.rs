//! The public keys that whoever checks was given, each from whom he trusts.
use std::path::PathBuf;

use anyhow::Context;
use kezhuan_database::seal::{VerifyingKey, key_from_pem, key_id};

/// Keys by their ids.
#[derive(Clone, Debug, Default)]
pub struct Keys(Vec<(String, VerifyingKey)>);

impl Keys {
    /// Reads PEM files.
    pub fn read(files: &[PathBuf]) -> anyhow::Result<Keys> {
        let mut keys = Vec::new();
        for file in files {
            let pem = std::fs::read_to_string(file)
                .with_context(|| format!("can't read {}", file.display()))?;
            let key = key_from_pem(&pem).with_context(|| {
                format!(
                    "{} is no public key: a PEM file that begins with -----BEGIN PUBLIC KEY----- is expected, \
                     as `kezhuan seal-key` writes it",
                    file.display()
                )
            })?;
            keys.push((key_id(&key), key));
        }
        Ok(Keys(keys))
    }

    /// Whether none was given.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The key of that id.
    pub fn of(&self, id: &str) -> Option<&VerifyingKey> {
        self.0
            .iter()
            .find(|(given, _)| given == id)
            .map(|(_, key)| key)
    }

    /// Their ids, for people.
    pub fn ids(&self) -> String {
        let ids: Vec<&str> = self.0.iter().map(|(id, _)| id.as_str()).collect();
        ids.join(", ")
    }
}
