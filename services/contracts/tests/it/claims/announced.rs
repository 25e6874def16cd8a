//! What the rules service announces of a programme: taken over once, in order, and never into a negative balance.
use std::time::Instant;

use kezhuan_protocol::contracts::v1::*;
use kezhuan_protocol::rules::v1::alert::Kind;
use kezhuan_protocol::rules::v1::appropriation::WhenExhausted;
use kezhuan_protocol::rules::v1::{Appropriation, AppropriationSet, Rulebook};
use tokio::net::TcpListener;

use super::cast::*;
use crate::adoption::{announce, event_set_aside};
use crate::shelf::{Shelf, serve};
use crate::troubles::{advance, told, words};
use crate::world::{self, World, call, id, person, reason};

#[tokio::test]
async fn an_announcement_counts_once_and_an_older_one_not_at_all() {
    let world = World::on(World::CALM).await;
    let (older, newer) = (appropriation("440703", 300), appropriation("440703", 500));
    announce(&world, newer.clone(), false).await.unwrap();
    let first = programme(&world).await;
    for repeated in [&newer, &older] {
        announce(&world, repeated.clone(), false).await.unwrap();
    }
    assert_eq!(programme(&world).await, first);
    assert_eq!(
        (first.appropriation_fen, first.announced_fen),
        (500, 500),
        "{first:?}"
    );
    assert_eq!(
        (first.when_exhausted.as_str(), first.legal_source.as_str()),
        ("REFUSE", "财预〔2025〕1号")
    );
    // Two that come at once: the newer stays.
    let both = [appropriation("440703", 700), appropriation("440703", 900)];
    let done = both.clone().map(|told| announce(&world, told, false));
    for answer in futures::future::join_all(done).await {
        assert!(answer.unwrap().owned);
    }
    assert_eq!(programme(&world).await.announced_fen, 900);

    let foreign = Appropriation {
        family: "ip.subsidy".to_owned(),
        ..appropriation("440703", 1)
    };
    assert!(!announce(&world, foreign, false).await.unwrap().owned);
    let vague = Appropriation {
        when_exhausted: WhenExhausted::Unspecified.into(),
        ..appropriation("440703", 1)
    };
    let refused = announce(&world, vague, false).await.unwrap_err();
    assert_eq!(reason(&refused), "POLICY_INVALID");
    assert_eq!(programme(&world).await.announced_fen, 900);
}

#[tokio::test]
async fn less_than_is_bound_shows_as_a_difference_until_claims_give_it_back() {
    let world = world().await;
    appropriate(&world, 250_000).await.unwrap();
    let contracts = [
        world.registered(world::form()).await,
        world.registered(world::form()).await,
    ];
    let first = filed(&world, &contracts[0].name).await;
    filed(&world, &contracts[1].name).await;
    let lower = appropriation("440703", 150_000);
    // Asked before it is set: nothing is stored, and what is bound is told.
    let told = announce(&world, lower.clone(), true).await.unwrap();
    assert_eq!((told.owned, told.bound_fen), (true, 200_000));
    assert_eq!(programme(&world).await.announced_fen, 250_000);

    announce(&world, lower, false).await.unwrap();
    let figures = async || {
        let programme = programme(&world).await;
        (
            programme.announced_fen,
            programme.appropriation_fen,
            programme.available_fen,
        )
    };
    assert_eq!(figures().await, (150_000, 200_000, 0));
    // The claimant's own step gives it back.
    let request = WithdrawClaimRequest {
        name: first.name,
        request_id: id(),
        ..Default::default()
    };
    call!(world, &world::applicant(), withdraw_claim, request).unwrap();
    assert_eq!(figures().await, (150_000, 150_000, 50_000));
    let mut admin = world.database.admin().await.unwrap();
    let grown =
        sqlx::query("UPDATE programme SET reserved_fen = 200000, appropriation_fen = 200000")
            .execute(&mut admin)
            .await
            .unwrap_err();
    assert!(grown.to_string().contains("more would be bound"), "{grown}");
}

