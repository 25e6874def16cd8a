//! What rules say of a base: the county's before the city's, and a person where one fails.
use kezhuan_protocol::agriculture::v1::*;
use kezhuan_rule_testkit::{Adopted, adopt, resumed, stopped};
use kezhuan_testkit::settled;

use super::cast::*;
use crate::step;
use crate::world::*;

fn of(tenant: &'static str, hook: &'static str, package: &'static str) -> Adopted<'static> {
    Adopted {
        tenant,
        hook,
        package,
        settings: &[],
        in_force: "[2024-01-01,)",
        applies_to_open_cases: false,
    }
}

async fn decisions(world: &World, base: &Base) -> Vec<Decision> {
    let request = ListDecisionsRequest {
        case: base.name.clone(),
        ..ListDecisionsRequest::default()
    };
    call!(world, &city(), list_decisions, request)
        .unwrap()
        .decisions
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_city_s_rule_is_asked_where_the_county_has_none() {
    let mut world = World::on(World::CALM).await;
    adopt(
        &world,
        of("440700", "agr.accredit@1", "jiangmen-agriculture"),
    )
    .await;
    adopt(&world, of("440700", "agr.assess@1", "jiangmen-agriculture")).await;
    world.restarted(async |_| {}).await;
    let base = accredited(&world).await;
    let asked = decisions(&world, &base).await;
    let told: Vec<(&str, &str)> = asked
        .iter()
        .map(|one| (one.tenant.as_str(), one.outcome.as_str()))
        .collect();
    assert_eq!(
        told,
        [("440783", "NO_RULE_IN_FORCE"), ("440700", "ANSWERED")]
    );
    let review = base.review.clone().unwrap();
    assert_eq!(review.decision, asked[1].name);
    let assessed = step!(
        world,
        city(),
        base,
        assess_base,
        AssessBaseRequest {
            year: 2025,
            indicators: indicators(90),
        }
    )
    .unwrap();
    let assessment = &assessed.assessments[0];
    assert_eq!(assessment.grade(), base::Grade::Excellent);
    assert_eq!(
        assessment.decision,
        decisions(&world, &assessed).await[3].name
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_a_rule_the_default_weights_hold_and_that_is_on_record() {
    let world = World::on(World::CALM).await;
    let base = accredited(&world).await;
    let assessed = step!(
        world,
        city(),
        base,
        assess_base,
        AssessBaseRequest {
            year: 2025,
            indicators: Some(BaseIndicators {
                transformation: 90,
                demonstration: 80,
                extension: 85,
                management: 88,
            }),
        }
    )
    .unwrap();
    let assessment = &assessed.assessments[0];
    assert_eq!(
        (assessment.score_c, assessment.grade()),
        (8_620, base::Grade::Excellent)
    );
    let outcomes = decisions(&world, &assessed).await;
    let outcomes: Vec<&str> = outcomes.iter().map(|one| one.outcome.as_str()).collect();
    assert_eq!(outcomes, ["NO_RULE_IN_FORCE"; 4]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_rule_that_fails_waits_for_a_person() {
    let mut world = World::on(World::CALM).await;
    let hook = "agr.accredit@1";
    adopt(&world, of("440700", hook, "jiangmen-agriculture")).await;
    stopped(&mut world, hook).await;
    let recommended = recommend(&world, &applied(&world).await).await;
    let reviewed = reviewed(&world, &recommended, 85).await;
    let manual = propose(&world, &reviewed).await;
    assert_eq!(
        (manual.state(), manual.came_from()),
        (base::State::Manual, base::State::Recommended)
    );
    assert!(!manual.failure.is_empty());
    let again = step!(
        world,
        city(),
        manual,
        ask_base_again,
        AskBaseAgainRequest {}
    )
    .unwrap();
    assert_eq!(again.state(), base::State::Manual);
    let silent = step!(
        world,
        city(),
        again,
        resolve_manual_base,
        ResolveManualBaseRequest {}
    );
    assert_eq!(reason(&silent.unwrap_err()), "REASON_MISSING");
    let proposed = step!(
        world,
        city(),
        again,
        resolve_manual_base,
        ResolveManualBaseRequest {
            reason: "逐条核对".to_owned(),
        }
    )
    .unwrap();
    assert_eq!(proposed.state(), base::State::Proposed);
    assert_eq!(proposed.review.unwrap().decided_by, "zhao");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_stopped_rule_left_to_people_is_asked_again_once_it_is_resumed() {
    let mut world = World::on(World::CALM).await;
    let base = accredited(&world).await;
    let hook = "agr.assess@1";
    adopt(&world, of("440700", hook, "jiangmen-agriculture")).await;
    stopped(&mut world, hook).await;
    let manual = step!(
        world,
        city(),
        base,
        assess_base,
        AssessBaseRequest {
            year: 2025,
            indicators: indicators(90),
        }
    )
    .unwrap();
    assert_eq!(
        (manual.state(), manual.came_from()),
        (base::State::Manual, base::State::Accredited)
    );
    // Nothing is no score.
    let unscored = step!(
        world,
        city(),
        manual,
        resolve_manual_base,
        ResolveManualBaseRequest {
            reason: "逐项核分".to_owned(),
        }
    );
    assert_eq!(reason(&unscored.unwrap_err()), "FIELD_MISSING");
    resumed(&world, hook).await;
    let get = || GetBaseRequest {
        name: manual.name.clone(),
    };
    let state = settled(SOON, base::State::Accredited, async || {
        call!(world, &city(), get_base, get()).unwrap().state()
    });
    assert_eq!(state.await, base::State::Accredited);
    let done = call!(world, &city(), get_base, get()).unwrap();
    assert_eq!(done.assessments[0].assessed_by, "zhao");
}
