//! Subsidies for demonstrations by a county's rule: once each, within area, cap and budget, by hand where the rule fails.
use kezhuan_protocol::agriculture::v1::{
    Base, Demonstration, ListDecisionsRequest, PlanDemonstrationRequest, Variety, base,
};
use kezhuan_protocol::grants::v1::grant_claim::State;
use kezhuan_protocol::grants::v1::grants_service_client::GrantsServiceClient;
use kezhuan_protocol::grants::v1::*;
use kezhuan_rule_testkit::{Adopted, adopt, stopped};
use tonic::transport::Channel;
use tonic::{Code, Status};
use uuid::Uuid;

use crate::bases::cast::drafted;
use crate::demonstrations::cast::{ground, planning};
use crate::extension::cast::{accepted, accepted_as, confirmed, open, row};
use crate::varieties::approved;
use crate::world::*;

const SUBSIDY: &str = "agr.subsidy";
const HOOK: &str = "agr.subsidy@1";
const COUNTY: &str = "440783";
/// 200 mu.
const LARGE_C: i64 = 20_000;

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

fn payer() -> Person {
    person("qian", "fin-440783", COUNTY, &["finance_payer"])
}

/// The county takes a package up, and announces a budget.
async fn ruled(world: &mut World, package: &str, budget_fen: i64) {
    let adopted = Adopted {
        tenant: COUNTY,
        hook: HOOK,
        package,
        settings: &[],
        in_force: "[2025-01-01,)",
        applies_to_open_cases: false,
    };
    adopt(world, adopted).await;
    let mut admin = world.database.admin().await.unwrap();
    sqlx::query(
        "INSERT INTO grant_programme (id, tenant, family, year, version, appropriation_fen, announced_fen, reserved_fen,
                                      committed_fen, paid_fen, recovered_fen)
         VALUES ($1, $2, $3, 2025, 1, $4, $4, 0, 0, 0, 0)",
    )
    .bind(Uuid::now_v7())
    .bind(COUNTY)
    .bind(SUBSIDY)
    .bind(budget_fen)
    .execute(&mut admin)
    .await
    .unwrap();
    // Nothing is served before the rulebook is read.
    world.restarted(async |_| {}).await;
}

/// 200 mu of a rectangle of about 205, accepted.
async fn large(world: &World, base: &Base, variety: &Variety) -> Demonstration {
    let planning = PlanDemonstrationRequest {
        site_geojson: ground((4, 3)),
        stated_area_c: LARGE_C,
        ..planning(base, variety)
    };
    accepted_as(world, base, planning).await
}

async fn draft(world: &World, by: &Person, shown: &Demonstration) -> Result<GrantClaim, Status> {
    let request = CreateGrantClaimRequest {
        programme: SUBSIDY.to_owned(),
        subject: shown.name.clone(),
        request_id: id(),
        ..CreateGrantClaimRequest::default()
    };
    grant!(world, by, create_grant_claim, request)
}

async fn filed(world: &World, shown: &Demonstration) -> GrantClaim {
    let by = operator_of_base();
    let claim = draft(world, &by, shown).await.unwrap();
    let request = FileGrantClaimRequest {
        name: claim.name.clone(),
        etag: claim.etag.clone(),
        request_id: id(),
        materials: claim.required_materials.clone(),
    };
    grant!(world, &by, file_grant_claim, request).unwrap()
}

async fn approve(world: &World, by: &Person, claim: &GrantClaim) -> Result<GrantClaim, Status> {
    let request = ApproveGrantClaimRequest {
        name: claim.name.clone(),
        etag: claim.etag.clone(),
        request_id: id(),
        commitments: vec![Commitment {
            until: "2026-03-03".to_owned(),
            conditions: vec!["FIELD_KEPT_IN_USE".to_owned()],
        }],
    };
    grant!(world, by, approve_grant_claim, request)
}

