//! The people of a claim, and its usual steps.
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant};

use kezhuan_protocol::adoption::v1::AdoptAppropriationResponse;
use kezhuan_protocol::contracts::v1::*;
use kezhuan_protocol::rules::v1::Appropriation;
use kezhuan_protocol::rules::v1::appropriation::WhenExhausted;
use kezhuan_rule_testkit::{self as rules, Adopted};
use tonic::Status;

use crate::adoption::announce;
use crate::world::{Person, World, applicant, call, id, person};

pub const YEAR: i32 = 2025;
pub const DEADLINE: Duration = Duration::from_secs(20);

pub fn authority() -> Person {
    person("zhao", "stb-440703", "440703", &["county_stb"])
}

pub fn checker() -> Person {
    person("sun", "stb-440703", "440703", &["county_stb"])
}

pub fn payer() -> Person {
    person("qian", "fin-440703", "440703", &["finance_payer"])
}

/// A service in which the shipped rule of Pengjiang is in force: 1 % of J.
pub async fn world() -> World {
    let world = World::on("2025-03-03").await;
    put_in_force(&world, "440703", "pengjiang", "[2025-01-01,)").await;
    world
}

/// Adopts the shipped `package` for the incentives of `tenant`, open cases included.
pub async fn put_in_force(world: &World, tenant: &str, package: &str, in_force: &str) {
    adopted(world, (tenant, package), in_force, true).await;
}

/// Adopts the shipped package for the incentives of the tenant.
pub async fn adopted(
    world: &World,
    (tenant, package): (&str, &str),
    in_force: &str,
    applies_to_open_cases: bool,
) {
    let adopted = Adopted {
        tenant,
        hook: "tc.incentive@1",
        package,
        settings: &[],
        in_force,
        applies_to_open_cases,
    };
    rules::adopt(world, adopted).await;
}

pub async fn appropriate(
    world: &World,
    appropriation_fen: i64,
) -> Result<AdoptAppropriationResponse, Status> {
    announce(world, appropriation("440703", appropriation_fen), false).await
}

/// What the rules service says when a county's money is set; each call says something newer.
pub fn appropriation(tenant: &str, appropriation_fen: i64) -> Appropriation {
    static SAID: AtomicI64 = AtomicI64::new(1);
    Appropriation {
        tenant: tenant.to_owned(),
        family: "tc.incentive".to_owned(),
        year: YEAR,
        appropriation_fen,
        when_exhausted: WhenExhausted::Refuse.into(),
        legal_source: "财预〔2025〕1号".to_owned(),
        version: SAID.fetch_add(1, Ordering::Relaxed),
        ..Appropriation::default()
    }
}

pub async fn programme(world: &World) -> Programme {
    let request = ListProgrammesRequest {
        year: YEAR,
        ..Default::default()
    };
    let answer = world
        .client()
        .list_programmes(world.ask(&authority(), request))
        .await
        .unwrap();
    answer.into_inner().programmes.remove(0)
}

pub async fn create(world: &World, contract: &str) -> Claim {
    let request = CreateClaimRequest {
        contract: contract.to_owned(),
        paying_tenant: String::new(),
        request_id: id(),
    };
    world
        .client()
        .create_claim(world.ask(&applicant(), request))
        .await
        .unwrap()
        .into_inner()
}

pub async fn file(world: &World, claim: &Claim) -> Result<Claim, Status> {
    let request = FileClaimRequest {
        name: claim.name.clone(),
        etag: claim.etag.clone(),
        request_id: id(),
    };
    Ok(world
        .client()
        .file_claim(world.ask(&applicant(), request))
        .await?
        .into_inner())
}

/// Files on `contract` once the rule has come into force; a withdrawn claim makes room for the next.
pub async fn filed(world: &World, contract: &str) -> Claim {
    let since = Instant::now();
    loop {
        let claim = file(world, &create(world, contract).await).await.unwrap();
        if claim.reasons != ["NO_RULE_IN_FORCE"] {
            return claim;
        }
        assert!(since.elapsed() < DEADLINE, "the rule never came into force");
        let request = WithdrawClaimRequest {
            name: claim.name,
            request_id: id(),
            ..Default::default()
        };
        world
            .client()
            .withdraw_claim(world.ask(&applicant(), request))
            .await
            .unwrap();
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

pub async fn approved_and_published(world: &World, claim: &Claim) -> Claim {
    let request = ApproveClaimRequest {
        name: claim.name.clone(),
        request_id: id(),
        commitments: vec![Commitment {
            until: "2030-12-31".to_owned(),
            conditions: vec!["注册地不迁出".to_owned()],
        }],
        ..Default::default()
    };
    let approved = world
        .client()
        .approve_claim(world.ask(&checker(), request))
        .await
        .unwrap()
        .into_inner();
    assert_eq!(approved.commitments.len(), 1);
    let request = PublishClaimRequest {
        name: claim.name.clone(),
        request_id: id(),
        ..Default::default()
    };
    world
        .client()
        .publish_claim(world.ask(&checker(), request))
        .await
        .unwrap()
        .into_inner()
}

pub async fn pay(world: &World, claim: &Claim) -> Result<Claim, Status> {
    let request = PayClaimRequest {
        name: claim.name.clone(),
        request_id: id(),
        ..Default::default()
    };
    Ok(world
        .client()
        .pay_claim(world.ask(&payer(), request))
        .await?
        .into_inner())
}

/// A claim on `contract` that `by` drafts with the paying tenant, and files.
pub async fn filed_by(
    world: &World,
    by: &Person,
    contract: &str,
    paying_tenant: &str,
) -> Result<Claim, Status> {
    let request = CreateClaimRequest {
        contract: contract.to_owned(),
        paying_tenant: paying_tenant.to_owned(),
        request_id: id(),
    };
    let draft = call!(world, by, create_claim, request)?;
    let request = FileClaimRequest {
        name: draft.name,
        etag: draft.etag,
        request_id: id(),
    };
    call!(world, by, file_claim, request)
}

pub async fn get(world: &World, by: &Person, name: &str) -> Claim {
    let request = GetClaimRequest {
        name: name.to_owned(),
    };
    call!(world, by, get_claim, request).unwrap()
}

/// What the rule is told of the seller's year when another claim of its is filed: granted, and J that counts.
pub async fn told_of_the_year(world: &World) -> (i64, i64) {
    let another = world.registered(crate::world::form()).await;
    filed(world, &another.name).await;
    let decisions = world.decisions(&another.name).await;
    let told = decisions
        .iter()
        .rev()
        .find(|decision| decision.hook == "tc.incentive@1")
        .unwrap();
    let input: serde_json::Value = serde_json::from_str(&told.input_json).unwrap();
    let history = &input["history"];
    (
        history["paid_year_fen"].as_i64().unwrap(),
        history["prior_j_fen"].as_i64().unwrap(),
    )
}
