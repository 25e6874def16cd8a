//! A service that runs in the test's process, and its other instances on the same database.
use std::future::Future;

use futures::future::BoxFuture;
use kezhuan_auth::DevelopmentIssuer;
use kezhuan_runtime::{LegalClock, Shutdown};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tonic::Request;
use tonic::transport::{Channel, Endpoint};

use super::{Ground, Person, sure};
use crate::{Probe, TestDatabase, request_of};

type Running = BoxFuture<'static, anyhow::Result<()>>;
type Run<C> = Box<dyn Fn(C, TcpListener, LegalClock, Shutdown) -> Running + Send + Sync>;
type Way = Box<dyn Fn(u16) -> anyhow::Result<Channel> + Send + Sync>;

/// A running service with settings `C`. All its instances end with it.
pub struct Standing<C> {
    /// The legal clock of every instance.
    pub clock: LegalClock,
    /// The way to the instance this one started with, or was restarted as.
    pub channel: Channel,
    /// The port of that instance.
    pub port: u16,
    /// The database of every instance.
    pub database: TestDatabase,
    /// Signs everybody's tokens.
    pub issuer: DevelopmentIssuer,
    /// What the next instance is started with.
    pub config: C,
    run: Run<C>,
    way: Way,
    shutdown: Shutdown,
    first: Shutdown,
    _folder: TempDir,
}

impl<C: Clone + 'static> Standing<C> {
    /// Starts the first instance with `run`; `way` leads to what listens on a port.
    pub async fn start<R>(
        ground: Ground,
        config: C,
        way: impl Fn(u16) -> anyhow::Result<Channel> + Send + Sync + 'static,
        run: impl Fn(C, TcpListener, LegalClock, Shutdown) -> R + Send + Sync + 'static,
    ) -> anyhow::Result<Standing<C>>
    where
        R: Future<Output = anyhow::Result<()>> + Send + 'static,
    {
        let run: Run<C> = Box::new(move |config, listener, clock, shutdown| {
            Box::pin(run(config, listener, clock, shutdown))
        });
        let (listener, port) = listener().await?;
        let channel = way(port)?;
        let standing = Standing {
            clock: ground.clock,
            channel,
            port,
            database: ground.database,
            issuer: ground.issuer,
            config,
            run,
            way: Box::new(way),
            shutdown: Shutdown::new(),
            first: Shutdown::new(),
            _folder: ground.folder,
        };
        standing.runs(standing.config.clone(), listener, &standing.first);
        Ok(standing)
    }

    /// The way to another instance of the service, on the same database, with other settings.
    pub async fn channel_beside(&self, change: impl FnOnce(&mut C)) -> Channel {
        let mut config = self.config.clone();
        change(&mut config);
        let (listener, port) = sure(listener().await);
        self.runs(config, listener, &self.shutdown);
        sure((self.way)(port))
    }

    /// Stops what runs, and starts another instance on what the database holds then.
    pub async fn restarted(&mut self, meanwhile: impl AsyncFnOnce(&TestDatabase)) {
        self.first.trigger();
        meanwhile(&self.database).await;
        self.first = Shutdown::new();
        let (listener, port) = sure(listener().await);
        self.runs(self.config.clone(), listener, &self.first);
        self.port = port;
        self.channel = sure((self.way)(port));
    }

    /// Ends the instance this one started with; those beside it go on.
    pub fn stop_the_first(&self) {
        self.first.trigger();
    }

    /// Lets the legal day pass; what is due happens beside the RPCs, within moments.
    pub fn advance_to(&self, day: &str) {
        let advanced = self.clock.advance_to(day.parse().expect("a date"));
        advanced.expect("a later day of a clock that stands");
    }

    /// Everybody's way to every RPC of `services`.
    pub fn probe(&self, services: &[&str]) -> Probe {
        sure(Probe::new(
            self.channel.clone(),
            self.issuer.clone(),
            services,
        ))
    }

    /// `message` as a request of this person.
    pub fn ask<T>(&self, person: &Person, message: T) -> Request<T> {
        sure(request_of(&self.issuer, &person.claims, message))
    }

    /// The events of one aggregate in their order, by name.
    pub async fn events_of(&self, name: &str) -> Vec<String> {
        let (_, aggregate) = name.split_once('/').expect("a name of a resource");
        let mut admin = sure(self.database.admin().await);
        sqlx::query_scalar(
            "SELECT substring(subject FROM '[^.]+$') FROM outbox WHERE aggregate_id = $1::uuid ORDER BY sequence",
        )
        .bind(aggregate)
        .fetch_all(&mut admin)
        .await
        .expect("the outbox can be read")
    }

    /// Lets an instance run until its shutdown; the test fails if it ends by itself.
    fn runs(&self, config: C, listener: TcpListener, shutdown: &Shutdown) {
        let running = (self.run)(config, listener, self.clock.clone(), shutdown.clone());
        kezhuan_runtime::spawn(self.database.service, async move {
            if let Err(error) = running.await {
                panic!("the service ended: {error:#}");
            }
        });
    }
}

impl<C> Drop for Standing<C> {
    fn drop(&mut self) {
        self.shutdown.trigger();
        self.first.trigger();
    }
}

/// The way to a port of this machine, without TLS.
pub fn plain(port: u16) -> anyhow::Result<Channel> {
    Ok(Endpoint::from_shared(format!("http://127.0.0.1:{port}"))?.connect_lazy())
}

/// A port that nobody else has.
pub(crate) async fn listener() -> anyhow::Result<(TcpListener, u16)> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let port = listener.local_addr()?.port();
    Ok((listener, port))
}
