//! Needs and achievements from their submission to the lists of a run.
mod rule;

use kezhuan_protocol::events::v1::match_list::Rule;
use kezhuan_protocol::events::v1::matching::State;
use kezhuan_protocol::events::v1::*;
use kezhuan_testkit::settled;
use tonic::Code;

use crate::negotiations::cast::{party, proposing};
use crate::notifications::room;
use crate::projects::cast::{fair, maker, office, open_event, other_office, rival};
use crate::step;
use crate::world::*;

fn needing(event: &Event, title: &str) -> SubmitNeedRequest {
    SubmitNeedRequest {
        event: event.name.clone(),
        form: Some(need::Form {
            organisation_name: "蓬江电池有限公司".to_owned(),
            division: "440703".to_owned(),
            title: title.to_owned(),
            summary: "废旧动力电池正极材料的回收".to_owned(),
            chain: "BATTERY".to_owned(),
            cluster: "NEW_ENERGY".to_owned(),
            keywords: vec!["正极材料".to_owned()],
            min_level: 6,
            budget_fen: Some(200_000_000),
        }),
        request_id: id(),
    }
}

fn having(event: &Event, title: &str, chain: &str) -> SubmitAchievementRequest {
    SubmitAchievementRequest {
        event: event.name.clone(),
        form: Some(achievement::Form {
            organisation_name: "五邑大学".to_owned(),
            division: "440703".to_owned(),
            title: title.to_owned(),
            summary: "电池正极材料再生".to_owned(),
            chain: chain.to_owned(),
            cluster: "NEW_ENERGY".to_owned(),
            keywords: Vec::new(),
            level: 7,
            price_fen: Some(180_000_000),
        }),
        request_id: id(),
    }
}

fn college() -> Person {
    person("chen", "WYU", "WYU", &["college_tto"])
}

async fn started(world: &World, event: &Event) -> Matching {
    let request = RunMatchingRequest {
        event: event.name.clone(),
        request_id: id(),
    };
    call!(world, &fair(), run_matching, request).unwrap()
}

async fn now(world: &World, run: &Matching) -> Matching {
    let request = GetMatchingRequest {
        name: run.name.clone(),
    };
    call!(world, &fair(), get_matching, request).unwrap()
}

async fn ended(world: &World, run: &Matching, state: State) -> Matching {
    let found = settled(SOON, state, async || now(world, run).await.state());
    assert_eq!(found.await, state);
    now(world, run).await
}

