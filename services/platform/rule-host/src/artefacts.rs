//! Compiled packages on disk: disposable, keyed by engine and package, and loaded only when this
//! installation's key says they were written here.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::fd::AsRawFd;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use hmac::{Hmac, KeyInit, Mac};
use nix::sys::statvfs::{FsFlags, statvfs};
use sha2::Sha256;

use crate::digest::Digest;

const KEY_FILE: &str = "installation.key";
const TAG_BYTES: usize = 32;
const WRITABLE_BY_OTHERS: u32 = 0o022;
const OPEN_TO_OTHERS: u32 = 0o077;

/// The folder of compiled packages for one engine.
pub(crate) struct Artefacts {
    folder: PathBuf,
    key: [u8; 32],
    compatibility: u64,
    bytes_max: u64,
}

/// A file of machine code that this installation's compiler made for this engine and package.
pub(crate) struct Authentic(File);

impl Authentic {
    /// Leads to the file that was checked, whatever has its name now.
    pub(crate) fn path(&self) -> PathBuf {
        PathBuf::from(format!("/proc/self/fd/{}", self.0.as_raw_fd()))
    }
}

impl Artefacts {
    /// Opens the folder, making it and the installation's key where they are missing.
    pub(crate) fn open(cache: &Path, compatibility: u64, bytes_max: u64) -> io::Result<Artefacts> {
        let folder = cache.join(format!("{compatibility:016x}"));
        DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(&folder)?;
        // Machine code is believed on the strength of the key, so only this user may put one here.
        only_ours(cache, WRITABLE_BY_OTHERS)?;
        only_ours(&folder, WRITABLE_BY_OTHERS)?;
        runnable(&folder)?;
        Ok(Artefacts {
            folder,
            key: key(cache)?,
            compatibility,
            bytes_max,
        })
    }

    /// The compiled package, unless it is missing, of another engine, or not written here.
    pub(crate) fn get(&self, package: &Digest) -> Option<Authentic> {
        let path = self.path(package);
        let mut file = File::open(&path).ok()?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).ok()?;
        // What is used is not the oldest; a folder that can't be written to loses nothing by that.
        let used = OpenOptions::new().append(true).open(&path);
        let _ = used.and_then(|file| file.set_modified(SystemTime::now()));
        let (code, tag) = bytes.split_at_checked(bytes.len().checked_sub(TAG_BYTES)?)?;
        if self.mac(package, code).verify_slice(tag).is_err() {
            tracing::warn!(%package, "a compiled package is not authentic and is made again");
            return None;
        }
        Some(Authentic(file))
    }

    /// Keeps what the compiler made, in place of what was not used for longest where there is too much.
    pub(crate) fn put(&self, package: &Digest, code: &[u8]) -> io::Result<Authentic> {
        self.make_room(code.len() as u64)?;
        let mut file = tempfile::NamedTempFile::new_in(&self.folder)?;
        // The tag comes last: code is mapped in whole pages from the start of its file.
        file.write_all(code)?;
        file.write_all(&self.mac(package, code).finalize().into_bytes())?;
        Ok(Authentic(file.persist(self.path(package))?))
    }

    /// Removes the files of every engine that were not used for longest, until so many bytes fit.
    fn make_room(&self, wanted: u64) -> io::Result<()> {
        let mut kept = Vec::new();
        let cache = self.folder.parent().unwrap_or(&self.folder);
        for folder in fs::read_dir(cache)? {
            let folder = folder?.path();
            if !folder.is_dir() {
                continue;
            }
            for file in fs::read_dir(folder)? {
                let file = file?;
                // Another process may make room, too.
                let Ok(about) = file.metadata() else { continue };
                if about.is_file() {
                    kept.push((about.modified()?, about.len(), file.path()));
                }
            }
        }
        kept.sort();
        let mut total = wanted + kept.iter().map(|(_, bytes, _)| bytes).sum::<u64>();
        for (_, bytes, path) in kept {
            if total <= self.bytes_max {
                break;
            }
            match fs::remove_file(path) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => total -= bytes,
            }
        }
        Ok(())
    }

    fn path(&self, package: &Digest) -> PathBuf {
        self.folder.join(format!("{package}.cwasm"))
    }

    fn mac(&self, package: &Digest, code: &[u8]) -> Hmac<Sha256> {
        // Fixed lengths before the code, so no two inputs read the same.
        let mut mac = keyed(&self.key);
        mac.update(b"kezhuan compiled package 1");
        mac.update(&self.compatibility.to_be_bytes());
        mac.update(package.as_bytes());
        mac.update(code);
        mac
    }
}

fn keyed(key: &[u8; 32]) -> Hmac<Sha256> {
    // HMAC pads a key shorter than its block with zeros; the whole block is written out here.
    let mut block = [0; 64];
    block[..key.len()].copy_from_slice(key);
    Hmac::new(&block.into())
}

