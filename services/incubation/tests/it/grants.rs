//! Rent subsidies and rewards by a county's rule: once per fact, within the budget, and by hand where the rule fails.
use kezhuan_incubation::domain::carrier::Grade;
use kezhuan_incubation::domain::tenancy::{self, Criterion, Graduation, Tenancy, Year};
use kezhuan_law::Fen;
use kezhuan_protocol::grants::v1::grant_claim::State;
use kezhuan_protocol::grants::v1::grants_service_client::GrantsServiceClient;
use kezhuan_protocol::grants::v1::*;
use kezhuan_rule_testkit::{Adopted, adopt};
use tonic::transport::Channel;
use tonic::{Code, Status};
use uuid::Uuid;

use crate::seeded::{COUNTY, OPERATOR, Rents, TENANT, accredited, date, lease, tenant};
use crate::world::*;

/// A Wednesday.
const TODAY: &str = "2025-09-03";
const SPRING: (&str, &str) = ("2025-02-01", "2025-04-30");
const RENT: &str = "inc.rent";
const REWARD: &str = "inc.reward";

/// Asks one RPC of grants as somebody.
macro_rules! grant {
    ($world:expr, $person:expr, $rpc:ident, $request:expr) => {
        grants($world)
            .$rpc($world.ask($person, $request))
            .await
            .map(tonic::Response::into_inner)
    };
}

fn grants(world: &World) -> GrantsServiceClient<Channel> {
    GrantsServiceClient::new(world.channel.clone())
}

/// A tenant, its lease of 200 m² for 20.00 yuan a square metre, and its county's rule.
async fn renting(budget_fen: i64) -> (World, String) {
    renting_for(budget_fen, 2_000).await
}

async fn renting_for(budget_fen: i64, rent: i64) -> (World, String) {
    let mut world = World::on(TODAY).await;
    let carrier = accredited(&world, Grade::City, "2025-01-02").await;
    let tenancy = tenant(&world, carrier, "2025-01-01", |_| {}).await;
    let rents = Rents {
        carrier,
        tenancy,
        area_c: 20_000,
        rent,
        free_months: 1,
    };
    let lease = lease(&world, rents).await;
    ruled(&mut world, RENT, budget_fen).await;
    (world, lease)
}

/// The county takes the example package up, and announces a budget.
async fn ruled(world: &mut World, family: &str, budget_fen: i64) {
    let adopted = Adopted {
        tenant: COUNTY,
        hook: &format!("{family}@1"),
        package: "jianghai-incubation",
        settings: &[],
        in_force: "[2025-01-01,)",
        applies_to_open_cases: false,
    };
    adopt(world, adopted).await;
    budget(world, family, budget_fen).await;
    // Nothing is served before the rulebook is read.
    world.restarted(async |_| {}).await;
}

async fn budget(world: &World, family: &str, budget_fen: i64) {
    let mut admin = world.database.admin().await.unwrap();
    sqlx::query(
        "INSERT INTO grant_programme (id, tenant, family, year, version, appropriation_fen, announced_fen, reserved_fen,
                                      committed_fen, paid_fen, recovered_fen)
         VALUES ($1, $2, $3, 2025, 1, $4, $4, 0, 0, 0, 0)",
    )
    .bind(Uuid::now_v7())
    .bind(COUNTY)
    .bind(family)
    .bind(budget_fen)
    .execute(&mut admin)
    .await
    .unwrap();
}

async fn draft(
    world: &World,
    by: &Person,
    lease: &str,
    (first_day, last_day): (&str, &str),
) -> Result<GrantClaim, Status> {
    let request = CreateGrantClaimRequest {
        programme: RENT.to_owned(),
        subject: lease.to_owned(),
        occasion: String::new(),
        first_day: first_day.to_owned(),
        last_day: last_day.to_owned(),
        request_id: id(),
    };
    grant!(world, by, create_grant_claim, request)
}

async fn file(world: &World, by: &Person, claim: &GrantClaim) -> Result<GrantClaim, Status> {
    let request = FileGrantClaimRequest {
        name: claim.name.clone(),
        etag: claim.etag.clone(),
        request_id: id(),
        materials: claim.required_materials.clone(),
    };
    grant!(world, by, file_grant_claim, request)
}