fn amount(claim: &GrantClaim) -> Option<(i64, &str)> {
    let amount = claim.amount.as_ref()?;
    Some((amount.total_fen, amount.payee.as_str()))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_accepted_demonstration_is_paid_for_once_after_its_notice() {
    let mut world = World::on(World::CALM).await;
    ruled(&mut world, "kaiping", 10_000_000).await;
    let base = drafted(&world, base::Level::City).await;
    let variety = approved(&world, "美香占2号").await;
    let shown = large(&world, &base, &variety).await;
    let opened = open(&world, &shown, "2025-E").await.unwrap();
    let rows = [row("H-1", "P-1", 100), row("H-2", "P-2", 100)];
    confirmed(&world, &base, &opened, &rows).await;
    let computed = filed(&world, &shown).await;
    // AGR-28: 200 mu for 100.00 yuan, and 20 % more for a yield that grew by more than 5 %.
    assert_eq!(amount(&computed), Some((2_400_000, "jaas")));
    assert_eq!(
        (computed.legal_date.as_str(), computed.year),
        (World::CALM, 2025)
    );
    assert_eq!(computed.facts, std::slice::from_ref(&shown.name));
    let twice = draft(&world, &operator_of_base(), &shown)
        .await
        .unwrap_err();
    assert_eq!(
        (twice.code(), reason(&twice).as_str()),
        (Code::AlreadyExists, "ALREADY_CLAIMED")
    );

    let approved = approve(&world, &county(), &computed).await.unwrap();
    let request = PublishGrantClaimRequest {
        name: approved.name.clone(),
        etag: approved.etag.clone(),
        request_id: id(),
    };
    let published = grant!(&world, &county(), publish_grant_claim, request).unwrap();
    world.advance_to("2025-03-11");
    let request = PayGrantClaimRequest {
        name: published.name.clone(),
        etag: published.etag.clone(),
        request_id: id(),
    };
    let paid = grant!(&world, &payer(), pay_grant_claim, request).unwrap();
    assert_eq!(paid.state(), State::Paid);
    let request = ListDecisionsRequest {
        case: paid.name.clone(),
        ..ListDecisionsRequest::default()
    };
    let decisions = call!(world, &operator_of_base(), list_decisions, request)
        .unwrap()
        .decisions;
    assert_eq!((decisions.len(), decisions[0].hook.as_str()), (1, HOOK));
    let asked = &decisions[0].input_json;
    assert!(asked.contains(r#""households":2"#), "{asked}");
    assert!(asked.contains(r#""increase_bp":625"#), "{asked}");

    // The season's cap leaves 6,000 yuan for the base's second demonstration, and nothing for the third.
    let second = filed(&world, &large(&world, &base, &variety).await).await;
    assert_eq!(amount(&second), Some((600_000, "jaas")));
    let third = filed(&world, &large(&world, &base, &variety).await).await;
    assert_eq!(amount(&third), None);
    assert_eq!(third.reasons, ["SEASON_USED_UP"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_small_one_gets_nothing_and_is_told_why() {
    let mut world = World::on(World::CALM).await;
    ruled(&mut world, "kaiping", 10_000_000).await;
    let base = drafted(&world, base::Level::City).await;
    let variety = approved(&world, "美香占2号").await;
    let computed = filed(&world, &accepted(&world, &base, &variety).await).await;
    assert_eq!(
        (computed.state(), amount(&computed)),
        (State::Computed, None)
    );
    assert_eq!(computed.reasons, ["BELOW_50MU"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_county_s_package_pays_by_its_own_figures() {
    let mut world = World::on(World::CALM).await;
    // Rice in the citrus package: 150.00 yuan a mu, 20 % more for the yield.
    ruled(&mut world, "xinhui-citrus", 10_000_000).await;
    let base = drafted(&world, base::Level::City).await;
    let variety = approved(&world, "美香占2号").await;
    let computed = filed(&world, &large(&world, &base, &variety).await).await;
    assert_eq!(amount(&computed), Some((3_600_000, "jaas")));
    let small = filed(&world, &accepted(&world, &base, &variety).await).await;
    assert_eq!(small.reasons, ["BELOW_30MU"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_what_was_accepted_is_claimed_and_only_by_its_operator() {
    let world = World::on(World::CALM).await;
    let base = drafted(&world, base::Level::City).await;
    let variety = approved(&world, "美香占2号").await;
    let planned = crate::demonstrations::cast::planned(&world, &base, &variety).await;
    let early = draft(&world, &operator_of_base(), &planned)
        .await
        .unwrap_err();
    assert_eq!(reason(&early), "DEMONSTRATION_NOT_ACCEPTED");
    let shown = accepted(&world, &base, &variety).await;
    let hidden = draft(&world, &stranger(), &shown).await.unwrap_err();
    assert_eq!(hidden.code(), Code::NotFound);
    let request = CreateGrantClaimRequest {
        programme: SUBSIDY.to_owned(),
        subject: shown.name.clone(),
        occasion: "2025-L".to_owned(),
        request_id: id(),
        ..CreateGrantClaimRequest::default()
    };
    let other_season = grant!(&world, &operator_of_base(), create_grant_claim, request);
    assert_eq!(reason(&other_season.unwrap_err()), "OCCASION_UNKNOWN");
    // Nobody's rule is in force.
    let claim = filed(&world, &shown).await;
    assert_eq!((claim.state(), amount(&claim)), (State::Computed, None));
    assert_eq!(claim.reasons, ["NO_RULE_IN_FORCE"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_rule_that_gives_no_answer_leaves_it_to_a_person() {
    let mut world = World::on(World::CALM).await;
    ruled(&mut world, "kaiping", 10_000_000).await;
    stopped(&mut world, HOOK).await;
    let base = drafted(&world, base::Level::City).await;
    let variety = approved(&world, "美香占2号").await;
    let manual = filed(&world, &large(&world, &base, &variety).await).await;
    assert_eq!((manual.state(), amount(&manual)), (State::Manual, None));
    let request = ComputeGrantClaimByHandRequest {
        name: manual.name.clone(),
        etag: manual.etag.clone(),
        request_id: id(),
        total_fen: 1_000_000,
        payee: String::new(),
        reason: "按办法第四条核算".to_owned(),
    };
    let computed = grant!(&world, &county(), compute_grant_claim_by_hand, request).unwrap();
    assert_eq!(amount(&computed), Some((1_000_000, "jaas")));
    let same = approve(&world, &county(), &computed).await.unwrap_err();
    assert_eq!(reason(&same), "SAME_PERSON");
    let approved = approve(&world, &second_county(), &computed).await.unwrap();
    assert_eq!(approved.state(), State::Approved);
}
