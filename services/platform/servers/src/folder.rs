//! One server's folder: its lock, its password, its log, and the record of where it listens.

use std::{
    fs::{self, File, OpenOptions},
    io::{Read, Seek, SeekFrom, Write},
    os::unix::fs::{OpenOptionsExt, PermissionsExt},
    path::{Path, PathBuf},
};

use nix::fcntl::{Flock, FlockArg};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{Error, error::While};

const LOG_BYTES_MAX: u64 = 16 << 20;
const TAIL_BYTES_MAX: u64 = 4 << 10;

/// Where a running server is; kept beside its data so that the next start takes the same port.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    pub port: u16,
    pub pid: u32,
}

impl Record {
    /// The record of the server whose folder this is, if it ever ran.
    pub fn read(folder: &Path) -> Option<Self> {
        serde_json::from_slice(&fs::read(folder.join("server.json")).ok()?).ok()
    }

    pub(crate) fn write(self, folder: &Path) -> Result<(), Error> {
        let path = folder.join("server.json");
        let text = serde_json::to_vec(&self)
            .map_err(std::io::Error::other)
            .during(|| "write a server's record".to_owned())?;
        let fresh = folder.join("server.json.new");
        fs::write(&fresh, text)
            .and_then(|()| fs::rename(&fresh, &path))
            .during(|| format!("write {}", path.display()))
    }
}

/// Holds the folder until dropped: no second process may start a server on it.
pub(crate) fn lock(folder: &Path) -> Result<Flock<File>, Error> {
    let path = folder.join("lock");
    let file = OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .mode(0o600)
        .open(&path)
        .during(|| format!("open {}", path.display()))?;
    Flock::lock(file, FlockArg::LockExclusiveNonblock).map_err(|_| Error::InUse {
        folder: folder.to_owned(),
    })
}

/// The folder's password, made at random the first time and readable by its owner only.
pub(crate) fn password(folder: &Path) -> Result<String, Error> {
    let path = folder.join("password");
    if let Ok(kept) = fs::read_to_string(&path)
        && !kept.trim().is_empty()
    {
        return Ok(kept.trim().to_owned());
    }
    let made = format!("{}{}", Uuid::new_v4().simple(), Uuid::new_v4().simple());
    write_private(&path, &made)?;
    Ok(made)
}

/// Writes a file that only its owner can read.
pub(crate) fn write_private(path: &Path, text: &str) -> Result<(), Error> {
    OpenOptions::new()
        .create(true)
        .write(true)
        .truncate(true)
        .mode(0o600)
        .open(path)
        .and_then(|mut file| file.write_all(text.as_bytes()))
        .during(|| format!("write {}", path.display()))
}

/// A server's log file, and where in it this start's lines begin.
pub(crate) struct Log {
    pub path: PathBuf,
    from: u64,
}

impl Log {
    /// Opens the log for one start; a large one begins anew.
    pub fn open(folder: &Path) -> Result<(Self, File), Error> {
        let path = folder.join("log");
        let too_large = fs::metadata(&path).is_ok_and(|known| known.len() > LOG_BYTES_MAX);
        if too_large {
            fs::rename(&path, folder.join("log.old"))
                .during(|| format!("rename {}", path.display()))?;
        }
        let file = OpenOptions::new()
            .create(true)
            .append(true)
            .open(&path)
            .during(|| format!("open {}", path.display()))?;
        let from = file.metadata().map_or(0, |known| known.len());
        Ok((Self { path, from }, file))
    }

    /// The last lines since the start.
    pub fn tail(&self) -> String {
        let mut bytes = Vec::new();
        let read = File::open(&self.path).and_then(|mut file| {
            let end = file.metadata()?.len();
            file.seek(SeekFrom::Start(
                self.from.max(end.saturating_sub(TAIL_BYTES_MAX)),
            ))?;
            file.read_to_end(&mut bytes)
        });
        match read {
            Ok(_) => String::from_utf8_lossy(&bytes).trim_end().to_owned(),
            Err(error) => format!("(unreadable: {error})"),
        }
    }
}

/// Makes the data folder where it is missing; others may pass through it to what is theirs.
pub(crate) fn data(data: &Path) -> Result<PathBuf, Error> {
    if !data.is_dir() {
        fs::create_dir_all(data)
            .and_then(|()| fs::set_permissions(data, fs::Permissions::from_mode(0o711)))
            .during(|| format!("make {}", data.display()))?;
    }
    data.canonicalize()
        .during(|| format!("find {}", data.display()))
}
