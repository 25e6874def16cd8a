//! A secret that a service makes for itself at its first start.
use std::io::{self, ErrorKind, Write as _};
use std::path::Path;

use tempfile::NamedTempFile;

/// What the file holds; at the first start what `make` gives, readable by its owner only. Of several processes that start
/// at once all get the secret of one of them, and none reads half of it.
pub fn read_or_create(
    file: &Path,
    make: impl FnOnce() -> io::Result<String>,
) -> io::Result<String> {
    match std::fs::read_to_string(file) {
        Err(cause) if cause.kind() == ErrorKind::NotFound => {}
        read => return read,
    }
    let secret = make()?;
    let mut fresh = NamedTempFile::new_in(file.parent().unwrap_or(Path::new(".")))?;
    fresh.write_all(secret.as_bytes())?;
    fresh.as_file().sync_all()?;
    match fresh.persist_noclobber(file) {
        Ok(_) => Ok(secret),
        Err(lost) if lost.error.kind() == ErrorKind::AlreadyExists => std::fs::read_to_string(file),
        Err(lost) => Err(lost.error),
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;
    use std::sync::Barrier;
    use std::thread;

    use super::*;

    #[test]
    fn of_many_that_start_at_once_all_get_one_secret() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("key");
        let start = Barrier::new(16);
        let (file, start) = (&file, &start);
        let secrets: Vec<String> = thread::scope(|scope| {
            let threads: Vec<_> = (0..16)
                .map(|who| {
                    scope.spawn(move || {
                        start.wait();
                        read_or_create(file, || Ok(format!("secret {who}"))).unwrap()
                    })
                })
                .collect();
            threads.into_iter().map(|one| one.join().unwrap()).collect()
        });
        assert!(secrets.iter().all(|secret| *secret == secrets[0]));
        assert_eq!(std::fs::read_to_string(file).unwrap(), secrets[0]);
        let mode = file.metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}
