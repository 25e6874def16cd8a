//! What this service finds to be the matter with rules.
use kezhuan_rule_testkit::{Adopted, adopt};
use kezhuan_testkit::settled;

use crate::world::{SOON, World};

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
