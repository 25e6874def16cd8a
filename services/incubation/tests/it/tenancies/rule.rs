//! What the county's rule says of an application, who decides where it fails, and when it is asked again.
use kezhuan_protocol::incubation::v1::tenancy::{Profile, State};
use kezhuan_protocol::incubation::v1::*;
use kezhuan_rule_testkit::{Adopted, adopt};
use kezhuan_testkit::settled;

use crate::carriers::entered;
use crate::step;
use crate::tenants::*;
use crate::world::*;

async fn adopt_for(world: &World, tenant: &str) {
    let adopted = Adopted {
        tenant,
        hook: "inc.admission@1",
        package: "jianghai-incubation",
        settings: &[],
        in_force: "[2025-01-01,)",
        applies_to_open_cases: false,
    };
    adopt(world, adopted).await;
}

/// So many people that no rule can be asked about it.
fn unaskable() -> Profile {
    Profile {
        staff: 1_000_001,
        ..start_up()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_rule_prefers_and_may_refuse() {
    let mut world = World::on(World::CALM).await;
    adopt_for(&world, "440703").await;
    world.restarted(async |_| {}).await;
    let carrier = entered(&world).await;
    let first = admitted(&world, &carrier, start_up()).await;
    assert_eq!(first.priority, 40);
    assert!(first.reasons.is_empty());
    let pins = first.rule_pins.iter();
    let pins = pins.map(|pin| (pin.hook.as_str(), pin.tenant.as_str()));
    assert_eq!(pins.collect::<Vec<_>>(), [("inc.admission@1", "440703")]);
    // Nine tenths of the tenants' area are let: only key chains come in.
    let unit = unit(&world, &carrier, "A", 700_000).await;
    let today = lease::Terms {
        starts_on: World::CALM.to_owned(),
        ..terms()
    };
    let lease = offered(&world, &unit, &first, today).await;
    let lease = sign(&world, &operator(), &lease).await.unwrap();
    sign(&world, &applicant(), &lease).await.unwrap();
    let second = applied(&world, &carrier, other_start_up()).await;
    let refused = admit(&world, &second, "").await.unwrap();
    assert_eq!(refused.state(), State::Refused);
    assert_eq!(refused.reasons, ["NO_CHAIN"]);
    assert!(refused.decision.starts_with("decisions/"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn where_the_rule_fails_the_authority_decides() {
    let mut world = World::on(World::CALM).await;
    adopt_for(&world, "440703").await;
    world.restarted(async |_| {}).await;
    let carrier = entered(&world).await;
    let tenancy = applied(&world, &carrier, unaskable()).await;
    let waiting = admit(&world, &tenancy, "2027-03-03").await.unwrap();
    assert_eq!(waiting.state(), State::Manual);
    assert_ne!(waiting.failure, "");
    let resolve = ResolveManualTenancyRequest {
        name: waiting.name.clone(),
        etag: waiting.etag.clone(),
        request_id: id(),
        admit: true,
        priority: 5,
        reason: "looked at".to_owned(),
        ..ResolveManualTenancyRequest::default()
    };
    let by_operator = call!(world, &operator(), resolve_manual_tenancy, resolve.clone());
    assert_eq!(
        by_operator.unwrap_err().code(),
        tonic::Code::PermissionDenied
    );
    let decided = call!(world, &county_stb(), resolve_manual_tenancy, resolve).unwrap();
    assert_eq!(decided.state(), State::Incubating);
    assert_eq!(
        (decided.until.as_str(), decided.priority),
        ("2027-03-03", 5)
    );
    // Asked again, another one fails again, and may be taken back.
    let other = Profile {
        staff: 1_000_001,
        ..other_start_up()
    };
    let other = applied(&world, &carrier, other).await;
    let waiting = admit(&world, &other, "").await.unwrap();
    let again = step!(
        world,
        county_stb(),
        waiting,
        ask_tenancy_again,
        AskTenancyAgainRequest {}
    )
    .unwrap();
    assert_eq!(again.state(), State::Manual);
    let gone = step!(
        world,
        operator(),
        again,
        withdraw_tenancy,
        WithdrawTenancyRequest {}
    )
    .unwrap();
    assert_eq!(
        (gone.state(), gone.failure.as_str()),
        (State::Withdrawn, "")
    );
    assert_eq!(
        world.events_of(&other.name).await,
        [
            "TenancyApplied",
            "TenancyRuleFailed",
            "TenancyAskedAgain",
            "TenancyRuleFailed",
            "TenancyWithdrawn",
        ]
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_city_s_rule_speaks_where_the_county_has_none() {
    let mut world = World::on(World::CALM).await;
    adopt_for(&world, "440700").await;
    world.restarted(async |_| {}).await;
    let carrier = entered(&world).await;
    let tenancy = admitted(&world, &carrier, start_up()).await;
    assert_eq!(tenancy.priority, 40);
    let (_, id) = tenancy.name.split_once('/').unwrap();
    let mut admin = world.database.admin().await.unwrap();
    let asked: Vec<String> = sqlx::query_scalar(
        "SELECT rule_tenant || ' ' || outcome_kind FROM decision WHERE case_id = $1::uuid ORDER BY id",
    )
    .bind(id)
    .fetch_all(&mut admin)
    .await
    .unwrap();
    assert_eq!(asked, ["440703 NO_RULE_IN_FORCE", "440700 ANSWERED"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_newer_rule_is_asked_by_the_service_itself() {
    let mut world = World::on(World::CALM).await;
    adopt_for(&world, "440700").await;
    world.restarted(async |_| {}).await;
    let carrier = entered(&world).await;
    let tenancy = applied(&world, &carrier, unaskable()).await;
    let waiting = admit(&world, &tenancy, "").await.unwrap();
    assert_eq!(waiting.state(), State::Manual);
    adopt_for(&world, "440703").await;
    let name = waiting.name.clone();
    let expected = [
        "TenancyApplied",
        "TenancyRuleFailed",
        "TenancyAskedAgain",
        "TenancyRuleFailed",
    ];
    let expected = expected.map(str::to_owned).to_vec();
    let events = settled(SOON, expected.clone(), async || {
        world.events_of(&name).await
    });
    assert_eq!(events.await, expected);
}
