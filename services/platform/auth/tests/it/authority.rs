//! An authority made for one test, and what it signs.
use std::path::{Path, PathBuf};

use rcgen::{
    BasicConstraints, CertificateParams, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair, SanType,
    date_time_ymd,
};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use sha2::{Digest, Sha256};

/// Signs certificates.
pub struct Authority {
    issuer: Issuer<'static, KeyPair>,
    /// Its own certificate.
    pub pem: String,
}

/// A certificate and its key, in PEM.
#[derive(Clone)]
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
        self.sign(named(&[uri]))
    }

    /// One with several URIs.
    pub fn client_of_all(&self, uris: &[&str]) -> Signed {
        self.sign(named(uris))
    }

    /// One that is good in these years only, from January to January.
    pub fn client_between(&self, uri: &str, from: i32, until: i32) -> Signed {
        let mut params = named(&[uri]);
        params.not_before = date_time_ymd(from, 1, 1);
        params.not_after = date_time_ymd(until, 1, 1);
        self.sign(params)
    }

    /// One that its authority meant for servers.
    pub fn client_for_servers(&self, uri: &str) -> Signed {
        let mut params = named(&[uri]);
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
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

fn named(uris: &[&str]) -> CertificateParams {
    let mut params = CertificateParams::default();
    let uris = uris.iter().map(|uri| (*uri).try_into().unwrap());
    params.subject_alt_names = uris.map(SanType::URI).collect();
    params
}

impl Signed {
    /// As `openssl x509 -fingerprint -sha256` prints it.
    pub fn fingerprint(&self) -> String {
        let der = CertificateDer::from_pem_slice(self.certificate.as_bytes()).unwrap();
        let pairs: Vec<_> = Sha256::digest(&der)
            .iter()
            .map(|byte| format!("{byte:02X}"))
            .collect();
        pairs.join(":")
    }

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
