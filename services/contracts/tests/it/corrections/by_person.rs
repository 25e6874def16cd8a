//! What a correction says of claims that no rule is asked about: a person computed them, or they are being recovered.
use kezhuan_protocol::rules::v1::Appropriation;
use kezhuan_protocol::rules::v1::appropriation::WhenExhausted;

use super::*;
use crate::adoption::announce;
use crate::claims::cast::appropriation;

/// Held by a person, since the rule had no budget to be told of; then found by hand.
async fn found_by_hand(world: &World) -> Claim {
    let contract = world.registered(world::form()).await;
    let claim = file(world, &create(world, &contract.name).await).await;
    let claim = claim.unwrap();
    assert_eq!(claim.state(), State::Manual, "{:?}", claim.reasons);
    money(world, 270_000).await;
    let request = ComputeClaimByHandRequest {
        name: claim.name,
        request_id: id(),
        amount_fen: 70_000,
        payee: "SELLER".to_owned(),
        reason: "按办法第三条人工核算".to_owned(),
        ..Default::default()
    };
    call!(world, &authority(), compute_claim_by_hand, request).unwrap()
}

/// What the county may spend; whom it can't cover waits.
async fn money(world: &World, appropriation_fen: i64) {
    let told = Appropriation {
        when_exhausted: WhenExhausted::Queue.into(),
        ..appropriation("440703", appropriation_fen)
    };
    announce(world, told, false).await.unwrap();
}

/// Paid, broken, and 60,000 of its 100,000 fen came back.
async fn recovering(world: &World, claim: &Claim) -> Claim {
    let published = approved_and_published(world, claim).await;
    world
        .clock
        .advance_to("2025-03-11".parse().unwrap())
        .unwrap();
    pay(world, &published).await.unwrap();
    let request = RecordBreachRequest {
        name: claim.name.clone(),
        request_id: id(),
        reason: "注册地已迁出".to_owned(),
        ..Default::default()
    };
    call!(world, &authority(), record_breach, request).unwrap();
    let request = RecordRecoveryRequest {
        name: claim.name.clone(),
        request_id: id(),
        amount_fen: 60_000,
        ..Default::default()
    };
    call!(world, &payer(), record_recovery, request).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn claims_that_a_person_computed_or_that_are_being_recovered_are_listed_for_a_person() {
    let wrong = version(&[], "2025-01-01", "");
    let world = World::with_rules("2025-03-03", &shelf().await).await;
    let adopted = adopt(&world, wrong.clone()).await.unwrap();
    assert!(adopted.in_force, "{}", adopted.problem);
    let by_hand = found_by_hand(&world).await;
    let broken = claimed(&world).await;
    let broken = recovering(&world, &broken).await;
    let computed = claimed(&world).await;
    let contract = world.registered(world::form()).await;
    let held = file(&world, &create(&world, &contract.name).await).await;
    let held = held.unwrap();
    assert_eq!(held.state(), State::Held, "{:?}", held.reasons);
    let all = [&by_hand, &broken, &computed, &held];
    let before = standing(&world, &all).await;

    let more = corrected(&world, &wrong, &[("rate_development_bp", 200)]).await;
    let name = name_of(&more);
    let listed = lines(&world, &name, 4).await;
    for (claim, stands, why, paid) in [
        (&by_hand, 70_000, "COMPUTED_BY_HAND", false),
        (&broken, 40_000, "BEING_RECOVERED", true),
    ] {
        let line = line_of(&listed, claim);
        assert_eq!(
            (line.kind(), line.state(), line.failure.as_str(), line.paid),
            (line::Kind::Uncertain, line::State::Proposed, why, paid)
        );
        assert_eq!(
            (line.old_fen, line.new_fen, line.input_json.as_str()),
            (stands, stands, "")
        );
    }
    // Who waits for money was computed by the rule like everybody else.
    for claim in [&computed, &held] {
        let line = line_of(&listed, claim);
        assert_eq!(
            (line.kind(), line.old_fen, line.new_fen),
            (line::Kind::TopUp, 100_000, 200_000)
        );
    }
    let told = correction(&world, &authority(), &name).await.unwrap();
    assert_eq!((told.asked, told.lines, told.proposed), (2, 4, 4));

    // Approving all leaves them; a person looks, and says what was done.
    let approved = approve(&world, &authority(), &name, &[]).await.unwrap();
    assert_eq!((approved.approved, approved.proposed), (2, 2));
    let figureless = approve(&world, &authority(), &name, &[&by_hand]).await;
    assert_eq!(
        reason(&figureless.unwrap_err()),
        "CORRECTION_LINE_UNCERTAIN"
    );
    let looked_at = refuse(&world, &name, &[&by_hand], "已人工复核").await;
    assert_eq!(looked_at.unwrap().proposed, 1);
    assert_eq!(standing(&world, &all).await, before);

    // Back to the rule of then: what a person settled under it stands, and the open line has nothing to say any more.
    let back = version(&[], "2025-03-01", "");
    adopt_with(&world, back.clone(), vec![superseded(more)])
        .await
        .unwrap();
    let listed = lines(&world, &name_of(&back), 2).await;
    for claim in [&computed, &held] {
        let line = line_of(&listed, claim);
        assert_eq!((line.kind(), line.old_fen), (line::Kind::Recovery, 200_000));
    }
    let earlier = lines(&world, &name, 4).await;
    let line = line_of(&earlier, &broken);
    assert_eq!(line.state(), line::State::Superseded);
    assert_eq!(standing(&world, &all).await, before);
}