async fn filed(world: &World, lease: &str, months: (&str, &str)) -> GrantClaim {
    let drafted = draft(world, &applicant(), lease, months).await.unwrap();
    file(world, &applicant(), &drafted).await.unwrap()
}

async fn approve(world: &World, by: &Person, claim: &GrantClaim) -> Result<GrantClaim, Status> {
    let request = ApproveGrantClaimRequest {
        name: claim.name.clone(),
        etag: claim.etag.clone(),
        request_id: id(),
        commitments: vec![Commitment {
            until: "2028-09-03".to_owned(),
            conditions: vec!["REGISTERED_ADDRESS".to_owned()],
        }],
    };
    grant!(world, by, approve_grant_claim, request)
}

async fn publish(world: &World, by: &Person, claim: &GrantClaim) -> GrantClaim {
    let request = PublishGrantClaimRequest {
        name: claim.name.clone(),
        etag: claim.etag.clone(),
        request_id: id(),
    };
    grant!(world, by, publish_grant_claim, request).unwrap()
}

async fn pay(world: &World, claim: &GrantClaim) -> Result<GrantClaim, Status> {
    let request = PayGrantClaimRequest {
        name: claim.name.clone(),
        etag: claim.etag.clone(),
        request_id: id(),
    };
    grant!(world, &payer(), pay_grant_claim, request)
}

fn amount(claim: &GrantClaim) -> Option<(i64, &str)> {
    let amount = claim.amount.as_ref()?;
    Some((amount.total_fen, amount.payee.as_str()))
}

#[tokio::test]
async fn rent_is_paid_for_once_after_its_notice() {
    let (world, lease) = renting(10_000_000).await;
    let computed = filed(&world, &lease, SPRING).await;
    assert_eq!(computed.state(), State::Computed);
    // Half of 200 m² for 20.00 yuan, three months long.
    assert_eq!(amount(&computed), Some((600_000, TENANT)));
    assert_eq!((computed.tenant.as_str(), computed.year), (COUNTY, 2025));
    let again = draft(&world, &applicant(), &lease, ("2025-04-01", "2025-05-31")).await;
    let again = again.unwrap_err();
    assert_eq!(
        (again.code(), reason(&again)),
        (Code::AlreadyExists, "ALREADY_CLAIMED".to_owned())
    );

    let own = approve(&world, &applicant(), &computed).await.unwrap_err();
    assert_eq!(own.code(), Code::PermissionDenied);
    let approved = approve(&world, &county_stb(), &computed).await.unwrap();
    let published = publish(&world, &county_stb(), &approved).await;
    let early = pay(&world, &published).await.unwrap_err();
    assert_eq!(reason(&early), "NOTICE_NOT_OVER");
    world.advance_to("2025-09-11");
    let paid = pay(&world, &published).await.unwrap();
    assert_eq!(
        (paid.state(), paid.paid_on.as_str()),
        (State::Paid, "2025-09-11")
    );
    assert_eq!(
        world.events_of(&paid.name).await,
        [
            "GrantClaimFiled",
            "GrantClaimComputed",
            "GrantClaimApproved",
            "GrantClaimPublished",
            "GrantClaimPaid",
        ]
    );
    let request = kezhuan_protocol::incubation::v1::ListDecisionsRequest {
        case: paid.name.clone(),
        ..Default::default()
    };
    let decisions = call!(world, &applicant(), list_decisions, request)
        .unwrap()
        .decisions;
    assert_eq!(decisions.len(), 1);
    assert_eq!(
        (decisions[0].hook.as_str(), decisions[0].outcome.as_str()),
        ("inc.rent@1", "ANSWERED")
    );
}

#[tokio::test]
async fn months_that_cost_nothing_or_are_not_over_are_not_claimed() {
    let (world, lease) = renting(10_000_000).await;
    for (months, why) in [
        (("2025-01-01", "2025-03-31"), "PERIOD_RENT_FREE"),
        (("2025-02-01", "2025-02-27"), "PERIOD_NOT_WHOLE_MONTHS"),
        (("2025-09-01", "2025-09-30"), "PERIOD_NOT_OVER"),
        (("2024-11-01", "2024-12-31"), "PERIOD_OUTSIDE_LEASE"),
    ] {
        let refused = draft(&world, &applicant(), &lease, months)
            .await
            .unwrap_err();
        assert_eq!(reason(&refused), why, "{months:?}");
    }
    let stranger = draft(&world, &other_applicant(), &lease, SPRING).await;
    assert_eq!(stranger.unwrap_err().code(), Code::NotFound);
    let carrier = draft(&world, &operator(), &lease, SPRING).await;
    assert_eq!(carrier.unwrap_err().code(), Code::PermissionDenied);
}

