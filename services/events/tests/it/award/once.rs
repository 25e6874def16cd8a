//! A round as it goes on: who nominates longer, what is nominated once, and a prize that waits for the last of the round.
use kezhuan_protocol::events::v1::award_round::Association;
use kezhuan_protocol::events::v1::*;
use tonic::{Code, Status};

use super::cast::*;
use crate::step;
use crate::world::*;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_same_achievement_passes_the_formal_check_once() {
    let world = World::on(World::CALM).await;
    let round = opened(&world, 0).await;
    let one = posted(&world, &round, &county(), "高镍正极材料").await;
    let two = posted(&world, &round, &association(), " 高镍 正极材料 ").await;
    world.advance_to("2025-03-11");
    let one = file(&world, &county(), &one).await.unwrap();
    let two = file(&world, &association(), &two).await.unwrap();
    let both = tokio::join!(pass(&world, &one), pass(&world, &two));
    let (passed, refused) = match both {
        (Ok(passed), Err(refused)) => ((passed, county()), (refused, two)),
        (Err(refused), Ok(passed)) => ((passed, association()), (refused, one)),
        (one, two) => panic!("{one:?} {two:?}"),
    };
    assert_eq!(refused.0.code(), Code::AlreadyExists);
    assert_eq!(reason(&refused.0), "ALREADY_NOMINATED");
    let (name, nominator) = passed;
    let withdrawn = step!(
        world,
        nominator,
        name,
        withdraw_nomination,
        WithdrawNominationRequest {}
    );
    assert!(withdrawn.is_ok());
    assert!(pass(&world, &refused.1).await.is_ok());
}

async fn update(
    world: &World,
    by: &Person,
    request: &UpdateAwardRoundRequest,
) -> Result<AwardRound, Status> {
    call!(world, by, update_award_round, request.clone())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_open_round_takes_another_association_and_closes_later() {
    let world = World::on(World::CALM).await;
    let round = opened(&world, 0).await;
    let lighting = person("fang", "lighting", "", &["applicant"]);
    let early = call!(world, &lighting, draft_nomination, drafting(&round, "甲"));
    assert_eq!(reason(&early.unwrap_err()), "NOMINATION_NOT_TAKEN");
    let request = UpdateAwardRoundRequest {
        name: round.name.clone(),
        etag: round.etag.clone(),
        request_id: id(),
        closes_on: "2025-10-31".to_owned(),
        associations: vec![Association {
            organisation: "lighting".to_owned(),
            title: "江门市照明行业协会".to_owned(),
            grade: 4,
        }],
        ..UpdateAwardRoundRequest::default()
    };
    let foreign = update(&world, &county(), &request).await.unwrap_err();
    assert_eq!(foreign.code(), Code::PermissionDenied);
    let updated = update(&world, &office(), &request).await.unwrap();
    assert_eq!(updated.closes_on, "2025-10-31");
    assert_eq!(updated.associations.len(), 2);
    assert_eq!(update(&world, &office(), &request).await.unwrap(), updated);
    let stale = UpdateAwardRoundRequest {
        request_id: id(),
        ..request.clone()
    };
    let stale = update(&world, &office(), &stale).await.unwrap_err();
    assert_eq!(stale.code(), Code::Aborted);
    let unwritable = UpdateAwardRoundRequest {
        etag: String::new(),
        request_id: id(),
        associations: vec![Association {
            organisation: "a\0b".to_owned(),
            ..request.associations[0].clone()
        }],
        ..request.clone()
    };
    let refused = update(&world, &office(), &unwritable).await.unwrap_err();
    assert_eq!(refused.code(), Code::InvalidArgument);
    let drafted = call!(world, &lighting, draft_nomination, drafting(&round, "甲"));
    assert!(drafted.is_ok());
    assert_eq!(
        world.events_of(&round.name).await,
        ["AwardRoundOpened", "AwardRoundUpdated"]
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_prize_waits_for_the_last_nomination_of_its_round() {
    let world = World::on(World::CALM).await;
    let round = opened(&world, 0).await;
    let one = posted(&world, &round, &county(), "甲").await;
    let two = posted(&world, &round, &association(), "乙").await;
    world.advance_to("2025-03-11");
    let one = file(&world, &county(), &one).await.unwrap();
    let two = file(&world, &association(), &two).await.unwrap();
    let (one, two) = (pass(&world, &one).await, pass(&world, &two).await);
    let judged = all_in(&world, &one.unwrap(), 85).await;
    let scored = conclude(&world, &judged).await.unwrap();
    let proposed = propose(&world, &scored, award::Band::Second).await.unwrap();
    let published = publish(&world, &proposed).await;
    world.advance_to("2025-03-19");
    let awarded = award(&world, &published).await.unwrap();
    let assess = async || {
        step!(
            world,
            office(),
            awarded,
            assess_award_prize,
            AssessAwardPrizeRequest {}
        )
    };
    assert_eq!(reason(&assess().await.unwrap_err()), "ROUND_UNDECIDED");
    // Nothing waits for ever: a review that comes to no end is ended.
    let dropped = step!(
        world,
        second_office(),
        two.unwrap(),
        drop_nomination,
        DropNominationRequest {
            code: "NO_EXPERTS".to_owned(),
            note: "无合适专家".to_owned(),
        }
    );
    assert!(dropped.is_ok());
    let benefit = assess().await.unwrap().benefit.unwrap();
    assert_eq!(benefit.reasons, ["NO_RULE_IN_FORCE"]);
}
