//! A person's token, put on each request and renewed before it ends.
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use anyhow::Context;
use kezhuan_auth::{Claims, DevelopmentIssuer};
use tonic::metadata::{Ascii, MetadataValue};
use tonic::service::Interceptor;
use tonic::service::interceptor::InterceptedService;
use tonic::transport::Channel;
use tonic::{Request, Status};

/// How long a token is good for, and how long before that it is renewed.
pub const LIFETIME: Duration = Duration::from_secs(3600);
const RENEWED_BEFORE: Duration = Duration::from_secs(300);

/// A channel that says who calls.
pub type Authorised = InterceptedService<Channel, Bearer>;

/// A token as a header, and when it was made.
type Kept = (MetadataValue<Ascii>, Instant);

/// Where a token comes from.
#[derive(Clone)]
enum Source {
    /// A suite on this machine believes what is made here.
    Made(
        Arc<DevelopmentIssuer>,
        Box<Claims>,
        Arc<Mutex<Option<Kept>>>,
    ),
    /// Another one has an issuer of its own, and whoever renews the token writes it here.
    File(PathBuf),
    /// A certificate says who asks.
    None,
}

/// Puts the person's token on each request; systems have none.
#[derive(Clone)]
pub struct Bearer(Source);

impl Bearer {
    /// Whoever `claims` say.
    pub(super) fn of(issuer: Arc<DevelopmentIssuer>, claims: Claims) -> Bearer {
        Bearer(Source::Made(issuer, Box::new(claims), Arc::default()))
    }

    /// Whoever the token in a file is of.
    pub(super) fn in_file(file: PathBuf) -> Bearer {
        Bearer(Source::File(file))
    }

    /// Without a token.
    pub(super) fn none() -> Bearer {
        Bearer(Source::None)
    }

    pub(super) fn current(&self) -> anyhow::Result<Option<MetadataValue<Ascii>>> {
        let (issuer, claims, kept) = match &self.0 {
            Source::Made(issuer, claims, kept) => (issuer, claims, kept),
            Source::File(file) => {
                let unreadable = || format!("读不到令牌 · there is no token in {}", file.display());
                let token = std::fs::read_to_string(file).with_context(unreadable)?;
                return Ok(Some(header(token.trim()).with_context(unreadable)?));
            }
            Source::None => return Ok(None),
        };
        let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((token, made)) = &*kept
            && made.elapsed() < LIFETIME - RENEWED_BEFORE
        {
            return Ok(Some(token.clone()));
        }
        let token = header(&issuer.token(claims, LIFETIME)?)?;
        *kept = Some((token.clone(), Instant::now()));
        Ok(Some(token))
    }
}

fn header(token: &str) -> anyhow::Result<MetadataValue<Ascii>> {
    anyhow::ensure!(!token.is_empty(), "an empty token");
    Ok(format!("Bearer {token}").parse()?)
}

impl Interceptor for Bearer {
    fn call(&mut self, mut request: Request<()>) -> Result<Request<()>, Status> {
        let token = self
            .current()
            .map_err(|error| Status::unauthenticated(format!("{error:#}")))?;
        if let Some(token) = token {
            request.metadata_mut().insert("authorization", token);
        }
        Ok(request)
    }
}
