//! Mutual TLS for a test: an authority, a server that believes it, and the ways to that server.
use std::path::PathBuf;

use kezhuan_auth::{Credential, DevelopmentAuthority};
use kezhuan_rpc::{ClientConfig, ServerConfig};
use tempfile::TempDir;
use tonic::transport::Channel;

/// Longer than any test, and short enough to be a certificate's.
const DAYS: u64 = 30;

/// One authority and its files.
pub struct MutualTls {
    pub authority: DevelopmentAuthority,
    folder: TempDir,
}

impl MutualTls {
    /// A new authority, which nobody believes yet.
    pub fn new() -> anyhow::Result<MutualTls> {
        let folder = tempfile::Builder::new().prefix("kezhuan-tls-").tempdir()?;
        Ok(MutualTls {
            authority: DevelopmentAuthority::create_or_load(folder.path())?,
            folder,
        })
    }

    /// Lets a server speak TLS, ask clients for their certificate, and read the files again each second.
    pub fn arm(&self, server: &mut ServerConfig) -> anyhow::Result<()> {
        let [certificate, key] = self
            .authority
            .server(DAYS)?
            .write(self.folder.path(), "server")?;
        self.write_lists("")?;
        server.tls_certificate_file = certificate;
        server.tls_key_file = key;
        server.tls_client_ca_file = self.authority.certificate_file();
        server.tls_clients_file = self.lists();
        server.tls_reread_s = 1;
        Ok(())
    }

    /// What the server reads of revoked certificates and of addresses.
    pub fn write_lists(&self, text: &str) -> anyhow::Result<()> {
        Ok(std::fs::write(self.lists(), text)?)
    }

    /// The systems of a bank.
    pub fn bank(&self, organisation: &str) -> anyhow::Result<Credential> {
        self.authority.bank(organisation, DAYS)
    }

    /// The way to the server on `port`, with the certificate that is shown there, if one is.
    pub fn channel(&self, port: u16, shown: Option<&Credential>) -> anyhow::Result<Channel> {
        let folder = tempfile::tempdir()?;
        let [tls_certificate_file, tls_key_file] = match shown {
            Some(credential) => credential.write(folder.path(), "client")?,
            None => Default::default(),
        };
        let config = ClientConfig {
            tls_ca_file: self.authority.certificate_file(),
            tls_certificate_file,
            tls_key_file,
        };
        // The files are read here; the folder may go.
        let endpoint = config.endpoint(&format!("https://localhost:{port}"))?;
        Ok(endpoint.connect_lazy())
    }

    fn lists(&self) -> PathBuf {
        self.folder.path().join("clients.toml")
    }
}
