//! Budgets: announced, exhausted, raced for, and barred.
use std::time::Duration;

use futures::future::join_all;
use kezhuan_grants::appropriated;
use kezhuan_law::Fen;
use kezhuan_protocol::grants::v1::grant_claim::State;
use kezhuan_protocol::rules::v1::appropriation::WhenExhausted;
use kezhuan_runtime::Shutdown;
use kezhuan_testkit::eventually;
use tokio::sync::watch;

use crate::shelter::{Ended, MOVING, RENT, Rule, Shelter};
use crate::world::{World, appropriation, claimant, officer, reason, stranger};

#[tokio::test]
async fn what_is_announced_later_counts_and_less_than_is_bound_leaves_nothing() {
    let world = World::with_budget(1_000).await;
    world.filed("rooms/1").await;
    let asked = appropriation(RENT.family, 0, 9);
    let bound = appropriated::<Shelter, Ended>(&world.doors, &asked, true);
    assert_eq!(bound.await.unwrap(), Some(Fen(500)));
    assert_eq!(world.books().await, [500, 500, 0, 0, 0]);
    let older = appropriation(RENT.family, 9_000, 1);
    assert_eq!(world.appropriate(&older).await.unwrap(), Some(Fen(500)));
    assert_eq!(world.books().await, [500, 500, 0, 0, 0]);
    let less = appropriation(RENT.family, 300, 2);
    assert_eq!(world.appropriate(&less).await.unwrap(), Some(Fen(500)));
    assert_eq!(world.books().await, [0, 500, 0, 0, 0]);
    let foreign = appropriation("tc.incentive", 300, 2);
    assert_eq!(world.appropriate(&foreign).await.unwrap(), None);
    let mut unsaid = appropriation(RENT.family, 300, 3);
    unsaid.when_exhausted = WhenExhausted::Unspecified.into();
    assert_eq!(
        world.appropriate(&unsaid).await.unwrap_err().0,
        "POLICY_INVALID"
    );
}

#[tokio::test]
async fn a_benefit_without_an_appropriation_waits_for_a_person() {
    let world = World::new().await;
    let manual = world.filed("rooms/1").await;
    assert_eq!(
        (manual.state(), manual.failure.as_str()),
        (State::Manual, "BUDGET_MISSING")
    );
    // And is asked about again when there is one.
    let told = appropriation(RENT.family, 1_000, 1);
    world.appropriate(&told).await.unwrap();
    let (shutdown, (_changes, changed)) = (Shutdown::new(), watch::channel(0));
    let following = world.grants.clone().follow_rules(changed, shutdown.clone());
    let following = kezhuan_runtime::spawn("follow rules", following);
    let computed = eventually(Duration::from_secs(30), async || {
        let claim = world.get(&officer(), &manual.name).await.unwrap();
        claim.state() == State::Computed
    });
    assert!(computed.await, "nobody asked again");
    shutdown.trigger();
    following.await.unwrap().unwrap();
    assert_eq!(world.books().await, [500, 500, 0, 0, 0]);
}

#[tokio::test]
async fn the_last_one_gets_what_is_left_and_the_next_waits() {
    let world = World::with_budget(800).await;
    world.filed("rooms/1").await;
    let rest = world.filed("rooms/2").await;
    assert_eq!(rest.amount.unwrap().total_fen, 300);
    let none = world.filed("rooms/3").await;
    assert_eq!(
        (none.state(), none.failure.as_str()),
        (State::Manual, "BUDGET_EXHAUSTED")
    );
}

#[tokio::test]
async fn where_claims_may_wait_nobody_is_granted_a_part() {
    let world = World::new().await;
    let mut told = appropriation(RENT.family, 800, 1);
    told.when_exhausted = WhenExhausted::Queue.into();
    world.appropriate(&told).await.unwrap();
    world.filed("rooms/1").await;
    let waits = world.filed("rooms/2").await;
    assert_eq!(
        (waits.state(), waits.failure.as_str()),
        (State::Manual, "BUDGET_EXHAUSTED")
    );
    assert_eq!(world.books().await, [300, 500, 0, 0, 0]);
    let questions = world.shelter.questions.lock().unwrap().clone();
    assert!(
        questions
            .iter()
            .all(|asked| asked.budget_left == Some(Fen(800)))
    );
}

/// Whoever files first, and however often the rule has to be asked again.
#[tokio::test]
async fn claims_filed_at_once_never_bind_more_than_was_announced() {
    let world = World::with_budget(1_000).await;
    *world.shelter.rule.lock().unwrap() = Rule::Grants(300);
    let mut drafts = Vec::new();
    for room in 0..6 {
        let room = format!("rooms/{room}");
        drafts.push(world.create(&claimant(), &room).await.unwrap());
    }
    let (who, filing) = (claimant(), drafts.iter());
    let filed = join_all(filing.map(|draft| world.file(&who, draft))).await;
    let filed: Vec<_> = filed.into_iter().map(Result::unwrap).collect();
    let amounts = filed.iter().filter_map(|claim| claim.amount.as_ref());
    let mut amounts: Vec<i64> = amounts.map(|amount| amount.total_fen).collect();
    amounts.sort_unstable();
    assert_eq!(amounts, [100, 300, 300, 300]);
    assert_eq!(world.books().await, [0, 1_000, 0, 0, 0]);
    let waiting = filed.iter().filter(|claim| claim.state() == State::Manual);
    assert_eq!(waiting.count(), 2);
}

#[tokio::test]
async fn two_who_claim_one_thing_at_once_get_one_claim() {
    let world = World::with_budget(1_000).await;
    let (ann, eve) = (claimant(), stranger());
    let claims = [&ann, &eve, &ann, &eve].map(|who| world.create(who, "rooms/1"));
    let made = join_all(claims).await;
    let refused = made.iter().filter_map(|made| made.as_ref().err());
    let reasons: Vec<String> = refused.map(reason).collect();
    assert_eq!(reasons, vec!["ALREADY_CLAIMED"; 3]);
}

#[tokio::test]
async fn what_another_programme_grants_bars_it_where_either_says_so() {
    for (rent_excludes, moving_excludes) in [(true, false), (false, true), (false, false)] {
        let world = World::new().await;
        let names = |wanted: bool, family: &str| match wanted {
            true => vec![family.to_owned()],
            false => Vec::new(),
        };
        let mut rent = appropriation(RENT.family, 1_000, 1);
        rent.excludes = names(rent_excludes, MOVING.family);
        world.appropriate(&rent).await.unwrap();
        let mut moving = appropriation(MOVING.family, 1_000, 1);
        moving.excludes = names(moving_excludes, RENT.family);
        world.appropriate(&moving).await.unwrap();
        world.filed("rooms/1").await;
        let second = world.create_of(MOVING.family, &claimant(), "rooms/1").await;
        let second = world.file(&claimant(), &second.unwrap()).await.unwrap();
        let expected = match rent_excludes || moving_excludes {
            true => (State::Manual, "BARRED_BY_OTHER_PROGRAMME"),
            false => (State::Computed, ""),
        };
        assert_eq!((second.state(), second.failure.as_str()), expected);
        // Another thing is no matter.
        let other = world.create_of(MOVING.family, &claimant(), "rooms/2").await;
        let other = world.file(&claimant(), &other.unwrap()).await.unwrap();
        assert_eq!(other.state(), State::Computed);
        assert!(world.approve(&officer(), &other).await.is_ok());
    }
}
