//! Pushing and pulling. A client is made for each, so that renewed credentials and authorities are taken up.
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use futures::TryStreamExt as _;
use http::HeaderValue;
use oci_client::client::{
    Certificate, CertificateEncoding, Client, ClientConfig, ClientProtocol, ImageLayer,
};
use oci_client::errors::OciDistributionError;
use oci_client::manifest::{OCI_IMAGE_MEDIA_TYPE, OciDescriptor, OciImageManifest};
use oci_client::{Reference, client};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use serde::Deserialize;
use sha2::{Digest as _, Sha256};

use crate::answer::refused;
use crate::credentials::{self, Asking};
use crate::{ARTIFACT_TYPE, Error, PACKAGE_TYPE, Pinned, SIGNATURE_TYPE, Tagged};

/// An artifact without a configuration has this one.
const EMPTY_TYPE: &str = "application/vnd.oci.empty.v1+json";
const EMPTY: &[u8] = b"{}";
/// Names the file that other tools write a part to.
const FILE_NAME: &str = "org.opencontainers.image.title";
/// A signature is a few hundred bytes.
const SIGNATURE_BYTES_MAX: usize = 16 << 10;
/// One that lets packets fall would hold a puller for all the time that an answer may take.
const CONNECT_MAX: Duration = Duration::from_secs(5);

/// How registries are reached.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RegistryConfig {
    /// PEM file of the authorities behind registries; empty = those that the system knows.
    pub ca_file: PathBuf,
    /// As Docker and Kubernetes write them; empty = nobody in particular asks.
    pub credentials_file: PathBuf,
    /// Registries that speak no TLS, by host and port, separated by spaces.
    pub plaintext: String,
    /// Largest package.
    pub package_bytes_max: usize,
    /// Longest a push or a pull may take.
    pub answer_ms_max: u64,
}

/// The way to every registry that the settings allow.
#[derive(Clone, Debug)]
pub struct Registry {
    config: RegistryConfig,
}

/// What a pinned artifact holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pulled {
    /// The WebAssembly component.
    pub package: Vec<u8>,
    /// The signature file beside it.
    pub signature: Vec<u8>,
}

/// The way to one registry, and as whom.
struct Way {
    client: Client,
    asking: Asking,
    /// Of what is pushed or pulled.
    reference: String,
}

impl Way {
    fn told(&self, error: &OciDistributionError) -> Error {
        refused(&self.reference, self.asking.note, error)
    }
}

impl Registry {
    /// Nothing is connected before it is used.
    pub fn new(config: RegistryConfig) -> Registry {
        Registry { config }
    }

    /// Pushes a package with its signature. The same bytes are the same artifact, wherever and by whomever they are pushed.
    pub async fn push(
        &self,
        target: &Tagged,
        package: Vec<u8>,
        signature: Vec<u8>,
    ) -> Result<Pinned, Error> {
        let name = target.0.repository().rsplit('/').next().unwrap_or_default();
        let titled = |file: String| BTreeMap::from([(FILE_NAME.to_owned(), file)]);
        let layers = [
            ImageLayer::new(
                package,
                PACKAGE_TYPE.to_owned(),
                Some(titled(format!("{name}.wasm"))),
            ),
            ImageLayer::new(
                signature,
                SIGNATURE_TYPE.to_owned(),
                Some(titled(format!("{name}.wasm.signature.json"))),
            ),
        ];
        let empty = client::Config::new(EMPTY, EMPTY_TYPE.to_owned(), None);
        let manifest = OciImageManifest {
            media_type: Some(OCI_IMAGE_MEDIA_TYPE.to_owned()),
            artifact_type: Some(ARTIFACT_TYPE.to_owned()),
            ..OciImageManifest::build(&layers, &empty, None)
        };
        let body = serde_json::to_vec(&manifest)?;
        let digest = digest(&body);
        let way = self.way(&target.0)?;
        let told = |error: OciDistributionError| way.told(&error);
        let pushing = async {
            let client = &way.client;
            client
                .store_auth_if_needed(target.0.resolve_registry(), &way.asking.auth)
                .await;
            client
                .push_blob(&target.0, EMPTY, &manifest.config.digest)
                .await
                .map_err(told)?;
            for (layer, descriptor) in layers.into_iter().zip(&manifest.layers) {
                client
                    .push_blob(&target.0, layer.data, &descriptor.digest)
                    .await
                    .map_err(told)?;
            }
            let kind = HeaderValue::from_static(OCI_IMAGE_MEDIA_TYPE);
            let pushed = client.push_manifest_raw(&target.0, body, kind).await;
            pushed.map_err(told)?;
            Ok::<_, Error>(target.pinned(&digest))
        };
        self.in_time(pushing).await
    }

    /// Pulls what is pinned: manifest, package and signature each have the digest that leads to them.
    pub async fn pull(&self, pinned: &Pinned) -> Result<Pulled, Error> {
        let way = self.way(&pinned.0)?;
        let pulling = async {
            let (body, _) = way
                .client
                .pull_manifest_raw(&pinned.0, &way.asking.auth, &[OCI_IMAGE_MEDIA_TYPE])
                .await
                .map_err(|error| way.told(&error))?;
            let found = digest(&body);
            if found != pinned.digest() {
                return Err(Error::OtherContent {
                    reference: pinned.to_string(),
                    found,
                });
            }
            let [package, signature] = parts(pinned, &body)?;
            let max = self.config.package_bytes_max;
            Ok::<_, Error>(Pulled {
                package: part(&way, pinned, &package, max).await?,
                signature: part(&way, pinned, &signature, SIGNATURE_BYTES_MAX).await?,
            })
        };
        self.in_time(pulling).await
    }

