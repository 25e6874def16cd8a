//! What pinned references hold. A digest means the same for ever, so it is pulled once; only the bytes are pulled again, where
//! they are needed. What failed is not pulled again at each look.
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use kezhuan_artifacts::{Error, Pinned, Pulled, Registry};
use kezhuan_rule_host::signature::{ALGORITHM, PackageSignature, SIGNATURE_BYTES};
use kezhuan_rule_host::{Digest, read_papers};
use tokio::time::Instant;

use crate::domain::{Carried, NOT_THERE, Problem, REGISTRY_FAILED, REGISTRY_REFUSED};
use crate::refusals::{Attempt, KEPT, Refusals};

/// More resources than a city has.
const KNOWN_MAX: usize = 10_000;

/// What was pulled in this process, and what could not be.
pub struct Shelf {
    registry: Registry,
    /// How soon a registry is asked again for what it did not give.
    retry: Duration,
    known: Mutex<HashMap<Pinned, Known>>,
    failures: Refusals,
}

/// A package without its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// `packages/{sha256}`.
    pub name: String,
    /// Whose it says it is; none where it can't be read, which is for the rules service to say.
    pub owner: Option<String>,
    pub carried: Carried,
}

impl Shelf {
    /// Nothing is known yet.
    pub fn new(registry: Registry, retry: Duration) -> Shelf {
        Shelf {
            registry,
            retry,
            known: Mutex::default(),
            failures: Refusals::default(),
        }
    }

    /// Which package it is, and how it is signed.
    pub async fn known(&self, pinned: &Pinned) -> Result<Known, Problem> {
        if let Some(known) = self.lock().get(pinned) {
            return Ok(known.clone());
        }
        let (known, _) = self.pulled(pinned).await?;
        let mut all = self.lock();
        if all.len() >= KNOWN_MAX {
            all.clear();
        }
        all.insert(pinned.clone(), known.clone());
        Ok(known)
    }

    /// The package's bytes.
    pub async fn package(&self, pinned: &Pinned) -> Result<Vec<u8>, Problem> {
        let (_, bytes) = self.pulled(pinned).await?;
        Ok(bytes)
    }

    async fn pulled(&self, pinned: &Pinned) -> Result<(Known, Vec<u8>), Problem> {
        let attempt = Attempt::Pull(pinned.clone());
        if let Some(problem) = self.failures.of(&attempt, Instant::now()) {
            return Err(problem);
        }
        let found = match self.registry.pull(pinned).await {
            Ok(pulled) => match read(&pulled) {
                Ok(known) => Ok((known, pulled.package)),
                Err(problem) => Err((problem, KEPT)),
            },
            Err(error) => Err(self.failed(pinned, &error)),
        };
        found.map_err(|(problem, kept)| {
            self.failures
                .keep(attempt, problem.clone(), kept, Instant::now());
            problem
        })
    }

    /// What is told of `error`, and for how long it is known: what is pinned stays what it is, all else may be mended any time.
    fn failed(&self, pinned: &Pinned, error: &Error) -> (Problem, Duration) {
        let (reason, zh, kept) = match error {
            Error::NotAPackage { .. } => ("NotAPackage", "该引用不是规则包", KEPT),
            Error::OtherContent { .. } => ("DigestDiffers", "内容与固定的摘要不符", KEPT),
            Error::TooLarge { .. } => ("PackageTooLarge", "规则包过大", KEPT),
            Error::Refused { .. } => (
                REGISTRY_REFUSED,
                "镜像仓库拒绝访问，请检查其凭据（registry.credentials_file）",
                self.retry,
            ),
            Error::NotThere { .. } => (
                NOT_THERE,
                "镜像仓库中没有此规则包，请核对引用或重新推送",
                self.retry,
            ),
            Error::Reference { .. }
            | Error::File { .. }
            | Error::Registry(_)
            | Error::Late { .. }
            | Error::Unwritable(_) => (REGISTRY_FAILED, "暂时无法从镜像仓库取得规则包", self.retry),
        };
        let problem = Problem::new(reason, format!("{zh}：{pinned}"), error.to_string());
        (problem, kept)
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
    // The registry's own bound has been kept already.
    let papers = read_papers(&pulled.package, pulled.package.len()).ok();
    Ok(Known {
        name: format!("packages/{digest}"),
        owner: papers.map(|papers| papers.manifest.owner),
        carried: Carried {
            key: signed.key,
            signature,
        },
    })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use kezhuan_artifacts::RegistryConfig;
    use kezhuan_rule_host::signature::PrivateKey;
    use tokio::net::TcpListener;

    use super::*;

    const PENGJIANG: &[u8] = include_bytes!("../../../plugins/packages/pengjiang/pengjiang.wasm");

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
        assert_eq!(known.owner, None);
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

    #[test]
    fn a_package_says_whose_it_is() {
        let signed = PrivateKey::fresh().sign(&Digest::of(PENGJIANG));
        let pulled = Pulled {
            package: PENGJIANG.to_vec(),
            signature: serde_json::to_vec(&signed).unwrap(),
        };
        let known = read(&pulled).unwrap();
        assert_eq!(known.owner.as_deref(), Some("440703"));
    }

    /// A registry that hangs up on whoever calls, and how often it was called.
    async fn hanging_up() -> (String, Arc<AtomicUsize>) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let host = listener.local_addr().unwrap().to_string();
        let calls = Arc::new(AtomicUsize::new(0));
        let counted = calls.clone();
        kezhuan_runtime::spawn("registry", async move {
            while let Ok((connection, _)) = listener.accept().await {
                counted.fetch_add(1, Ordering::SeqCst);
                drop(connection);
            }
        });
        (host, calls)
    }

    #[tokio::test]
    async fn a_registry_that_fails_is_left_alone_until_it_is_time() {
        let (host, calls) = hanging_up().await;
        let pinned = format!("{host}/rules/p@sha256:{}", "0".repeat(64));
        let pinned: Pinned = pinned.parse().unwrap();
        let config = RegistryConfig {
            ca_file: "".into(),
            credentials_file: "".into(),
            plaintext: host,
            package_bytes_max: 1 << 20,
            answer_ms_max: 30_000,
        };
        for (retry, is_asked_again) in [(KEPT, false), (Duration::ZERO, true)] {
            let shelf = Shelf::new(Registry::new(config.clone()), retry);
            let first = shelf.known(&pinned).await.unwrap_err();
            assert_eq!(first.reason, REGISTRY_FAILED, "{first}");
            let before = calls.load(Ordering::SeqCst);
            let again = shelf.package(&pinned).await.unwrap_err();
            assert_eq!(again.reason, first.reason, "{again}");
            let after = calls.load(Ordering::SeqCst);
            assert_eq!(after > before, is_asked_again, "{retry:?}");
        }
    }
}
