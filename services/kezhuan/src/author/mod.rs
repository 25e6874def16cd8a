//! The author's path: a rule package from nothing to a tested, signed file, without any server.
pub mod build;
pub mod comparison;
pub mod explanation;
pub mod language;
pub mod papers;
pub mod signing;
pub mod starter;
mod toolchain;
pub mod trial;
pub mod words;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context;
use kezhuan_rule_host::{Host, Package};

/// The package file that a command is about: the file itself, or the one that `build` makes of a folder.
pub fn package_file(given: &Path) -> anyhow::Result<PathBuf> {
    if !given.is_dir() {
        return Ok(given.to_path_buf());
    }
    let file = build::file_of(given)?;
    if !file.exists() {
        anyhow::bail!(
            "{} is not built yet: run `kezhuan rules build {}` first",
            given.display(),
            given.display()
        );
    }
    Ok(file)
}

/// The package in a file or built folder, checked and compiled.
pub fn load(host: &Host, given: &Path) -> anyhow::Result<Arc<Package>> {
    let file = package_file(given)?;
    let bytes = crate::rules_desk::read(&file)?;
    host.load(&bytes)
        .with_context(|| format!("{} can't be loaded", file.display()))
}