async fn lists(world: &World, person: &Person, run: &Matching) -> Vec<MatchList> {
    let request = ListMatchesRequest {
        matching: run.name.clone(),
        ..ListMatchesRequest::default()
    };
    call!(world, person, list_matches, request).unwrap().lists
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_best_of_each_need_is_told_part_by_part() {
    let world = World::on(World::CALM).await;
    let event = open_event(&world).await;
    let need = call!(world, &maker(), submit_need, needing(&event, "电池回收")).unwrap();
    assert!(need.words.contains(&"电池".to_owned()));
    let other = call!(world, &rival(), submit_need, needing(&event, "材料回收")).unwrap();
    let far = having(&event, "储能系统", "STORAGE");
    let far = call!(world, &college(), submit_achievement, far).unwrap();
    let near = having(&event, "动力电池回收", "BATTERY");
    let near = call!(world, &college(), submit_achievement, near).unwrap();
    assert!(near.is_college);
    let own = having(&event, "自有成果", "BATTERY");
    let own = call!(world, &maker(), submit_achievement, own).unwrap();
    let gone = having(&event, "已撤回", "BATTERY");
    let gone = call!(world, &college(), submit_achievement, gone).unwrap();
    step!(
        world,
        college(),
        gone,
        withdraw_achievement,
        WithdrawAchievementRequest {}
    )
    .unwrap();

    let run = started(&world, &event).await;
    let done = ended(&world, &run, State::Done).await;
    let tally = done.tally.unwrap();
    assert_eq!((tally.needs, tally.unanswered), (2, 0));
    let found = lists(&world, &fair(), &run).await;
    assert_eq!(found.len(), 2);
    let list = found.iter().find(|list| list.need == need.name).unwrap();
    assert_eq!(list.rule(), Rule::NotAsked);
    let order: Vec<&str> = list
        .matches
        .iter()
        .map(|one| one.achievement.as_str())
        .collect();
    assert_eq!(
        order,
        [&near.name, &far.name],
        "not its own, nothing withdrawn"
    );
    let best = &list.matches[0];
    let points = best.points.unwrap();
    assert_eq!((points.chain, points.stage, points.budget), (40, 20, 10));
    assert!(points.keywords > 0 && best.shared_words.contains(&"电池".to_owned()));
    let sum = points.chain + points.keywords + points.stage + points.budget;
    assert_eq!((best.score, best.recommended), (sum, true));
    let others = found.iter().find(|list| list.need == other.name).unwrap();
    assert!(others.matches.iter().any(|one| one.achievement == own.name));

    // A need's list is its own organisation's; another county sees none, nor the run.
    let mine = lists(&world, &maker(), &run).await;
    assert_eq!(mine.len(), 1);
    assert_eq!(mine[0].need, need.name);
    assert!(lists(&world, &other_office(), &run).await.is_empty());
    let request = GetMatchingRequest {
        name: run.name.clone(),
    };
    let hidden = call!(world, &other_office(), get_matching, request).unwrap_err();
    assert_eq!(hidden.code(), Code::NotFound);
    // That nobody has a rule is asked once, not once per need.
    let request = ListDecisionsRequest {
        case: run.name.clone(),
        ..ListDecisionsRequest::default()
    };
    let decisions = call!(world, &office(), list_decisions, request).unwrap();
    let outcomes: Vec<&str> = decisions
        .decisions
        .iter()
        .map(|decision| decision.outcome.as_str())
        .collect();
    assert_eq!(outcomes, ["NO_RULE_IN_FORCE"; 2]);
    assert_eq!(
        world.events_of(&run.name).await,
        ["MatchingStarted", "MatchingFinished"]
    );
    // Both sides hear of it once, each how often it is recommended.
    let all = || {
        found
            .iter()
            .flat_map(|list| list.matches.iter().map(move |one| (list, one)))
    };
    for person in [maker(), rival(), college()] {
        let recommended = || all().filter(|(_, one)| one.recommended);
        let whose = person.organisation();
        let needs = recommended().filter(|(list, _)| list.organisation == whose);
        let achievements = recommended().filter(|(_, one)| one.organisation == whose);
        let expected = format!(
            "Matching {} is done: {} recommendations for your needs; your achievements are recommended {} times.",
            run.number,
            needs.count(),
            achievements.count()
        );
        let told = settled(SOON, vec![expected.clone()], async || {
            let room = room(&world, &person).await.into_iter();
            room.map(|told| told.body_en).collect::<Vec<String>>()
        });
        assert_eq!(told.await, [expected]);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn submissions_are_their_own_organisations_and_come_once() {
    let world = World::on(World::CALM).await;
    let event = open_event(&world).await;
    let request = needing(&event, "电池回收");
    let need = call!(world, &maker(), submit_need, request.clone()).unwrap();
    let repeated = call!(world, &maker(), submit_need, request).unwrap();
    assert_eq!(repeated.name, need.name);
    let get = GetNeedRequest {
        name: need.name.clone(),
    };
    for person in [maker(), fair(), office()] {
        assert!(call!(world, &person, get_need, get.clone()).is_ok());
    }
    for person in [rival(), other_office()] {
        let hidden = call!(world, &person, get_need, get.clone()).unwrap_err();
        assert_eq!(hidden.code(), Code::NotFound);
    }
    let strange = step!(world, fair(), need, withdraw_need, WithdrawNeedRequest {});
    assert_eq!(reason(&strange.unwrap_err()), "NOT_YOUR_STEP");
    let with_nul = needing(&event, "电池\0回收");
    let refused = call!(world, &maker(), submit_need, with_nul).unwrap_err();
    assert_eq!(refused.code(), Code::InvalidArgument);
    let empty = SubmitNeedRequest {
        form: None,
        ..needing(&event, "")
    };
    let refused = call!(world, &maker(), submit_need, empty).unwrap_err();
    assert_eq!(reason(&refused), "FORM_INVALID");
    let withdrawn = step!(world, maker(), need, withdraw_need, WithdrawNeedRequest {});
    assert_eq!(withdrawn.unwrap().state(), need::State::Withdrawn);
    assert_eq!(
        world.events_of(&need.name).await,
        ["NeedSubmitted", "NeedWithdrawn"]
    );
    let stranger = RunMatchingRequest {
        event: event.name.clone(),
        request_id: id(),
    };
    let refused = call!(world, &maker(), run_matching, stranger).unwrap_err();
    assert_eq!(reason(&refused), "NOT_YOUR_STEP");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_match_becomes_a_negotiation_of_the_two_who_submitted_it() {
    let world = World::on(World::CALM).await;
    let event = open_event(&world).await;
    let need = call!(world, &maker(), submit_need, needing(&event, "电池回收")).unwrap();
    let near = having(&event, "动力电池回收", "BATTERY");
    let near = call!(world, &college(), submit_achievement, near).unwrap();
    let strange = needing(&event, "材料回收");
    let strange = call!(world, &rival(), submit_need, strange).unwrap();
    let between = |need: &Need, achievement: &Achievement| ProposeNegotiationRequest {
        provider: party("WYU"),
        need: need.name.clone(),
        achievement: achievement.name.clone(),
        request_id: id(),
        ..proposing(&event)
    };
    // The seeker sees no achievement but in its own list, and names it all the same.
    let proposed = call!(world, &maker(), propose_negotiation, between(&need, &near)).unwrap();
    assert_eq!(
        (proposed.need, proposed.achievement),
        (need.name.clone(), near.name.clone())
    );
    let other_s = between(&strange, &near);
    let refused = call!(world, &fair(), propose_negotiation, other_s).unwrap_err();
    assert_eq!(refused.code(), Code::NotFound, "{refused:?}");
    let other_s = ProposeNegotiationRequest {
        provider: party("academy-1"),
        ..between(&need, &near)
    };
    let refused = call!(world, &fair(), propose_negotiation, other_s).unwrap_err();
    assert_eq!(refused.code(), Code::NotFound, "{refused:?}");
    let elsewhere = open_event(&world).await;
    let elsewhere = ProposeNegotiationRequest {
        event: elsewhere.name,
        ..between(&need, &near)
    };
    let refused = call!(world, &fair(), propose_negotiation, elsewhere).unwrap_err();
    assert_eq!(refused.code(), Code::NotFound, "{refused:?}");
}
