//! Rules put in force behind the service's back.
use kezhuan_rule_testkit::{Adopted, adopt};

use crate::world::World;

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
