//! A person's token, put on each request and renewed before it ends.
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

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

/// Puts the person's token on each request; systems have none.
#[derive(Clone)]
pub struct Bearer {
    issuer: Arc<DevelopmentIssuer>,
    claims: Option<Claims>,
    kept: Arc<Mutex<Option<Kept>>>,
}

impl Bearer {
    /// Whoever `claims` say; systems make none.
    pub(super) fn of(issuer: Arc<DevelopmentIssuer>, claims: Option<Claims>) -> Bearer {
        Bearer {
            issuer,
            claims,
            kept: Arc::default(),
        }
    }

    pub(super) fn current(&self) -> anyhow::Result<Option<MetadataValue<Ascii>>> {
        let Some(claims) = &self.claims else {
            return Ok(None);
        };
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((token, made)) = &*kept
            && made.elapsed() < LIFETIME - RENEWED_BEFORE
        {
            return Ok(Some(token.clone()));
        }
        let header: MetadataValue<Ascii> =
            format!("Bearer {}", self.issuer.token(claims, LIFETIME)?).parse()?;
        *kept = Some((header.clone(), Instant::now()));
        Ok(Some(header))
    }
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
