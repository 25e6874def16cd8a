//! The keys whose signatures count: read from the issuer, read again when they may have changed.
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use anyhow::Context;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::jwk::{
    AlgorithmParameters, EllipticCurve, Jwk, JwkSet, KeyAlgorithm, PublicKeyUse,
};
use jsonwebtoken::{Algorithm, DecodingKey};
use tokio::sync::Mutex;
use tokio::time::Instant;

use crate::AuthConfig;

/// An unknown key makes the set be read again, but not more often than this.
const REREAD_PAUSE: Duration = Duration::from_secs(5);
/// A key that was taken out of the set is not believed for longer than this.
const FILE_AGE_MAX: Duration = Duration::from_secs(10);
const ADDRESS_AGE_MAX: Duration = Duration::from_secs(300);
const FETCH_MAX: Duration = Duration::from_secs(10);
const SET_BYTES_MAX: usize = 256 << 10;
const ED25519_BYTES: usize = 32;

/// A key, and the one algorithm it may be used with.
#[derive(Clone)]
pub(crate) struct Key {
    pub algorithm: Algorithm,
    pub decoding: DecodingKey,
}

/// The keys of one reading. Tokens checked with an earlier reading are checked again.
#[derive(Default)]
pub(crate) struct KeySet {
    pub keys: HashMap<String, Key>,
    pub reading: u64,
    read_at: Option<Instant>,
}

/// Where the issuer's keys are read.
pub(crate) struct Source {
    /// A file, or an https address.
    place: String,
    /// The authority of the address; empty = those that the system knows.
    ca_file: PathBuf,
}

/// The issuer's keys as last read.
pub(crate) struct Keys {
    source: Source,
    pause: Duration,
    age_max: Duration,
    current: RwLock<Arc<KeySet>>,
    asked: Mutex<Option<Instant>>,
}

impl Keys {
    /// Nothing is read before the first token arrives: a service starts without its issuer.
    pub fn of(source: Source) -> Keys {
        let age_max = if source.is_address() {
            ADDRESS_AGE_MAX
        } else {
            FILE_AGE_MAX
        };
        Keys::reread_after(source, REREAD_PAUSE, age_max)
    }

    pub(crate) fn reread_after(source: Source, pause: Duration, age_max: Duration) -> Keys {
        Keys {
            source,
            pause,
            age_max,
            current: RwLock::default(),
            asked: Mutex::default(),
        }
    }

    /// The keys to check a token signed by `key_id` with, fresh enough and read again once if the
    /// key is not among them.
    pub async fn holding(&self, key_id: &str) -> Arc<KeySet> {
        let set = self.current();
        if self.is_fresh(&set) && set.keys.contains_key(key_id) {
            return set;
        }
        self.reread().await;
        self.current()
    }

    /// Whether a token checked with `reading` need not be checked again.
    pub fn confirms(&self, reading: u64) -> bool {
        let set = self.current();
        set.reading == reading && self.is_fresh(&set)
    }

    /// Whether the issuer's keys could be read at all.
    pub fn are_known(&self) -> bool {
        self.current().read_at.is_some()
    }

    fn current(&self) -> Arc<KeySet> {
        self.current
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    fn is_fresh(&self, set: &KeySet) -> bool {
        set.read_at.is_some_and(|at| at.elapsed() < self.age_max)
    }

    async fn reread(&self) {
        let mut asked = self.asked.lock().await;
        if asked.is_some_and(|at| at.elapsed() < self.pause) {
            return;
        }
        match self.source.read().await {
            Ok(set) => {
                let reading = self.current().reading + 1;
                let fresh = KeySet {
                    keys: usable(&set),
                    reading,
                    read_at: Some(Instant::now()),
                };
                *self.current.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(fresh);
            }
            // The keys already known keep serving while the issuer is away.
            Err(error) => tracing::warn!(
                error = format!("{error:#}"),
                source = self.source.place,
                "the key set can't be read"
            ),
        }
        *asked = Some(Instant::now());
    }
}

impl Source {
    pub fn of(config: &AuthConfig) -> Source {
        Source {
            place: config.jwks.clone(),
            ca_file: config.jwks_ca_file.clone(),
        }
    }

    fn is_address(&self) -> bool {
        self.place.starts_with("https://")
    }

