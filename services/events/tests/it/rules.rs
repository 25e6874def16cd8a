//! Rules put in force behind the service's back, good ones and broken ones.
use kezhuan_adoption::store::{rule_entries, rule_packages};
use kezhuan_rule_host::Digest;
use serde_json::Value;
use uuid::Uuid;

use crate::world::{self, World};

/// A shipped package in the timeline of a tenant.
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
pub async fn adopt(world: &World, adopted: Adopted<'_>) {
    let bytes = world::shipped(adopted.package);
    let papers = kezhuan_rule_host::inspect(&bytes, 32 << 20).unwrap();
    let defaults = papers.settings_schema.defaults().canonical();
    let mut settings: Value = serde_json::from_slice(&defaults).unwrap();
    for (name, value) in adopted.settings {
        settings[*name] = Value::from(*value);
    }
    let digest = Digest::of(&bytes);
    let mut admin = world.database.admin().await.unwrap();
    rule_packages::keep(&mut admin, digest.as_bytes(), &bytes)
        .await
        .unwrap();
    sqlx::query(
        "INSERT INTO rule_entry (id, tenant, hook, package_digest, settings, in_force, applies_to_open_cases)
         VALUES ($1, $2, $3, $4, $5::jsonb, $6::daterange, $7)",
    )
    .bind(Uuid::now_v7())
    .bind(adopted.tenant)
    .bind(adopted.hook)
    .bind(digest.as_bytes().as_slice())
    .bind(settings.to_string())
    .bind(adopted.in_force)
    .bind(adopted.applies_to_open_cases)
    .execute(&mut admin)
    .await
    .unwrap();
    rule_entries::advance_epoch(&mut admin).await.unwrap();
}

/// The city stops a hook: every question of it goes to a person.
pub async fn stopped(world: &mut World, hook: &str) {
    change(
        world,
        "INSERT INTO rule_stop (tenant, hook, fallback, version)
         SELECT DISTINCT tenant, hook, 'MANUAL_QUEUE', 1 FROM rule_entry WHERE hook = $1",
        hook,
    )
    .await;
    world.restarted(async |_| {}).await;
}

/// One tenant stops its own.
pub async fn stopped_at(world: &mut World, tenant: &str, hook: &str) {
    let mut admin = world.database.admin().await.unwrap();
    sqlx::query(
        "INSERT INTO rule_stop (tenant, hook, fallback, version) VALUES ($1, $2, 'MANUAL_QUEUE', 1)",
    )
    .bind(tenant)
    .bind(hook)
    .execute(&mut admin)
    .await
    .unwrap();
    rule_entries::advance_epoch(&mut admin).await.unwrap();
    world.restarted(async |_| {}).await;
}

/// It is asked again, and so are the cases that it left to people.
pub async fn resumed(world: &World, hook: &str) {
    let resume =
        "WITH resumed AS (UPDATE rule_stop SET fallback = NULL, version = 2 WHERE hook = $1)
                  UPDATE rule_entry SET adopt_time = clock_timestamp() WHERE hook = $1";
    change(world, resume, hook).await;
}

async fn change(world: &World, change: &'static str, hook: &str) {
    let mut admin = world.database.admin().await.unwrap();
    sqlx::query(change)
        .bind(hook)
        .execute(&mut admin)
        .await
        .unwrap();
    rule_entries::advance_epoch(&mut admin).await.unwrap();
}
