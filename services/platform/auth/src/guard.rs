//! The layer before every RPC: token or certificate, permission row, then the handler with its caller.
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use http::{Request, Response};
use kezhuan_rpc::{Peer, Problem, Share};
use tonic::service::Routes;
use tonic::{Code, Status};
use tower::{Layer, Service};

use crate::caller::unauthenticated;
use crate::certificate::{self, Holder};
use crate::permission::CertificateOf;
use crate::{Caller, CallerKind, PermissionTable, Verifier};

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
            peer: certificate::peer(&request),
        };
        let path = request.uri().path().to_owned();
        let share = request.extensions().get::<Share>().cloned();
        Box::pin(async move {
            let caller = match admitted(&verifier, &tables, shown, &path).await {
                Ok(caller) => caller,
                Err(problem) => return Ok(Status::from(problem).into_http()),
            };
            if let Some(Err(problem)) = share.map(|share| share.take(holder(&caller))) {
                return Ok(Status::from(problem).into_http());
            }
            request.extensions_mut().insert(caller);
            inner.call(request).await
        })
    }
}

/// What a caller shows of itself.
struct Shown {
    token: Option<String>,
    peer: Option<Peer>,
}

async fn admitted(
    verifier: &Verifier,
    tables: &[PermissionTable],
    shown: Shown,
    path: &str,
) -> Result<Caller, Problem> {
    let asked = tables.iter().find_map(|table| table.certificate_of(path));
    let asks_everybody = asked == Some(CertificateOf::Organisation);
    // A certificate that is not believed is refused whatever is shown beside it.
    let holder = match &shown.peer {
        Some(peer) => certificate::holder(peer)?,
        None => None,
    };
    let of_an_organisation = matches!(holder, Some(Holder::Organisation { .. }));
    if let (true, Some(Holder::Service(name))) = (asks_everybody, &holder) {
        return Err(certificate::of_a_service(name));
    }
    let caller = match (shown.token, holder) {
        (None, None) if asks_everybody => return Err(certificate::missing()),
        (token, holder) => identified(verifier, token, holder).await?,
    };
    let answer = tables.iter().find_map(|table| table.check(path, &caller));
    answer.unwrap_or_else(|| {
        Err(
            Problem::new(Code::Unimplemented, "METHOD_UNKNOWN", "auth.kezhuan")
                .zh("没有这个接口，请核对服务名和方法名")
                .en("there is no such method: check the service and method name"),
        )
    })?;
    if asked.is_some_and(|asked| asked.is_asked_of(&caller)) && !of_an_organisation {
        return Err(certificate::missing());
    }
    Ok(caller)
}

/// A token names the caller, a certificate alone its holder. A person's token that comes over a
/// service's connection was passed on by it; over an organisation's comes nobody else's.
async fn identified(
    verifier: &Verifier,
    token: Option<String>,
    holder: Option<Holder>,
) -> Result<Caller, Problem> {
    let Some(token) = token else {
        let caller = holder.map(Holder::into_caller);
        return caller.ok_or_else(|| unauthenticated("TOKEN_MISSING"));
    };
    let mut caller = verifier.verify(&token).await?;
    match holder {
        Some(Holder::Service(_)) if caller.kind == CallerKind::Person => {
            caller.kind = CallerKind::ServiceForPerson;
        }
        Some(Holder::Organisation { id, .. }) if caller.organisation != id => {
            return Err(certificate::of_another_organisation(
                &id,
                &caller.organisation,
            ));
        }
        None | Some(Holder::Service(_) | Holder::Organisation { .. }) => {}
    }
    Ok(caller)
}

/// Whose share of the server the request takes: the tenant's, or the enterprise's.
fn holder(caller: &crate::Caller) -> &str {
    if caller.tenant.is_empty() {
        &caller.organisation
    } else {
        &caller.tenant
    }
}

/// The token of `Bearer …`; the scheme's case does not matter.
fn bearer<A>(request: &Request<A>) -> Option<&str> {
    let header = request.headers().get("authorization")?.to_str().ok()?;
    let (scheme, token) = header.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}
