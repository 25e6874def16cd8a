//! The tools of each language: where they lie, how they are fetched, and running them with their
//! own words on the terminal.
pub mod javascript;
pub mod python;
pub mod rust;

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Context;

/// Names the folder of the tools where that is set.
const VARIABLE: &str = "KEZHUAN_TOOLS";

/// The folder the tools of all packages lie in: the named one, that of the checkout one is in, or
/// the user's cache.
fn tools() -> anyhow::Result<PathBuf> {
    if let Some(named) = std::env::var_os(VARIABLE).filter(|named| !named.is_empty()) {
        return Ok(PathBuf::from(named));
    }
    let here = std::env::current_dir()?;
    let mut around = here.ancestors();
    if let Some(checkout) = around.find(|folder| folder.join("plugins/wasm-target.sh").is_file()) {
        return Ok(checkout.join(".tools"));
    }
    let cache = kezhuan_rule_host::HostConfig::default().cache;
    let cache = cache.parent().context("no folder for tools")?;
    Ok(cache.join("tools"))
}

/// Runs a program; what it says on stderr goes to the terminal as it comes.
fn run(what: &str, command: &mut Command) -> anyhow::Result<Vec<u8>> {
    eprintln!("==> {what}");
    let program = command.get_program().to_string_lossy().into_owned();
    let ended = command
        .stderr(std::process::Stdio::inherit())
        .output()
        .with_context(|| format!("{what}: {program} can't be started"))?;
    if !ended.status.success() {
        let said = String::from_utf8_lossy(&ended.stdout);
        anyhow::bail!(
            "{what}: {program} ended with {} (its words stand above) {said}",
            ended.status
        );
    }
    Ok(ended.stdout)
}

/// Makes a folder of pinned tools once: `install` fills it, and is asked again when `pins` change.
fn installed(
    name: &str,
    pins: &str,
    install: impl FnOnce(&Path) -> anyhow::Result<()>,
) -> anyhow::Result<PathBuf> {
    let folder = tools()?.join(name);
    let stamp = folder.join(".pins");
    if std::fs::read_to_string(&stamp).is_ok_and(|stamped| stamped == pins) {
        return Ok(folder);
    }
    if folder.exists() {
        std::fs::remove_dir_all(&folder)
            .with_context(|| format!("can't renew {}", folder.display()))?;
    }
    std::fs::create_dir_all(&folder)
        .with_context(|| format!("can't write {}: set {VARIABLE}", folder.display()))?;
    install(&folder)?;
    std::fs::write(&stamp, pins)?;
    Ok(folder)
}

/// The whole path of a folder, as tools that run elsewhere need it.
fn absolute(folder: &Path) -> anyhow::Result<PathBuf> {
    folder
        .canonicalize()
        .with_context(|| format!("can't read {}", folder.display()))
}