/// The installation's key: made once, complete before it is visible, read ever after.
fn key(cache: &Path) -> io::Result<[u8; 32]> {
    let path = cache.join(KEY_FILE);
    if !path.exists() {
        let fresh = cache.join(format!("{KEY_FILE}.{}", unique()));
        let mut options = OpenOptions::new();
        let mut file = options
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(&fresh)?;
        file.write_all(&rand::random::<[u8; 32]>())?;
        file.sync_all()?;
        let linked = fs::hard_link(&fresh, &path);
        fs::remove_file(&fresh)?;
        match linked {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
            _ => {}
        }
    }
    only_ours(&path, OPEN_TO_OTHERS)?;
    let problem = |_| {
        io::Error::new(
            io::ErrorKind::InvalidData,
            "the installation key is damaged, remove the cache folder",
        )
    };
    fs::read(&path)?.try_into().map_err(problem)
}

/// Refuses what another user owns, or may touch as `mode` says.
fn only_ours(path: &Path, mode: u32) -> io::Result<()> {
    let found = fs::metadata(path)?;
    let us = nix::unistd::geteuid();
    if found.uid() == us.as_raw() && found.mode() & mode == 0 {
        return Ok(());
    }
    let message = format!(
        "{} belongs to user {} with mode {:o}, user {us} uses it only when nobody else can: \
         remove it, or name another folder",
        path.display(),
        found.uid(),
        found.mode() & 0o7777
    );
    Err(io::Error::new(io::ErrorKind::PermissionDenied, message))
}

/// Refuses a folder from which no code may run: packages are mapped from there, not copied.
fn runnable(folder: &Path) -> io::Result<()> {
    if !statvfs(folder)?.flags().contains(FsFlags::ST_NOEXEC) {
        return Ok(());
    }
    let message = format!(
        "{} is mounted noexec, and compiled packages run from there: name another folder",
        folder.display()
    );
    Err(io::Error::new(io::ErrorKind::PermissionDenied, message))
}

fn unique() -> String {
    hex::encode(rand::random::<[u8; 8]>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_not_used_for_longest_makes_room() {
        let cache = tempfile::tempdir().unwrap();
        let artefacts = Artefacts::open(cache.path(), 1, 240).unwrap();
        let packages = [&b"a"[..], b"b", b"c"].map(Digest::of);
        let [first, second, third] = &packages;
        let long_ago = |package: &Digest, seconds: u64| {
            let file = OpenOptions::new()
                .append(true)
                .open(artefacts.path(package));
            let then = SystemTime::now() - std::time::Duration::from_secs(seconds);
            file.unwrap().set_modified(then).unwrap();
        };
        for package in [first, second] {
            artefacts.put(package, &[0; 60]).unwrap();
            long_ago(package, 3_600);
        }
        long_ago(first, 7_200);
        assert!(artefacts.get(first).is_some(), "used just now");
        artefacts.put(third, &[0; 60]).unwrap();
        let there = |package: &Digest| artefacts.path(package).exists();
        assert_eq!(packages.each_ref().map(there), [true, false, true]);
    }

    #[test]
    fn only_what_this_installation_wrote_for_this_engine_and_package_is_read() {
        let cache = tempfile::tempdir().unwrap();
        let (one, other) = (Digest::of(b"one"), Digest::of(b"other"));
        let artefacts = Artefacts::open(cache.path(), 1, 1_000).unwrap();
        artefacts.put(&one, b"code").unwrap();
        let authentic = artefacts.get(&one).unwrap();
        // What was checked is what is mapped, though another file has its name by then.
        artefacts.put(&one, b"newer").unwrap();
        assert!(fs::read(authentic.path()).unwrap().starts_with(b"code"));
        assert!(artefacts.get(&other).is_none());

        // Another package's file under this name.
        fs::copy(artefacts.path(&one), artefacts.path(&other)).unwrap();
        assert!(artefacts.get(&other).is_none());

        // One byte changed, cut short, empty.
        let good = fs::read(artefacts.path(&one)).unwrap();
        for bad in [
            [&good[..good.len() - 1], b"x"].concat(),
            [b"x", &good[1..]].concat(),
            good[..10].to_vec(),
            vec![],
        ] {
            fs::write(artefacts.path(&one), bad).unwrap();
            assert!(artefacts.get(&one).is_none());
        }

        // Another engine, another installation.
        artefacts.put(&one, b"code").unwrap();
        let moved = Artefacts::open(cache.path(), 2, 1_000).unwrap();
        fs::copy(artefacts.path(&one), moved.path(&one)).unwrap();
        assert!(moved.get(&one).is_none());
        let elsewhere = tempfile::tempdir().unwrap();
        let foreign = Artefacts::open(elsewhere.path(), 1, 1_000).unwrap();
        fs::copy(artefacts.path(&one), foreign.path(&one)).unwrap();
        assert!(foreign.get(&one).is_none());
        assert!(
            Artefacts::open(cache.path(), 1, 1_000)
                .unwrap()
                .get(&one)
                .is_some()
        );
    }
}
