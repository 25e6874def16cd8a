//! Rules put in force behind the service's back, good ones and broken ones.
use kezhuan_adoption::store::{rule_entries, rule_packages};
use kezhuan_rule_host::Digest;
use serde_json::Value;
use uuid::Uuid;

use crate::world::{self, World};

/// A shipped package in a tenant's timeline.
pub struct Adopted<'a> {
    pub tenant: &'a str,
    pub hook: &'a str,
    pub package: &'a str,
    /// In place of the package's own figures.
    pub settings: &'a [(&'a str, i64)],
    pub in_force: &'a str,
    pub applies_to_open_cases: bool,
}

/// Puts a shipped package in force for a hook of Pengjiang, in place of what answered it before.
pub async fn in_force(world: &World, hook: &str, package: &str, settings: &[(&str, i64)]) {
    let mut admin = world.database.admin().await.unwrap();
    sqlx::query("DELETE FROM rule_entry WHERE hook = $1")
        .bind(hook)
        .execute(&mut admin)
        .await
        .unwrap();
    let adopted = Adopted {
        tenant: "440703",
        hook,
        package,
        settings,
        in_force: "[2025-01-01,)",
        applies_to_open_cases: true,
    };
    adopt(world, adopted).await;
}

/// Adds to the timeline. The service sees it within its next looks at the epoch.
pub async fn adopt(world: &World, adopted: Adopted<'_>) {
    let bytes = world::shipped().remove(adopted.package).unwrap();
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
