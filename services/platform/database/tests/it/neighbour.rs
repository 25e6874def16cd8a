use kezhuan_database::{Database, DatabaseConfig, Unsafe, check_neighbour, refuse_unsafe};
use kezhuan_runtime::Shutdown;
use sqlx::Executor;

use crate::world::*;

async fn found(world: &World) -> Vec<Unsafe> {
    let mut found = check_neighbour(&world.database).await.unwrap();
    // The servers of tests do not sync; that is what this check would say of them.
    found.retain(|found| !matches!(found, Unsafe::NotDurable(_)));
    found
}

#[tokio::test]
async fn a_prepared_database_is_safe_but_for_the_test_servers_durability() {
    let world = world().await;
    assert_eq!(found(&world).await, []);
    let off: Vec<String> =
        sqlx::query_scalar("SELECT name FROM pg_settings WHERE name = 'fsync' AND setting = 'off'")
            .fetch_all(&mut world.admin().await)
            .await
            .unwrap();
    let said = check_neighbour(&world.database)
        .await
        .unwrap()
        .contains(&Unsafe::NotDurable("fsync".to_owned()));
    assert_eq!(said, !off.is_empty());
}

#[tokio::test]
async fn unprotected_tables_and_powerful_roles_are_named() {
    let world = world().await;
    world
        .admin()
        .await
        .execute(
            "CREATE TABLE bare (tenant text); CREATE TABLE spare (id uuid);
             ALTER TABLE thing NO FORCE ROW LEVEL SECURITY; COMMENT ON TABLE leaf IS NULL;
             COMMENT ON TABLE spare IS 'No row security: '",
        )
        .await
        .unwrap();
    assert_eq!(
        found(&world).await,
        [
            Unsafe::Unprotected("bare".to_owned()),
            Unsafe::Unprotected("leaf".to_owned()),
            Unsafe::Unprotected("spare".to_owned()),
            Unsafe::Unprotected("thing".to_owned())
        ],
        "a reason of no words is none"
    );
    let mut config = DatabaseConfig::new(&world.prepared.admin_url, &world.prepared.relay_url);
    config.tls_required = false;
    let database = Database::connect_lazy(&config, "powerful").unwrap();
    let found = check_neighbour(&database).await.unwrap();
    assert!(
        found
            .iter()
            .any(|found| matches!(found, Unsafe::Powerful(_))),
        "{found:?}"
    );
    assert!(
        found
            .iter()
            .any(|found| matches!(found, Unsafe::Owner { .. })),
        "{found:?}"
    );
}

#[tokio::test]
async fn a_service_starts_beside_an_unsafe_server_in_development_only() {
    let world = world().await;
    let unsafe_url = &world.prepared.admin_url;
    let mut config = DatabaseConfig::new(unsafe_url, &world.prepared.relay_url);
    let shutdown = Shutdown::new();
    let start = async |config: &DatabaseConfig| {
        let database = Database::connect_lazy(config, "powerful").unwrap();
        refuse_unsafe(&database, &shutdown).await
    };
    let refusal = start(&config).await.unwrap_err().to_string();
    assert!(refusal.contains("superuser"), "{refusal}");
    config.development = true;
    start(&config).await.unwrap();

    let mut relay = DatabaseConfig::new(&world.prepared.app_url, unsafe_url);
    let refusal = start(&relay).await.unwrap_err().to_string();
    assert!(refusal.contains("superuser"), "the relay's role: {refusal}");
    relay.relay_url.clone_from(&world.prepared.relay_url);
    relay.tls_required = true;
    let refusal = start(&relay).await.unwrap_err().to_string();
    assert!(refusal.contains("TLS"), "{refusal}");
}
