//! Tree heads: what the service has promised about its log, and who signed it.
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use ed25519_dalek::pkcs8::spki::der::pem::LineEnding;
use ed25519_dalek::pkcs8::{DecodePrivateKey, DecodePublicKey, EncodePrivateKey, EncodePublicKey};
use ed25519_dalek::{Signature, Signer, SigningKey, Verifier, VerifyingKey};
use kezhuan_runtime::secret_file::read_or_create;

/// What the hashes and signatures of this build are called.
pub const ALGORITHM: &str = "ED25519_SHA256";

/// Signs tree heads. SHA-256 with Ed25519 here; the national algorithms are another one.
pub trait HeadSigner: Send + Sync + 'static {
    fn algorithm(&self) -> &'static str;
    fn key_id(&self) -> String;
    fn sign(&self, message: &[u8]) -> Vec<u8>;
}

/// A promise: the first `size` leaves of the service's log have this root.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct TreeHead {
    pub number: i64,
    pub size: i64,
    pub root: Vec<u8>,
    pub sealed_at: DateTime<Utc>,
    pub algorithm: String,
    pub key_id: String,
    pub signature: Vec<u8>,
}

impl TreeHead {
    /// What is signed: everything the promise says, and whose it is.
    pub fn message(&self, service: &str) -> Vec<u8> {
        let Self {
            number,
            size,
            root,
            sealed_at,
            ..
        } = self;
        let (root, micros) = (hex::encode(root), sealed_at.timestamp_micros());
        format!("kezhuan-tree-head-v1\n{service}\n{number}\n{size}\n{root}\n{micros}\n")
            .into_bytes()
    }

    /// Whether `key` signed this head for `service`.
    pub fn is_signed_by(&self, service: &str, key: &VerifyingKey) -> bool {
        Signature::from_slice(&self.signature)
            .is_ok_and(|signature| key.verify(&self.message(service), &signature).is_ok())
    }
}

/// How heads and receipts call a key.
pub fn key_id(key: &VerifyingKey) -> String {
    hex::encode(&key.as_bytes()[..8])
}

/// A public key as people are handed it: a PEM file.
pub fn key_to_pem(key: &VerifyingKey) -> anyhow::Result<String> {
    Ok(key.to_public_key_pem(LineEnding::LF)?)
}

/// The public key in a PEM file.
pub fn key_from_pem(pem: &str) -> anyhow::Result<VerifyingKey> {
    Ok(VerifyingKey::from_public_key_pem(pem)?)
}

/// The `[seal]` section of a service's configuration: the key of its sealed log.
#[derive(Debug, Clone, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SealConfig {
    pub key_file: PathBuf,
}

/// The Ed25519 key of one service's sealer.
#[derive(Clone)]
pub struct SealingKey(SigningKey);

impl SealingKey {
    /// A key from 32 secret bytes.
    pub fn from_bytes(secret: &[u8; 32]) -> Self {
        Self(SigningKey::from_bytes(secret))
    }

    /// Reads the PEM file, or makes a key and keeps it there, readable by its owner only.
    pub fn create_or_load(file: &Path) -> anyhow::Result<Self> {
        let pem = read_or_create(file, || {
            let mut secret = [0; 32];
            // Two version 4 ids: 244 bits of the system's randomness.
            secret[..16].copy_from_slice(uuid::Uuid::new_v4().as_bytes());
            secret[16..].copy_from_slice(uuid::Uuid::new_v4().as_bytes());
            let pem = SigningKey::from_bytes(&secret).to_pkcs8_pem(LineEnding::LF);
            Ok(pem.map_err(std::io::Error::other)?.to_string())
        })?;
        Ok(Self(SigningKey::from_pkcs8_pem(&pem)?))
    }

    /// What others need to check this service's heads.
    pub fn verifying_key(&self) -> VerifyingKey {
        self.0.verifying_key()
    }
}

impl HeadSigner for SealingKey {
    fn algorithm(&self) -> &'static str {
        ALGORITHM
    }

    fn key_id(&self) -> String {
        key_id(&self.verifying_key())
    }

    fn sign(&self, message: &[u8]) -> Vec<u8> {
        self.0.sign(message).to_vec()
    }
}
