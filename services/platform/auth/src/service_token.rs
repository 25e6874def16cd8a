//! The token a service shows to another one, renewed before it ends.
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use anyhow::Context;
use kezhuan_rpc::Problem;
use tonic::metadata::{Ascii, MetadataValue};
use tonic::service::Interceptor;
use tonic::{Code, Request, Status};

use crate::{Claims, DevelopmentIssuer};

const LIFETIME: Duration = Duration::from_secs(600);
/// Also how soon a token that the platform renewed on disk is taken up.
const KEPT: Duration = Duration::from_secs(60);

/// Puts the service's own token on each request it sends.
#[derive(Clone)]
pub struct ServiceToken {
    source: Arc<Source>,
    kept: Arc<Mutex<Option<Kept>>>,
}

/// The header as sent, and since when.
type Kept = (MetadataValue<Ascii>, Instant);

enum Source {
    Issuer {
        issuer: DevelopmentIssuer,
        service: String,
    },
    File(PathBuf),
}

impl ServiceToken {
    /// A token made with the key of the suite in this process.
    pub fn made_by(issuer: DevelopmentIssuer, service: impl Into<String>) -> ServiceToken {
        ServiceToken::from(Source::Issuer {
            issuer,
            service: service.into(),
        })
    }

    /// A token that the platform keeps fresh in a file.
    pub fn read_from(file: impl Into<PathBuf>) -> ServiceToken {
        ServiceToken::from(Source::File(file.into()))
    }

    fn current(&self) -> anyhow::Result<MetadataValue<Ascii>> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((header, since)) = &*kept
            && since.elapsed() < KEPT
        {
            return Ok(header.clone());
        }
        let token = match &*self.source {
            Source::Issuer { issuer, service } => {
                issuer.token(&Claims::service(service), LIFETIME)?
            }
            Source::File(path) => std::fs::read_to_string(path)
                .with_context(|| format!("no token in {}", path.display()))?,
        };
        let header: MetadataValue<Ascii> = format!("Bearer {}", token.trim()).parse()?;
        *kept = Some((header.clone(), Instant::now()));
        Ok(header)
    }
}

impl From<Source> for ServiceToken {
    fn from(source: Source) -> ServiceToken {
        ServiceToken {
            source: Arc::new(source),
            kept: Arc::default(),
        }
    }
}

impl Interceptor for ServiceToken {
    fn call(&mut self, mut request: Request<()>) -> Result<Request<()>, Status> {
        let header = self.current().map_err(|error| {
            tracing::error!(
                error = format!("{error:#}"),
                "this service has no token of its own"
            );
            Status::from(
                Problem::new(Code::Unavailable, "SERVICE_TOKEN_MISSING", "auth.kezhuan")
                    .zh("服务自身的访问令牌不可用")
                    .en("the service's own token is not available"),
            )
        })?;
        request.metadata_mut().insert("authorization", header);
        Ok(request)
    }
}
