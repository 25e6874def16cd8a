//! JavaScript: node, and componentize-qjs, which puts the QuickJS engine into the package; pinned
//! with the digests of everything it takes along.
use std::path::Path;
use std::process::Command;

use anyhow::Context;

const PACKAGES: &str = include_str!("../../../../../plugins/starters/javascript/package.json");
const PINS: &str = include_str!("../../../../../plugins/starters/javascript/package-lock.json");

/// The component of the package in `folder`.
pub fn component(folder: &Path) -> anyhow::Result<Vec<u8>> {
    let tools = super::installed("javascript", PINS, install)
        .context("rules in JavaScript need node 20 or later with npm: https://nodejs.org")?;
    let folder = super::absolute(folder)?;
    let made = tempfile::NamedTempFile::new()?;
    let mut componentize = Command::new(tools.join("node_modules/.bin/componentize-qjs"));
    componentize
        // No clock, random numbers, output or network: a rule imports nothing.
        .args(["--stub-wasi", "--sync"])
        .arg("--module-root")
        .arg(&folder)
        .arg("--wit")
        .arg(folder.join("wit"))
        .arg("--js")
        .arg(folder.join("rule.js"))
        .arg("--output")
        .arg(made.path());
    super::run("componentize-qjs", &mut componentize)?;
    Ok(std::fs::read(made.path())?)
}

fn install(tools: &Path) -> anyhow::Result<()> {
    std::fs::write(tools.join("package.json"), PACKAGES)?;
    std::fs::write(tools.join("package-lock.json"), PINS)?;
    let mut npm = Command::new("npm");
    npm.args(["ci", "--no-audit", "--no-fund", "--loglevel=error"])
        .current_dir(tools);
    super::run("componentize-qjs, once (about 40 MB)", &mut npm).map(drop)
}
