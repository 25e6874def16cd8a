//! What this service finds to be the matter with rules, told by event: once per cause, until the cause is gone.
use std::time::Duration;

use kezhuan_protocol::adoption::v1::RuleTroubleFound;
use kezhuan_protocol::rules::v1::alert::Kind;
use kezhuan_rule_testkit::{self as rules, Adopted};
use kezhuan_testkit::settled;
use prost::Message;

use crate::last_good::troubles;
use crate::world::{self, World};

const SOON: Duration = Duration::from_secs(30);
const HOOK: &str = "tc.sla@1";

/// The events of a kind, once they are these.
pub async fn told(world: &World, kind: Kind, events: &[&str]) {
    let events: Vec<String> = events.iter().map(|event| (*event).to_owned()).collect();
    let settled = settled(SOON, events.clone(), async || {
        troubles(world, kind.as_str_name()).await
    });
    assert_eq!(settled.await, events, "{}", kind.as_str_name());
}

/// What was said of a kind last.
pub async fn words(world: &World, kind: Kind) -> RuleTroubleFound {
    let mut admin = world.database.admin().await.unwrap();
    let payload: Vec<u8> = sqlx::query_scalar(
        "SELECT payload FROM outbox JOIN rule_trouble ON aggregate_id = rule_trouble.id
          WHERE kind = $1 AND rule_trouble.tenant = '440703' AND outbox.subject LIKE '%RuleTroubleFound' ORDER BY sequence DESC LIMIT 1",
    )
    .bind(kind.as_str_name())
    .fetch_one(&mut admin)
    .await
    .unwrap();
    RuleTroubleFound::decode(payload.as_slice()).unwrap()
}

pub fn advance(world: &World, to: &str) {
    world.clock.advance_to(to.parse().unwrap()).unwrap();
}

fn adopted(in_force: &str) -> Adopted<'_> {
    Adopted {
        tenant: "440703",
        hook: HOOK,
        package: "pengjiang",
        settings: &[],
        in_force,
        applies_to_open_cases: false,
    }
}

#[tokio::test]
async fn cases_no_rule_covered_are_counted_until_one_covers_their_days() {
    let world = World::on(World::CALM).await;
    for _ in 0..2 {
        let submitted = world.submitted(world::form()).await;
        world.accept(&submitted).await.unwrap();
    }
    advance(&world, "2025-03-04");
    told(&world, Kind::CasesWithoutRule, &["RuleTroubleFound"]).await;
    let found = words(&world, Kind::CasesWithoutRule).await.trouble.unwrap();
    assert_eq!(
        (
            found.tenant.as_str(),
            found.hook.as_str(),
            found.since.as_str()
        ),
        ("440703", HOOK, World::CALM)
    );
    assert!(found.text_en.starts_with("2 cases"), "{}", found.text_en);
    // One more is the same cause in other words; a day on which nothing happens is none.
    let submitted = world.submitted(world::form()).await;
    world.accept(&submitted).await.unwrap();
    advance(&world, "2025-03-05");
    let twice = ["RuleTroubleFound", "RuleTroubleFound"];
    told(&world, Kind::CasesWithoutRule, &twice).await;
    advance(&world, "2025-03-06");
    rules::adopt(&world, adopted("[2025-01-01,)")).await;
    let over = ["RuleTroubleFound", "RuleTroubleFound", "RuleTroubleEnded"];
    told(&world, Kind::CasesWithoutRule, &over).await;
}

#[tokio::test]
async fn a_rule_that_no_case_asked_for_a_year_is_told_until_one_asks() {
    let world = World::on(World::CALM).await;
    // Not a year in force: nobody could have asked it for so long.
    let young = Adopted {
        tenant: "440705",
        ..adopted("[2024-06-01,)")
    };
    rules::adopt(&world, young).await;
    rules::adopt(&world, adopted("[2024-01-01,)")).await;
    told(&world, Kind::RuleNotAsked, &["RuleTroubleFound"]).await;
    let found = words(&world, Kind::RuleNotAsked).await.trouble.unwrap();
    assert_eq!(
        (found.tenant.as_str(), found.since.as_str()),
        ("440703", "2024-01-01")
    );
    let submitted = world.submitted(world::form()).await;
    world.accept(&submitted).await.unwrap();
    advance(&world, "2025-03-04");
    let over = ["RuleTroubleFound", "RuleTroubleEnded"];
    told(&world, Kind::RuleNotAsked, &over).await;
    // A year later it is the same again.
    advance(&world, "2026-03-03");
    told(
        &world,
        Kind::RuleNotAsked,
        &["RuleTroubleFound", "RuleTroubleEnded", "RuleTroubleFound"],
    )
    .await;
    let again = words(&world, Kind::RuleNotAsked).await.trouble.unwrap();
    assert_eq!(again.since, World::CALM);
}

/// A county that renews its rule every year has one rule.
#[tokio::test]
async fn a_rule_renewed_every_year_is_one_rule() {
    let world = World::on(World::CALM).await;
    rules::adopt(&world, adopted("[2024-01-01,2024-09-01)")).await;
    rules::adopt(&world, adopted("[2024-09-01,)")).await;
    told(&world, Kind::RuleNotAsked, &["RuleTroubleFound"]).await;
    let found = words(&world, Kind::RuleNotAsked).await.trouble.unwrap();
    assert_eq!(found.since, "2024-01-01");
}
