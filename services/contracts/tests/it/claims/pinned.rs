//! Which rule a claim goes to, and what happens where the first one it asks fails.
use std::time::Instant;

use kezhuan_protocol::contracts::v1::claim::State;
use kezhuan_protocol::contracts::v1::*;
use kezhuan_rule_host::Digest;
use uuid::Uuid;

use super::cast::*;
use crate::rules;
use crate::world::{self, World, applicant, call, id, person};

/// The claim as it stands once `done` says so.
async fn once(world: &World, name: &str, done: impl Fn(&Claim) -> bool) -> Claim {
    let since = Instant::now();
    loop {
        let request = GetClaimRequest {
            name: name.to_owned(),
        };
        let claim = call!(world, &applicant(), get_claim, request).unwrap();
        if done(&claim) {
            return claim;
        }
        assert!(since.elapsed() < DEADLINE, "the claim never came so far");
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
}

async fn withdraw(world: &World, claim: &Claim) {
    let request = WithdrawClaimRequest {
        name: claim.name.clone(),
        request_id: id(),
        ..Default::default()
    };
    call!(world, &applicant(), withdraw_claim, request).unwrap();
}

#[tokio::test]
async fn a_claim_whose_materials_nobody_could_tell_goes_to_a_person() {
    let world = world().await;
    appropriate(&world, 10_000_000).await.unwrap();
    let contract = world.registered(world::form()).await;
    // Xinhui's package answers another hook.
    rules::in_force(&world, "tc.claim.materials@1", "xinhui", &[]).await;
    let since = Instant::now();
    let stuck = loop {
        let drafted = create(&world, &contract.name).await;
        assert_eq!(drafted.state(), State::Draft);
        let claim = file(&world, &drafted).await.unwrap();
        if claim.state() == State::Manual {
            break claim;
        }
        assert!(since.elapsed() < DEADLINE, "the rule never came into force");
        withdraw(&world, &claim).await;
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    };
    assert_eq!(stuck.reasons, ["INTERFACE"]);
    // The repaired rule is asked by the service itself, and wants what is not there.
    rules::in_force(&world, "tc.claim.materials@1", "pengjiang", &[]).await;
    let asked = once(&world, &stuck.name, |claim| {
        claim.reasons == ["MATERIALS_MISSING"]
    });
    assert_eq!(asked.await.state(), State::Manual);
}

/// A contract of 1,000,000 yuan between Pengjiang and Taishan.
async fn with_taishan(world: &World) -> Contract {
    let mut form = Form {
        total_amount_fen: 100_000_000,
        ..world::form()
    };
    if let Some(buyer) = form.buyer.as_mut() {
        buyer.division = "440781".to_owned();
    }
    world.registered(form).await
}

/// Claims of Taishan on `contract` until its rule `package` is the one that is asked.
async fn claimed_under(world: &World, contract: &Contract, package: &str) -> Claim {
    let since = Instant::now();
    loop {
        let request = CreateClaimRequest {
            contract: contract.name.clone(),
            paying_tenant: "440781".to_owned(),
            request_id: id(),
        };
        let drafted = call!(world, &applicant(), create_claim, request).unwrap();
        let claim = file(world, &drafted).await.unwrap();
        if asked(world, &claim).await == [Some(digest(package))] {
            return claim;
        }
        assert!(since.elapsed() < DEADLINE, "the rule never came into force");
        withdraw(world, &claim).await;
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
}

/// The packages that were asked for the claim's amount, one after another.
async fn asked(world: &World, claim: &Claim) -> Vec<Option<Vec<u8>>> {
    sqlx::query_scalar(
        "SELECT package_digest FROM decision WHERE case_id = $1 AND hook = 'tc.incentive@1' ORDER BY id",
    )
    .bind(claim.name.rsplit('/').next().unwrap().parse::<Uuid>().unwrap())
    .fetch_all(&mut world.database.admin().await.unwrap())
    .await
    .unwrap()
}

#[tokio::test]
async fn a_rule_that_comes_later_changes_no_open_claim() {
    let world = world().await;
    adopted(&world, ("440781", "taishan"), "[2025-01-01,)", false).await;
    // Taishan appropriated nothing yet, so what its rule grants waits for a person.
    let waiting = claimed_under(&world, &with_taishan(&world).await, "taishan").await;
    assert_eq!(waiting.state(), State::Manual);
    let mut admin = world.database.admin().await.unwrap();
    sqlx::query(
        "UPDATE rule_entry SET in_force = '[2025-01-01,2025-02-01)' WHERE tenant = '440781'",
    )
    .execute(&mut admin)
    .await
    .unwrap();
    adopted(&world, ("440781", "xinhui"), "[2025-02-01,)", false).await;
    claimed_under(&world, &with_taishan(&world).await, "xinhui").await;
    let request = AskClaimAgainRequest {
        name: waiting.name.clone(),
        request_id: id(),
        ..Default::default()
    };
    let authority = person("tan", "stb-440781", "440781", &["county_stb"]);
    // Refused where the service asked again by itself a moment before: then it was asked, too.
    drop(call!(world, &authority, ask_claim_again, request));
    let asked = asked(&world, &waiting).await;
    assert!(asked.len() > 1, "asked {} times", asked.len());
    let taishan = Some(digest("taishan"));
    assert!(asked.iter().all(|package| *package == taishan));
}

fn digest(package: &str) -> Vec<u8> {
    let bytes = world::shipped().remove(package).unwrap();
    Digest::of(&bytes).as_bytes().to_vec()
}
