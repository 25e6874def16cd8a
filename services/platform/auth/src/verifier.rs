//! Tokens: signature against a JWKS, issuer, audience, expiry, and nothing weaker.
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use jsonwebtoken::jwk::JwkSet;
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
use kezhuan_rpc::Problem;
use serde::Deserialize;
use tokio::sync::{Mutex, RwLock};
use tokio::time::Instant;

use crate::caller::unauthenticated;
use crate::issuer::Claims;
use crate::{Caller, Role};

const ALGORITHMS: [Algorithm; 3] = [Algorithm::EdDSA, Algorithm::RS256, Algorithm::ES256];
/// A key nobody knows makes the set be read again, but not more often than this.
const REFRESH_PAUSE: Duration = Duration::from_secs(5);
const CLOCK_LEEWAY_SECONDS: u64 = 30;

/// Whose tokens are believed.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AuthConfig {
    /// Path of a JWKS file, or an https address.
    pub jwks: String,
    pub issuer: String,
    pub audience: String,
}

/// Turns a token into a caller.
#[derive(Clone)]
pub struct Verifier {
    config: Arc<AuthConfig>,
    keys: Arc<RwLock<JwkSet>>,
    refreshed: Arc<Mutex<Option<Instant>>>,
}

impl Verifier {
    /// Keys are read when the first token arrives, so that a service starts without its issuer.
    pub fn new(config: AuthConfig) -> Verifier {
        Verifier {
            config: Arc::new(config),
            keys: Arc::new(RwLock::new(JwkSet { keys: Vec::new() })),
            refreshed: Arc::new(Mutex::new(None)),
        }
    }

    /// The caller a token names.
    pub async fn verify(&self, token: &str) -> Result<Caller, Problem> {
        let invalid = || unauthenticated("TOKEN_INVALID");
        let header = decode_header(token).map_err(|_| invalid())?;
        let kid = header.kid.ok_or_else(invalid)?;
        if !ALGORITHMS.contains(&header.alg) {
            return Err(invalid());
        }
        let key = match self.key(&kid).await {
            Some(key) => key,
            None => {
                self.refresh().await;
                self.key(&kid).await.ok_or_else(invalid)?
            }
        };
        let mut validation = Validation::new(header.alg);
        validation.set_issuer(&[&self.config.issuer]);
        validation.set_audience(&[&self.config.audience]);
        validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
        validation.validate_nbf = true;
        validation.leeway = CLOCK_LEEWAY_SECONDS;
        let claims =
            decode::<Claims>(token, &key, &validation).map_err(|error| match error.kind() {
                jsonwebtoken::errors::ErrorKind::ExpiredSignature => {
                    unauthenticated("TOKEN_EXPIRED")
                }
                _ => invalid(),
            })?;
        Ok(caller(claims.claims))
    }

    async fn key(&self, kid: &str) -> Option<DecodingKey> {
        let keys = self.keys.read().await;
        keys.find(kid)
            .and_then(|jwk| DecodingKey::from_jwk(jwk).ok())
    }

    async fn refresh(&self) {
        let mut refreshed = self.refreshed.lock().await;
        if refreshed.is_some_and(|at| at.elapsed() < REFRESH_PAUSE) {
            return;
        }
        *refreshed = Some(Instant::now());
        match read(&self.config.jwks).await {
            Ok(keys) => *self.keys.write().await = keys,
            // The keys already known keep serving.
            Err(error) => tracing::warn!(
                error = format!("{error:#}"),
                jwks = self.config.jwks,
                "the key set can't be read"
            ),
        }
    }
}

fn caller(claims: Claims) -> Caller {
    Caller {
        kind: claims.kind,
        subject: claims.sub,
        organisation: claims.org,
        tenant: claims.tenant,
        roles: claims
            .roles
            .iter()
            .filter_map(|role| Role::parse(role))
            .collect(),
    }
}

async fn read(source: &str) -> anyhow::Result<JwkSet> {
    if source.starts_with("https://") {
        // A second installation in one process is refused, and that is fine.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = reqwest::Client::builder()
            .timeout(Duration::from_secs(10))
            .build()?;
        return Ok(client
            .get(source)
            .send()
            .await?
            .error_for_status()?
            .json()
            .await?);
    }
    let text = tokio::fs::read_to_string(PathBuf::from(source)).await?;
    Ok(serde_json::from_str(&text)?)
}
