//! The database as the service's own migrations leave it.
use kezhuan_database::{Unsafe, check_neighbour};
use kezhuan_scoreboard::NAME;
use kezhuan_testkit::TestDatabase;

#[tokio::test]
async fn row_security_is_forced_on_every_table_or_its_reason_stands_beside_it() {
    let database = TestDatabase::for_service(NAME, sqlx::migrate!())
        .await
        .unwrap();
    let found = check_neighbour(&database.open().unwrap()).await.unwrap();
    let open: Vec<_> = found
        .into_iter()
        // The servers of tests do not sync.
        .filter(|found| !matches!(found, Unsafe::NotDurable(_)))
        .collect();
    assert_eq!(open, []);
}
