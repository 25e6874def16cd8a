//! A service's password changes while it writes: a second login role beside the first, then without the first.
use kezhuan_database::{Database, DatabaseConfig, check_neighbour};
use sqlx::{AssertSqlSafe, Executor};

use crate::world::*;

#[tokio::test]
async fn a_second_login_role_takes_over_while_the_first_still_writes() {
    let world = world().await;
    let first = &world.database;
    let (service, database) = (world.prepared.service.clone(), &world.prepared.database);
    first
        .write_as(&registrar(COUNTY), adding(COUNTY, "before"))
        .await
        .unwrap();

    // As helm/operating.md says it.
    let next = format!("kezhuan_{service}_app_next");
    let mut admin = world.admin().await;
    let made = format!(
        "CREATE ROLE {next} LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE PASSWORD 'new-secret';
         GRANT kezhuan_app TO {next}; GRANT CONNECT ON DATABASE {database} TO {next}"
    );
    admin.execute(AssertSqlSafe(made)).await.unwrap();
    let (login, place) = world.prepared.app_url.rsplit_once('@').unwrap();
    assert!(login.contains("_app"), "{login}");
    let url = format!("postgres://{next}:new-secret@{place}");
    let config = DatabaseConfig::new(url, world.prepared.relay_url.clone());
    let second = Database::connect_lazy(&config, fresh_name()).unwrap();

    let caller = registrar(COUNTY);
    let (old, new) = tokio::join!(
        first.write_as(&caller, adding(COUNTY, "old")),
        second.write_as(&caller, adding(COUNTY, "new")),
    );
    old.unwrap();
    new.unwrap();
    assert_eq!(
        check_neighbour(first).await.unwrap(),
        check_neighbour(&second).await.unwrap(),
        "the second role may more than the first"
    );

    first.close().await;
    let gone = format!("ALTER ROLE kezhuan_{service}_app NOLOGIN PASSWORD NULL");
    admin.execute(AssertSqlSafe(gone)).await.unwrap();
    second
        .write_as(&registrar(COUNTY), adding(COUNTY, "after"))
        .await
        .unwrap();
    assert_eq!(world.labels().await.len(), 4);
}
