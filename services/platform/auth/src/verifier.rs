//! Tokens: signature against a JWKS, issuer, audience, expiry, and nothing weaker.
use std::path::PathBuf;
use std::sync::Arc;

use jsonwebtoken::errors::ErrorKind;
use jsonwebtoken::{Validation, decode, decode_header};
use kezhuan_rpc::Problem;
use serde::Deserialize;
use tonic::Code;

use crate::caller::unauthenticated;
use crate::keys::{Keys, Source};
use crate::seen::{Seen, now};
use crate::{Caller, CallerKind, Role};

const CLOCK_LEEWAY_SECONDS: u64 = 30;
/// Longer than any token an issuer has reason to make; refused before it is looked at.
const TOKEN_BYTES_MAX: usize = 8 << 10;

/// Whose tokens are believed.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AuthConfig {
    /// Path of a JWKS file, or an https address.
    pub jwks: String,
    /// PEM file of the authority behind an https address; empty where the system knows it.
    pub jwks_ca_file: PathBuf,
    pub issuer: String,
    pub audience: String,
}

/// Turns a token into a caller.
#[derive(Clone)]
pub struct Verifier {
    config: Arc<AuthConfig>,
    keys: Arc<Keys>,
    seen: Arc<Seen>,
}

/// What is read from a token whose signature, issuer, audience and times were right.
#[derive(Deserialize)]
struct Said {
    sub: String,
    #[serde(default)]
    org: String,
    #[serde(default)]
    tenant: String,
    #[serde(default)]
    roles: Vec<String>,
    #[serde(default = "person")]
    kind: CallerKind,
    exp: f64,
}

fn person() -> CallerKind {
    CallerKind::Person
}

impl Verifier {
    /// Keys are read when the first token arrives, so that a service starts without its issuer.
    pub fn new(config: AuthConfig) -> Verifier {
        let keys = Keys::of(Source::of(&config));
        Verifier::with_keys(config, keys)
    }

    fn with_keys(config: AuthConfig, keys: Keys) -> Verifier {
        Verifier {
            config: Arc::new(config),
            keys: Arc::new(keys),
            seen: Arc::new(Seen::default()),
        }
    }

    /// The caller a token names.
    pub async fn verify(&self, token: &str) -> Result<Caller, Problem> {
        if token.len() > TOKEN_BYTES_MAX {
            return Err(invalid("TOO_LONG"));
        }
        if let Some(caller) = self
            .seen
            .caller(token, |reading| self.keys.confirms(reading))
        {
            return Ok(caller);
        }
        let header = decode_header(token).map_err(|_| invalid("MALFORMED"))?;
        let key_id = header.kid.ok_or_else(|| invalid("KEY_UNNAMED"))?;
        let set = self.keys.holding(&key_id).await;
        let Some(key) = set.keys.get(&key_id) else {
            return Err(if self.keys.are_known() {
                invalid("KEY_UNKNOWN")
            } else {
                keys_unavailable()
            });
        };
        // The key decides the algorithm, never the token.
        let mut validation = Validation::new(key.algorithm);
        validation.set_issuer(&[&self.config.issuer]);
        validation.set_audience(&[&self.config.audience]);
        validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
        validation.validate_nbf = true;
        validation.leeway = CLOCK_LEEWAY_SECONDS;
        let said = decode::<Said>(token, &key.decoding, &validation)
            .map_err(|error| refusal(error.kind()))?
            .claims;
        // Everything a caller does is kept under its organisation.
        if said.org.is_empty() {
            return Err(invalid("ORGANISATION_MISSING"));
        }
        // What an organisation's systems are is said by a certificate.
        if said.kind == CallerKind::Organisation {
            return Err(invalid("KIND"));
        }
        let good_until = (said.exp as u64).saturating_add(CLOCK_LEEWAY_SECONDS);
        let caller = caller(said);
        if good_until > now() {
            self.seen.keep(token, &caller, good_until, set.reading);
        }
        Ok(caller)
    }
}

fn caller(said: Said) -> Caller {
    Caller {
        kind: said.kind,
        subject: said.sub,
        organisation: said.org,
        tenant: said.tenant,
        // Roles of other applications of the same issuer mean nothing here.
        roles: said
            .roles
            .iter()
            .filter_map(|role| Role::parse(role))
            .collect(),
    }
}

fn refusal(kind: &ErrorKind) -> Problem {
    match kind {
        ErrorKind::ExpiredSignature => unauthenticated("TOKEN_EXPIRED"),
        ErrorKind::ImmatureSignature => invalid("NOT_YET_VALID"),
        ErrorKind::InvalidAudience => invalid("AUDIENCE"),
        ErrorKind::InvalidIssuer => invalid("ISSUER"),
        ErrorKind::InvalidAlgorithm | ErrorKind::InvalidKeyFormat => invalid("ALGORITHM"),
        ErrorKind::InvalidSignature => invalid("SIGNATURE"),
        ErrorKind::MissingRequiredClaim(_) => invalid("CLAIM_MISSING"),
        _ => invalid("MALFORMED"),
    }
}

fn invalid(cause: &'static str) -> Problem {
    unauthenticated("TOKEN_INVALID").meta("cause", cause)
}

fn keys_unavailable() -> Problem {
    Problem::new(Code::Unavailable, "TOKEN_KEYS_UNAVAILABLE", "auth.kezhuan")
        .zh("暂时无法取得签发方的公钥，请稍后重试")
        .en("the issuer's keys can't be read now: retry later")
}

#[cfg(test)]
mod tests;
