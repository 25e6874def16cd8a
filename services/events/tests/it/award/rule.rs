//! What rules say of experts and of scores, and what happens where one fails.
use kezhuan_protocol::events::v1::nomination::State;
use kezhuan_protocol::events::v1::*;
use kezhuan_rule_testkit::{Adopted, adopt, resumed, stopped, stopped_at};
use kezhuan_testkit::settled;

use super::cast::*;
use crate::step;
use crate::world::*;

const CONFLICTS: &str = "evt.coi@1";
const SCORES: &str = "evt.award.score@1";

async fn in_force(world: &World, hook: &'static str) {
    let adopted = Adopted {
        tenant: "440700",
        hook,
        package: "jiangmen-events",
        settings: &[],
        in_force: "[2024-01-01,)",
        applies_to_open_cases: false,
    };
    adopt(world, adopted).await;
}

async fn outcomes(world: &World, nomination: &Nomination, hook: &str) -> Vec<String> {
    let request = ListDecisionsRequest {
        case: nomination.name.clone(),
        ..ListDecisionsRequest::default()
    };
    let found = call!(world, &office(), list_decisions, request).unwrap();
    let of_hook = found.decisions.into_iter().filter(|one| one.hook == hook);
    of_hook.map(|one| one.outcome).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_rule_recuses_an_expert_of_the_nominator_s_county() {
    let mut world = World::on(World::CALM).await;
    in_force(&world, CONFLICTS).await;
    world.restarted(async |_| {}).await;
    let round = opened(&world, 0).await;
    let valid = valid(&world, &round, "高镍正极材料").await;
    let mut near = judges(1..=1);
    near[0].division = "440703".to_owned();
    let refused = assign(&world, &valid, near).await.unwrap_err();
    assert_eq!(reason(&refused), "EXPERT_CONFLICT");
    let found = kezhuan_rpc::Explanation::of(&refused).metadata;
    assert_eq!(
        found.get("reasons").map(String::as_str),
        Some("SAME_COUNTY")
    );
    // What the rule said is on record, though nothing followed.
    assert_eq!(outcomes(&world, &valid, CONFLICTS).await, ["ANSWERED"]);
    let mut far = judges(1..=1);
    far[0].division = "440785".to_owned();
    let assigned = assign(&world, &valid, far).await.unwrap();
    assert_eq!(assigned.seats.len(), 1);
    // What the host finds itself is no question.
    let mut own = judges(2..=2);
    own[0].organisation = "acme".to_owned();
    let refused = assign(&world, &assigned, own).await.unwrap_err();
    assert_eq!(reason(&refused), "EXPERT_CONFLICT");
    assert_eq!(outcomes(&world, &valid, CONFLICTS).await.len(), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_host_has_against_one_expert_is_told_before_a_rule_is_asked() {
    let mut world = World::on(World::CALM).await;
    in_force(&world, CONFLICTS).await;
    stopped(&mut world, CONFLICTS).await;
    let round = opened(&world, 0).await;
    let valid = valid(&world, &round, "高镍正极材料").await;
    let mut experts = judges(1..=2);
    experts[1].organisation = "acme".to_owned();
    let refused = assign(&world, &valid, experts).await.unwrap_err();
    assert_eq!(reason(&refused), "EXPERT_CONFLICT");
    assert_eq!(outcomes(&world, &valid, CONFLICTS).await.len(), 0);
    let after = now(&world, &office(), &valid).await.unwrap();
    assert_eq!(after.state(), State::Valid);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whom_one_rule_recused_nobody_seats_by_hand_where_another_failed() {
    let mut world = World::on(World::CALM).await;
    in_force(&world, CONFLICTS).await;
    let of_college = Adopted {
        tenant: "WYU",
        hook: CONFLICTS,
        package: "wuyi-university-events",
        settings: &[],
        in_force: "[2024-01-01,)",
        applies_to_open_cases: false,
    };
    adopt(&world, of_college).await;
    stopped_at(&mut world, "WYU", CONFLICTS).await;
    let round = opened(&world, 0).await;
    let valid = valid(&world, &round, "高镍正极材料").await;
    let mut experts = judges(1..=2);
    for expert in &mut experts {
        expert.organisation = "WYU".to_owned();
    }
    experts[1].division = "zz".to_owned();
    let nowhere = assign(&world, &valid, experts.clone()).await.unwrap_err();
    assert_eq!(reason(&nowhere), "DIVISION_INVALID");
    experts[1].division = String::new();
    // Of the nominator's county, which the city's rule minds; the college's gives no answer.
    experts[0].division = "440703".to_owned();
    let manual = assign(&world, &valid, experts).await.unwrap();
    assert_eq!(manual.blocked(), nomination::Blocked::Assignment);
    let seating = async |experts: &[&str]| {
        step!(
            world,
            office(),
            manual,
            resolve_manual_nomination,
            ResolveManualNominationRequest {
                reason: "学校规则暂停".to_owned(),
                experts: experts.iter().map(|one| (*one).to_owned()).collect(),
            }
        )
    };
    let unnamed = seating(&["expert-2", "expert-9"]).await.unwrap_err();
    assert_eq!(reason(&unnamed), "EXPERT_UNKNOWN");
    let fields = kezhuan_rpc::Explanation::of(&unnamed).fields;
    assert_eq!(fields[0].path, "experts[1]");
    let refused = seating(&["expert-1", "expert-2"]).await.unwrap_err();
    assert_eq!(reason(&refused), "EXPERT_CONFLICT");
    let seated = seating(&["expert-2"]).await.unwrap();
    assert_eq!(seated.state(), State::Valid);
    assert_eq!(seated.seats.len(), 1);
    let nothing = step!(
        world,
        office(),
        seated,
        resolve_manual_nomination,
        ResolveManualNominationRequest {}
    );
    assert_eq!(reason(&nothing.unwrap_err()), "STATE_FORBIDS");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_prize_is_asked_for_late_and_answered_by_the_rule_of_the_award_s_day() {
    let mut world = World::on(World::CALM).await;
    let adopted = Adopted {
        tenant: "440700",
        hook: "evt.prize@1",
        package: "jiangmen-events",
        settings: &[],
        in_force: "[2024-01-01,2025-03-20)",
        applies_to_open_cases: false,
    };
    adopt(&world, adopted).await;
    world.restarted(async |_| {}).await;
    let round = opened(&world, 0).await;
    let judged = all_in(&world, &valid(&world, &round, "高镍正极材料").await, 85).await;
    let scored = conclude(&world, &judged).await.unwrap();
    let proposed = propose(&world, &scored, award::Band::Second).await.unwrap();
    let published = publish(&world, &proposed).await;
    world.advance_to("2025-03-19");
    let published = now(&world, &office(), &published).await.unwrap();
    let awarded = award(&world, &published).await.unwrap();
    world.advance_to("2025-04-01");
    let assessed = step!(
        world,
        office(),
        awarded,
        assess_award_prize,
        AssessAwardPrizeRequest {}
    );
    let benefit = assessed.unwrap().benefit.unwrap();
    assert_eq!(benefit.amount_fen, 5_000_000);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_rule_that_fails_leaves_the_scores_to_a_person() {
    let mut world = World::on(World::CALM).await;
    in_force(&world, SCORES).await;
    stopped(&mut world, SCORES).await;
    let round = opened(&world, 0).await;
    let judged = all_in(&world, &valid(&world, &round, "高镍正极材料").await, 85).await;
    let manual = conclude(&world, &judged).await.unwrap();
    assert_eq!(manual.state(), State::Manual);
    assert_eq!(manual.blocked(), nomination::Blocked::Scoring);
    assert!(!manual.failure.is_empty());
    let shown = manual.seats.iter().all(|seat| !seat.scores.is_empty());
    assert!(shown, "to whoever decides in the rule's place");
    let resolved = step!(
        world,
        office(),
        manual,
        resolve_manual_nomination,
        ResolveManualNominationRequest {
            reason: "规则暂停，按评审办法确定".to_owned(),
            band: award::Band::Second.into(),
        }
    )
    .unwrap();
    assert_eq!(resolved.state(), State::Scored);
    let review = resolved.review.unwrap();
    assert_eq!((review.mean_c, review.band()), (8_500, award::Band::Second));
    assert!(!review.by_hand_reason.is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_new_rule_takes_an_assignment_back_from_people() {
    let mut world = World::on(World::CALM).await;
    in_force(&world, CONFLICTS).await;
    stopped(&mut world, CONFLICTS).await;
    let round = opened(&world, 0).await;
    let valid = valid(&world, &round, "高镍正极材料").await;
    let mut experts = judges(1..=2);
    experts[0].division = "440703".to_owned();
    let manual = assign(&world, &valid, experts).await.unwrap();
    assert_eq!(manual.blocked(), nomination::Blocked::Assignment);
    resumed(&world, CONFLICTS).await;
    let state = async || now(&world, &office(), &manual).await.unwrap().state();
    assert_eq!(settled(SOON, State::Valid, state).await, State::Valid);
    // Who is of the nominator's county was left out.
    let after = now(&world, &office(), &manual).await.unwrap();
    let seats: Vec<&str> = after
        .seats
        .iter()
        .map(|seat| seat.expert.as_str())
        .collect();
    assert_eq!(seats, ["expert-2"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_prize_is_what_the_rule_grants_and_is_assessed_once() {
    let mut world = World::on(World::CALM).await;
    in_force(&world, "evt.prize@1").await;
    world.restarted(async |_| {}).await;
    let round = opened(&world, 0).await;
    let judged = all_in(&world, &valid(&world, &round, "高镍正极材料").await, 85).await;
    let scored = conclude(&world, &judged).await.unwrap();
    let proposed = propose(&world, &scored, award::Band::Second).await.unwrap();
    let published = publish(&world, &proposed).await;
    world.advance_to("2025-03-19");
    let published = now(&world, &office(), &published).await.unwrap();
    let awarded = award(&world, &published).await.unwrap();
    let assess = async |nomination: &Nomination| {
        step!(
            world,
            office(),
            nomination,
            assess_award_prize,
            AssessAwardPrizeRequest {}
        )
    };
    let assessed = assess(&awarded).await.unwrap();
    assert_eq!(assessed.state(), State::Awarded);
    // 50,000 yuan, by the example's own figures.
    assert_eq!(assessed.benefit.as_ref().unwrap().amount_fen, 5_000_000);
    let again = assess(&assessed).await.unwrap_err();
    assert_eq!(reason(&again), "PRIZE_ASSESSED");
}
