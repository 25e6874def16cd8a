//! What becomes of a line whose claim moves on after it was listed.
use super::*;
use crate::world::applicant;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_line_is_approved_whose_claim_has_moved_since_it_was_listed() {
    let wrong = version(&[], "2025-01-01", "");
    let world = under(&wrong).await;
    let (withdrawn, refused, paid) = (
        claimed(&world).await,
        claimed(&world).await,
        claimed(&world).await,
    );
    let published = approved_and_published(&world, &paid).await;
    let more = corrected(&world, &wrong, &[("rate_development_bp", 200)]).await;
    let name = name_of(&more);
    let listed = lines(&world, &name, 3).await;
    assert!(listed.iter().all(|line| !line.stale && !line.paid));

    let request = WithdrawClaimRequest {
        name: withdrawn.name.clone(),
        request_id: id(),
        ..Default::default()
    };
    call!(world, &applicant(), withdraw_claim, request).unwrap();
    let request = RefuseClaimRequest {
        name: refused.name.clone(),
        request_id: id(),
        code: "FALSE_DOCUMENTS".to_owned(),
        note: "材料不实".to_owned(),
        ..Default::default()
    };
    call!(world, &authority(), refuse_claim, request).unwrap();
    world
        .clock
        .advance_to("2025-03-11".parse().unwrap())
        .unwrap();
    pay(&world, &published).await.unwrap();

    // Each shows its claim as it is now.
    let listed = lines(&world, &name, 3).await;
    for (claim, stale, is_paid) in [
        (&withdrawn, true, false),
        (&refused, true, false),
        (&paid, false, true),
    ] {
        let line = line_of(&listed, claim);
        assert_eq!(
            (line.state(), line.stale, line.paid),
            (line::State::Proposed, stale, is_paid)
        );
    }
    for claim in [&withdrawn, &refused] {
        let moved = approve(&world, &authority(), &name, &[claim]).await;
        assert_eq!(reason(&moved.unwrap_err()), "CORRECTION_LINE_STALE");
    }
    // Approving all leaves them to a person.
    let approved = approve(&world, &authority(), &name, &[]).await.unwrap();
    assert_eq!(
        (approved.approved, approved.top_up_fen, approved.proposed),
        (1, 100_000, 2)
    );
    let gone = refuse(
        &world,
        &name,
        &[&withdrawn, &refused],
        "申请已撤回或不予支持",
    )
    .await;
    assert_eq!(gone.unwrap().proposed, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_top_up_gives_way_to_a_recovery_that_began_after_it_was_listed() {
    let wrong = version(&[], "2025-01-01", "");
    let world = under(&wrong).await;
    let claim = claimed(&world).await;
    let published = approved_and_published(&world, &claim).await;
    world
        .clock
        .advance_to("2025-03-11".parse().unwrap())
        .unwrap();
    pay(&world, &published).await.unwrap();
    let more = corrected(&world, &wrong, &[("rate_development_bp", 200)]).await;
    let name = name_of(&more);
    let listed = lines(&world, &name, 1).await;
    assert_eq!(line_of(&listed, &claim).kind(), line::Kind::TopUp);
    let request = RecordBreachRequest {
        name: claim.name.clone(),
        request_id: id(),
        reason: "注册地已迁出".to_owned(),
        ..Default::default()
    };
    call!(world, &authority(), record_breach, request).unwrap();

    // Stale at once, and listed for a person as soon as the service looks again.
    let approved = approve(&world, &authority(), &name, &[&claim]).await;
    let refusal = approved.unwrap_err();
    assert!(
        ["CORRECTION_LINE_STALE", "CORRECTION_LINE_UNCERTAIN"].contains(&reason(&refusal).as_str()),
        "{refusal:?}"
    );
    let said = settled(SOON, "BEING_RECOVERED".to_owned(), async || {
        let listed = lines(&world, &name, 1).await;
        line_of(&listed, &claim).failure.clone()
    });
    assert_eq!(said.await, "BEING_RECOVERED");
}
