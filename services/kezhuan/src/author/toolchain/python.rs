//! Python: componentize-py, pinned with digests, in a virtual environment of its own.
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Context;

const PINS: &str = include_str!("../../../../../plugins/starters/python/requirements.txt");

/// The component of the package in `folder`.
pub fn component(folder: &Path) -> anyhow::Result<Vec<u8>> {
    let tools = super::installed("python", PINS, install)
        .context("Python rules need python3 (3.11 or later) with its venv module")?;
    let folder = super::absolute(folder)?;
    let made = tempfile::NamedTempFile::new()?;
    let mut componentize = Command::new(tools.join("bin/componentize-py"));
    componentize
        .arg("--wit-path")
        .arg(folder.join("wit"))
        .args(["componentize", "--stub-wasi", "rule", "--python-path"])
        .arg(&folder)
        .arg("--output")
        .arg(made.path());
    super::run("componentize-py", &mut componentize)?;
    Ok(std::fs::read(made.path())?)
}

fn install(tools: &Path) -> anyhow::Result<()> {
    let mut venv = Command::new("python3");
    venv.args(["-m", "venv"]).arg(tools);
    super::run("a virtual environment for componentize-py, once", &mut venv)?;
    let pins: PathBuf = tools.join("requirements.txt");
    std::fs::write(&pins, PINS)?;
    let mut pip = Command::new(tools.join("bin/python"));
    pip.args([
        "-m",
        "pip",
        "install",
        "--disable-pip-version-check",
        "--quiet",
    ])
    .args(["--require-hashes", "--only-binary=:all:", "-r"])
    .arg(&pins);
    super::run("componentize-py, once (about 40 MB)", &mut pip).map(drop)
}
