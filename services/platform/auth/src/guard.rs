//! The layer before every RPC: token or certificate, permission row, then the handler with its caller.
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use http::{Request, Response};
use kezhuan_rpc::Problem;
use rustls::pki_types::CertificateDer;
use tonic::service::Routes;
use tonic::{Code, Status};
use tower::{Layer, Service};

use crate::caller::unauthenticated;
use crate::{Caller, CallerKind, PermissionTable, Verifier, certificate};

/// Puts the check in front of `routes`; a path without a row is refused.
pub fn protect(routes: Routes, verifier: Verifier, tables: Vec<PermissionTable>) -> Routes {
    let guard = GuardLayer {
        verifier,
        tables: Arc::new(tables),
    };
    Routes::from(routes.into_axum_router().layer(guard))
}

#[derive(Clone)]
struct GuardLayer {
    verifier: Verifier,
    tables: Arc<Vec<PermissionTable>>,
}

impl<S> Layer<S> for GuardLayer {
    type Service = Guard<S>;

    fn layer(&self, inner: S) -> Guard<S> {
        Guard {
            inner,
            verifier: self.verifier.clone(),
            tables: self.tables.clone(),
        }
    }
}

#[derive(Clone)]
struct Guard<S> {
    inner: S,
    verifier: Verifier,
    tables: Arc<Vec<PermissionTable>>,
}

impl<S, A, B> Service<Request<A>> for Guard<S>
where
    S: Service<Request<A>, Response = Response<B>> + Clone + Send + 'static,
    S::Future: Send + 'static,
    A: Send + 'static,
    B: Default,
{
    type Response = Response<B>;
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Response<B>, S::Error>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, mut request: Request<A>) -> Self::Future {
        let ready = self.inner.clone();
        let mut inner = std::mem::replace(&mut self.inner, ready);
        let verifier = self.verifier.clone();
        let tables = self.tables.clone();
        let shown = Shown {
            token: bearer(&request).map(str::to_owned),
            certificate: certificate::shown(&request),
        };
        let path = request.uri().path().to_owned();
        Box::pin(async move {
            let caller = match admitted(&verifier, &tables, shown, &path).await {
                Ok(caller) => caller,
                Err(problem) => return Ok(Status::from(problem).into_http()),
            };
            request.extensions_mut().insert(caller);
            inner.call(request).await
        })
    }
}

/// What a caller shows of itself.
struct Shown {
    token: Option<String>,
    certificate: Option<CertificateDer<'static>>,
}

impl Shown {
    /// A token names the caller, a certificate alone a service. A person's token that comes over a
    /// service's connection was passed on by it.
    async fn caller(self, verifier: &Verifier) -> Result<Caller, Problem> {
        match (self.token, self.certificate) {
            (None, None) => Err(unauthenticated("TOKEN_MISSING")),
            (None, Some(certificate)) => certificate::caller(&certificate),
            (Some(token), None) => verifier.verify(&token).await,
            (Some(token), Some(_)) => {
                let mut caller = verifier.verify(&token).await?;
                if caller.kind == CallerKind::Person {
                    caller.kind = CallerKind::ServiceForPerson;
                }
                Ok(caller)
            }
        }
    }
}

async fn admitted(
    verifier: &Verifier,
    tables: &[PermissionTable],
    shown: Shown,
    path: &str,
) -> Result<Caller, Problem> {
    let caller = shown.caller(verifier).await?;
    let answer = tables.iter().find_map(|table| table.check(path, &caller));
    answer.unwrap_or_else(|| {
        Err(
            Problem::new(Code::Unimplemented, "METHOD_UNKNOWN", "auth.kezhuan")
                .zh("没有这个接口，请核对服务名和方法名")
                .en("there is no such method: check the service and method name"),
        )
    })?;
    Ok(caller)
}

/// The token of `Bearer …`; the scheme's case does not matter.
fn bearer<A>(request: &Request<A>) -> Option<&str> {
    let header = request.headers().get("authorization")?.to_str().ok()?;
    let (scheme, token) = header.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}
