//! Serials over a real table that is brought back to an earlier point.
#![expect(clippy::unwrap_used, reason = "a failed step fails the test")]
use kezhuan_numbers::{NumbersConfig, Serials, skip};
use kezhuan_testkit::TestDatabase;

/// What a process that just started gives first.
async fn first(kept: &TestDatabase, series: &str, year: i32) -> i64 {
    let serials = Serials::new(kept.open().unwrap(), &NumbersConfig { block: 3 });
    serials.next(series.to_owned(), year).await.unwrap()
}

#[tokio::test]
async fn no_serial_is_given_twice_after_its_table_was_brought_back() {
    let migrations = sqlx::migrate!("./tests/it/migrations");
    let kept = TestDatabase::for_service("numbered", migrations)
        .await
        .unwrap();
    assert_eq!(first(&kept, "old", 2025).await, 1);
    // Beyond the point: one series goes on, another begins.
    assert_eq!(first(&kept, "old", 2025).await, 4);
    assert_eq!(first(&kept, "new", 2025).await, 1);
    let back = "WITH gone AS (DELETE FROM number_block WHERE series = 'new')
                UPDATE number_block SET next_value = 4 WHERE series = 'old'";
    let mut admin = kept.admin().await.unwrap();
    sqlx::query(back).execute(&mut admin).await.unwrap();

    let doors = kept.open_as_admin().unwrap();
    skip(&doors, 10, 2025).await.unwrap();
    assert_eq!(first(&kept, "old", 2025).await, 14);
    assert_eq!(first(&kept, "new", 2025).await, 11);
    assert_eq!(first(&kept, "new", 2025).await, 14, "the series goes on");
    assert_eq!(first(&kept, "new", 2024).await, 11, "a year that is over");
    assert_eq!(first(&kept, "new", 2026).await, 1, "a year nobody was in");
    // Back once more: what the first time left out is not enough.
    skip(&doors, 10, 2025).await.unwrap();
    assert_eq!(first(&kept, "other", 2025).await, 21);
    assert_eq!(first(&kept, "old", 2025).await, 27);
}