    async fn in_time<T>(&self, work: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
        let ms = self.config.answer_ms_max;
        let done = tokio::time::timeout(Duration::from_millis(ms), work).await;
        done.unwrap_or(Err(Error::Late { ms }))
    }

    fn way(&self, of: &Reference) -> Result<Way, Error> {
        if rustls::crypto::CryptoProvider::get_default().is_none()
            && rustls::crypto::ring::default_provider()
                .install_default()
                .is_err()
        {
            tracing::debug!("another part of the process chose the TLS provider first");
        }
        let plaintext = self.config.plaintext.split_whitespace();
        let config = ClientConfig {
            protocol: ClientProtocol::HttpsExcept(plaintext.map(str::to_owned).collect()),
            // A package is small, and some registries take no pieces.
            use_monolithic_push: true,
            tls_certs_only: self.authorities()?,
            // A list of artifacts for several platforms is no package.
            platform_resolver: None,
            connect_timeout: Some(CONNECT_MAX),
            ..ClientConfig::default()
        };
        let file = &self.config.credentials_file;
        let asking = credentials::of(file, of.resolve_registry(), of.repository())?;
        let reference = of.to_string();
        let client = Client::try_from(config);
        Ok(Way {
            client: client.map_err(|error| refused(&reference, asking.note, &error))?,
            asking,
            reference,
        })
    }

    fn authorities(&self) -> Result<Vec<Certificate>, Error> {
        let path = &self.config.ca_file;
        if path.as_os_str().is_empty() {
            return Ok(Vec::new());
        }
        let unusable = |why: String| Error::File {
            path: path.clone(),
            why,
        };
        let pem = std::fs::read(path).map_err(|error| unusable(error.to_string()))?;
        let found = CertificateDer::pem_slice_iter(&pem)
            .map(|certificate| {
                let certificate = certificate.map_err(|error| unusable(error.to_string()))?;
                Ok(Certificate {
                    encoding: CertificateEncoding::Der,
                    data: certificate.to_vec(),
                })
            })
            .collect::<Result<Vec<_>, Error>>()?;
        // An empty list would mean those that the system knows.
        match found.is_empty() {
            true => Err(unusable("no certificate is in it".to_owned())),
            false => Ok(found),
        }
    }
}

/// Package and signature, as the manifest describes them.
fn parts(pinned: &Pinned, body: &[u8]) -> Result<[OciDescriptor; 2], Error> {
    let not_a_package = |why: String| Error::NotAPackage {
        reference: pinned.to_string(),
        why,
    };
    let manifest: OciImageManifest =
        serde_json::from_slice(body).map_err(|error| not_a_package(error.to_string()))?;
    if manifest.artifact_type.as_deref() != Some(ARTIFACT_TYPE) {
        let kind = manifest.artifact_type.unwrap_or_default();
        return Err(not_a_package(format!(
            "its artifact type is {kind:?}, not {ARTIFACT_TYPE:?}"
        )));
    }
    let parts: [OciDescriptor; 2] = manifest.layers.try_into().map_err(|layers: Vec<_>| {
        not_a_package(format!(
            "it has {} parts; a package has two, itself and its signature",
            layers.len()
        ))
    })?;
    let [package, signature] = &parts;
    let kinds = (package.media_type.as_str(), signature.media_type.as_str());
    match kinds == (PACKAGE_TYPE, SIGNATURE_TYPE) {
        true => Ok(parts),
        false => Err(not_a_package(format!("its parts are {kinds:?}"))),
    }
}

/// One part, never more of it than was announced. Other addresses that a descriptor may name are not asked.
async fn part(
    way: &Way,
    pinned: &Pinned,
    descriptor: &OciDescriptor,
    bytes_max: usize,
) -> Result<Vec<u8>, Error> {
    let too_large = || Error::TooLarge {
        reference: pinned.to_string(),
        bytes_max,
    };
    let size = usize::try_from(descriptor.size).unwrap_or(usize::MAX);
    if size > bytes_max {
        return Err(too_large());
    }
    let answer = way
        .client
        .pull_blob_stream(&pinned.0, descriptor.digest.as_str())
        .await;
    let mut stream = answer.map_err(|error| way.told(&error))?.stream;
    let mut bytes = Vec::with_capacity(size);
    while let Some(chunk) = stream
        .try_next()
        .await
        .map_err(|error| way.told(&OciDistributionError::from(error)))?
    {
        if bytes.len() + chunk.len() > size {
            return Err(too_large());
        }
        bytes.extend_from_slice(&chunk);
    }
    let found = digest(&bytes);
    match found == descriptor.digest {
        true => Ok(bytes),
        false => Err(Error::OtherContent {
            reference: pinned.to_string(),
            found,
        }),
    }
}

fn digest(bytes: &[u8]) -> String {
    format!("sha256:{}", hex::encode(Sha256::digest(bytes)))
}