#[tokio::test]
async fn of_two_claims_on_one_month_one_is_taken() {
    let (world, lease) = renting(10_000_000).await;
    let by = applicant();
    let (one, other) = tokio::join!(
        draft(&world, &by, &lease, SPRING),
        draft(&world, &by, &lease, ("2025-04-01", "2025-06-30")),
    );
    let (taken, refused): (Vec<_>, Vec<_>) = [one, other].into_iter().partition(Result::is_ok);
    assert_eq!((taken.len(), refused.len()), (1, 1));
    let refused = refused.into_iter().next().unwrap().unwrap_err();
    assert_eq!(reason(&refused), "ALREADY_CLAIMED");
}

#[tokio::test]
async fn what_the_budget_does_not_have_is_not_granted() {
    let (world, lease) = renting(700_000).await;
    let first = filed(&world, &lease, SPRING).await;
    assert_eq!(amount(&first), Some((600_000, TENANT)));
    let second = filed(&world, &lease, ("2025-05-01", "2025-07-31")).await;
    assert_eq!(amount(&second), Some((100_000, TENANT)));
    let third = filed(&world, &lease, ("2025-08-01", "2025-08-31")).await;
    assert_eq!((third.state(), amount(&third)), (State::Computed, None));
    assert_eq!(third.reasons, ["FUND_USED_UP"]);
}

#[tokio::test]
async fn a_rule_that_fails_leaves_it_to_a_person() {
    // No question that the interface's bounds allow: 10,000.01 yuan a square metre.
    let (world, lease) = renting_for(900_000_000, 1_000_001).await;
    let manual = filed(&world, &lease, SPRING).await;
    assert_eq!((manual.state(), amount(&manual)), (State::Manual, None));
    assert!(!manual.failure.is_empty());
    let request = ComputeGrantClaimByHandRequest {
        name: manual.name.clone(),
        etag: manual.etag.clone(),
        request_id: id(),
        total_fen: 300_000,
        payee: String::new(),
        reason: "按办法第六条核算".to_owned(),
    };
    let computed = grant!(&world, &county_stb(), compute_grant_claim_by_hand, request).unwrap();
    assert_eq!(amount(&computed), Some((300_000, TENANT)));
    let same = approve(&world, &county_stb(), &computed).await.unwrap_err();
    assert_eq!(reason(&same), "SAME_PERSON");
    let approved = approve(&world, &second_county_stb(), &computed)
        .await
        .unwrap();
    assert_eq!(approved.state(), State::Approved);
}

#[tokio::test]
async fn without_a_rule_in_force_there_is_no_benefit() {
    let world = World::on(TODAY).await;
    let carrier = accredited(&world, Grade::City, "2025-01-02").await;
    let tenancy = tenant(&world, carrier, "2025-01-01", |_| {}).await;
    let rents = Rents {
        carrier,
        tenancy,
        area_c: 20_000,
        rent: 2_000,
        free_months: 0,
    };
    let lease = lease(&world, rents).await;
    let claim = filed(&world, &lease, SPRING).await;
    assert_eq!((claim.state(), amount(&claim)), (State::Computed, None));
    assert_eq!(claim.reasons, ["NO_RULE_IN_FORCE"]);
}

