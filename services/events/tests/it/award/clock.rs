//! What a day brings to the award.
use kezhuan_protocol::events::v1::*;
use kezhuan_testkit::settled;

use super::cast::*;
use crate::world::*;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_office_hears_of_overdue_scores_once_and_a_round_closes_by_itself() {
    let world = World::on(World::CALM).await;
    let round = opened(&world, 0).await;
    let valid = valid(&world, &round, "高镍正极材料").await;
    let assigned = assign(&world, &valid, judges(1..=5)).await.unwrap();
    assert_eq!(assigned.score_due_on, "2025-04-10");
    let _second = world.beside().await;
    world.advance_to("2025-04-11");
    let told = async || {
        let events = world.events_of(&assigned.name).await;
        let told = events.iter().filter(|name| *name == "NominationReminded");
        told.count()
    };
    assert_eq!(settled(SOON, 1, told).await, 1);
    // Nobody's etag is worth less for it.
    let given = ("QUALITY", 80);
    assert!(score(&world, &assigned, &expert(1), given).await.is_ok());
    world.advance_to("2025-10-16");
    let closed = award_round::State::Closed;
    let state = async || {
        let request = GetAwardRoundRequest {
            name: round.name.clone(),
        };
        let found = call!(world, &county(), get_award_round, request);
        found.unwrap().state()
    };
    assert_eq!(settled(SOON, closed, state).await, closed);
    let late = call!(world, &county(), draft_nomination, drafting(&round, "乙"));
    assert_eq!(reason(&late.unwrap_err()), "ROUND_NOT_OPEN");
    assert_eq!(
        world.events_of(&round.name).await,
        ["AwardRoundOpened", "AwardRoundClosed"]
    );
}
