//! Calls to other services: how they are reached, and that they belong to the trace.
use std::path::{Path, PathBuf};

use anyhow::Context;
use serde::Deserialize;
use tonic::Request;
use tonic::metadata::{Ascii, MetadataValue};
use tonic::transport::{Certificate, ClientTlsConfig, Endpoint, Identity};

/// The `[client]` settings of a service that calls others, as `config/default.toml` explains them.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClientConfig {
    /// PEM files; only https addresses need them.
    pub tls_ca_file: PathBuf,
    pub tls_certificate_file: PathBuf,
    pub tls_key_file: PathBuf,
}

impl ClientConfig {
    /// The way to `address` by the files as they are now: over TLS when it begins with https.
    pub fn endpoint(&self, address: &str) -> anyhow::Result<Endpoint> {
        endpoint(address, self.tls_files(address)?)
    }

    /// What the files hold now; nothing where `address` wants no TLS.
    pub(crate) fn tls_files(&self, address: &str) -> anyhow::Result<Option<TlsFiles>> {
        if !address.starts_with("https:") {
            return Ok(None);
        }
        let given = |file: &Path| !file.as_os_str().is_empty();
        anyhow::ensure!(
            given(&self.tls_ca_file),
            "{address} wants TLS: client.tls_ca_file must name the authority of its certificate"
        );
        let identity = match given(&self.tls_certificate_file) {
            true => Some((read(&self.tls_certificate_file)?, read(&self.tls_key_file)?)),
            false => None,
        };
        Ok(Some(TlsFiles {
            authority: read(&self.tls_ca_file)?,
            identity,
        }))
    }
}

/// The files' contents.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct TlsFiles {
    authority: Vec<u8>,
    /// Certificate and key.
    identity: Option<(Vec<u8>, Vec<u8>)>,
}

pub(crate) fn endpoint(address: &str, files: Option<TlsFiles>) -> anyhow::Result<Endpoint> {
    let endpoint = Endpoint::from_shared(address.to_owned())?;
    let Some(files) = files else {
        return Ok(endpoint);
    };
    let mut tls = ClientTlsConfig::new().ca_certificate(Certificate::from_pem(files.authority));
    if let Some((certificate, key)) = files.identity {
        tls = tls.identity(Identity::from_pem(certificate, key));
    }
    endpoint
        .tls_config(tls)
        .with_context(|| format!("the TLS files for {address} can't be used"))
}

fn read(file: &Path) -> anyhow::Result<Vec<u8>> {
    std::fs::read(file).with_context(|| format!("can't read {}", file.display()))
}

/// Puts the current trace on `request`, whose server goes on with it.
pub fn traced<T>(mut request: Request<T>) -> Request<T> {
    let parent = kezhuan_runtime::telemetry::trace_parent();
    let header = parent.and_then(|parent| parent.parse::<MetadataValue<Ascii>>().ok());
    if let Some(header) = header {
        request.metadata_mut().insert("traceparent", header);
    }
    request
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_https_address_needs_the_authority_behind_it() {
        let mut config = ClientConfig::default();
        config.endpoint("http://rules:8443").unwrap();
        let refused = config.endpoint("https://rules:8443").unwrap_err();
        assert!(refused.to_string().contains("client.tls_ca_file"));
        config.tls_ca_file = "/nowhere/ca.pem".into();
        let refused = config.endpoint("https://rules:8443").unwrap_err();
        assert!(refused.to_string().contains("/nowhere/ca.pem"));
    }
}