#[tokio::test]
async fn less_than_is_bound_is_told_to_its_owner_until_the_books_agree() {
    let world = world().await;
    appropriate(&world, 250_000).await.unwrap();
    let contract = world.registered(world::form()).await;
    let claim = filed(&world, &contract.name).await;
    // Announced by event, by an authority that could not be told what is bound.
    appropriate(&world, 60_000).await.unwrap();
    advance(&world, "2025-03-04");
    told(&world, Kind::AppropriationBelowBound, &["RuleTroubleFound"]).await;
    let found = words(&world, Kind::AppropriationBelowBound).await;
    let found = found.trouble.unwrap();
    assert_eq!(
        (
            found.tenant.as_str(),
            found.hook.as_str(),
            found.package.as_str(),
            found.since.as_str()
        ),
        ("440703", "", "", "2025-03-04")
    );
    for figure in ["600.00", "1000.00", "400.00", "2025", "tc.incentive"] {
        assert!(found.text_en.contains(figure), "{}", found.text_en);
    }
    // Another figure that is still too low is the same trouble in other words.
    appropriate(&world, 90_000).await.unwrap();
    advance(&world, "2025-03-05");
    let twice = ["RuleTroubleFound", "RuleTroubleFound"];
    told(&world, Kind::AppropriationBelowBound, &twice).await;
    let again = words(&world, Kind::AppropriationBelowBound).await;
    assert_eq!(again.trouble.unwrap().since, "2025-03-04");
    // The claim gives back what it held: what was announced is what may be bound.
    let request = WithdrawClaimRequest {
        name: claim.name,
        request_id: id(),
        ..Default::default()
    };
    call!(world, &world::applicant(), withdraw_claim, request).unwrap();
    advance(&world, "2025-03-06");
    let over = ["RuleTroubleFound", "RuleTroubleFound", "RuleTroubleEnded"];
    told(&world, Kind::AppropriationBelowBound, &over).await;
}

#[tokio::test]
async fn a_budget_says_when_it_runs_out() {
    let world = world().await;
    appropriate(&world, 200_000).await.unwrap();
    assert_eq!(programme(&world).await.runs_out_on, "");
    let contract = world.registered(world::form()).await;
    filed(&world, &contract.name).await;
    // Half is bound on the 62nd day: it lasts 62 days more.
    assert_eq!(programme(&world).await.runs_out_on, "2025-05-04");
}

#[tokio::test]
async fn an_appropriation_missed_is_taken_from_the_rulebook_and_from_its_event() {
    let set = appropriation("440703", 400);
    let shelf = Shelf {
        rulebook: Rulebook {
            appropriations: vec![set.clone()],
            ..Rulebook::default()
        },
        ..Shelf::default()
    };
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let world = World::with_rules(World::CALM, &serve(listener, shelf)).await;
    let started = Instant::now();
    let known = async || {
        let request = ListProgrammesRequest::default();
        let answer = call!(world, &authority(), list_programmes, request).unwrap();
        answer
            .programmes
            .first()
            .map(|programme| programme.announced_fen)
    };
    while known().await.is_none() {
        assert!(started.elapsed() < DEADLINE, "nothing was taken over");
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    assert_eq!(known().await, Some(400));

    let event = AppropriationSet {
        appropriation: Some(appropriation("440703", 600)),
    };
    let letter = event_set_aside(&world, &event).await;
    let request = ReplayDeadLetterRequest {
        name: letter,
        request_id: id(),
    };
    let operator = person("ops", "city", "440700", &["operator"]);
    call!(world, &operator, replay_dead_letter, request).unwrap();
    assert_eq!(known().await, Some(600));
}

#[tokio::test]
#[allow(deprecated)] // what old clients meet
async fn an_old_client_is_told_where_appropriations_are_set() {
    let world = World::on(World::CALM).await;
    let request = SetAppropriationRequest {
        family: "tc.incentive".to_owned(),
        year: YEAR,
        appropriation_fen: 1,
        etag: String::new(),
        request_id: id(),
    };
    let refused = call!(world, &authority(), set_appropriation, request).unwrap_err();
    assert_eq!(
        (refused.code(), reason(&refused).as_str()),
        (
            tonic::Code::FailedPrecondition,
            "APPROPRIATION_SET_IN_RULES"
        )
    );
    assert!(refused.message().contains("RulesService/SetAppropriation"));
}
