//! Reads the repository as text, so that tests can hold it to the rules in services/README.md.
pub mod statements;

use std::path::{Path, PathBuf};

/// The repository's root folder.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// A text file of the repository.
pub struct Source {
    /// Path from the root, with forward slashes.
    pub path: String,
    pub text: String,
}

impl Source {
    /// Lines of code with their numbers: comments and test modules at the end of a file left out.
    pub fn code_lines(&self) -> impl Iterator<Item = (usize, &str)> {
        self.text
            .lines()
            .enumerate()
            .take_while(|(_, line)| !line.trim_start().starts_with("#[cfg(test)]"))
            .map(|(index, line)| (index + 1, line.split("//").next().unwrap_or_default()))
    }
}

const LEFT_OUT: &[&str] = &["target", ".git", ".tools", "node_modules", "__pycache__"];

/// Every file under `folder` whose name ends in `ending`, in order of path.
pub fn files(folder: &str, ending: &str) -> Vec<Source> {
    let mut found = Vec::new();
    collect(&root(), &root().join(folder), ending, &mut found);
    found.sort_by(|one, other| one.path.cmp(&other.path));
    found
}

fn collect(root: &Path, folder: &Path, ending: &str, found: &mut Vec<Source>) {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return;
    };
    for entry in entries.flatten() {
        let path = entry.path();
        let name = entry.file_name().to_string_lossy().into_owned();
        if path.is_dir() {
            if !LEFT_OUT.contains(&name.as_str()) {
                collect(root, &path, ending, found);
            }
        } else if name.ends_with(ending)
            && let (Ok(text), Ok(relative)) =
                (std::fs::read_to_string(&path), path.strip_prefix(root))
        {
            found.push(Source {
                path: relative.to_string_lossy().into_owned(),
                text,
            });
        }
    }
}

/// One file of the repository.
pub fn file(path: &str) -> Option<String> {
    std::fs::read_to_string(root().join(path)).ok()
}

/// The services: folders of `services` with a `migrations` folder of their own.
pub fn services() -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(root().join("services"))
        .into_iter()
        .flatten()
        .flatten()
        .filter(|entry| entry.path().join("migrations").is_dir())
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .filter(|name| name != "platform")
        .collect();
    names.sort();
    names
}
