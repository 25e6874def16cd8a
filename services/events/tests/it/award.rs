//! The award, from the nominator's own notice to the list of excellent achievements.
pub mod cast;
mod clock;
mod drafts;
mod once;
mod rule;
mod unseen;

use kezhuan_protocol::events::v1::nomination::State;
use kezhuan_protocol::events::v1::*;
use tonic::Code;

use crate::step;
use crate::world::*;
use cast::*;

async fn listed(world: &World, filter: &str) -> Vec<ExcellentAchievement> {
    let request = ListExcellentAchievementsRequest {
        filter: filter.to_owned(),
        ..ListExcellentAchievementsRequest::default()
    };
    let found = call!(world, &organiser(), list_excellent_achievements, request);
    found.unwrap().excellent_achievements
}

async fn notices(world: &World) -> Vec<CaseNotice> {
    let request = ListNoticesRequest::default();
    let found = call!(world, &organiser(), list_notices, request);
    found.unwrap().notices
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_achievement_is_nominated_judged_unseen_published_awarded_and_revoked() {
    let world = World::on(World::CALM).await;
    let round = opened(&world, 0).await;
    let mut nomination = valid(&world, &round, "高镍正极材料").await;
    nomination = assign(&world, &nomination, judges(1..=5)).await.unwrap();
    for number in 1..=5 {
        for given in [("INNOVATION", 90), ("QUALITY", 75)] {
            let by = expert(number);
            nomination = score(&world, &nomination, &by, given).await.unwrap();
        }
        let shown = now(&world, &office(), &nomination).await.unwrap();
        // Also once all are in: any may still be changed.
        let hidden = shown.seats.iter().all(|seat| seat.scores.is_empty());
        assert!(hidden, "after expert {number}");
        let own = now(&world, &expert(number), &nomination).await.unwrap();
        let seen = own.seats.iter().filter(|seat| !seat.scores.is_empty());
        assert_eq!(seen.count(), 1, "to expert {number}");
        if number == 1 {
            let early = conclude(&world, &nomination).await.unwrap_err();
            assert_eq!(reason(&early), "SCORES_MISSING");
        }
    }
    let to_nominator = now(&world, &county(), &nomination).await.unwrap();
    for seat in &to_nominator.seats {
        assert_eq!((seat.expert.as_str(), seat.organisation.as_str()), ("", ""));
        assert!(seat.scores.is_empty());
    }
    let scored = conclude(&world, &nomination).await.unwrap();
    let shown = scored.seats.iter().all(|seat| seat.scores.len() == 2);
    assert!(shown, "to the office, once nothing can be changed");
    let review = scored.review.as_ref().unwrap();
    assert_eq!((review.mean_c, review.band()), (8_400, award::Band::Second));
    let above = propose(&world, &scored, award::Band::First).await;
    assert_eq!(reason(&above.unwrap_err()), "BAND_ABOVE_SCORES");
    let proposed = propose(&world, &scored, award::Band::Second).await.unwrap();
    assert_eq!(notices(&world).await, []);
    let published = publish(&world, &proposed).await;
    let stands = notices(&world).await;
    assert_eq!(stands[0].case, published.name);
    assert_eq!(stands[0].organisation, "acme");
    // What one may object to: the grade, who carried it out, who stands for it, and who put it forward.
    assert_eq!(stands[0].band(), award::Band::Second);
    assert_eq!(stands[0].units, nomination.form.clone().unwrap().units);
    assert_eq!(stands[0].people, ["李工"]);
    assert_eq!(stands[0].nominator, "stb-440703");
    let early = award(&world, &published).await.unwrap_err();
    assert_eq!(reason(&early), "NOTICE_NOT_OVER");
    world.advance_to("2025-03-19");
    assert_eq!(notices(&world).await, [], "it is over");
    let read = now(&world, &office(), &published).await.unwrap();
    let awarded = award(&world, &read).await.unwrap();
    assert_eq!(awarded.state(), State::Awarded);
    let entry = &listed(&world, "").await[0];
    assert_eq!(entry.title, "高镍正极材料");
    assert_eq!(
        (entry.band(), entry.revoked_on.as_str()),
        (award::Band::Second, "")
    );
    let revoking = step!(
        world,
        second_office(),
        awarded,
        revoke_award,
        RevokeAwardRequest {
            reason: "学术不端".to_owned()
        }
    );
    assert_eq!(revoking.unwrap().state(), State::Revoked);
    assert_eq!(listed(&world, "revoked=\"false\"").await, []);
    let entry = &listed(&world, "revoked=\"true\"").await[0];
    assert_eq!(entry.revoked_on, "2025-03-19");
    let events = world.events_of(&awarded.name).await;
    assert_eq!(events.first().unwrap(), "NominationNoticePosted");
    assert_eq!(events.last().unwrap(), "AwardRevoked");
    let awards = events.iter().filter(|name| *name == "NominationAwarded");
    assert_eq!(awards.count(), 1);
}

/// What card `evt.nominate` has against it.
fn not_taken(refused: &tonic::Status) -> String {
    assert_eq!(reason(refused), "NOMINATION_NOT_TAKEN");
    let found = kezhuan_rpc::Explanation::of(refused).metadata;
    found.get("reasons").cloned().unwrap_or_default()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_allowed_nominators_file_and_each_reason_is_told() {
    let world = World::on(World::CALM).await;
    let round = opened(&world, 0).await;
    let by_county = posted(&world, &round, &county(), "甲").await;
    let by_association = posted(&world, &round, &association(), "丁").await;
    let early = file(&world, &county(), &by_county).await.unwrap_err();
    assert_eq!(not_taken(&early), "NOTICE_NOT_OVER");
    for (by, expected) in [
        (nominee(), "SELF_NOMINATION"),
        (enterprise(1), "NOMINATOR_TYPE"),
    ] {
        let refused = call!(world, &by, draft_nomination, drafting(&round, "乙"));
        assert_eq!(not_taken(&refused.unwrap_err()), expected);
    }
    let drafted = call!(world, &county(), draft_nomination, drafting(&round, "丙")).unwrap();
    let short = step!(
        world,
        county(),
        drafted,
        post_local_notice,
        PostLocalNoticeRequest {
            place: "区科技局网站".to_owned(),
            starts_on: "2025-03-03".to_owned(),
            last_day: "2025-03-09".to_owned(),
        }
    );
    assert_eq!(not_taken(&short.unwrap_err()), "NOTICE_LT_7");
    world.advance_to("2025-03-11");
    for (by, nomination) in [(county(), &by_county), (association(), &by_association)] {
        let filed = file(&world, &by, nomination).await.unwrap();
        assert_eq!(filed.state(), State::Filed);
    }
    let stranger = now(&world, &enterprise(2), &by_county).await.unwrap_err();
    assert_eq!(stranger.code(), Code::NotFound);
    let elsewhere = now(&world, &other_county(), &by_county).await.unwrap_err();
    assert_eq!(elsewhere.code(), Code::NotFound);
    // Whose achievement it is reads it, and writes nothing in it.
    let read = now(&world, &nominee(), &by_county).await.unwrap();
    let foreign = step!(
        world,
        nominee(),
        read,
        withdraw_nomination,
        WithdrawNominationRequest {}
    );
    assert!(foreign.is_err());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_repeat_is_answered_once_and_text_that_no_database_keeps_is_refused() {
    let world = World::on(World::CALM).await;
    let request = opening(0);
    let first = call!(world, &office(), open_award_round, request.clone()).unwrap();
    let again = call!(world, &office(), open_award_round, request).unwrap();
    assert_eq!(first, again);
    let taken = call!(world, &office(), open_award_round, opening(0)).unwrap_err();
    assert_eq!(reason(&taken), "ROUND_CODE_TAKEN");
    let draft = drafting(&first, "高镍正极材料");
    let one = call!(world, &county(), draft_nomination, draft.clone()).unwrap();
    let two = call!(world, &county(), draft_nomination, draft).unwrap();
    assert_eq!(one.name, two.name);
    let refused = call!(world, &county(), draft_nomination, drafting(&first, "a\0b"));
    assert_eq!(refused.unwrap_err().code(), Code::InvalidArgument);
    let unlisted = ListNominationsRequest {
        filter: format!("round=\"{}\" AND state=\"DRAFT\"", first.name),
        ..ListNominationsRequest::default()
    };
    let found = call!(world, &county(), list_nominations, unlisted.clone()).unwrap();
    assert_eq!(found.nominations.len(), 1);
    let others = call!(world, &other_county(), list_nominations, unlisted).unwrap();
    assert_eq!(others.nominations, []);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_objection_leads_to_another_notice_and_the_objector_is_told_to_nobody() {
    let world = World::on(World::CALM).await;
    let round = opened(&world, 0).await;
    let judged = all_in(&world, &valid(&world, &round, "高镍正极材料").await, 95).await;
    let scored = conclude(&world, &judged).await.unwrap();
    let proposed = propose(&world, &scored, award::Band::First).await.unwrap();
    let object = |nomination: &Nomination| ObjectToNominationRequest {
        name: nomination.name.clone(),
        request_id: id(),
        text: "成果归属有争议".to_owned(),
    };
    let hidden = call!(
        world,
        &enterprise(3),
        object_to_nomination,
        object(&proposed)
    );
    assert_eq!(hidden.unwrap_err().code(), Code::NotFound);
    let published = publish(&world, &proposed).await;
    let objected = call!(
        world,
        &enterprise(3),
        object_to_nomination,
        object(&published)
    )
    .unwrap();
    assert_eq!(objected.state(), State::Disputed);
    // It stands in the list all the same: who comes second is told why not now.
    assert_eq!(notices(&world).await[0].case, published.name);
    for second in [enterprise(4), nominee()] {
        let refused = call!(world, &second, object_to_nomination, object(&published));
        assert_eq!(reason(&refused.unwrap_err()), "OBJECTION_HANDLED");
    }
    let to_nominator = now(&world, &county(), &published).await.unwrap();
    assert_eq!(to_nominator.objections[0].objector, "");
    let to_office = now(&world, &office(), &published).await.unwrap();
    assert_eq!(to_office.objections[0].objector, "clerk-3");
    let dismissed = step!(
        world,
        office(),
        to_office,
        resolve_nomination_objection,
        ResolveNominationObjectionRequest {
            upheld: false,
            reason: "经核实无争议".to_owned(),
        }
    )
    .unwrap();
    assert_eq!(dismissed.state(), State::Proposed);
    let again = publish(&world, &dismissed).await;
    assert_eq!(again.notice.unwrap().last_day, "2025-03-18");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_that_want_the_last_place_of_a_band_do_not_both_have_it() {
    let world = World::on(World::CALM).await;
    let round = opened(&world, 1).await;
    let mut scored = Vec::new();
    let one = posted(&world, &round, &county(), "甲").await;
    let two = posted(&world, &round, &association(), "乙").await;
    world.advance_to("2025-03-11");
    for (by, drafted) in [(county(), one), (association(), two)] {
        let filed = file(&world, &by, &drafted).await.unwrap();
        let passed = step!(
            world,
            office(),
            filed,
            pass_nomination,
            PassNominationRequest {
                group: "MATERIALS".to_owned()
            }
        );
        let judged = all_in(&world, &passed.unwrap(), 95).await;
        scored.push(conclude(&world, &judged).await.unwrap());
    }
    let first = award::Band::First;
    let (one, two) = tokio::join!(
        propose(&world, &scored[0], first),
        propose(&world, &scored[1], first)
    );
    let refused = [one, two].into_iter().filter_map(Result::err);
    let refused: Vec<String> = refused.map(|status| reason(&status)).collect();
    assert_eq!(refused, ["PLACES_TAKEN"]);
}
