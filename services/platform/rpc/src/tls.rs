//! TLS as a server speaks it: its certificate, and the clients it asks for theirs. The files are read
//! again while it runs, so that a renewed certificate or one taken back needs no restart.
use std::convert::Infallible;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::Duration;

use anyhow::Context;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::TlsAcceptor;

use crate::ServerConfig;
use crate::clients::Believed;
use crate::peer::Standing;
use crate::possession::Possession;

const HTTP_2: &[u8] = b"h2";

/// What the server shows and believes now.
pub(crate) struct Tls {
    settings: ServerConfig,
    handshake: RwLock<Arc<rustls::ServerConfig>>,
    /// Where clients are asked for a certificate.
    clients: Option<Standing>,
    read: Mutex<Files>,
}

/// The files' contents, to see whether something changed.
#[derive(Clone, PartialEq, Eq)]
struct Files {
    certificate: Vec<u8>,
    key: Vec<u8>,
    client_authorities: Option<Vec<u8>>,
    clients: String,
}

impl Tls {
    /// How a server that listens on `address` speaks TLS; not at all when it has no certificate, which
    /// only this machine may hear where TLS is demanded.
    pub fn of(config: &ServerConfig, address: SocketAddr) -> anyhow::Result<Option<Arc<Tls>>> {
        let (certificate, key) = (&config.tls_certificate_file, &config.tls_key_file);
        if !given(certificate) {
            anyhow::ensure!(
                !given(key)
                    && !given(&config.tls_client_ca_file)
                    && !given(&config.tls_clients_file),
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
        let files = Files::read(config)?;
        let believed = files.believed()?;
        Ok(Some(Arc::new(Tls {
            settings: config.clone(),
            handshake: RwLock::new(files.handshake()?),
            clients: believed.map(|believed| Arc::new(RwLock::new(Arc::new(believed)))),
            read: Mutex::new(files),
        })))
    }

    /// What meets the next connection.
    pub fn acceptor(&self) -> TlsAcceptor {
        let handshake = self.handshake.read();
        TlsAcceptor::from(handshake.unwrap_or_else(PoisonError::into_inner).clone())
    }

    /// What is believed of clients, where they are asked.
    pub fn clients(&self) -> Option<&Standing> {
        self.clients.as_ref()
    }

    /// Reads the files again and again. Files that can't be used leave what was read before in force.
    pub async fn keep_fresh(self: Arc<Tls>) -> Infallible {
        let pause = Duration::from_secs(self.settings.tls_reread_s.max(1));
        loop {
            tokio::time::sleep(pause).await;
            let tls = self.clone();
            let reread = tokio::task::spawn_blocking(move || tls.reread()).await;
            match reread.context("reading the TLS files broke off") {
                Ok(Ok(false)) => {}
                Ok(Ok(true)) => tracing::info!("changed TLS files were taken up"),
                Ok(Err(error)) | Err(error) => tracing::error!(
                    error = format!("{error:#}"),
                    "the TLS files can't be used; what was read before stays in force"
                ),
            }
        }
    }

    /// Whether something changed.
    fn reread(&self) -> anyhow::Result<bool> {
        let files = Files::read(&self.settings)?;
        let mut read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        if *read == files {
            return Ok(false);
        }
        // All of it or nothing: a pair that is being replaced does not fit together yet.
        let (handshake, believed) = (files.handshake()?, files.believed()?);
        *self
            .handshake
            .write()
            .unwrap_or_else(PoisonError::into_inner) = handshake;
        if let (Some(clients), Some(believed)) = (&self.clients, believed) {
            *clients.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(believed);
        }
        *read = files;
        Ok(true)
    }
}

impl Files {
    fn read(config: &ServerConfig) -> anyhow::Result<Files> {
        let client_authorities = given(&config.tls_client_ca_file)
            .then(|| read(&config.tls_client_ca_file))
            .transpose()?;
        anyhow::ensure!(
            client_authorities.is_some() || !given(&config.tls_clients_file),
            "server.tls_clients_file means nothing without server.tls_client_ca_file"
        );
        let clients = given(&config.tls_clients_file)
            .then(|| read(&config.tls_clients_file))
            .transpose()?
            .unwrap_or_default();
        Ok(Files {
            certificate: read(&config.tls_certificate_file)?,
            key: read(&config.tls_key_file)?,
            client_authorities,
            clients: String::from_utf8(clients).context("server.tls_clients_file")?,
        })
    }

    fn believed(&self) -> anyhow::Result<Option<Believed>> {
        let authorities = self.client_authorities.as_deref();
        authorities
            .map(|authorities| Believed::parse(authorities, &self.clients))
            .transpose()
    }

    fn handshake(&self) -> anyhow::Result<Arc<rustls::ServerConfig>> {
        let chain = CertificateDer::pem_slice_iter(&self.certificate)
            .collect::<Result<Vec<_>, _>>()
            .context("server.tls_certificate_file can't be read")?;
        let key = PrivateKeyDer::from_pem_slice(&self.key)
            .context("server.tls_key_file can't be read")?;
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let possession = Possession(provider.signature_verification_algorithms);
        let builder = rustls::ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()?;
        let builder = if self.client_authorities.is_some() {
            builder.with_client_cert_verifier(Arc::new(possession))
        } else {
            builder.with_no_client_auth()
        };
        let mut config = builder
            .with_single_cert(chain, key)
            .context("the server's certificate and key can't be used together")?;
        config.alpn_protocols = vec![HTTP_2.to_vec()];
        Ok(Arc::new(config))
    }
}

fn given(file: &Path) -> bool {
    !file.as_os_str().is_empty()
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
        assert!(Tls::of(&config, near).unwrap().is_none());
        let refused = Tls::of(&config, far).err().unwrap().to_string();
        assert!(refused.contains("server.tls_certificate_file"), "{refused}");
        config.tls_required = false;
        assert!(Tls::of(&config, far).unwrap().is_none());
    }

    #[test]
    fn a_file_that_is_missing_or_alone_is_named() {
        let mut config = ServerConfig {
            tls_key_file: "/nowhere/key.pem".into(),
            ..ServerConfig::default()
        };
        let near = "127.0.0.1:1".parse().unwrap();
        assert!(Tls::of(&config, near).is_err());
        config.tls_certificate_file = "/nowhere/certificate.pem".into();
        config.tls_clients_file = "/nowhere/clients.toml".into();
        let refused = Tls::of(&config, near).err().unwrap().to_string();
        assert!(refused.contains("server.tls_client_ca_file"), "{refused}");
        config.tls_clients_file = std::path::PathBuf::new();
        let refused = Tls::of(&config, near).err().unwrap().to_string();
        assert!(refused.contains("/nowhere/certificate.pem"), "{refused}");
    }
}
