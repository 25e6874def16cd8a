//! Compiles every .proto of the repository, and gives each request with a `request_id` the trait
//! that idempotency stands on. Pure Rust: no protoc needs to be installed.
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use prost::Message;
use prost_types::{DescriptorProto, FileDescriptorSet};

type AnyError = Box<dyn std::error::Error>;

fn main() -> Result<(), AnyError> {
    // Asked when it runs: compiled in, it would name another checkout that shares the build folder.
    let root = Path::new(&std::env::var("CARGO_MANIFEST_DIR")?).join("../../../proto");
    println!("cargo:rerun-if-changed={}", root.display());
    let mut files = Vec::new();
    collect(&root, &mut files)?;
    files.sort();

    let descriptors = protox::compile(&files, [&root])?;
    let out = PathBuf::from(std::env::var("OUT_DIR")?);
    std::fs::write(out.join("descriptors.bin"), descriptors.encode_to_vec())?;
    std::fs::write(out.join("idempotent.rs"), idempotent_impls(&descriptors)?)?;

    let mut config = tonic_prost_build::Config::new();
    config.enable_type_names();
    tonic_prost_build::configure().compile_fds_with_config(descriptors, config)?;
    Ok(())
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else if path
            .extension()
            .is_some_and(|extension| extension == "proto")
        {
            println!("cargo:rerun-if-changed={}", path.display());
            files.push(path);
        }
    }
    Ok(())
}

fn idempotent_impls(descriptors: &FileDescriptorSet) -> Result<String, std::fmt::Error> {
    let mut code = String::new();
    for file in descriptors
        .file
        .iter()
        .filter(|file| file.package().starts_with("kezhuan."))
    {
        let module = file
            .package()
            .trim_start_matches("kezhuan.")
            .replace('.', "::");
        for message in file
            .message_type
            .iter()
            .filter(|message| has_request_id(message))
        {
            writeln!(
                code,
                "impl Idempotent for {module}::{name} {{ fn request_id(&self) -> &str {{ &self.request_id }} }}",
                name = message.name(),
            )?;
        }
    }
    Ok(code)
}

fn has_request_id(message: &DescriptorProto) -> bool {
    message
        .field
        .iter()
        .any(|field| field.name() == "request_id")
}
