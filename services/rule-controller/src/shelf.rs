//! What pinned references hold. A digest means the same for ever, so it is pulled once; only the bytes are pulled again, where
//! they are needed.
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use kezhuan_artifacts::{Error, Pinned, Pulled, Registry};
use kezhuan_rule_host::Digest;
use kezhuan_rule_host::signature::{ALGORITHM, PackageSignature, SIGNATURE_BYTES};

use crate::domain::{Carried, NOT_THERE, Problem, REGISTRY_FAILED, REGISTRY_REFUSED};

/// More resources than a city has.
const KNOWN_MAX: usize = 10_000;

/// What was pulled in this process.
pub struct Shelf {
    registry: Registry,
    known: Mutex<HashMap<Pinned, Known>>,
}

/// A package without its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// `packages/{sha256}`.
    pub name: String,
    pub carried: Carried,
}

impl Shelf {
    /// Nothing is known yet.
    pub fn new(registry: Registry) -> Shelf {
        Shelf {
            registry,
            known: Mutex::default(),
        }
    }

    /// Which package it is, and how it is signed.
    pub async fn known(&self, pinned: &Pinned) -> Result<Known, Problem> {
        if let Some(known) = self.lock().get(pinned) {
            return Ok(known.clone());
        }
        let known = read(&self.pulled(pinned).await?)?;
        let mut all = self.lock();
        if all.len() >= KNOWN_MAX {
            all.clear();
        }
        all.insert(pinned.clone(), known.clone());
        Ok(known)
    }

    /// The package's bytes.
    pub async fn package(&self, pinned: &Pinned) -> Result<Vec<u8>, Problem> {
        Ok(self.pulled(pinned).await?.package)
    }

    async fn pulled(&self, pinned: &Pinned) -> Result<Pulled, Problem> {
        self.registry.pull(pinned).await.map_err(|error| {
            let (reason, zh) = match &error {
                Error::NotAPackage { .. } => ("NotAPackage", "该引用不是规则包"),
                Error::OtherContent { .. } => ("DigestDiffers", "内容与固定的摘要不符"),
                Error::TooLarge { .. } => ("PackageTooLarge", "规则包过大"),
                Error::Refused { .. } => (
                    REGISTRY_REFUSED,
                    "镜像仓库拒绝访问，请检查其凭据（registry.credentials_file）",
                ),
                Error::NotThere { .. } => {
                    (NOT_THERE, "镜像仓库中没有此规则包，请核对引用或重新推送")
                }
                Error::Reference { .. }
                | Error::File { .. }
                | Error::Registry(_)
                | Error::Late { .. }
                | Error::Unwritable(_) => (REGISTRY_FAILED, "暂时无法从镜像仓库取得规则包"),
            };
            Problem::new(reason, format!("{zh}：{pinned}"), error.to_string())
        })
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<Pinned, Known>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The signature file has to be about these bytes. Whether it holds is for the rules service, which knows the key.
fn read(pulled: &Pulled) -> Result<Known, Problem> {
    let unfit = |why: String| {
        Problem::new(
            "SignatureUnfit",
            "签名文件与规则包不符，请重新签名后推送",
            format!("the signature file does not fit the package, sign and push it again: {why}"),
        )
    };
    let signed: PackageSignature =
        serde_json::from_slice(&pulled.signature).map_err(|error| unfit(error.to_string()))?;
    let digest = Digest::of(&pulled.package);
    if signed.package != digest {
        return Err(unfit(format!(
            "it is of {}, this is {digest}",
            signed.package
        )));
    }
    if signed.algorithm != ALGORITHM {
        return Err(unfit(format!("algorithm {}", signed.algorithm)));
    }
    let signature = hex::decode(&signed.signature).map_err(|error| unfit(error.to_string()))?;
    if signature.len() != SIGNATURE_BYTES {
        return Err(unfit(format!("{} bytes", signature.len())));
    }
    Ok(Known {
        name: format!("packages/{digest}"),
        carried: Carried {
            key: signed.key,
            signature,
        },
    })
}

#[cfg(test)]
mod tests {
    use kezhuan_rule_host::signature::PrivateKey;

    use super::*;

    #[test]
    fn a_signature_of_something_else_is_not_carried() {
        let signed = PrivateKey::fresh().sign(&Digest::of(b"package"));
        let with = |package: &[u8], signed: &PackageSignature| {
            let pulled = Pulled {
                package: package.to_vec(),
                signature: serde_json::to_vec(signed).unwrap(),
            };
            read(&pulled).map_err(|problem| problem.reason)
        };
        let known = with(b"package", &signed).unwrap();
        assert_eq!(known.carried.key, signed.key);
        assert_eq!(known.name, format!("packages/{}", Digest::of(b"package")));
        assert_eq!(with(b"another", &signed), Err("SignatureUnfit"));
        for wrong in [
            PackageSignature {
                algorithm: "RSA".to_owned(),
                ..signed.clone()
            },
            PackageSignature {
                signature: "00".to_owned(),
                ..signed.clone()
            },
            PackageSignature {
                signature: "zz".to_owned(),
                ..signed.clone()
            },
        ] {
            assert_eq!(with(b"package", &wrong), Err("SignatureUnfit"));
        }
    }
}
