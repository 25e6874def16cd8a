//! What decisions name by digest: rules as a service keeps them, and what an audit finds of them.
use futures::stream::BoxStream;
use kezhuan_database::seal::{
    self, Finding, KeptPackage, KeptRules, KeptSettings, NamedKind, NoRules,
};
use kezhuan_database::{DecisionRow, Error, Write};
use sha2::{Digest, Sha256};
use sqlx::{Executor, PgConnection};
use uuid::Uuid;

use crate::log::{report, seal_all, sealed, sealing_key};
use crate::world::*;

/// The rules of the tests' migrations.
pub struct Shelf;

impl KeptRules for Shelf {
    fn packages<'c>(
        &self,
        connection: &'c mut PgConnection,
        digests: Vec<Vec<u8>>,
    ) -> BoxStream<'c, Result<KeptPackage, sqlx::Error>> {
        sqlx::query_as("SELECT digest, bytes FROM rule_file WHERE digest = ANY ($1)")
            .bind(digests)
            .fetch(connection)
    }

    fn settings<'c>(
        &self,
        connection: &'c mut PgConnection,
        tenants: Vec<String>,
        packages: Vec<Vec<u8>>,
    ) -> BoxStream<'c, Result<KeptSettings, sqlx::Error>> {
        sqlx::query_as(
            "SELECT tenant, hook, package, sha256(settings) AS digest FROM rule_figures
              WHERE (tenant, package) IN (SELECT * FROM unnest($1::text[], $2::bytea[]))",
        )
        .bind(tenants)
        .bind(packages)
        .fetch(connection)
    }
}

#[tokio::test]
async fn what_many_decisions_name_is_found_once_with_the_first_of_them() {
    let world = sealed().await;
    let mut admin = world.admin().await;
    admin
        .execute("DELETE FROM rule_file; DELETE FROM rule_figures")
        .await
        .unwrap();
    let first: Uuid = sqlx::query_scalar("SELECT id FROM decision ORDER BY id LIMIT 1")
        .fetch_one(&mut admin)
        .await
        .unwrap();
    let missing = |kind: NamedKind, of: &[u8]| Finding::NamedMissing {
        kind,
        digest: hex::encode(Sha256::digest(of)),
        decision: first,
    };
    let expected = [
        missing(NamedKind::Package, PACKAGE),
        missing(NamedKind::Settings, SETTINGS),
    ];
    assert_eq!(report(&world).await.findings, expected);
    // A service that asks no rules keeps none.
    let key = sealing_key().verifying_key();
    let nowhere = seal::verify_log(&world.database, &key, &NoRules).await;
    assert_eq!(nowhere.unwrap().findings, expected);
}

/// A package that the service does not know fails under no settings, which stand in no row.
#[tokio::test]
async fn no_settings_are_missed_only_where_a_rule_answered() {
    let world = world().await;
    let office = registrar(COUNTY);
    for (outcome_kind, findings) in [("FAILED", 0), ("ANSWERED", 1)] {
        let decided = DecisionRow {
            outcome_kind: outcome_kind.to_owned(),
            settings_digest: Some(Sha256::digest(b"{}").to_vec()),
            ..decision(Uuid::now_v7(), COUNTY)
        };
        let write = world.database.write_as(&office, move |write: &mut Write| {
            let decided = decided.clone();
            Box::pin(async move {
                write.decide(decided);
                Ok::<_, Error>(())
            })
        });
        write.await.unwrap();
        seal_all(&world).await;
        let found = report(&world).await.findings;
        assert_eq!(found.len(), findings, "{outcome_kind}: {found:?}");
    }
}
