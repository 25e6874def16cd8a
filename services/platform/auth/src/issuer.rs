//! The development issuer: makes tokens for a suite that runs on this machine, and only for that.
use std::fs;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use anyhow::Context;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::SigningKey;
use ed25519_dalek::pkcs8::EncodePrivateKey;
use ed25519_dalek::pkcs8::spki::der::pem::LineEnding;
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use serde::{Deserialize, Serialize};

use crate::{AuthConfig, CallerKind};

const ISSUER: &str = "kezhuan-development";
const KEY_FILE: &str = "token-key.pem";
const JWKS_FILE: &str = "jwks.json";
const SUITE_FILE: &str = "suite-id";

/// What a token says.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Claims {
    pub sub: String,
    #[serde(default)]
    pub org: String,
    #[serde(default)]
    pub tenant: String,
    #[serde(default)]
    pub roles: Vec<String>,
    #[serde(default = "person")]
    pub kind: CallerKind,
    #[serde(default)]
    pub iss: String,
    #[serde(default)]
    pub aud: String,
    #[serde(default)]
    pub exp: u64,
}

fn person() -> CallerKind {
    CallerKind::Person
}

impl Claims {
    /// A person of an organisation, working for a tenant (empty for enterprises).
    pub fn person(subject: &str, organisation: &str, tenant: &str, roles: &[&str]) -> Claims {
        Claims {
            sub: subject.to_owned(),
            org: organisation.to_owned(),
            tenant: tenant.to_owned(),
            roles: roles.iter().map(|role| (*role).to_owned()).collect(),
            kind: CallerKind::Person,
            iss: String::new(),
            aud: String::new(),
            exp: 0,
        }
    }

    /// A service of the suite, acting for itself.
    pub fn service(name: &str) -> Claims {
        Claims {
            kind: CallerKind::Service,
            ..Claims::person(name, name, "", &[])
        }
    }
}

/// Signs tokens with a key made for one data folder.
#[derive(Clone)]
pub struct DevelopmentIssuer {
    key: EncodingKey,
    key_id: String,
    audience: String,
    folder: PathBuf,
}

impl DevelopmentIssuer {
    /// Opens the issuer of `folder`, making its key on first use.
    pub fn create_or_load(folder: &Path) -> anyhow::Result<DevelopmentIssuer> {
        if !folder.join(KEY_FILE).exists() {
            create(folder)
                .with_context(|| format!("can't make token keys in {}", folder.display()))?;
        }
        DevelopmentIssuer::load(folder)
    }

    /// Opens the issuer of a suite that was started before.
    pub fn load(folder: &Path) -> anyhow::Result<DevelopmentIssuer> {
        let read = |name: &str| {
            fs::read_to_string(folder.join(name))
                .with_context(|| format!("no token keys in {}", folder.display()))
        };
        let audience = read(SUITE_FILE)?;
        Ok(DevelopmentIssuer {
            key: EncodingKey::from_ed_pem(read(KEY_FILE)?.as_bytes())?,
            key_id: audience.clone(),
            audience,
            folder: folder.to_owned(),
        })
    }

    /// What services need to believe this issuer's tokens.
    pub fn auth_config(&self) -> AuthConfig {
        AuthConfig {
            jwks: self.folder.join(JWKS_FILE).to_string_lossy().into_owned(),
            jwks_ca_file: PathBuf::new(),
            issuer: ISSUER.to_owned(),
            audience: self.audience.clone(),
        }
    }

    /// A token that is good for `lifetime`.
    pub fn token(&self, claims: &Claims, lifetime: Duration) -> anyhow::Result<String> {
        let now = SystemTime::now().duration_since(UNIX_EPOCH)?;
        let mut header = Header::new(Algorithm::EdDSA);
        header.kid = Some(self.key_id.clone());
        let claims = Claims {
            iss: ISSUER.to_owned(),
            aud: self.audience.clone(),
            exp: (now + lifetime).as_secs(),
            ..claims.clone()
        };
        Ok(encode(&header, &claims, &self.key)?)
    }
}

fn create(folder: &Path) -> anyhow::Result<()> {
    fs::create_dir_all(folder)?;
    let mut seed = [0_u8; 32];
    let mut id = [0_u8; 12];
    let mut random = fs::File::open("/dev/urandom")?;
    std::io::Read::read_exact(&mut random, &mut seed)?;
    std::io::Read::read_exact(&mut random, &mut id)?;
    let key = SigningKey::from_bytes(&seed);
    let suite = format!("suite-{}", URL_SAFE_NO_PAD.encode(id));
    let jwks = serde_json::json!({ "keys": [{
        "kty": "OKP", "crv": "Ed25519", "alg": "EdDSA", "use": "sig", "kid": suite,
        "x": URL_SAFE_NO_PAD.encode(key.verifying_key().as_bytes()),
    }]});
    fs::write(folder.join(JWKS_FILE), jwks.to_string())?;
    fs::write(folder.join(SUITE_FILE), suite)?;
    // The key last: where it is, everything is.
    let mut file = fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(folder.join(KEY_FILE))?;
    file.write_all(key.to_pkcs8_pem(LineEnding::LF)?.as_bytes())?;
    Ok(())
}
