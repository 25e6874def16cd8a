//! Rust: cargo, and a standard library for wasm32 that rustup has or that is built once.
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Context;
use serde::Deserialize;

const TARGET: &str = "wasm32-unknown-unknown";
const TARGET_SCRIPT: &str = include_str!("../../../../../plugins/wasm-target.sh");
/// A small stack keeps what a call touches to few pages.
const STACK: &str = "-Clink-arg=-zstack-size=16384";

/// What cargo says of a package.
#[derive(Deserialize)]
struct Metadata {
    packages: Vec<CargoPackage>,
    target_directory: PathBuf,
    workspace_root: PathBuf,
}

#[derive(Deserialize)]
struct CargoPackage {
    name: String,
    manifest_path: PathBuf,
}

/// The core module of the package in `folder`.
pub fn module(folder: &Path) -> anyhow::Result<Vec<u8>> {
    let manifest = super::absolute(folder)?.join("Cargo.toml");
    let flags = target_flags()?;
    let metadata = metadata(&manifest)?;
    let package = metadata.packages.iter();
    let package = package
        .into_iter()
        .find(|package| package.manifest_path == manifest)
        .with_context(|| format!("{} names no package", manifest.display()))?;
    // Where a checkout lies must not show in the bytes.
    let root = metadata.workspace_root.display();
    let flags = format!("{flags} --remap-path-prefix={root}=/kezhuan/plugins {STACK}");
    let mut cargo = Command::new("cargo");
    cargo
        .args(["build", "--release", "--target", TARGET, "--manifest-path"])
        .arg(&manifest)
        .args(["-p", &package.name])
        .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS", flags);
    super::run("cargo build", &mut cargo)?;
    let built = format!("{}.wasm", package.name.replace('-', "_"));
    let built = metadata
        .target_directory
        .join(TARGET)
        .join("release")
        .join(built);
    std::fs::read(&built).with_context(|| {
        let remedy = "does Cargo.toml have [lib] crate-type = [\"cdylib\"]?";
        format!("cargo made no {}; {remedy}", built.display())
    })
}

fn metadata(manifest: &Path) -> anyhow::Result<Metadata> {
    let mut cargo = Command::new("cargo");
    cargo
        .args([
            "metadata",
            "--no-deps",
            "--format-version",
            "1",
            "--manifest-path",
        ])
        .arg(manifest);
    let said = super::run("cargo metadata", &mut cargo)?;
    serde_json::from_slice(&said).context("cargo's metadata can't be read")
}

/// The flags that make wasm32 work with this rustc.
fn target_flags() -> anyhow::Result<String> {
    let tools = super::tools()?;
    // The script may build that library.
    let _turn = super::turn(&tools, "wasm-std")?;
    let mut script = tempfile::NamedTempFile::new()?;
    std::io::Write::write_all(&mut script, TARGET_SCRIPT.as_bytes())?;
    let mut bash = Command::new("bash");
    bash.arg(script.path()).env(super::VARIABLE, &tools);
    let said = super::run("standard library for wasm32", &mut bash)?;
    Ok(String::from_utf8(said)?.trim().to_owned())
}
