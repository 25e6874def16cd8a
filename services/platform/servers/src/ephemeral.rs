//! Servers for tests: fast, in a folder of their own, gone afterwards.

use std::{
    fs,
    ops::Deref,
    os::unix::fs::PermissionsExt,
    path::Path,
    time::{Duration, SystemTime},
};

use nix::sys::signal::Signal;
use tempfile::TempDir;

use crate::{
    Durability, Error, Servers, Tools,
    error::While,
    folder,
    process::{Mark, off_the_runtime},
};

const PREFIX: &str = "kezhuan-servers-";
// A younger folder may belong to a process that has made it and not locked it yet.
const SWEPT_AFTER: Duration = Duration::from_secs(60);

/// Both servers, with nothing waiting for the disk; dropping it removes every trace.
///
/// In a `static` it is never dropped: then the servers end with the process, and its folder is
/// removed by the next one that starts.
pub struct Ephemeral {
    // Before the folder, so that the servers are gone when it is removed.
    servers: Servers,
    _lock: nix::fcntl::Flock<fs::File>,
    folder: TempDir,
}

impl Ephemeral {
    /// Starts both in a new temporary folder.
    pub async fn start() -> Result<Self, Error> {
        let tools = Tools::find()?;
        let (folder, lock) = off_the_runtime(|| {
            sweep(&std::env::temp_dir());
            let folder = tempfile::Builder::new()
                .prefix(PREFIX)
                .tempdir()
                .during(|| "make a temporary folder".to_owned())?;
            let lock = folder::lock(folder.path())?;
            // Postgres runs as another user when we are root, and must pass through.
            fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o711))
                .during(|| "open up a temporary folder".to_owned())?;
            Ok::<_, Error>((folder, lock))
        })
        .await??;
        let servers = Servers::start(&tools, &folder.path().join("data"), Durability::Fast).await?;
        Ok(Self {
            servers,
            _lock: lock,
            folder,
        })
    }
}

impl Deref for Ephemeral {
    type Target = Servers;

    fn deref(&self) -> &Servers {
        &self.servers
    }
}

impl Drop for Ephemeral {
    fn drop(&mut self) {
        self.servers.postgres.stop_now();
        remove_elsewhere(self.folder.path());
    }
}

/// Removes Postgres' files where they could not be kept in `folder` itself.
fn remove_elsewhere(folder: &Path) {
    if let Ok(elsewhere) = fs::read_link(folder.join("data/postgres")) {
        // Nothing to tell anybody: at worst a few files stay behind.
        let _ = fs::remove_dir_all(elsewhere);
    }
}

/// Removes the folders of test processes that are no more; what cannot be removed is left.
fn sweep(temporary: &Path) {
    let Ok(entries) = fs::read_dir(temporary) else {
        return;
    };
    for entry in entries.flatten() {
        let ours = entry.file_name().to_string_lossy().starts_with(PREFIX);
        let old = entry
            .metadata()
            .and_then(|known| known.modified())
            .is_ok_and(|made| {
                SystemTime::now()
                    .duration_since(made)
                    .is_ok_and(|age| age > SWEPT_AFTER)
            });
        let folder = entry.path();
        if !ours || !old || folder::lock(&folder).is_err() {
            continue;
        }
        for (program, place) in [
            ("postgres", "data/postgres/cluster"),
            ("nats-server", "data/nats"),
        ] {
            if let Ok(folder) = folder.join(place).canonicalize() {
                Mark { program, folder }.clear(None, Signal::SIGKILL);
            }
        }
        remove_elsewhere(&folder);
        let _ = fs::remove_dir_all(folder);
    }
}
