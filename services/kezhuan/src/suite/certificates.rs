//! Certificates of a suite on this machine: its own authority, and what servers and clients need of it.
use std::path::{Path, PathBuf};

use anyhow::Context;
use kezhuan_auth::DevelopmentAuthority;
use kezhuan_rpc::{ClientConfig, ServerConfig};
use tonic::transport::Endpoint;

const SERVER: &str = "server";
const SERVER_DAYS: u64 = 365;
/// For one process of the toolbox.
const BANK_DAYS: u64 = 7;

/// Makes the authority on first use, and the certificate of its servers anew.
pub fn write(keys: &Path) -> anyhow::Result<()> {
    let authority = DevelopmentAuthority::create_or_load(keys)?;
    authority.server(SERVER_DAYS)?.write(keys, SERVER)?;
    // Whoever tries out how a certificate is taken back writes it here.
    if !lists(keys).exists() {
        std::fs::write(lists(keys), "")?;
    }
    Ok(())
}

/// Lets a server of the suite speak TLS and ask its clients for their certificates.
pub fn arm(keys: &Path, server: &mut ServerConfig) -> anyhow::Result<()> {
    server.tls_certificate_file = keys.join(format!("{SERVER}.pem"));
    server.tls_key_file = keys.join(format!("{SERVER}-key.pem"));
    server.tls_client_ca_file = DevelopmentAuthority::load(keys)?.certificate_file();
    server.tls_clients_file = lists(keys);
    Ok(())
}

/// How the suite's https addresses are reached, without a certificate.
pub fn client(keys: &Path) -> anyhow::Result<ClientConfig> {
    Ok(ClientConfig {
        tls_ca_file: DevelopmentAuthority::load(keys)?.certificate_file(),
        ..ClientConfig::default()
    })
}

/// The way to `address` over a certificate of the bank `organisation`.
pub fn bank_endpoint(keys: &Path, address: &str, organisation: &str) -> anyhow::Result<Endpoint> {
    let authority = DevelopmentAuthority::load(keys)?;
    // The files are read at once; the folder may go.
    let folder = tempfile::tempdir()?;
    let files = authority
        .bank(organisation, BANK_DAYS)?
        .write(folder.path(), "bank")
        .with_context(|| format!("no certificate for {organisation}"))?;
    let [tls_certificate_file, tls_key_file] = files;
    let config = ClientConfig {
        tls_ca_file: authority.certificate_file(),
        tls_certificate_file,
        tls_key_file,
    };
    config.endpoint(address)
}

fn lists(keys: &Path) -> PathBuf {
    keys.join("clients.toml")
}
