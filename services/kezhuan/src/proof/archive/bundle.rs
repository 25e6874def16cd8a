//! The files of an archive in memory, wherever they lie.
use std::collections::BTreeMap;
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

    /// Reads an unpacked archive.
    pub fn of_folder(folder: &Path) -> anyhow::Result<Bundle> {
        let mut bundle = Bundle::default();
        collect(folder, "", &mut bundle)
            .with_context(|| format!("can't read the archive in {}", folder.display()))?;
        Ok(bundle)
    }

    /// Writes it as a folder, which must not hold anything yet.
    pub fn write_folder(&self, folder: &Path) -> anyhow::Result<()> {
        let is_free = !folder.exists() || folder.read_dir()?.next().is_none();
        anyhow::ensure!(
            is_free,
            "{} holds something already: name a new folder",
            folder.display()
        );
        for (path, content) in self.iter() {
            let file = folder.join(path);
            if let Some(parent) = file.parent() {
                std::fs::create_dir_all(parent)?;
            }
            std::fs::write(&file, content)
                .with_context(|| format!("can't write {}", file.display()))?;
        }
        Ok(())
    }
}

fn collect(folder: &Path, before: &str, bundle: &mut Bundle) -> anyhow::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let path = format!("{before}{}", entry.file_name().to_string_lossy());
        if entry.file_type()?.is_dir() {
            collect(&entry.path(), &format!("{path}/"), bundle)?;
        } else {
            anyhow::ensure!(
                bundle.files.len() < FILES_MAX,
                "it holds more than {FILES_MAX} files"
            );
            bundle.add(path, std::fs::read(entry.path())?);
        }
    }
    Ok(())
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
        bundle.write_folder(folder.path()).unwrap();
        assert_eq!(Bundle::of_folder(folder.path()).unwrap(), bundle);
        assert!(bundle.write_folder(folder.path()).is_err());
        for cut in [1, zip.len() / 2, zip.len() - 1] {
            assert!(Bundle::of_zip(&zip[..cut]).is_err(), "cut at {cut}");
        }
    }
}
