//! The authority's rule in a run: it weighs again, fails, is asked again; and two processes at one run.
use kezhuan_rule_testkit::{Adopted, adopt, resumed, stopped};
use uuid::Uuid;

use super::*;

const HOOK: &str = "evt.match@1";

async fn in_force(world: &World) {
    let adopted = Adopted {
        tenant: "440703",
        hook: HOOK,
        package: "pengjiang-events",
        settings: &[],
        in_force: "[2024-01-01,)",
        applies_to_open_cases: false,
    };
    adopt(world, adopted).await;
}

/// The id in the name of a resource.
fn id_in(name: &str) -> Uuid {
    name.split_once('/').unwrap().1.parse().unwrap()
}

/// How often the rule was asked about a need.
async fn times_asked(world: &World, need: &Need) -> usize {
    let request = ListDecisionsRequest {
        case: need.name.clone(),
        ..ListDecisionsRequest::default()
    };
    let found = call!(world, &office(), list_decisions, request).unwrap();
    found.decisions.len()
}

/// Adds needs like that one, so that there are `count` of them.
async fn multiplied(world: &World, need: &Need, count: i32) {
    let mut admin = world.database.admin().await.unwrap();
    sqlx::query(
        "INSERT INTO submission
         SELECT other.id, tenant, kind, number || '-' || other.nth, version, event_sequence, state, event_id, organisation, chain,
                body || jsonb_build_object('id', other.id, 'number', number || '-' || other.nth), create_time, update_time
           FROM submission,
                LATERAL (SELECT gen_random_uuid() AS id, nth FROM generate_series(2, $2) AS nth) AS other
          WHERE submission.id = $1",
    )
    .bind(id_in(&need.name))
    .bind(count)
    .execute(&mut admin)
    .await
    .unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_county_weighs_again_and_a_new_package_takes_a_run_back_from_people() {
    let mut world = World::on(World::CALM).await;
    in_force(&world).await;
    world.restarted(async |_| {}).await;
    let event = open_event(&world).await;
    let need = call!(world, &maker(), submit_need, needing(&event, "电池回收")).unwrap();
    let near = having(&event, "动力电池回收", "BATTERY");
    call!(world, &college(), submit_achievement, near).unwrap();
    let run = started(&world, &event).await;
    ended(&world, &run, State::Done).await;
    let found = lists(&world, &maker(), &run).await;
    assert_eq!(found[0].rule(), Rule::Weighed);
    assert_eq!(times_asked(&world, &need).await, 1);

    stopped(&mut world, HOOK).await;
    let run = started(&world, &event).await;
    let manual = ended(&world, &run, State::Manual).await;
    assert_eq!(manual.tally.unwrap().unanswered, 1);
    let found = lists(&world, &fair(), &run).await;
    assert_eq!(found[0].rule(), Rule::Failed);
    assert!(!found[0].matches.is_empty(), "the baseline stands");
    let silent = step!(
        world,
        fair(),
        manual,
        resolve_manual_matching,
        ResolveManualMatchingRequest {
            reason: String::new(),
        }
    );
    assert_eq!(reason(&silent.unwrap_err()), "REASON_MISSING");
    let again = step!(
        world,
        fair(),
        manual,
        ask_matching_again,
        AskMatchingAgainRequest {}
    );
    assert_eq!(again.unwrap().state(), State::Running);
    ended(&world, &run, State::Manual).await;
    // Nobody asks any more: the service does, once it may.
    resumed(&world, HOOK).await;
    ended(&world, &run, State::Done).await;
    let found = lists(&world, &fair(), &run).await;
    assert_eq!((found.len(), found[0].rule()), (1, Rule::Weighed));
    assert_eq!(
        world.events_of(&run.name).await,
        [
            "MatchingStarted",
            "MatchingRuleFailed",
            "MatchingAskedAgain",
            "MatchingRuleFailed",
            "MatchingAskedAgain",
            "MatchingFinished"
        ]
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_takes_a_run_up_leaves_what_failed_until_it_is_asked_again() {
    let mut world = World::on(World::CALM).await;
    in_force(&world).await;
    stopped(&mut world, HOOK).await;
    let _beside = world.beside().await;
    let event = open_event(&world).await;
    let near = having(&event, "动力电池回收", "BATTERY");
    call!(world, &college(), submit_achievement, near).unwrap();
    let mut needs = Vec::new();
    for title in ["电池回收", "材料回收", "储能回收"] {
        needs.push(call!(world, &maker(), submit_need, needing(&event, title)).unwrap());
    }
    let run = started(&world, &event).await;
    ended(&world, &run, State::Manual).await;
    // As a process finds a run that another is at: two needs have their lists, the third has none.
    let mut admin = world.database.admin().await.unwrap();
    sqlx::query(
        "WITH missing AS (DELETE FROM matching_list WHERE matching_id = $1 AND need_id = $2)
         UPDATE matching SET state = 'RUNNING', version = 1,
                             body = body || jsonb_build_object('state', 'RUNNING', 'version', 1)
          WHERE id = $1",
    )
    .bind(id_in(&run.name))
    .bind(id_in(&needs[2].name))
    .execute(&mut admin)
    .await
    .unwrap();
    let manual = ended(&world, &run, State::Manual).await;
    let tally = manual.tally.unwrap();
    assert_eq!((tally.needs, tally.unanswered), (3, 3));
    for (need, asked) in needs.iter().zip([1, 1, 2]) {
        assert_eq!(times_asked(&world, need).await, asked);
    }
    // Asked again, each is; but one that was withdrawn waits for nothing.
    step!(
        world,
        maker(),
        needs[0],
        withdraw_need,
        WithdrawNeedRequest {}
    )
    .unwrap();
    let again = step!(
        world,
        fair(),
        manual,
        ask_matching_again,
        AskMatchingAgainRequest {}
    );
    assert_eq!(again.unwrap().state(), State::Running);
    let manual = ended(&world, &run, State::Manual).await;
    assert_eq!(manual.tally.unwrap().unanswered, 2);
    for (need, asked) in needs.iter().zip([1, 2, 3]) {
        assert_eq!(times_asked(&world, need).await, asked);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_run_of_several_batches_is_whole_whoever_is_at_it() {
    let mut world = World::on(World::CALM).await;
    in_force(&world).await;
    stopped(&mut world, HOOK).await;
    let _beside = world.beside().await;
    let event = open_event(&world).await;
    let near = having(&event, "动力电池回收", "BATTERY");
    call!(world, &college(), submit_achievement, near).unwrap();
    let need = call!(world, &maker(), submit_need, needing(&event, "电池回收")).unwrap();
    multiplied(&world, &need, 600).await;
    let run = started(&world, &event).await;
    let manual = ended(&world, &run, State::Manual).await;
    for round in [1, 2] {
        let now = now(&world, &run).await;
        let tally = now.tally.unwrap();
        assert_eq!((tally.needs, tally.unanswered), (600, 600), "round {round}");
        let mut admin = world.database.admin().await.unwrap();
        let asked: Vec<(i64, i64)> = sqlx::query_as(
            "SELECT asked, count(*) FROM (SELECT count(*) AS asked FROM decision
                                            JOIN matching_list ON need_id = case_id WHERE matching_id = $1
                                           GROUP BY case_id) AS one
              GROUP BY asked",
        )
        .bind(id_in(&run.name))
        .fetch_all(&mut admin)
        .await
        .unwrap();
        assert_eq!(asked, [(round, 600)], "each was asked about once a round");
        if round == 1 {
            let again = step!(
                world,
                fair(),
                manual,
                ask_matching_again,
                AskMatchingAgainRequest {}
            );
            assert_eq!(again.unwrap().state(), State::Running);
            ended(&world, &run, State::Manual).await;
        }
    }
}
