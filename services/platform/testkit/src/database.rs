//! A service's database of its own for each test: prepared once per process, then copied.
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use kezhuan_database::prepare::{self, Prepared};
use kezhuan_database::{Database, DatabaseConfig, Unsafe, check_neighbour};
use kezhuan_runtime::LegalClock;
use sqlx::migrate::Migrator;
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};
use tokio::sync::OnceCell;
use uuid::Uuid;

use crate::servers;

type Template = Arc<OnceCell<Prepared>>;

static TEMPLATES: Mutex<Option<HashMap<&'static str, Template>>> = Mutex::new(None);
// Dropping a database needs a connection, and `Drop` can't wait: the next test clears it away.
static ABANDONED: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// One service's database for one test.
pub struct TestDatabase {
    pub service: &'static str,
    pub prepared: Prepared,
}

impl TestDatabase {
    /// A fresh copy of the service's database; `migrator` runs once per process.
    pub async fn for_service(service: &'static str, migrator: Migrator) -> anyhow::Result<Self> {
        let admin_url = servers().await?.postgres.admin_url();
        let template = template(service);
        let template = template
            .get_or_try_init(|| kezhuan_database::prepare(&admin_url, service, migrator))
            .await?;
        clear_away(&admin_url).await?;
        let name = format!("test_{}", Uuid::now_v7().simple());
        let prepared = prepare::cloned(&admin_url, template, &name).await?;
        Ok(Self { service, prepared })
    }

    /// What a service would be configured with on a developer's machine: the servers of tests
    /// do not sync.
    pub fn config(&self) -> DatabaseConfig {
        DatabaseConfig {
            development: true,
            ..DatabaseConfig::new(&self.prepared.app_url, &self.prepared.relay_url)
        }
    }

    /// The doors to it, as the service itself has them, with the machine's legal clock.
    pub fn open(&self) -> anyhow::Result<Database> {
        Ok(Database::connect_lazy(&self.config(), self.service)?)
    }

    /// The doors to it, with a given legal clock.
    pub fn open_with(&self, clock: LegalClock) -> anyhow::Result<Database> {
        Ok(Database::with_clock(&self.config(), self.service, clock)?)
    }

    /// The doors as a tool of the operator enters them, past row security.
    pub fn open_as_admin(&self) -> anyhow::Result<Database> {
        let url = &self.prepared.admin_url;
        let config = DatabaseConfig::new(url, url);
        Ok(Database::connect_lazy(&config, self.service)?)
    }

    /// What stands open in it: tables without row security and without a reason. The servers of tests do not
    /// sync, which a service outside development refuses, too; that is left out.
    pub async fn open_walls(&self) -> anyhow::Result<Vec<Unsafe>> {
        let mut found = check_neighbour(&self.open()?).await?;
        found.retain(|found| !matches!(found, Unsafe::NotDurable(_)));
        Ok(found)
    }

    /// A connection that row security does not hold back: to look at rows, and to plant defects.
    pub async fn admin(&self) -> anyhow::Result<PgConnection> {
        Ok(PgConnection::connect(&self.prepared.admin_url).await?)
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        lock(&ABANDONED).push(self.prepared.database.clone());
    }
}

fn template(service: &'static str) -> Template {
    lock(&TEMPLATES)
        .get_or_insert_default()
        .entry(service)
        .or_default()
        .clone()
}

async fn clear_away(admin_url: &str) -> anyhow::Result<()> {
    let abandoned = std::mem::take(&mut *lock(&ABANDONED));
    if abandoned.is_empty() {
        return Ok(());
    }
    let mut connection = PgConnection::connect(admin_url).await?;
    for name in abandoned {
        let drop = format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)");
        connection.execute(AssertSqlSafe(drop)).await?;
    }
    connection.close().await?;
    Ok(())
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