/// Graduated on 2025-03-10, a high-tech enterprise since 2025-08-20.
fn graduate(tenancy: &mut Tenancy) {
    tenancy.state = tenancy::State::Graduated;
    tenancy.left_on = Some(date("2025-03-10"));
    tenancy.graduation = Some(Graduation {
        graduated_on: date("2025-03-10"),
        met: vec![Criterion::Revenue],
        verification: None,
    });
    tenancy.years = vec![Year {
        year: 2025,
        revenue: Fen(1_000_000_000),
        research: Fen(100_000_000),
        taxes: Fen(10_000_000),
        public_funding: Fen::ZERO,
        venture_capital: Fen::ZERO,
        staff: 20,
        college_graduates: 15,
        ip_applications: 3,
        ip_grants: 1,
        valid_ip: 2,
        valid_inventions: 1,
        high_tech_on: Some(date("2025-08-20")),
        tech_sme_on: None,
        acquired_or_listed_on: None,
        source: "年报".to_owned(),
        recorded_on: date(TODAY),
        recorded_by: "chen".to_owned(),
    }];
}

async fn reward(
    world: &World,
    by: &Person,
    subject: &str,
    occasion: &str,
) -> Result<GrantClaim, Status> {
    let request = CreateGrantClaimRequest {
        programme: REWARD.to_owned(),
        subject: subject.to_owned(),
        occasion: occasion.to_owned(),
        request_id: id(),
        ..Default::default()
    };
    grant!(world, by, create_grant_claim, request)
}

#[tokio::test]
async fn a_graduate_that_becomes_high_tech_is_rewarded_once() {
    let mut world = World::on(TODAY).await;
    let carrier = accredited(&world, Grade::City, "2025-01-02").await;
    let tenancy = tenant(&world, carrier, "2024-12-02", graduate).await;
    ruled(&mut world, REWARD, 10_000_000).await;
    let subject = format!("tenancies/{tenancy}");
    for (occasion, why) in [
        ("", "OCCASION_UNKNOWN"),
        ("ACCREDITED", "EVENT_NOT_ON_RECORD"),
    ] {
        let refused = reward(&world, &operator(), &subject, occasion)
            .await
            .unwrap_err();
        assert_eq!(reason(&refused), why, "{occasion}");
    }
    let drafted = reward(&world, &operator(), &subject, "HIGH_TECH")
        .await
        .unwrap();
    assert_eq!(drafted.legal_date, "2025-08-20");
    let computed = file(&world, &operator(), &drafted).await.unwrap();
    assert_eq!(amount(&computed), Some((2_000_000, OPERATOR)));
    // The same fact, claimed by the other side.
    let twice = reward(&world, &applicant(), &subject, "HIGH_TECH")
        .await
        .unwrap_err();
    assert_eq!(reason(&twice), "ALREADY_CLAIMED");
    let carriers = format!("carriers/{carrier}");
    let accreditation = reward(&world, &operator(), &carriers, "ACCREDITED")
        .await
        .unwrap();
    assert_eq!(accreditation.facts, [format!("{carriers}/CITY")]);
    let computed = file(&world, &operator(), &accreditation).await.unwrap();
    assert_eq!(computed.reasons, ["NOT_REWARDED"]);
}

#[tokio::test]
async fn a_college_claims_for_the_park_it_runs() {
    let mut world = World::on(TODAY).await;
    let carrier = accredited(&world, Grade::City, "2025-01-02").await;
    let tenancy = tenant(&world, carrier, "2024-12-02", graduate).await;
    ruled(&mut world, REWARD, 10_000_000).await;
    let college = person("luo", OPERATOR, "WYU", &["college_tto"]);
    let subject = format!("tenancies/{tenancy}");
    let drafted = reward(&world, &college, &subject, "HIGH_TECH")
        .await
        .unwrap();
    let computed = file(&world, &college, &drafted).await.unwrap();
    assert_eq!(amount(&computed), Some((2_000_000, OPERATOR)));
    let approved = approve(&world, &second_county_stb(), &computed)
        .await
        .unwrap();
    assert_eq!(approved.approved_by, "wu");
    // Who approved is the authority's to know, and a college is none here.
    let get = GetGrantClaimRequest {
        name: approved.name,
    };
    let seen = grant!(&world, &college, get_grant_claim, get).unwrap();
    assert_eq!(
        (seen.state(), seen.approved_by.as_str()),
        (State::Approved, "")
    );
    let elsewhere = person("luo", "WYU", "WYU", &["college_tto"]);
    let refused = reward(&world, &elsewhere, &subject, "GRADUATED").await;
    assert_eq!(refused.unwrap_err().code(), Code::NotFound);
}
