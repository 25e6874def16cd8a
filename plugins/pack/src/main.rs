//! Makes a rule package: a core module becomes a component, loses names and producers, and
//! carries its manifest, settings and worked cases as custom sections.
//!
//! `kezhuan-pack CORE.wasm FOLDER OUT.wasm` prints the package's SHA-256. The output depends on the
//! input bytes alone.

mod papers;
mod sections;

use std::path::Path;
use std::process::ExitCode;

use sha2::{Digest, Sha256};

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [core, folder, out] = arguments.as_slice() else {
        eprintln!("usage: kezhuan-pack CORE.wasm FOLDER OUT.wasm");
        return ExitCode::from(2);
    };
    match pack(Path::new(core), Path::new(folder), Path::new(out)) {
        Ok(digest) => {
            println!("{digest}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{folder}: {error}");
            ExitCode::FAILURE
        }
    }
}

fn pack(core: &Path, folder: &Path, out: &Path) -> Result<String> {
    let core = sections::without_names(&std::fs::read(core)?)?;
    let component = wit_component::ComponentEncoder::default()
        .module(&core)?
        .validate(true)
        .encode()?;
    let mut package = sections::without_customs(&component)?;
    for (name, content) in papers::read(folder)? {
        sections::append(&mut package, name, &content);
    }
    std::fs::write(out, &package)?;
    let digest = Sha256::digest(&package);
    Ok(digest.iter().map(|byte| format!("{byte:02x}")).collect())
}
