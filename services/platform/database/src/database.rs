//! A service's database: who may enter by which door.
use std::str::FromStr;
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use futures::future::BoxFuture;
use kezhuan_auth::Caller;
use kezhuan_runtime::LegalClock;
use sha2::{Digest, Sha256};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions, PgSslMode};
use sqlx::{Executor, PgConnection, PgPool};
use tokio::sync::{mpsc, oneshot};
use tracing::Instrument;

use crate::door::{Codec, Door, Job, Shared};
use crate::figures::Writing;
use crate::lookup::{Lookup, Lookups};
use crate::outbox::OutboxRow;
use crate::request::{InFlight, RequestKey};
use crate::scope::Scope;
use crate::{DatabaseConfig, Error, Write, figures, reading};

/// A connection idle for longer is asked whether it lives, and rolled back, before it is used.
const TRUSTED_IDLE: Duration = Duration::from_secs(1);

/// The two doors to one service's Postgres. Cheap to clone.
#[derive(Clone)]
pub struct Database {
    shared: Shared,
    door: Door,
    lookups: Lookups,
    relay: PgPool,
    in_flight: InFlight,
}

impl Database {
    /// Prepares the pools; the first statement opens the first connection.
    pub fn connect_lazy(config: &DatabaseConfig, service: &'static str) -> Result<Self, Error> {
        Self::with_clock(config, service, LegalClock::system())
    }

    /// The same, with the clock that gives audit and events their legal date.
    pub fn with_clock(
        config: &DatabaseConfig,
        service: &'static str,
        clock: LegalClock,
    ) -> Result<Self, Error> {
        let shared = Shared {
            pool: pool(config, service, &config.url, config.pool_max)?,
            service,
            clock,
            config: Arc::new(config.clone()),
            parameters: Arc::default(),
            committed: Arc::default(),
        };
        Ok(Self {
            door: Door::new(shared.clone()),
            lookups: Lookups::new(shared.clone()),
            relay: pool(config, service, &config.relay_url, config.relay_pool_max)?,
            in_flight: InFlight::default(),
            shared,
        })
    }

    /// Names the figures the service decides by, in every event from now on: their digest. Said once,
    /// before the first write.
    pub fn decides_by<P: serde::Serialize>(&self, parameters: &P) -> Result<(), serde_json::Error> {
        let digest = Sha256::digest(serde_json::to_vec(parameters)?);
        let version = format!("{}={}", self.shared.service, hex::encode(digest));
        self.shared.parameters.get_or_init(|| version);
        Ok(())
    }

    /// Reads as `caller`: a read-only transaction in which row security shows what it may see.
    pub async fn read<T, E, F>(&self, caller: &Caller, body: F) -> Result<T, E>
    where
        F: AsyncFnOnce(&mut PgConnection) -> Result<T, E>,
        E: From<Error>,
    {
        let opening = Scope::of(caller)?.begin_read_only();
        reading::read(
            &self.shared.pool,
            opening,
            self.shared.config.acquire_max(),
            body,
        )
        .instrument(figures::read_span(self.shared.service))
        .await
    }

    /// Reads as `caller` what many requests read alike: those that ask the same at the same time share
    /// a statement.
    pub async fn look_up<L: Lookup>(
        &self,
        caller: &Caller,
        key: L::Key,
    ) -> Result<L::Found, Error> {
        let asked = self.lookups.ask::<L>(Scope::of(caller)?, key);
        asked
            .instrument(figures::read_span(self.shared.service))
            .await
    }

