//! Any service's RPCs in the test's own process, behind the real permission check, on a real port.
use std::time::Duration;

use kezhuan_auth::{CallerKind, Claims, DevelopmentIssuer, PermissionTable, Verifier, protect};
use kezhuan_bus::BusConfig;
use kezhuan_rpc::{Served, ServerConfig, serve};
use kezhuan_runtime::{LegalClock, Shutdown};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tonic::Request;
use tonic::metadata::{Ascii, MetadataValue};
use tonic::service::Routes;
use tonic::transport::{Channel, Endpoint};

use crate::servers;

const TOKEN_LIFETIME: Duration = Duration::from_secs(3_600);
const STOP_MAX: Duration = Duration::from_secs(10);

/// Somebody who calls: made with `Person::of`, changed field by field.
#[derive(Debug, Clone)]
pub struct Person {
    pub subject: String,
    pub organisation: String,
    pub tenant: String,
    pub roles: Vec<String>,
}

impl Person {
    /// A person of `organisation` who works for `tenant` (empty for enterprises) in `roles`.
    pub fn of(tenant: &str, organisation: &str, roles: &[&str]) -> Self {
        Self {
            subject: format!("person-{organisation}-{}", roles.join("-")),
            organisation: organisation.to_owned(),
            tenant: tenant.to_owned(),
            roles: roles.iter().map(|role| (*role).to_owned()).collect(),
        }
    }

    /// The same with another subject: for rules about two persons.
    pub fn named(mut self, subject: &str) -> Self {
        self.subject = subject.to_owned();
        self
    }
}

/// What a service's tests stand on: servers, keys, clock, and its RPCs once `serve` was called.
pub struct Harness {
    pub clock: LegalClock,
    pub shutdown: Shutdown,
    /// For a bus that no other test can hear.
    pub bus: BusConfig,
    issuer: DevelopmentIssuer,
    served: Option<(Channel, String, JoinHandle<anyhow::Result<()>>)>,
    _keys: TempDir,
}

impl Harness {
    /// Keys, a namespace on the shared servers, and a legal clock that stands at `date`.
    pub async fn standing_at(date: &str) -> anyhow::Result<Self> {
        Self::with_clock(crate::standing_clock(date)).await
    }

    /// The same with a given clock.
    pub async fn with_clock(clock: LegalClock) -> anyhow::Result<Self> {
        let keys = tempfile::Builder::new().prefix("kezhuan-keys-").tempdir()?;
        Ok(Self {
            clock,
            shutdown: Shutdown::new(),
            bus: crate::bus::config(servers().await?.nats.url()),
            issuer: DevelopmentIssuer::create_or_load(keys.path())?,
            served: None,
            _keys: keys,
        })
    }

    /// Serves what `routes` builds behind the permission rows of `tables` (the texts of
    /// `permissions.toml` files).
    pub async fn serve(
        &mut self,
        tables: &[&str],
        service_names: Vec<&'static str>,
        routes: impl FnOnce(&Harness) -> anyhow::Result<Routes>,
    ) -> anyhow::Result<Channel> {
        let tables = tables
            .iter()
            .map(|text| PermissionTable::parse(text))
            .collect::<Result<Vec<_>, _>>()?;
        let verifier = Verifier::new(self.issuer.auth_config());
        let routes = protect(routes(self)?, verifier, tables);
        self.serve_as_is(Served {
            routes,
            service_names,
        })
        .await
    }

    /// Serves routes that brought their own permission check.
    pub async fn serve_as_is(&mut self, served: Served) -> anyhow::Result<Channel> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = format!("http://{}", listener.local_addr()?);
        let shutdown = self.shutdown.clone();
        let serving = kezhuan_runtime::spawn("test server", async move {
            serve(listener, &ServerConfig::default(), served, shutdown).await
        });
        // Lazily: the listener is bound already, so the first call finds it.
        let channel = Endpoint::from_shared(address.clone())?.connect_lazy();
        self.served = Some((channel.clone(), address, serving));
        Ok(channel)
    }

    /// The verifier a service would be given.
    pub fn verifier(&self) -> Verifier {
        Verifier::new(self.issuer.auth_config())
    }

    /// `http://127.0.0.1:PORT`, once something is served.
    pub fn address(&self) -> Option<&str> {
        self.served.as_ref().map(|(_, address, _)| address.as_str())
    }

    /// A token of a person of `organisation` who works for `tenant` in `roles`.
    pub fn token(
        &self,
        tenant: &str,
        organisation: &str,
        roles: &[&str],
    ) -> anyhow::Result<String> {
        self.token_of(&Person::of(tenant, organisation, roles))
    }

    /// A token of exactly this person.
    pub fn token_of(&self, person: &Person) -> anyhow::Result<String> {
        let roles: Vec<&str> = person.roles.iter().map(String::as_str).collect();
        let claims = Claims::person(
            &person.subject,
            &person.organisation,
            &person.tenant,
            &roles,
        );
        self.issuer.token(&claims, TOKEN_LIFETIME)
    }

    /// A token of a service that acts for itself.
    pub fn service_token(&self, service: &str, tenant: &str) -> anyhow::Result<String> {
        let claims = Claims {
            kind: CallerKind::Service,
            tenant: tenant.to_owned(),
            ..Claims::service(service)
        };
        self.issuer.token(&claims, TOKEN_LIFETIME)
    }

    /// `message` as a request of this person.
    pub fn request<T>(&self, person: &Person, message: T) -> anyhow::Result<Request<T>> {
        with_token(&self.token_of(person)?, message)
    }

    /// Stops what is served and whatever else listens to `shutdown`, and waits for the server.
    pub async fn stop(mut self) -> anyhow::Result<()> {
        self.shutdown.trigger();
        match self.served.take() {
            Some((_, _, serving)) => tokio::time::timeout(STOP_MAX, serving).await??,
            None => Ok(()),
        }
    }
}

/// `message` as a request of whoever these claims are.
pub fn request_of<T>(
    issuer: &DevelopmentIssuer,
    claims: &Claims,
    message: T,
) -> anyhow::Result<Request<T>> {
    with_token(&issuer.token(claims, TOKEN_LIFETIME)?, message)
}

fn with_token<T>(token: &str, message: T) -> anyhow::Result<Request<T>> {
    let bearer: MetadataValue<Ascii> = format!("Bearer {token}").parse()?;
    let mut request = Request::new(message);
    request.metadata_mut().insert("authorization", bearer);
    Ok(request)
}

impl Drop for Harness {
    fn drop(&mut self) {
        self.shutdown.trigger();
    }
}
