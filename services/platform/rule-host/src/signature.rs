//! Signatures of packages: who stands for the bytes. A key is known by the first eight bytes of its
//! public half; whose keys are believed is for the rules service to say.

use std::fmt;

use ed25519_dalek::pkcs8::spki::der::pem::LineEnding;
use ed25519_dalek::pkcs8::{DecodePrivateKey, DecodePublicKey, EncodePrivateKey, EncodePublicKey};
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use serde::{Deserialize, Serialize};

use crate::digest::Digest;

/// The only algorithm so far, as signature files name it.
pub const ALGORITHM: &str = "ED25519";
/// Length of a signature.
pub const SIGNATURE_BYTES: usize = 64;
const ID_BYTES: usize = 8;

/// What is signed of a package.
pub fn message(digest: &Digest) -> Vec<u8> {
    format!("kezhuan-package-v1\n{digest}\n").into_bytes()
}

/// Whether `signature` is of this key over the package of that digest.
pub fn verify(key: &PublicKey, digest: &Digest, signature: &[u8]) -> bool {
    Signature::from_slice(signature)
        .is_ok_and(|signature| key.0.verify_strict(&message(digest), &signature).is_ok())
}

/// The public half of a key.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct PublicKey(VerifyingKey);

/// The text or bytes are no Ed25519 public key that could be believed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}: give the public key as PEM (BEGIN PUBLIC KEY) or as 64 hex digits")]
pub struct NotAKey(String);

impl PublicKey {
    /// Reads PEM, as `openssl pkey -pubout` writes it, or 64 hex digits.
    pub fn parse(text: &str) -> Result<PublicKey, NotAKey> {
        let text = text.trim();
        if text.starts_with("-----BEGIN") {
            let key = VerifyingKey::from_public_key_pem(text);
            return PublicKey::strong(key.map_err(|error| NotAKey(error.to_string()))?);
        }
        let bytes = hex::decode(text).map_err(|error| NotAKey(error.to_string()))?;
        PublicKey::from_bytes(&bytes)
    }

    /// The 32 bytes, as a database keeps them.
    pub fn from_bytes(bytes: &[u8]) -> Result<PublicKey, NotAKey> {
        let key = VerifyingKey::try_from(bytes);
        PublicKey::strong(key.map_err(|error| NotAKey(error.to_string()))?)
    }

    /// A weak key would let a signature stand for other bytes, too.
    fn strong(key: VerifyingKey) -> Result<PublicKey, NotAKey> {
        match key.is_weak() {
            true => Err(NotAKey("the key is weak".to_owned())),
            false => Ok(PublicKey(key)),
        }
    }

    /// What the key is known by.
    pub fn id(&self) -> String {
        hex::encode(&self.0.as_bytes()[..ID_BYTES])
    }

    /// PEM, for others.
    pub fn pem(&self) -> Result<String, NotAKey> {
        let pem = self.0.to_public_key_pem(LineEnding::LF);
        pem.map_err(|error| NotAKey(error.to_string()))
    }

    /// The 32 bytes.
    pub fn as_bytes(&self) -> &[u8; 32] {
        self.0.as_bytes()
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({})", self.id())
    }
}

/// The private half, which never leaves its owner.
#[derive(Clone)]
pub struct PrivateKey(SigningKey);

impl PrivateKey {
    /// A new key of the system's randomness.
    pub fn fresh() -> PrivateKey {
        PrivateKey(SigningKey::from_bytes(&rand::random()))
    }

    /// Reads PKCS#8 PEM, as `openssl genpkey -algorithm ed25519` writes it.
    pub fn from_pem(pem: &str) -> Result<PrivateKey, NotAKey> {
        let key = SigningKey::from_pkcs8_pem(pem);
        Ok(PrivateKey(key.map_err(|error| NotAKey(error.to_string()))?))
    }

    /// PKCS#8 PEM, for its owner.
    pub fn pem(&self) -> Result<String, NotAKey> {
        let pem = self.0.to_pkcs8_pem(LineEnding::LF);
        let pem = pem.map_err(|error| NotAKey(error.to_string()))?;
        Ok(pem.as_str().to_owned())
    }

    /// The half that is registered.
    pub fn public(&self) -> PublicKey {
        PublicKey(self.0.verifying_key())
    }

    /// Signs the package of that digest.
    pub fn sign(&self, digest: &Digest) -> PackageSignature {
        PackageSignature {
            package: *digest,
            key: self.public().id(),
            algorithm: ALGORITHM.to_owned(),
            signature: hex::encode(self.0.sign(&message(digest)).to_bytes()),
        }
    }
}

/// A signature beside its package, as a file holds it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PackageSignature {
    pub package: Digest,
    pub key: String,
    pub algorithm: String,
    /// Hex.
    pub signature: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_signed_message_stays_what_it_was() {
        let digest = Digest::of(b"");
        let expected = "kezhuan-package-v1\n\
             e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\n";
        assert_eq!(message(&digest), expected.as_bytes());
    }

    #[test]
    fn a_signature_holds_for_its_key_and_its_bytes_alone() {
        let (key, other) = (PrivateKey::fresh(), PrivateKey::fresh());
        let (digest, another) = (Digest::of(b"package"), Digest::of(b"another"));
        let signed = key.sign(&digest);
        assert_eq!(
            (signed.key.clone(), signed.package),
            (key.public().id(), digest)
        );
        let bytes = hex::decode(signed.signature).unwrap();
        assert_eq!(bytes.len(), SIGNATURE_BYTES);
        assert!(verify(&key.public(), &digest, &bytes));
        assert!(!verify(&key.public(), &another, &bytes));
        assert!(!verify(&other.public(), &digest, &bytes));
        let mut changed = bytes.clone();
        changed[40] ^= 1;
        assert!(!verify(&key.public(), &digest, &changed));
        assert!(!verify(&key.public(), &digest, &bytes[1..]));
        assert!(!verify(&key.public(), &digest, &[]));
    }

    #[test]
    fn a_public_key_is_read_as_pem_and_as_hex_and_a_weak_one_is_not() {
        let key = PrivateKey::fresh().public();
        let pem = key.0.to_public_key_pem(LineEnding::LF).unwrap();
        assert_eq!(PublicKey::parse(&pem), Ok(key));
        assert_eq!(PublicKey::parse(&hex::encode(key.as_bytes())), Ok(key));
        let mut identity = [0; 32];
        identity[0] = 1;
        for wrong in [
            "",
            "ab",
            "-----BEGIN PUBLIC KEY-----",
            &hex::encode(identity),
        ] {
            assert!(PublicKey::parse(wrong).is_err(), "{wrong}");
        }
    }
}
