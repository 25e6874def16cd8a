//! The server's certificate, and the authority whose client certificates are believed.
use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;

use anyhow::Context;
use tonic::transport::{Certificate, Identity, ServerTlsConfig};

use crate::ServerConfig;

/// How a server that listens on `address` speaks TLS; not at all when it has no certificate, which
/// only this machine may hear where TLS is demanded.
pub(crate) fn of(
    config: &ServerConfig,
    address: SocketAddr,
) -> anyhow::Result<Option<ServerTlsConfig>> {
    let given = |file: &Path| !file.as_os_str().is_empty();
    let (certificate, key) = (&config.tls_certificate_file, &config.tls_key_file);
    if !given(certificate) {
        anyhow::ensure!(
            !given(key) && !given(&config.tls_client_ca_file),
            "server.tls_certificate_file is empty, and the other TLS files mean nothing without it"
        );
        anyhow::ensure!(
            !config.tls_required || address.ip().is_loopback(),
            "TLS is demanded and {address} can be reached from other machines: name \
             server.tls_certificate_file and server.tls_key_file, or set server.tls_required = false \
             where something in front of the service speaks TLS"
        );
        return Ok(None);
    }
    let identity = Identity::from_pem(read(certificate)?, read(key)?);
    let mut tls = ServerTlsConfig::new()
        .identity(identity)
        .timeout(Duration::from_millis(config.handshake_ms_max));
    if given(&config.tls_client_ca_file) {
        // People come with tokens instead.
        tls = tls
            .client_ca_root(Certificate::from_pem(read(&config.tls_client_ca_file)?))
            .client_auth_optional(true);
    }
    Ok(Some(tls))
}

fn read(file: &Path) -> anyhow::Result<Vec<u8>> {
    std::fs::read(file).with_context(|| format!("can't read {}", file.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plaintext_is_for_this_machine_unless_tls_is_not_demanded() {
        let mut config = ServerConfig::default();
        let [near, far] = ["127.0.0.1:1", "10.0.0.1:1"].map(|text| text.parse().unwrap());
        assert!(of(&config, near).unwrap().is_none());
        let refused = of(&config, far).unwrap_err().to_string();
        assert!(refused.contains("server.tls_certificate_file"), "{refused}");
        config.tls_required = false;
        assert!(of(&config, far).unwrap().is_none());
    }

    #[test]
    fn a_file_that_is_missing_or_alone_is_named() {
        let mut config = ServerConfig {
            tls_key_file: "/nowhere/key.pem".into(),
            ..ServerConfig::default()
        };
        let near = "127.0.0.1:1".parse().unwrap();
        assert!(of(&config, near).is_err());
        config.tls_certificate_file = "/nowhere/certificate.pem".into();
        let refused = of(&config, near).unwrap_err().to_string();
        assert!(refused.contains("/nowhere/certificate.pem"), "{refused}");
    }
}
