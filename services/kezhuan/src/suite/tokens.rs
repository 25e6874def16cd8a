//! The tokens that services of a suite show each other.
use std::fs;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Context;
use kezhuan_auth::{Claims, DevelopmentIssuer};
use kezhuan_runtime::Shutdown;

use super::services::ALL;

/// How long a service's token is good for, and how often it is written anew.
const TOKEN_LIFETIME: Duration = Duration::from_secs(3600);
const TOKEN_RENEWAL: Duration = Duration::from_secs(600);

/// Where a service finds its token.
pub(super) fn token_file(keys: &Path, service: &str) -> PathBuf {
    keys.join(format!("{service}.token"))
}

/// Writes each service's token for its calls to the others.
pub fn write_tokens(keys: &Path, issuer: &DevelopmentIssuer) -> anyhow::Result<()> {
    for service in ALL {
        let path = token_file(keys, service.name);
        let new = path.with_extension("token.new");
        let token = issuer.token(&Claims::service(service.name), TOKEN_LIFETIME)?;
        let write = || -> std::io::Result<()> {
            let mut file = fs::OpenOptions::new()
                .write(true)
                .create(true)
                .truncate(true)
                .mode(0o600)
                .open(&new)?;
            file.write_all(token.as_bytes())?;
            fs::rename(&new, &path)
        };
        write().with_context(|| format!("can't write {}", path.display()))?;
    }
    Ok(())
}

/// Renews the tokens of services for as long as the suite runs.
pub async fn renew_tokens(
    keys: PathBuf,
    issuer: DevelopmentIssuer,
    shutdown: Shutdown,
) -> anyhow::Result<()> {
    loop {
        tokio::select! {
            () = shutdown.triggered() => return Ok(()),
            () = tokio::time::sleep(TOKEN_RENEWAL) => write_tokens(&keys, &issuer)?,
        }
    }
}
