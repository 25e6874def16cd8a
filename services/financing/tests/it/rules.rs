//! Rules put in force behind the service's back, good ones and broken ones.
use kezhuan_adoption::store::{rule_entries, rule_packages};
use kezhuan_rule_host::Digest;
use kezhuan_testkit::settled;
use serde_json::Value;
use uuid::Uuid;

use crate::world::{self, SOON, World};

/// A shipped package in the timeline of a tenant, or of a bank.
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
    adopt_package(world, world::shipped(adopted.package), adopted).await;
}

/// The same of a package that is not shipped.
pub async fn adopt_package(world: &World, bytes: Vec<u8>, adopted: Adopted<'_>) {
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

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_bank_is_told_that_no_case_asks_its_rule() {
    let world = World::on(World::CALM).await;
    let own = Adopted {
        tenant: "bank-1",
        hook: "ip.ltv@1",
        package: "wuyi-bank",
        settings: &[],
        // Longer than `troubles.unasked_days`.
        in_force: "[2024-01-01,)",
        applies_to_open_cases: false,
    };
    adopt(&world, own).await;
    let mut admin = world.database.admin().await.unwrap();
    let expected = vec!["bank-1 ip.ltv@1 RULE_NOT_ASKED".to_owned()];
    let told = settled(SOON, expected.clone(), async || {
        let lasting: Vec<String> = sqlx::query_scalar(
            "SELECT tenant || ' ' || hook || ' ' || kind FROM rule_trouble WHERE end_time IS NULL",
        )
        .fetch_all(&mut admin)
        .await
        .unwrap();
        lasting
    });
    assert_eq!(told.await, expected);
}
