//! `kezhuan-pack CORE.wasm FOLDER OUT.wasm` makes a package and prints its SHA-256.

use std::path::Path;
use std::process::ExitCode;

use kezhuan_pack::Result;
use sha2::{Digest, Sha256};

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
    let package = kezhuan_pack::of_module(&std::fs::read(core)?, folder)?;
    std::fs::write(out, &package)?;
    let digest = Sha256::digest(&package);
    Ok(digest.iter().map(|byte| format!("{byte:02x}")).collect())
}
