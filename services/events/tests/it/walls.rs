//! The database as the service's own migrations leave it.
use kezhuan_events::NAME;
use kezhuan_testkit::TestDatabase;

#[tokio::test]
async fn row_security_is_forced_on_every_table_or_its_reason_stands_beside_it() {
    let database = TestDatabase::for_service(NAME, sqlx::migrate!())
        .await
        .unwrap();
    assert_eq!(database.open_walls().await.unwrap(), []);
}
