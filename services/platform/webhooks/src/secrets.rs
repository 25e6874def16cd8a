//! What messages are signed with. At rest a secret stands under this service's own key, bound to its endpoint: neither a
//! copy of the database nor a row moved to another endpoint signs anything.
use std::fmt;
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, anyhow, ensure};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use kezhuan_runtime::secret_file::read_or_create;
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use ring::rand::{SecureRandom, SystemRandom};
use uuid::Uuid;

/// The specification asks for 24 to 64 random bytes.
const SECRET_BYTES: usize = 32;
const KEY_BYTES: usize = 32;
/// How the specification begins a secret that people are handed.
const PREFIX: &str = "whsec_";

/// One endpoint's signing secret.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret([u8; SECRET_BYTES]);

impl Secret {
    /// These bytes.
    pub const fn of(bytes: [u8; SECRET_BYTES]) -> Secret {
        Secret(bytes)
    }

    /// Reads what a receiver handed out, as [`Secret::to_text`] writes it.
    pub fn parse(text: &str) -> anyhow::Result<Secret> {
        let shapeless =
            || format!("a webhook secret is {PREFIX} and {SECRET_BYTES} bytes in base64");
        let coded = text.trim().strip_prefix(PREFIX);
        let bytes = STANDARD.decode(coded.with_context(shapeless)?);
        let bytes = <[u8; SECRET_BYTES]>::try_from(bytes.with_context(shapeless)?);
        Ok(Secret(bytes.map_err(|_| anyhow!(shapeless()))?))
    }

    /// As its receiver is handed it.
    pub fn to_text(&self) -> String {
        format!("{PREFIX}{}", STANDARD.encode(self.0))
    }

    /// What the signature is made with.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// Makes secrets, and keeps them unreadable in the database.
#[derive(Clone)]
pub struct SecretKeeper {
    key: Arc<LessSafeKey>,
    random: SystemRandom,
}

impl SecretKeeper {
    /// Reads the key file, or makes a key and keeps it there, readable by its owner only. Every process of the service
    /// needs the same one.
    pub fn create_or_load(file: &Path) -> anyhow::Result<SecretKeeper> {
        let unreadable = || format!("webhooks.secret_key_file: {}", file.display());
        let text = read_or_create(file, || {
            let mut key = [0; KEY_BYTES];
            fill(&SystemRandom::new(), &mut key).map_err(std::io::Error::other)?;
            Ok(hex::encode(key))
        })
        .with_context(unreadable)?;
        let mut key = [0; KEY_BYTES];
        hex::decode_to_slice(text.trim(), &mut key).with_context(unreadable)?;
        SecretKeeper::of(&key)
    }

    fn of(key: &[u8; KEY_BYTES]) -> anyhow::Result<SecretKeeper> {
        let key = UnboundKey::new(&AES_256_GCM, key).map_err(|_| anyhow!("no key of AES-256"))?;
        Ok(SecretKeeper {
            key: Arc::new(LessSafeKey::new(key)),
            random: SystemRandom::new(),
        })
    }

    /// A secret nobody has yet.
    pub fn new_secret(&self) -> anyhow::Result<Secret> {
        let mut secret = [0; SECRET_BYTES];
        fill(&self.random, &mut secret)?;
        Ok(Secret(secret))
    }

    /// The secret as it is stored: the nonce, then the sealed bytes.
    pub fn seal(&self, endpoint: Uuid, secret: &Secret) -> anyhow::Result<Vec<u8>> {
        let mut nonce = [0; NONCE_LEN];
        fill(&self.random, &mut nonce)?;
        let mut sealed = secret.0.to_vec();
        self.key
            .seal_in_place_append_tag(
                Nonce::assume_unique_for_key(nonce),
                Aad::from(endpoint.as_bytes()),
                &mut sealed,
            )
            .map_err(|_| anyhow!("a webhook secret can't be sealed"))?;
        Ok([nonce.as_slice(), sealed.as_slice()].concat())
    }

    /// The secret that was stored for `endpoint`.
    pub fn open(&self, endpoint: Uuid, stored: &[u8]) -> anyhow::Result<Secret> {
        ensure!(
            stored.len() > NONCE_LEN,
            "a stored webhook secret is too short"
        );
        let (nonce, sealed) = stored.split_at(NONCE_LEN);
        let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| anyhow!("no nonce"))?;
        let mut sealed = sealed.to_vec();
        let opened = self
            .key
            .open_in_place(nonce, Aad::from(endpoint.as_bytes()), &mut sealed)
            .map_err(|_| anyhow!("a webhook secret is of another key, or was changed"))?;
        Ok(Secret(<[u8; SECRET_BYTES]>::try_from(&*opened)?))
    }
}

fn fill(random: &SystemRandom, bytes: &mut [u8]) -> anyhow::Result<()> {
    random
        .fill(bytes)
        .map_err(|_| anyhow!("the system gives no randomness"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sealed_secret_opens_for_its_endpoint_and_key_alone() {
        let keeper = SecretKeeper::of(&[7; KEY_BYTES]).unwrap();
        let (one, other) = (Uuid::now_v7(), Uuid::now_v7());
        let secret = keeper.new_secret().unwrap();
        let sealed = keeper.seal(one, &secret).unwrap();
        assert_eq!(keeper.open(one, &sealed).unwrap(), secret);
        assert!(keeper.open(other, &sealed).is_err());
        let stranger = SecretKeeper::of(&[8; KEY_BYTES]).unwrap();
        assert!(stranger.open(one, &sealed).is_err());
        let mut changed = sealed.clone();
        changed[NONCE_LEN] ^= 1;
        assert!(keeper.open(one, &changed).is_err());
        assert!(
            !sealed
                .windows(SECRET_BYTES)
                .any(|part| part == secret.as_bytes())
        );
    }

    #[test]
    fn the_key_is_made_once_and_read_by_its_owner_alone() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("webhooks.key");
        let made = SecretKeeper::create_or_load(&file).unwrap();
        let read = SecretKeeper::create_or_load(&file).unwrap();
        let (endpoint, secret) = (Uuid::now_v7(), made.new_secret().unwrap());
        let sealed = made.seal(endpoint, &secret).unwrap();
        assert_eq!(read.open(endpoint, &sealed).unwrap(), secret);
        let mode = std::fs::metadata(&file).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        std::fs::write(&file, "no key").unwrap();
        assert!(SecretKeeper::create_or_load(&file).is_err());
    }

    #[test]
    fn a_secret_is_written_as_the_specification_says_and_never_logged() {
        let keeper = SecretKeeper::of(&[7; KEY_BYTES]).unwrap();
        let secret = keeper.new_secret().unwrap();
        let text = secret.to_text();
        let bytes = STANDARD.decode(text.strip_prefix(PREFIX).unwrap()).unwrap();
        assert_eq!(bytes, secret.as_bytes());
        assert_eq!(format!("{secret:?}"), "Secret(…)");
        assert_eq!(Secret::parse(&format!("{text}\n")).unwrap(), secret);
        assert!(Secret::parse("whsec_c2hvcnQ=").is_err());
    }
}
