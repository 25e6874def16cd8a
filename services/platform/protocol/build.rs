//! Compiles every .proto of the repository, and gives each request with a `request_id` or a `biz_no` the
//! traits that idempotency stands on. Pure Rust: no protoc needs to be installed.
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use prost::Message;
use prost_types::{DescriptorProto, FileDescriptorSet};

type AnyError = Box<dyn std::error::Error>;

/// Messages that every service with cases has in its own interface, so that each interface is whole by itself. In Rust they are
/// one type, that of `SHARED_OF`.
const SHARED: [&str; 21] = [
    "AuditEntry",
    "Code",
    "CodeList",
    "DeadLetter",
    "Decision",
    "DownloadDecisionPackageRequest",
    "DownloadDecisionPackageResponse",
    "GetDecisionRequest",
    "ListAuditEntriesRequest",
    "ListAuditEntriesResponse",
    "ListCodesRequest",
    "ListCodesResponse",
    "ListDeadLettersRequest",
    "ListDeadLettersResponse",
    "ListDecisionsRequest",
    "ListDecisionsResponse",
    "Objection",
    "PublicNotice",
    "ReplayDeadLetterRequest",
    "RuleGround",
    "RulePin",
];
const SHARED_OF: &str = "kezhuan.financing.v1";
const SHARED_WITH: [&str; 5] = [
    "kezhuan.agriculture.v1",
    "kezhuan.contracts.v1",
    "kezhuan.events.v1",
    "kezhuan.grants.v1",
    "kezhuan.incubation.v1",
];

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
    let shared = shared(&descriptors);
    let impls = idempotent_impls(&descriptors, &shared)?;
    std::fs::write(out.join("idempotent.rs"), impls)?;

    let mut config = tonic_prost_build::Config::new();
    config.enable_type_names();
    for (package, name) in &shared {
        config.extern_path(
            format!(".{package}.{name}"),
            format!("crate::cases::{name}"),
        );
    }
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

/// The messages of `SHARED_WITH` that are the same as those of `SHARED_OF`, as package and name. An interface that says more or
/// less, as contracts' older one does of requests and notices, keeps its own.
fn shared(descriptors: &FileDescriptorSet) -> Vec<(String, String)> {
    let files = || descriptors.file.iter();
    let messages = |package: &str| {
        let of = files().filter(|file| file.package() == package);
        of.flat_map(|file| file.message_type.clone())
            .filter(|message| SHARED.contains(&message.name()))
            .map(|message| without_package(message, package))
            .collect::<Vec<_>>()
    };
    let first = messages(SHARED_OF);
    let mut found = Vec::new();
    for package in SHARED_WITH {
        let same = messages(package)
            .into_iter()
            .filter(|message| first.contains(message));
        found.extend(same.map(|message| (package.to_owned(), message.name().to_owned())));
    }
    found
}

/// A message as it stands in any package.
fn without_package(mut message: DescriptorProto, package: &str) -> DescriptorProto {
    let fields = message.field.iter_mut().chain(
        message
            .nested_type
            .iter_mut()
            .flat_map(|nested| &mut nested.field),
    );
    for field in fields {
        if let Some(name) = &mut field.type_name {
            *name = name.replace(package, "");
        }
    }
    message
}

fn idempotent_impls(
    descriptors: &FileDescriptorSet,
    shared: &[(String, String)],
) -> Result<String, std::fmt::Error> {
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
        let is_own = |message: &&DescriptorProto| {
            !shared
                .iter()
                .any(|(package, name)| package == file.package() && name == message.name())
        };
        for message in file.message_type.iter().filter(is_own) {
            let name = format!("{module}::{}", message.name());
            if has(message, "request_id") {
                writeln!(
                    code,
                    "impl Idempotent for {name} {{ fn request_id(&self) -> &str {{ &self.request_id }} }}",
                )?;
            }
            // One that only asks about a number is no instruction.
            if has(message, "request_id") && has(message, "biz_no") {
                numbered_impl(&mut code, &name, message)?;
            }
        }
    }
    Ok(code)
}

fn numbered_impl(
    code: &mut String,
    name: &str,
    message: &DescriptorProto,
) -> Result<(), std::fmt::Error> {
    // Which sending it is, and how fresh its sender was, is not what was asked.
    let cleared: String = ["request_id", "etag"]
        .into_iter()
        .filter(|field| has(message, field))
        .map(|field| format!("body.{field}.clear(); "))
        .collect();
    let resource = if has(message, "name") {
        "&self.name"
    } else {
        "\"\""
    };
    writeln!(
        code,
        "impl Numbered for {name} {{ \
         fn biz_no(&self) -> &str {{ &self.biz_no }} \
         fn resource(&self) -> &str {{ {resource} }} \
         fn numbered_body(&self) -> Vec<u8> {{ \
         let mut body = self.clone(); {cleared}prost::Message::encode_to_vec(&body) }} }}",
    )
}

fn has(message: &DescriptorProto, name: &str) -> bool {
    message.field.iter().any(|field| field.name() == name)
}
