//! `kezhuan rules key`, `sign` and `verify`: who stands for the bytes of a package.
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use anyhow::Context;
use kezhuan_rule_host::signature::{self, PackageSignature, PrivateKey, PublicKey};
use kezhuan_rule_host::{HostConfig, inspect};

/// Makes a key: the private half in `file`, for its owner alone to read, the public one beside it.
pub fn make_key(file: &Path) -> anyhow::Result<(PublicKey, PathBuf)> {
    let key = PrivateKey::fresh();
    let mut options = std::fs::OpenOptions::new();
    let private = options.write(true).create_new(true).mode(0o600).open(file);
    let mut private = private
        .with_context(|| format!("can't make {}: it must not be there yet", file.display()))?;
    private.write_all(key.pem()?.as_bytes())?;
    let public = beside(file, "public.pem");
    std::fs::write(&public, key.public().pem()?)
        .with_context(|| format!("can't write {}", public.display()))?;
    Ok((key.public(), public))
}

/// Signs a package file; the signature stands beside it.
pub fn sign(package: &Path, key: &Path) -> anyhow::Result<(PackageSignature, PathBuf)> {
    let pem = std::fs::read_to_string(key).with_context(|| {
        format!(
            "can't read {}: `kezhuan rules key FILE` makes a key",
            key.display()
        )
    })?;
    let key = PrivateKey::from_pem(&pem)
        .with_context(|| format!("{} is no private key", key.display()))?;
    let bytes = crate::rules_desk::read(package)?;
    // What no host would take is not worth a name under it.
    let papers = inspect(&bytes, HostConfig::default().package_bytes_max)
        .with_context(|| format!("{} is no package", package.display()))?;
    let signed = key.sign(&papers.digest);
    let file = signature_of(package);
    std::fs::write(&file, serde_json::to_string_pretty(&signed)? + "\n")
        .with_context(|| format!("can't write {}", file.display()))?;
    Ok((signed, file))
}

/// Whether the signature beside a package, or in `signature`, is of this key over these bytes.
pub fn verify(package: &Path, signature: Option<&Path>, key: &Path) -> anyhow::Result<PublicKey> {
    let public = public_key(key)?;
    let file = signature.map_or_else(|| signature_of(package), Path::to_path_buf);
    let signed = std::fs::read(&file)
        .with_context(|| format!("can't read the signature {}", file.display()))?;
    let signed: PackageSignature = serde_json::from_slice(&signed)
        .with_context(|| format!("{} is no signature file", file.display()))?;
    holds(&public, &signed, &crate::rules_desk::read(package)?)?;
    Ok(public)
}

/// Reads a public key: PEM or hex digits.
pub fn public_key(file: &Path) -> anyhow::Result<PublicKey> {
    let text =
        std::fs::read_to_string(file).with_context(|| format!("can't read {}", file.display()))?;
    PublicKey::parse(&text).with_context(|| format!("{} is no public key", file.display()))
}

/// Refuses a signature that is not of this key over these bytes.
pub fn holds(public: &PublicKey, signed: &PackageSignature, package: &[u8]) -> anyhow::Result<()> {
    let digest = kezhuan_rule_host::Digest::of(package);
    anyhow::ensure!(
        signed.package == digest,
        "the package is not the one that was signed: sha256 {digest}, signed {}",
        signed.package
    );
    anyhow::ensure!(
        signed.key == public.id(),
        "signed with another key: {}, given is {}",
        signed.key,
        public.id()
    );
    anyhow::ensure!(
        signed.algorithm == signature::ALGORITHM,
        "algorithm {}: only {} is known",
        signed.algorithm,
        signature::ALGORITHM
    );
    let bytes = hex::decode(&signed.signature).context("`signature` is not hex")?;
    anyhow::ensure!(
        signature::verify(public, &digest, &bytes),
        "the signature is not of this key over this package"
    );
    Ok(())
}

/// `mycounty.wasm` is signed in `mycounty.wasm.signature.json`.
pub fn signature_of(package: &Path) -> PathBuf {
    beside(package, "signature.json")
}

fn beside(file: &Path, ending: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".");
    name.push(ending);
    PathBuf::from(name)
}
