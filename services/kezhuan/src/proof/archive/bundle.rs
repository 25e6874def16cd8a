//! The files of an archive in memory, wherever they lie.
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{Cursor, Read, Write};
use std::path::Path;

use anyhow::Context;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

/// What an archive may hold: one that unpacks to more is no case.
const FILES_MAX: usize = 20_000;
const BYTES_MAX: u64 = 1 << 30;

/// Path → content, sorted by path.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bundle {
    files: BTreeMap<String, Vec<u8>>,
}

impl Bundle {
    /// Adds a file.
    pub fn add(&mut self, path: impl Into<String>, content: impl Into<Vec<u8>>) {
        self.files.insert(path.into(), content.into());
    }

    /// One file.
    pub fn get(&self, path: &str) -> Option<&[u8]> {
        self.files.get(path).map(Vec::as_slice)
    }

    /// Every file, by path.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.files
            .iter()
            .map(|(path, content)| (path.as_str(), content.as_slice()))
    }

    /// The files in a folder, by path.
    pub fn under<'b>(&'b self, folder: &'b str) -> impl Iterator<Item = (&'b str, &'b [u8])> {
        self.iter()
            .filter(move |(path, _)| path.starts_with(folder))
    }

    /// Reads a zip.
    pub fn of_zip(bytes: &[u8]) -> anyhow::Result<Bundle> {
        let damaged = "it is no whole zip: it was cut off or altered; get the archive again from whom it came";
        let mut zip = ZipArchive::new(Cursor::new(bytes)).context(damaged)?;
        anyhow::ensure!(
            zip.len() <= FILES_MAX,
            "it holds {} files, at most {FILES_MAX} are read",
            zip.len()
        );
        let mut bundle = Bundle::default();
        let mut left = BYTES_MAX;
        for at in 0..zip.len() {
            let file = zip.by_index(at).context(damaged)?;
            if file.is_dir() {
                continue;
            }
            let path = file.name().context(damaged)?.into_owned();
            let mut content = Vec::new();
            file.take(left + 1)
                .read_to_end(&mut content)
                .with_context(|| format!("{path} can't be unpacked: {damaged}"))?;
            left = left
                .checked_sub(content.len() as u64)
                .with_context(|| format!("it unpacks to more than {BYTES_MAX} bytes"))?;
            bundle.add(path, content);
        }
        Ok(bundle)
    }

    /// The zip; the same files always give the same bytes.
    pub fn to_zip(&self) -> anyhow::Result<Vec<u8>> {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
        for (path, content) in self.iter() {
            zip.start_file(path, options)?;
            zip.write_all(content)?;
        }
        Ok(zip.finish()?.into_inner())
    }

    /// Reads an unpacked archive, within the bounds of a zip. Links are not followed: they lead out of it.
    pub fn of_folder(folder: &Path) -> anyhow::Result<Bundle> {
        Bundle::of_folder_within(folder, BYTES_MAX)
    }

    fn of_folder_within(folder: &Path, bytes_max: u64) -> anyhow::Result<Bundle> {
        let mut collecting = Collecting {
            bundle: Bundle::default(),
            left: bytes_max,
        };
        collecting
            .folder(folder, "")
            .with_context(|| format!("can't read the archive in {}", folder.display()))?;
        Ok(collecting.bundle)
    }
}

/// Files as they are found, and how many bytes more may be.
struct Collecting {
    bundle: Bundle,
    left: u64,
}

impl Collecting {
    fn folder(&mut self, folder: &Path, before: &str) -> anyhow::Result<()> {
        for entry in std::fs::read_dir(folder)? {
            let entry = entry?;
            let path = format!("{before}{}", entry.file_name().to_string_lossy());
            let kind = entry.file_type()?;
            if kind.is_dir() {
                self.folder(&entry.path(), &format!("{path}/"))?;
                continue;
            }
            anyhow::ensure!(
                kind.is_file(),
                "{path} is a link or no plain file: an archive holds none"
            );
            anyhow::ensure!(
                self.bundle.files.len() < FILES_MAX,
                "it holds more than {FILES_MAX} files"
            );
            self.file(&entry.path(), path)?;
        }
        Ok(())
    }

    fn file(&mut self, file: &Path, path: String) -> anyhow::Result<()> {
        let mut content = Vec::new();
        // What a length says may have grown since; what is read is counted.
        let open = File::open(file)?;
        open.take(self.left + 1).read_to_end(&mut content)?;
        self.left = self
            .left
            .checked_sub(content.len() as u64)
            .with_context(|| format!("with {path} it holds more bytes than are read of a case"))?;
        self.bundle.add(path, content);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zip_and_folder_hold_the_same_files() {
        let mut bundle = Bundle::default();
        bundle.add("a.json", *b"{}");
        bundle.add("decisions/b.json", vec![b'x'; 100_000]);
        let zip = bundle.to_zip().unwrap();
        assert!(zip.len() < 10_000, "it is compressed");
        assert_eq!(Bundle::of_zip(&zip).unwrap(), bundle);
        assert_eq!(zip, bundle.to_zip().unwrap());
        let folder = tempfile::tempdir().unwrap();
        bundle.put(folder.path()).unwrap();
        assert_eq!(Bundle::of_folder(folder.path()).unwrap(), bundle);
        assert!(bundle.put(folder.path()).is_err());
        for cut in [1, zip.len() / 2, zip.len() - 1] {
            assert!(Bundle::of_zip(&zip[..cut]).is_err(), "cut at {cut}");
        }
    }
    #[test]
    fn an_unpacked_archive_is_read_within_its_bounds_and_leads_nowhere_else() {
        let folder = tempfile::tempdir().unwrap();
        let within = |bytes_max| Bundle::of_folder_within(folder.path(), bytes_max);
        std::fs::create_dir(folder.path().join("decisions")).unwrap();
        std::fs::write(folder.path().join("a.json"), vec![b'x'; 60]).unwrap();
        std::fs::write(folder.path().join("decisions/b.json"), vec![b'x'; 40]).unwrap();
        assert!(within(100).is_ok());
        let told = format!("{:#}", within(99).unwrap_err());
        assert!(told.contains("more bytes than are read"), "{told}");

        let outside = tempfile::tempdir().unwrap();
        for (target, name) in [(outside.path(), "folder"), (Path::new("/dev/zero"), "file")] {
            let link = folder.path().join(name);
            std::os::unix::fs::symlink(target, &link).unwrap();
            let told = format!("{:#}", within(BYTES_MAX).unwrap_err());
            assert!(told.contains(&format!("{name} is a link")), "{told}");
            std::fs::remove_file(link).unwrap();
        }
    }
}
