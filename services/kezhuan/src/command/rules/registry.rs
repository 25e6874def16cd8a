//! `kezhuan rules push` and `pull`: signed packages in an OCI registry, pinned by digest. Neither needs a suite.
use std::path::{Path, PathBuf};

use anyhow::{Context, ensure};
use kezhuan_artifacts::{Pinned, Registry, RegistryConfig, Tagged};
use kezhuan_rule_host::signature::PackageSignature;
use kezhuan_rule_host::{Digest, HostConfig, inspect};

use crate::author::{package_file, signing};
use crate::rules_desk;

/// A registry on the other side of the world, and a package of the largest size.
const ANSWER_MS_MAX: u64 = 300_000;

/// How the registry is reached.
#[derive(clap::Args)]
pub struct Way {
    /// Passwords of registries, as Docker keeps them; its own file when left out
    #[arg(long, value_name = "FILE")]
    credentials: Option<PathBuf>,
    /// PEM file of the authority behind the registry; those that the system knows when left out
    #[arg(long, value_name = "FILE")]
    ca: Option<PathBuf>,
    /// Speak HTTP without TLS, to a registry on this machine say
    #[arg(long)]
    plain_http: bool,
}

impl Way {
    fn to(&self, registry: &str) -> Registry {
        let credentials = self.credentials.clone().or_else(of_docker);
        Registry::new(RegistryConfig {
            ca_file: self.ca.clone().unwrap_or_default(),
            credentials_file: credentials.unwrap_or_default(),
            plaintext: match self.plain_http {
                true => registry.to_owned(),
                false => String::new(),
            },
            package_bytes_max: HostConfig::default().package_bytes_max,
            answer_ms_max: ANSWER_MS_MAX,
        })
    }
}

/// Where `docker login` and `oras login` put what they were told, if they ever did.
fn of_docker() -> Option<PathBuf> {
    let folder = match std::env::var_os("DOCKER_CONFIG") {
        Some(named) => PathBuf::from(named),
        None => std::env::home_dir()?.join(".docker"),
    };
    let file = folder.join("config.json");
    file.is_file().then_some(file)
}

/// Pushes a package with the signature beside it, and prints what pins it.
pub async fn push(
    package: &Path,
    target: &Tagged,
    signature: Option<&Path>,
    way: &Way,
) -> anyhow::Result<()> {
    let file = package_file(package)?;
    let bytes = rules_desk::read(&file)?;
    // What no service would take is not worth a place.
    let papers = inspect(&bytes, HostConfig::default().package_bytes_max)
        .with_context(|| format!("{} is no package", file.display()))?;
    let beside = signature.map_or_else(|| signing::signature_of(&file), Path::to_path_buf);
    let signature = rules_desk::read(&beside).with_context(|| {
        format!(
            "sign it first: kezhuan rules sign {} --key FILE",
            file.display()
        )
    })?;
    let signed = signature_over(&signature, &bytes)
        .with_context(|| format!("{} does not fit {}", beside.display(), file.display()))?;
    let registry = way.to(target.registry());
    let pinned = registry.push(target, bytes, signature).await?;
    println!(
        "{pinned}\n{} {} of {}, sha256 {}, signed by {}",
        papers.manifest.name,
        papers.manifest.version,
        papers.manifest.owner,
        papers.digest,
        signed.key
    );
    Ok(())
}

/// Pulls what is pinned into `out`, its signature beside it; with `key` only what that key signed.
pub async fn pull(
    pinned: &Pinned,
    out: Option<PathBuf>,
    key: Option<&Path>,
    way: &Way,
) -> anyhow::Result<()> {
    let out = out.unwrap_or_else(|| {
        let name = pinned.repository().rsplit('/').next().unwrap_or_default();
        PathBuf::from(format!("{name}.wasm"))
    });
    let public = key.map(signing::public_key).transpose()?;
    let pulled = way.to(pinned.registry()).pull(pinned).await?;
    let signed = signature_over(&pulled.signature, &pulled.package)
        .with_context(|| format!("{pinned} holds a signature of something else"))?;
    if let Some(public) = &public {
        signing::holds(public, &signed, &pulled.package)
            .with_context(|| format!("{pinned} was not written down"))?;
    }
    let beside = signing::signature_of(&out);
    for (file, bytes) in [(&out, &pulled.package), (&beside, &pulled.signature)] {
        std::fs::write(file, bytes).with_context(|| format!("can't write {}", file.display()))?;
    }
    let (file, digest, key) = (out.display(), signed.package, &signed.key);
    match public {
        Some(_) => println!("{file}\nsha256 {digest}, signed by {key}"),
        None => println!(
            "{file}\nsha256 {digest}, says it is signed by {key}\nnext: kezhuan rules verify {file} --key PUBLIC.pem"
        ),
    }
    Ok(())
}

/// What a signature file says, which must be about these bytes. Whether it holds takes the public key.
fn signature_over(file: &[u8], bytes: &[u8]) -> anyhow::Result<PackageSignature> {
    let signed: PackageSignature =
        serde_json::from_slice(file).context("it is no signature of `rules sign`")?;
    let digest = Digest::of(bytes);
    ensure!(
        signed.package == digest,
        "the package is sha256 {digest}, signed is {}",
        signed.package
    );
    Ok(signed)
}
