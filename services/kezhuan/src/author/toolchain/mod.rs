//! The tools of each language: where they lie, how they are fetched, and running them with their
//! own words on the terminal.
pub mod javascript;
pub mod python;
pub mod rust;

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Context;

/// Names the folder of the tools where that is set.
const VARIABLE: &str = "KEZHUAN_TOOLS";
/// In every folder made here: the pins of what was installed, or nothing until that is done.
const STAMP: &str = ".pins";

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
    installed_in(&tools()?, (name, pins), install)
}

fn installed_in(
    tools: &Path,
    (name, pins): (&str, &str),
    install: impl FnOnce(&Path) -> anyhow::Result<()>,
) -> anyhow::Result<PathBuf> {
    let folder = tools.join(name);
    let stamp = folder.join(STAMP);
    let is_done = || std::fs::read_to_string(&stamp).is_ok_and(|stamped| stamped == pins);
    if is_done() {
        return Ok(folder);
    }
    let _turn = turn(tools, name)?;
    // Another build may have installed them meanwhile.
    if is_done() {
        return Ok(folder);
    }
    if folder.exists() {
        // Where the folder of tools is somebody's own, so may be what is in it.
        anyhow::ensure!(
            stamp.is_file(),
            "{} is in the way: the tools of this language go there, and nothing says that kezhuan made it (no {STAMP} in it). \
             Move it away, or set {VARIABLE} to another folder",
            folder.display()
        );
        std::fs::remove_dir_all(&folder)
            .with_context(|| format!("can't renew {}", folder.display()))?;
    }
    std::fs::create_dir_all(&folder)
        .with_context(|| format!("can't write {}: set {VARIABLE}", folder.display()))?;
    std::fs::write(&stamp, "")?;
    install(&folder)?;
    std::fs::write(&stamp, pins)?;
    Ok(folder)
}

/// Waits until no other build installs tools of this name; they are installed by turns as long as it is held.
fn turn(tools: &Path, name: &str) -> anyhow::Result<File> {
    let file = tools.join(format!(".{name}.lock"));
    let locked = std::fs::create_dir_all(tools)
        .and_then(|()| File::create(&file))
        .and_then(|lock| lock.lock().map(|()| lock));
    locked.with_context(|| format!("can't lock {}: set {VARIABLE}", file.display()))
}

/// The whole path of a folder, as tools that run elsewhere need it.
fn absolute(folder: &Path) -> anyhow::Result<PathBuf> {
    folder
        .canonicalize()
        .with_context(|| format!("can't read {}", folder.display()))
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::{Duration, Instant};

    use super::*;

    fn write(folder: &Path) -> anyhow::Result<()> {
        Ok(std::fs::write(folder.join("tool"), "x")?)
    }

    #[test]
    fn a_folder_that_is_somebody_elses_is_left_alone() {
        let tools = tempfile::tempdir().unwrap();
        let theirs = tools.path().join("python/site.py");
        std::fs::create_dir(tools.path().join("python")).unwrap();
        std::fs::write(&theirs, "mine").unwrap();
        let refused = installed_in(tools.path(), ("python", "1"), write).unwrap_err();
        assert!(
            refused.to_string().contains("python is in the way"),
            "{refused}"
        );
        assert_eq!(std::fs::read_to_string(theirs).unwrap(), "mine");
    }

    #[test]
    fn tools_are_installed_once_and_anew_for_other_pins_and_after_a_failure() {
        let tools = tempfile::tempdir().unwrap();
        let count = AtomicUsize::new(0);
        let counted = |pins: &str, is_good: bool| {
            let folder = installed_in(tools.path(), ("python", pins), |folder| {
                count.fetch_add(1, Ordering::SeqCst);
                anyhow::ensure!(std::fs::read_dir(folder)?.count() == 1, "not fresh");
                write(folder)?;
                anyhow::ensure!(is_good, "the network is gone");
                Ok(())
            });
            (folder.is_ok(), count.load(Ordering::SeqCst))
        };
        assert_eq!(counted("1", false), (false, 1));
        assert_eq!(counted("1", true), (true, 2));
        assert_eq!(counted("1", true), (true, 2));
        assert_eq!(counted("2", true), (true, 3));
    }

    #[test]
    fn two_first_builds_at_once_install_one_after_the_other() {
        let tools = tempfile::tempdir().unwrap();
        let installing = AtomicUsize::new(0);
        let build = || {
            installed_in(tools.path(), ("python", "1"), |folder| {
                installing.fetch_add(1, Ordering::SeqCst);
                // Time for the other one to come in between, if anything lets it.
                let began = Instant::now();
                while installing.load(Ordering::SeqCst) < 2
                    && began.elapsed() < Duration::from_millis(500)
                {
                    std::thread::yield_now();
                }
                write(folder)
            })
            .unwrap();
        };
        std::thread::scope(|threads| {
            threads.spawn(build);
            threads.spawn(build);
        });
        assert_eq!(installing.load(Ordering::SeqCst), 1);
    }
}
