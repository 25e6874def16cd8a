//! Where the rules stand that a service's decisions name: for an audit of its log.
use futures::stream::{BoxStream, StreamExt as _, TryStreamExt as _};
use kezhuan_database::seal::{self, KeptPackage, KeptSettings};
use kezhuan_rule_host::Settings;
use sqlx::PgConnection;

use crate::store::{rule_entries, rule_packages};

/// The packages and timelines that a service decides with.
#[derive(Debug)]
pub struct KeptRules;

impl seal::KeptRules for KeptRules {
    fn packages<'c>(
        &self,
        connection: &'c mut PgConnection,
        digests: Vec<Vec<u8>>,
    ) -> BoxStream<'c, Result<KeptPackage, sqlx::Error>> {
        rule_packages::stored(connection, digests)
    }

    fn settings<'c>(
        &self,
        connection: &'c mut PgConnection,
        tenants: Vec<String>,
        packages: Vec<Vec<u8>>,
    ) -> BoxStream<'c, Result<KeptSettings, sqlx::Error>> {
        rule_entries::stored_settings(connection, tenants, packages)
            .map_ok(|row| {
                let settings = Settings::from_json(&row.settings).ok();
                KeptSettings {
                    tenant: row.tenant,
                    hook: row.hook,
                    package: row.package_digest,
                    digest: settings.map(|settings| settings.digest().as_bytes().to_vec()),
                }
            })
            .boxed()
    }
}