    /// Writes as `caller`, once for `key`: answers after the commit, and a repeat gets the
    /// first answer. One write per key. `body` may run more than once; only its last run counts.
    pub async fn write<T, E, F>(&self, caller: &Caller, key: &RequestKey, body: F) -> Result<T, E>
    where
        T: prost::Message + Default + 'static,
        E: From<Error> + std::error::Error + Send + 'static,
        F: for<'w> Fn(&'w mut Write) -> BoxFuture<'w, Result<T, E>> + Send + 'static,
    {
        self.write_for(caller, caller, key, body).await
    }

    /// The same with the eyes of `sees`, for what the domain has decided that `caller` may: row security asks who `sees` is, the
    /// record names `caller`. Writes of one such scope share a commit, whoever's they are. Where organisations differ, the
    /// service's own tables must let the service keep answers for others.
    pub async fn write_for<T, E, F>(
        &self,
        sees: &Caller,
        caller: &Caller,
        key: &RequestKey,
        body: F,
    ) -> Result<T, E>
    where
        T: prost::Message + Default + 'static,
        E: From<Error> + std::error::Error + Send + 'static,
        F: for<'w> Fn(&'w mut Write) -> BoxFuture<'w, Result<T, E>> + Send + 'static,
    {
        let codec = Codec {
            encode: |answer: &T| answer.encode_to_vec(),
            decode: |bytes| T::decode(bytes),
        };
        let key = Some((key.clone(), codec));
        self.enter(Scope::of(sees)?, caller, key, body).await
    }

    /// Writes without a request id: timers, and consumers whose inbox makes a repeat harmless.
    pub async fn write_as<T, E, F>(&self, caller: &Caller, body: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + std::error::Error + Send + 'static,
        F: for<'w> Fn(&'w mut Write) -> BoxFuture<'w, Result<T, E>> + Send + 'static,
    {
        self.enter(Scope::of(caller)?, caller, None, body).await
    }

    async fn enter<T, E, F>(
        &self,
        scope: Scope,
        caller: &Caller,
        key: Option<(RequestKey, Codec<T>)>,
        body: F,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + std::error::Error + Send + 'static,
        F: for<'w> Fn(&'w mut Write) -> BoxFuture<'w, Result<T, E>> + Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        let caller = Arc::new(caller.clone());
        let service = self.shared.service;
        let span = figures::write_span(service);
        let job = Job {
            caller,
            key,
            body,
            asked_in: span.clone(),
            writing: Writing::new(span, service),
            outcome: None,
            reply,
        };
        self.door.enter(scope, Box::new(job));
        answer.await.unwrap_or_else(|_| Err(Error::Panicked.into()))
    }

    /// Events in the order of their commits, one message per committed group. There is one
    /// relay: a second call takes over from the first.
    pub fn committed_events(&self) -> mpsc::Receiver<Vec<OutboxRow>> {
        let (sender, receiver) = mpsc::channel(self.shared.config.handover_max);
        let mut committed = self
            .shared
            .committed
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        *committed = Some(sender);
        receiver
    }

    /// One transaction of the relay role, which sees the events and the log of every tenant.
    /// Runs in a task of its own, so that a dropped caller can't tear it.
    pub async fn relay<T, E, F>(&self, body: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
        F: for<'c> FnOnce(&'c mut PgConnection) -> BoxFuture<'c, Result<T, E>> + Send + 'static,
    {
        let pool = self.relay.clone();
        let (reply, answer) = oneshot::channel();
        kezhuan_runtime::spawn("relay transaction", async move {
            let _ = reply.send(relayed(&pool, body).await);
        });
        answer.await.unwrap_or_else(|_| Err(Error::Panicked.into()))
    }

    /// Reads as the relay role.
    pub async fn relay_read<T, E, F>(&self, body: F) -> Result<T, E>
    where
        F: AsyncFnOnce(&mut PgConnection) -> Result<T, E>,
        E: From<Error>,
    {
        let acquire_max = self.shared.config.acquire_max();
        reading::read(&self.relay, "BEGIN READ ONLY".to_owned(), acquire_max, body).await
    }

    /// One unchanging view of everything, as the relay role.
    pub(crate) async fn relay_snapshot<T, E, F>(&self, body: F) -> Result<T, E>
    where
        F: AsyncFnOnce(&mut PgConnection) -> Result<T, E>,
        E: From<Error>,
    {
        let acquire_max = self.shared.config.acquire_max();
        let opening =
            "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL statement_timeout = 0";
        reading::read(&self.relay, opening.to_owned(), acquire_max, body).await
    }

    /// Reads as the app role and as nobody: what is not about cases.
    pub(crate) async fn app_read<T, E, F>(&self, body: F) -> Result<T, E>
    where
        F: AsyncFnOnce(&mut PgConnection) -> Result<T, E>,
        E: From<Error>,
    {
        let acquire_max = self.shared.config.acquire_max();
        reading::read(
            &self.shared.pool,
            "BEGIN READ ONLY".to_owned(),
            acquire_max,
            body,
        )
        .await
    }

    /// The name this database's subjects and roles carry.
    pub fn service(&self) -> &'static str {
        self.shared.service
    }

    /// The clock that gives audit and events their legal date.
    pub fn clock(&self) -> &LegalClock {
        &self.shared.clock
    }

    /// Closes both pools once their borrowers are done.
    pub async fn close(&self) {
        self.shared.pool.close().await;
        self.relay.close().await;
    }

    /// Tells how much of the pool and the queue is taken.
    pub(crate) fn measure(&self) {
        let pool = &self.shared.pool;
        let connections = (pool.size(), pool.num_idle());
        figures::taken(self.shared.service, connections, self.door.waiting());
    }

    pub(crate) fn in_flight(&self) -> &InFlight {
        &self.in_flight
    }

    pub(crate) fn app_options(&self) -> Arc<PgConnectOptions> {
        self.shared.pool.connect_options()
    }

    pub(crate) fn relay_pool(&self) -> &PgPool {
        &self.relay
    }

    pub(crate) fn config(&self) -> &DatabaseConfig {
        &self.shared.config
    }
}

