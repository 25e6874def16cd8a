//! An archive put where it was asked for: whole, or not at all.
use std::path::Path;

use anyhow::Context;

use super::Bundle;

/// Name of what is not whole yet, in a folder of its own.
const UNFINISHED: &str = "unfinished";

impl Bundle {
    /// Writes a .zip file, in place of one that is there, or a folder, which must not hold anything yet.
    pub fn put(&self, out: &Path) -> anyhow::Result<()> {
        let is_zip = out.extension().is_some_and(|extension| extension == "zip");
        let put = match is_zip {
            true => self.put_zip(out),
            false => self.put_folder(out),
        };
        put.with_context(|| format!("can't write {}", out.display()))
    }

    fn put_zip(&self, file: &Path) -> anyhow::Result<()> {
        let whole = tempfile::tempdir_in(around(file))?;
        let unfinished = whole.path().join(UNFINISHED);
        std::fs::write(&unfinished, self.to_zip()?)?;
        std::fs::rename(unfinished, file)?;
        Ok(())
    }

    fn put_folder(&self, folder: &Path) -> anyhow::Result<()> {
        let is_new = !folder.exists();
        anyhow::ensure!(
            is_new || folder.read_dir()?.next().is_none(),
            "it holds something already: name a new folder"
        );
        let beside = if is_new { around(folder) } else { folder };
        std::fs::create_dir_all(beside)?;
        let whole = tempfile::tempdir_in(beside)?;
        let unfinished = whole.path().join(UNFINISHED);
        for (path, content) in self.iter() {
            let file = unfinished.join(path);
            if let Some(parent) = file.parent() {
                std::fs::create_dir_all(parent)?;
            }
            std::fs::write(&file, content)?;
        }
        if is_new {
            std::fs::rename(unfinished, folder)?;
            return Ok(());
        }
        // A folder that is there may be a file system of its own: what is in it is moved, not itself.
        for entry in unfinished.read_dir()? {
            let entry = entry?;
            std::fs::rename(entry.path(), folder.join(entry.file_name()))?;
        }
        Ok(())
    }
}

/// The folder that a file or folder lies in.
fn around(path: &Path) -> &Path {
    let around = path
        .parent()
        .filter(|around| !around.as_os_str().is_empty());
    around.unwrap_or(Path::new("."))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let entries = folder.read_dir().unwrap();
        let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let mut names: Vec<String> = names.collect();
        names.sort();
        names
    }

    #[test]
    fn a_file_that_was_there_is_replaced_and_never_half_written() {
        let folder = tempfile::tempdir().unwrap();
        let (file, kept) = (folder.path().join("case.zip"), folder.path().join("kept"));
        std::fs::write(&file, "before").unwrap();
        std::fs::hard_link(&file, &kept).unwrap();
        let mut bundle = Bundle::default();
        bundle.add("a.json", *b"{}");
        bundle.put(&file).unwrap();
        assert_eq!(
            Bundle::of_zip(&std::fs::read(&file).unwrap()).unwrap(),
            bundle
        );
        // Written over in place, the other name of the old file would show the new one.
        assert_eq!(std::fs::read(&kept).unwrap(), b"before");
        assert_eq!(names(folder.path()), ["case.zip", "kept"]);
    }

    #[test]
    fn what_fails_leaves_nothing_behind() {
        let folder = tempfile::tempdir().unwrap();
        let mut bundle = Bundle::default();
        bundle.add("a", *b"{}");
        bundle.add("a/b", *b"no folder can be made of a file");
        std::fs::create_dir(folder.path().join("there")).unwrap();
        std::fs::create_dir(folder.path().join("folder.zip")).unwrap();
        for out in ["new", "there", "folder.zip"] {
            assert!(bundle.put(&folder.path().join(out)).is_err(), "{out}");
        }
        assert_eq!(names(folder.path()), ["folder.zip", "there"]);
        assert!(names(&folder.path().join("there")).is_empty());
    }
}
