//! Rules put in force behind the service's back, good ones and broken ones.
use kezhuan_rule_host::Digest;
use serde_json::Value;
use uuid::Uuid;

use crate::world::{self, World};

/// Puts a shipped package in force for a hook of its county, with `settings` in place of its defaults.
/// The service sees it within its next looks at the epoch.
pub async fn in_force(world: &World, hook: &str, package: &str, settings: &[(&str, i64)]) {
    let bytes = world::shipped().remove(package).unwrap();
    let papers = kezhuan_rule_host::inspect(&bytes, 32 << 20).unwrap();
    let defaults = papers.settings_schema.defaults().canonical();
    let mut all: Value = serde_json::from_slice(&defaults).unwrap();
    for (name, value) in settings {
        all[*name] = Value::from(*value);
    }
    let digest = Digest::of(&bytes);
    let mut admin = world.database.admin().await.unwrap();
    sqlx::query("INSERT INTO rule_package (digest, bytes, create_time) VALUES ($1, $2, now()) ON CONFLICT DO NOTHING")
        .bind(digest.as_bytes().as_slice())
        .bind(&bytes)
        .execute(&mut admin)
        .await
        .unwrap();
    sqlx::query("DELETE FROM rule_entry WHERE hook = $1")
        .bind(hook)
        .execute(&mut admin)
        .await
        .unwrap();
    sqlx::query(
        "INSERT INTO rule_entry (id, tenant, hook, package_digest, settings, in_force, applies_to_open_cases)
         VALUES ($1, '440703', $2, $3, $4::jsonb, '[2025-01-01,)', true)",
    )
    .bind(Uuid::now_v7())
    .bind(hook)
    .bind(digest.as_bytes().as_slice())
    .bind(all.to_string())
    .execute(&mut admin)
    .await
    .unwrap();
    sqlx::query("UPDATE rule_epoch SET epoch = epoch + 1")
        .execute(&mut admin)
        .await
        .unwrap();
}