async fn relayed<T, E, F>(pool: &PgPool, body: F) -> Result<T, E>
where
    E: From<Error>,
    F: for<'c> FnOnce(&'c mut PgConnection) -> BoxFuture<'c, Result<T, E>>,
{
    let mut transaction = pool.begin().await.map_err(Error::from)?;
    let done = body(&mut transaction).await?;
    // COMMIT answers a broken transaction with a quiet ROLLBACK; a statement does not.
    sqlx::query("SELECT 1")
        .execute(&mut *transaction)
        .await
        .map_err(Error::from)?;
    transaction.commit().await.map_err(Error::from)?;
    Ok(done)
}

fn pool(
    config: &DatabaseConfig,
    service: &'static str,
    url: &str,
    connections_max: u32,
) -> Result<PgPool, Error> {
    let mut options = PgConnectOptions::from_str(url)?
        .application_name(service)
        .options([
            ("statement_timeout", config.statement_ms_max.to_string()),
            ("lock_timeout", config.lock_ms_max.to_string()),
            (
                "idle_in_transaction_session_timeout",
                config.idle_in_transaction_ms_max.to_string(),
            ),
            // Arrays for unnest look cheaper to Postgres when planned anew each time, and planning row
            // security then costs three times what the statement does.
            ("plan_cache_mode", "force_generic_plan".to_owned()),
        ]);
    if config.tls_required {
        options = options.ssl_mode(PgSslMode::VerifyFull);
    }
    Ok(PgPoolOptions::new()
        .max_connections(connections_max)
        .acquire_timeout(config.acquire_max())
        .test_before_acquire(false)
        .before_acquire(|connection, idle| {
            Box::pin(async move {
                if idle.idle_for > TRUSTED_IDLE {
                    // A ROLLBACK alone would make Postgres warn wherever nothing is to be rolled back.
                    connection.execute("BEGIN; ROLLBACK").await?;
                }
                Ok(true)
            })
        })
        .connect_lazy_with(options))
}
