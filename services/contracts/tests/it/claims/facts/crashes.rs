//! What a step leaves in the rules service when it ends behind the answer, and what that service says no to.
use super::*;
use crate::step;

/// A claim that waits for a person, of whose contract nothing was noted.
async fn manual(world: &World, facts: &FactDesk) -> Claim {
    facts.fails(Some(Failing::Away));
    let contract = world.registered(world::form()).await;
    let claim = filed(world, &contract.name).await;
    assert_eq!(claim.state(), State::Manual);
    facts.fails(None);
    claim
}

async fn computed_by_hand(world: &World, claim: &Claim) -> Result<Claim, tonic::Status> {
    step!(
        world,
        authority(),
        claim,
        compute_claim_by_hand,
        ComputeClaimByHandRequest {
            amount_fen: 1,
            payee: "SELLER".to_owned(),
            reason: "人工核算".to_owned(),
        }
    )
}

/// What is noted of a step in a minute that nobody waits for.
async fn a_minute_later(world: &World) {
    let mut admin = world.database.admin().await.unwrap();
    sqlx::query("UPDATE fact_hold SET update_time = update_time - interval '61 s'")
        .execute(&mut admin)
        .await
        .unwrap();
}

#[tokio::test]
async fn a_fact_that_was_kept_behind_a_step_that_ended_is_let_go() {
    let (mut world, facts) = beside_rules().await;
    let claim = manual(&world, &facts).await;
    facts.fails(Some(Failing::LosesAnswers));
    let lost = computed_by_hand(&world, &claim).await.unwrap_err();
    assert_eq!(lost.code(), Code::Unavailable);
    assert_eq!(facts.steps_of(&claim.name), ["reserve"]);
    facts.fails(None);
    world.restarted(async |_| {}).await;
    let gone = get(&world, &authority(), &claim.name).await;
    step!(
        world,
        applicant(),
        gone,
        withdraw_claim,
        WithdrawClaimRequest {}
    )
    .unwrap();
    assert_eq!(told(&world, &claim).await, "WANTED");
    a_minute_later(&world).await;
    until_told(&facts, &claim, &["reserve", "release"]).await;
    until_noted(&world, &claim, "RELEASED").await;
}

#[tokio::test]
async fn a_fact_that_is_another_s_is_asked_for_again_only_before_a_payment() {
    let (world, facts) = beside_rules().await;
    let contract = world.registered(world::form()).await;
    let claim = filed(&world, &contract.name).await;
    until_noted(&world, &claim, "KEPT").await;
    // As if it had been computed before the bar, and the fact kept for another.
    facts.fails(Some(Failing::Refuses("FACT_TAKEN")));
    let mut admin = world.database.admin().await.unwrap();
    sqlx::query("UPDATE fact_hold SET told = 'RESERVED'")
        .execute(&mut admin)
        .await
        .unwrap();
    until_noted(&world, &claim, "TAKEN").await;
    let published = approved_and_published(&world, &claim).await;
    world
        .clock
        .advance_to("2025-03-11".parse().unwrap())
        .unwrap();
    let taken = pay(&world, &published).await.unwrap_err();
    assert_eq!(reason(&taken), "FACT_TAKEN");
    facts.fails(None);
    assert_eq!(pay(&world, &published).await.unwrap().state(), State::Paid);
    until_told(&facts, &claim, &["reserve", "confirm"]).await;
}

#[tokio::test]
async fn each_no_of_the_rules_service_keeps_its_own_reason() {
    let (world, facts) = beside_rules().await;
    let claim = manual(&world, &facts).await;
    for no in ["FACT_TAKEN", "FACT_NOT_RESERVED", "FACT_PAID"] {
        facts.fails(Some(Failing::Refuses(no)));
        let refused = computed_by_hand(&world, &claim).await.unwrap_err();
        assert_eq!(
            (refused.code(), reason(&refused).as_str()),
            (Code::FailedPrecondition, no)
        );
        let says_taken = refused.message().contains("another programme");
        assert_eq!(says_taken, no == "FACT_TAKEN", "{}", refused.message());
    }
    facts.fails(Some(Failing::Refuses("SOMETHING_NEW")));
    let unknown = computed_by_hand(&world, &claim).await.unwrap_err();
    assert_eq!(unknown.code(), Code::Internal);
}
