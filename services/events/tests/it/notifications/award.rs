//! Those concerned hear of the award; who judges hears of it alone.
use kezhuan_protocol::events::v1::*;
use kezhuan_testkit::settled;

use super::room;
use crate::award::cast::*;
use crate::step;
use crate::world::*;

/// The kinds of what somebody was told, the first first.
async fn kinds(world: &World, person: &Person) -> Vec<String> {
    let told = room(world, person).await.into_iter().rev();
    told.map(|told| told.kind).collect()
}

/// Holds that somebody was told these, in that order, and nothing else.
async fn heard(world: &World, person: &Person, expected: &[&str]) {
    let expected: Vec<String> = expected.iter().map(|kind| (*kind).to_owned()).collect();
    let told = settled(SOON, expected.clone(), async || kinds(world, person).await);
    assert_eq!(told.await, expected);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_expert_hears_of_it_alone_and_the_office_that_scores_are_overdue() {
    let world = World::on(World::CALM).await;
    let round = opened(&world, 0).await;
    let valid = valid(&world, &round, "高镍正极材料").await;
    let assigned = assign(&world, &valid, judges(1..=5)).await.unwrap();
    for number in 1..=5 {
        heard(&world, &expert(number), &["NOMINATION_TO_SCORE"]).await;
    }
    let told = room(&world, &expert(1)).await.remove(0);
    assert_eq!((told.case, told.to_organisation), (assigned.name, false));
    assert!(told.body_en.contains("by 2025-04-10"), "{}", told.body_en);
    // The sixth alone: the others were told.
    assign(&world, &assigned_now(&world, &valid).await, judges(6..=6))
        .await
        .unwrap();
    heard(&world, &expert(6), &["NOMINATION_TO_SCORE"]).await;
    heard(&world, &expert(1), &["NOMINATION_TO_SCORE"]).await;
    let colleague = person("hu", "academy-1", "", &["expert"]);
    for other in [colleague, nominee(), county(), office()] {
        heard(&world, &other, &[]).await;
    }
    let _second = world.beside().await;
    world.advance_to("2025-04-11");
    heard(&world, &office(), &["NOMINATION_SCORES_OVERDUE"]).await;
    heard(&world, &nominee(), &[]).await;
}

async fn assigned_now(world: &World, nomination: &Nomination) -> Nomination {
    now(world, &office(), nomination).await.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_nominated_and_who_carried_it_out_hear_what_becomes_of_it() {
    let world = World::on(World::CALM).await;
    let round = opened(&world, 0).await;
    let judged = all_in(&world, &valid(&world, &round, "高镍正极材料").await, 85).await;
    let scored = conclude(&world, &judged).await.unwrap();
    let proposed = propose(&world, &scored, award::Band::Second).await.unwrap();
    let published = publish(&world, &proposed).await;
    let object = ObjectToNominationRequest {
        name: published.name.clone(),
        request_id: id(),
        text: "成果归属有争议".to_owned(),
    };
    call!(world, &enterprise(3), object_to_nomination, object).unwrap();
    let disputed = now(&world, &office(), &published).await.unwrap();
    let dismissed = step!(
        world,
        office(),
        disputed,
        resolve_nomination_objection,
        ResolveNominationObjectionRequest {
            upheld: false,
            reason: "经核实无争议".to_owned(),
        }
    )
    .unwrap();
    publish(&world, &dismissed).await;
    world.advance_to("2025-03-19");
    let of_office = ["NOMINATION_OBJECTED", "NOMINATION_NOTICE_OVER"];
    heard(&world, &office(), &of_office).await;
    let read = now(&world, &office(), &published).await.unwrap();
    let awarded = award(&world, &read).await.unwrap();
    step!(
        world,
        second_office(),
        awarded,
        revoke_award,
        RevokeAwardRequest {
            reason: "学术不端".to_owned()
        }
    )
    .unwrap();
    let all = [
        "NOMINATION_PUBLISHED",
        "NOMINATION_OBJECTION_DISMISSED",
        "NOMINATION_PUBLISHED",
        "NOMINATION_AWARDED",
        "AWARD_REVOKED",
    ];
    heard(&world, &nominee(), &all).await;
    let of_nominator = [&all[..1], &["NOMINATION_OBJECTED"], &all[1..]].concat();
    heard(&world, &county(), &of_nominator).await;
    heard(&world, &enterprise(3), &["NOMINATION_OBJECTION_DISMISSED"]).await;
}
