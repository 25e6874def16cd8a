//! An authority made for one test, and what it signs.
use std::path::{Path, PathBuf};

use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair, SanType};

/// Signs certificates.
pub struct Authority {
    issuer: Issuer<'static, KeyPair>,
    /// Its own certificate.
    pub pem: String,
}

/// A certificate and its key, in PEM.
pub struct Signed {
    pub certificate: String,
    pub key: String,
}

impl Authority {
    pub fn new() -> Authority {
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().unwrap();
        let pem = params.self_signed(&key).unwrap().pem();
        Authority {
            issuer: Issuer::new(params, key),
            pem,
        }
    }

    /// The certificate of a server on this machine.
    pub fn server(&self) -> Signed {
        self.sign(CertificateParams::new(["localhost".to_owned()]).unwrap())
    }

    /// A client's certificate with this URI among its names.
    pub fn client(&self, uri: &str) -> Signed {
        let mut params = CertificateParams::default();
        let uri = uri.try_into().unwrap();
        params.subject_alt_names = vec![SanType::URI(uri)];
        self.sign(params)
    }

    fn sign(&self, params: CertificateParams) -> Signed {
        let key = KeyPair::generate().unwrap();
        Signed {
            certificate: params.signed_by(&key, &self.issuer).unwrap().pem(),
            key: key.serialize_pem(),
        }
    }

    /// Its certificate as a file in `folder`.
    pub fn file(&self, folder: &Path) -> PathBuf {
        written(folder, "authority.pem", &self.pem)
    }
}

impl Signed {
    /// Certificate and key as files in `folder`.
    pub fn files(&self, folder: &Path) -> [PathBuf; 2] {
        [
            written(folder, "certificate.pem", &self.certificate),
            written(folder, "key.pem", &self.key),
        ]
    }
}

fn written(folder: &Path, name: &str, text: &str) -> PathBuf {
    let path = folder.join(name);
    std::fs::write(&path, text).unwrap();
    path
}