    async fn read(&self) -> anyhow::Result<JwkSet> {
        let bytes = if self.is_address() {
            self.fetched().await?
        } else {
            tokio::fs::read(Path::new(&self.place)).await?
        };
        anyhow::ensure!(
            bytes.len() <= SET_BYTES_MAX,
            "a key set of {} bytes",
            bytes.len()
        );
        serde_json::from_slice(&bytes).context("not a JWKS")
    }

    async fn fetched(&self) -> anyhow::Result<Vec<u8>> {
        if rustls::crypto::CryptoProvider::get_default().is_none()
            && rustls::crypto::ring::default_provider()
                .install_default()
                .is_err()
        {
            tracing::debug!("another part of the process chose the TLS provider first");
        }
        let mut client = reqwest::Client::builder()
            .timeout(FETCH_MAX)
            .https_only(true);
        if !self.ca_file.as_os_str().is_empty() {
            let authority = tokio::fs::read(&self.ca_file).await?;
            client = client.tls_certs_only(reqwest::Certificate::from_pem_bundle(&authority)?);
        }
        let mut answer = client
            .build()?
            .get(&self.place)
            .send()
            .await?
            .error_for_status()?;
        let mut bytes = Vec::new();
        while let Some(chunk) = answer.chunk().await? {
            bytes.extend_from_slice(&chunk);
            anyhow::ensure!(bytes.len() <= SET_BYTES_MAX, "the key set does not end");
        }
        Ok(bytes)
    }
}

fn usable(set: &JwkSet) -> HashMap<String, Key> {
    let named = set
        .keys
        .iter()
        .filter_map(|jwk| Some((jwk.common.key_id.clone()?, key(jwk)?)));
    named.collect()
}

/// The key, unless it is meant for something else or for an algorithm we don't take.
fn key(jwk: &Jwk) -> Option<Key> {
    let signs = matches!(
        jwk.common.public_key_use,
        None | Some(PublicKeyUse::Signature)
    );
    let algorithm = match &jwk.algorithm {
        AlgorithmParameters::RSA(_) => Algorithm::RS256,
        AlgorithmParameters::EllipticCurve(curve) if curve.curve == EllipticCurve::P256 => {
            Algorithm::ES256
        }
        AlgorithmParameters::OctetKeyPair(pair) if pair.curve == EllipticCurve::Ed25519 => {
            // The library takes the first 32 bytes without counting them.
            (URL_SAFE_NO_PAD.decode(&pair.x).ok()?.len() == ED25519_BYTES)
                .then_some(Algorithm::EdDSA)?
        }
        _ => return None,
    };
    let agrees = jwk
        .common
        .key_algorithm
        .is_none_or(|named| named == KeyAlgorithm::from(algorithm));
    let decoding = DecodingKey::from_jwk(jwk).ok()?;
    (signs && agrees).then_some(Key {
        algorithm,
        decoding,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn usable_of(keys: &serde_json::Value) -> Vec<String> {
        let set: JwkSet = serde_json::from_value(serde_json::json!({ "keys": keys })).unwrap();
        let mut names: Vec<_> = usable(&set).into_keys().collect();
        names.sort();
        names
    }

    #[test]
    fn only_signing_keys_of_the_three_algorithms_are_taken() {
        let x = URL_SAFE_NO_PAD.encode([7; 32]);
        let short = URL_SAFE_NO_PAD.encode([7; 31]);
        let keys = serde_json::json!([
            { "kid": "ed", "kty": "OKP", "crv": "Ed25519", "x": x },
            { "kid": "ec", "kty": "EC", "crv": "P-256", "x": x, "y": x, "alg": "ES256", "use": "sig" },
            { "kid": "rsa", "kty": "RSA", "n": x, "e": "AQAB", "alg": "RS256" },
            { "kid": "secret", "kty": "oct", "k": x, "alg": "HS256" },
            { "kid": "short", "kty": "OKP", "crv": "Ed25519", "x": short },
            { "kid": "encrypts", "kty": "RSA", "n": x, "e": "AQAB", "use": "enc" },
            { "kid": "other", "kty": "RSA", "n": x, "e": "AQAB", "alg": "PS256" },
            { "kty": "OKP", "crv": "Ed25519", "x": x },
        ]);
        assert_eq!(usable_of(&keys), ["ec", "ed", "rsa"]);
    }
}
