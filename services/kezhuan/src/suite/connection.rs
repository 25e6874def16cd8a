//! A suite that somebody else runs, as `connection.toml` tells of it: where its services are, who signed their certificates, and
//! the token by which they know who asks.
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context, ensure};
use kezhuan_rpc::ClientConfig;
use serde::Deserialize;
use tonic::transport::Uri;

use super::SERVICES;

const FILE_NAME: &str = "connection.toml";

/// What the file says. Paths begin at its folder.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Connection {
    /// Service name → address, such as `https://rules.kezhuan.example:443`.
    pub services: BTreeMap<String, String>,
    /// PEM of whoever signed the services' certificates.
    #[serde(default)]
    pub authority_file: PathBuf,
    /// A token of the suite's issuer; read at each call, since it ends sooner than some commands do.
    #[serde(default)]
    pub token_file: PathBuf,
    /// A bank's certificate and its key, for who has one.
    #[serde(default)]
    pub certificate_file: PathBuf,
    #[serde(default)]
    pub key_file: PathBuf,
}

impl Connection {
    /// The connection of a folder; none where it has no such file.
    pub fn read(folder: &Path) -> anyhow::Result<Option<Connection>> {
        let path = folder.join(FILE_NAME);
        if !path.exists() {
            return Ok(None);
        }
        let wrong = || format!("{0} 无法使用 · {0} can't be used", path.display());
        let text = std::fs::read_to_string(&path).with_context(wrong)?;
        let mut connection: Connection = toml::from_str(&text).with_context(wrong)?;
        connection.check().with_context(wrong)?;
        for file in [
            &mut connection.authority_file,
            &mut connection.token_file,
            &mut connection.certificate_file,
            &mut connection.key_file,
        ] {
            if given(file) {
                *file = folder.join(&*file);
            }
        }
        Ok(Some(connection))
    }

    fn check(&self) -> anyhow::Result<()> {
        for service in self.services.keys() {
            let known: Vec<_> = SERVICES.iter().map(|service| service.name).collect();
            ensure!(
                known.contains(&service.as_str()),
                "services.{service}：没有这个服务 · there is no such service; known: {}",
                known.join(", ")
            );
        }
        for (service, address) in &self.services {
            ensure!(
                is_private(address)?,
                "services.{service}：令牌不得明文发送，请使用 https 地址 · a token is not sent in clear: give an https address"
            );
        }
        let over_tls = |address: &String| address.starts_with("https:");
        ensure!(
            given(&self.authority_file) || !self.services.values().any(over_tls),
            "authority_file：https 地址需要签发其证书的机构 · https addresses need the authority of their certificates"
        );
        ensure!(
            given(&self.token_file) || given(&self.certificate_file),
            "token_file：请填写保存令牌的文件 · names the file that holds the token"
        );
        ensure!(
            given(&self.certificate_file) == given(&self.key_file),
            "certificate_file, key_file：须同时填写 · one needs the other"
        );
        Ok(())
    }

    /// How its addresses are reached.
    pub fn client(&self) -> ClientConfig {
        ClientConfig {
            tls_ca_file: self.authority_file.clone(),
            tls_certificate_file: self.certificate_file.clone(),
            tls_key_file: self.key_file.clone(),
        }
    }
}

/// Whether nobody on the way can read what is sent there: by TLS, or because it does not leave the machine.
fn is_private(address: &str) -> anyhow::Result<bool> {
    let uri: Uri = address
        .parse()
        .with_context(|| format!("{address} is no address"))?;
    let here = uri
        .host()
        .is_some_and(|host| ["127.0.0.1", "[::1]", "localhost"].contains(&host));
    Ok(here || uri.scheme_str() == Some("https"))
}

/// Whether a key of the file names something.
pub fn given(file: &Path) -> bool {
    !file.as_os_str().is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> anyhow::Result<Option<Connection>> {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join(FILE_NAME), text).expect("written");
        Connection::read(folder.path())
    }

    #[test]
    fn files_stand_beside_the_connection() {
        let folder = tempfile::tempdir().expect("a folder");
        assert!(Connection::read(folder.path()).expect("no file").is_none());
        let text = "authority_file = \"ca.pem\"\ntoken_file = \"/run/token\"\n\
                    [services]\nrules = \"https://rules.example\"\n";
        std::fs::write(folder.path().join(FILE_NAME), text).expect("written");
        let found = Connection::read(folder.path())
            .expect("read")
            .expect("found");
        assert_eq!(found.authority_file, folder.path().join("ca.pem"));
        assert_eq!(found.token_file, Path::new("/run/token"));
        assert!(!given(&found.client().tls_certificate_file));
    }

    #[test]
    fn what_is_missing_is_named() {
        let token = "token_file = \"t\"\n";
        let rules = "[services]\nrules = \"https://rules.example\"\n";
        for (text, named) in [
            (format!("{token}{rules}"), "authority_file"),
            (format!("authority_file = \"a\"\n{rules}"), "token_file"),
            (
                format!("{token}[services]\nrule = \"https://a\"\n"),
                "services.rule",
            ),
            (
                format!("{token}[services]\nrules = \"http://rules.example\"\n"),
                "services.rules",
            ),
            (
                format!("{token}certificate_file = \"c\"\n[services]\n"),
                "key_file",
            ),
            (format!("{token}password = \"p\"\n[services]\n"), "password"),
            (token.to_owned(), "services"),
        ] {
            let error = format!("{:#}", read(&text).expect_err(&text));
            assert!(
                error.contains(FILE_NAME) && error.contains(named),
                "{error}"
            );
        }
    }
}
