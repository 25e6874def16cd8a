//! Rules behind a service's back, good ones and broken ones: put in force, stopped, asked again. A crate apart from `testkit`,
//! so that tests that ask no rule build no engine of them.
use anyhow::ensure;
use kezhuan_adoption::store::{rule_entries, rule_packages};
use kezhuan_rule_host::inspect;
use kezhuan_testkit::TestDatabase;
use kezhuan_testkit::world::{Standing, shipped, sure};
use serde_json::{Map, Value};
use uuid::Uuid;

/// More than any package of a test has.
const PACKAGE_BYTES_MAX: usize = 32 << 20;

/// A shipped package in the timeline of a tenant, or of another organisation.
pub struct Adopted<'a> {
    pub tenant: &'a str,
    pub hook: &'a str,
    pub package: &'a str,
    /// In place of the package's own figures.
    pub settings: &'a [(&'a str, i64)],
    pub in_force: &'a str,
    pub applies_to_open_cases: bool,
}

/// Adds to the timeline. The service sees it within its next looks at the epoch.
pub async fn adopt<C>(world: &Standing<C>, adopted: Adopted<'_>) {
    let bytes = shipped(adopted.package);
    sure(add(&world.database, &bytes, &adopted).await);
}

/// The same of a package that is not shipped: `bytes` stand for the one that `adopted` names.
pub async fn adopt_package<C>(world: &Standing<C>, bytes: &[u8], adopted: Adopted<'_>) {
    sure(add(&world.database, bytes, &adopted).await);
}

/// Everybody stops a hook: every question of it goes to a person.
pub async fn stopped<C: Clone + 'static>(world: &mut Standing<C>, hook: &str) {
    sure(stop(&world.database, hook, None).await);
    world.restarted(async |_| {}).await;
}

/// One tenant stops its own.
pub async fn stopped_at<C: Clone + 'static>(world: &mut Standing<C>, tenant: &str, hook: &str) {
    sure(stop(&world.database, hook, Some(tenant)).await);
    world.restarted(async |_| {}).await;
}

/// The hook is asked again, and so are the cases that it left to people.
pub async fn resumed<C>(world: &Standing<C>, hook: &str) {
    sure(resume(&world.database, hook).await);
}

async fn add(database: &TestDatabase, bytes: &[u8], adopted: &Adopted<'_>) -> anyhow::Result<()> {
    let papers = inspect(bytes, PACKAGE_BYTES_MAX)?;
    let defaults = papers.settings_schema.defaults().canonical();
    let mut settings: Map<String, Value> = serde_json::from_slice(&defaults)?;
    for (name, value) in adopted.settings {
        settings.insert((*name).to_owned(), Value::from(*value));
    }
    let digest = papers.digest.as_bytes().as_slice();
    let mut admin = database.admin().await?;
    rule_packages::keep(&mut admin, digest, bytes).await?;
    sqlx::query(
        "INSERT INTO rule_entry (id, tenant, hook, package_digest, settings, in_force, applies_to_open_cases)
         VALUES ($1, $2, $3, $4, $5, $6::daterange, $7)",
    )
    .bind(Uuid::now_v7())
    .bind(adopted.tenant)
    .bind(adopted.hook)
    .bind(digest)
    .bind(Value::Object(settings))
    .bind(adopted.in_force)
    .bind(adopted.applies_to_open_cases)
    .execute(&mut admin)
    .await?;
    rule_entries::advance_epoch(&mut admin).await?;
    Ok(())
}

/// For everybody who has a rule for the hook, or for one of them.
async fn stop(database: &TestDatabase, hook: &str, tenant: Option<&str>) -> anyhow::Result<()> {
    let mut admin = database.admin().await?;
    let stopped = sqlx::query(
        "INSERT INTO rule_stop (tenant, hook, fallback, version)
         SELECT DISTINCT tenant, hook, 'MANUAL_QUEUE', 1 FROM rule_entry
          WHERE hook = $1 AND tenant = coalesce($2, tenant)",
    )
    .bind(hook)
    .bind(tenant)
    .execute(&mut admin)
    .await?;
    ensure!(
        stopped.rows_affected() > 0,
        "there is no rule for {hook} to stop"
    );
    rule_entries::advance_epoch(&mut admin).await?;
    Ok(())
}

async fn resume(database: &TestDatabase, hook: &str) -> anyhow::Result<()> {
    let mut admin = database.admin().await?;
    sqlx::query(
        "WITH resumed AS (UPDATE rule_stop SET fallback = NULL, version = 2 WHERE hook = $1)
         UPDATE rule_entry SET adopt_time = clock_timestamp() WHERE hook = $1",
    )
    .bind(hook)
    .execute(&mut admin)
    .await?;
    rule_entries::advance_epoch(&mut admin).await?;
    Ok(())
}
