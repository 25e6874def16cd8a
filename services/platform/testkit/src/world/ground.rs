//! What a service under test stands on, before it runs.
use std::path::PathBuf;

use kezhuan_auth::DevelopmentIssuer;
use kezhuan_bus::BusConfig;
use kezhuan_runtime::LegalClock;
use sqlx::migrate::Migrator;
use tempfile::TempDir;

use crate::{TestDatabase, servers, standing_clock};

/// A clock, a bus that no other test can hear, a database, keys, and a folder that goes with them.
pub struct Ground {
    /// Stands at the day of the test until the test advances it.
    pub clock: LegalClock,
    /// For a bus that no other test can hear.
    pub bus: BusConfig,
    /// The service's database.
    pub database: TestDatabase,
    /// Signs everybody's tokens.
    pub issuer: DevelopmentIssuer,
    pub(super) folder: TempDir,
}

impl Ground {
    /// For a service by its name and its migrations, with a legal clock that stands at `day`.
    pub async fn on(
        day: &str,
        service: &'static str,
        migrator: Migrator,
    ) -> anyhow::Result<Ground> {
        let prefix = format!("kezhuan-{service}-");
        let folder = tempfile::Builder::new().prefix(&prefix).tempdir()?;
        let ground = Ground {
            clock: standing_clock(day),
            bus: crate::bus::config(servers().await?.nats.url()),
            database: Box::pin(TestDatabase::for_service(service, migrator)).await?,
            issuer: DevelopmentIssuer::create_or_load(folder.path())?,
            folder,
        };
        std::fs::write(ground.file("token"), "unread\n")?;
        Ok(ground)
    }

    /// The place of a file of the service.
    pub fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }
}

/// Points the settings of a service that asks rules at its ground, and at a rules service:
/// `settle!(config, ground, rules_address)`.
#[macro_export]
macro_rules! settle {
    ($config:expr, $ground:expr, $rules_address:expr) => {{
        let (config, ground) = (&mut $config, &$ground);
        config.database = ground.database.config();
        config.bus = ground.bus.clone();
        config.auth = ground.issuer.auth_config();
        config.seal.key_file = ground.file("seal.pem");
        config.rule_host.cache = ground.file("cache");
        config.rules_service.address = $rules_address.to_owned();
        config.rules_service.token_file = ground.file("token");
    }};
}
