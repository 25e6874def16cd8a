//! What rights carry: asked before a loan, and told to bank and enterprise when a pledged right is valued anew.
mod time;

use kezhuan_financing::domain::loan::State as LoanState;
use kezhuan_financing::domain::party::Capacity;
use kezhuan_protocol::financing::v1::*;
use kezhuan_rule_testkit::{Adopted, adopt};
use kezhuan_testkit::settled;
use tonic::{Code, Status};

use crate::secured::*;
use crate::step;
use crate::world::*;

/// Records what a valuer found a right to be worth, for a pledge.
async fn valued(world: &World, right: &Asset, fen: i64) -> Asset {
    let current = seen(world, right).await;
    step!(
        world,
        valuer(),
        current,
        record_asset_valuation,
        RecordAssetValuationRequest {
            purpose: valuation::Purpose::Pledge.into(),
            method: valuation::Method::Market.into(),
            valued_on: "2025-02-28".to_owned(),
            value_fen: fen,
        }
    )
    .unwrap()
}

async fn estimated(
    world: &World,
    person: &Person,
    application: &Application,
    values: Vec<AssetValue>,
) -> Result<Collateral, Status> {
    let application = application.name.clone();
    let request = EstimateCollateralRequest {
        application,
        values,
    };
    call!(world, person, estimate_collateral, request)
}

fn worth(right: &Asset, value_fen: i64) -> AssetValue {
    AssetValue {
        asset: right.name.clone(),
        value_fen,
        valid_until: "2026-02-28".to_owned(),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rights_carry_by_the_defaults_and_then_by_the_banks_own_rule() {
    let world = World::on(World::CALM).await;
    let right = entered(&world, trademark("TM1")).await;
    let application = offered(&world, "bank-1", &[&right]).await;
    let carried = |answer: &Collateral| -> Vec<(i64, i64)> {
        let each = answer.per_asset.iter();
        each.map(|one| (one.value_fen, one.carries_fen)).collect()
    };
    let unvalued = estimated(&world, &banker(), &application, vec![]).await;
    assert_eq!(carried(&unvalued.unwrap()), [(0, 0)]);

    shown(&world, &right, "valuer-1", Capacity::Valuer.as_str()).await;
    valued(&world, &right, 1_000_000).await;
    for person in [banker(), applicant()] {
        let latest = estimated(&world, &person, &application, vec![]).await;
        assert_eq!(carried(&latest.unwrap()), [(1_000_000, 300_000)]);
        let given = vec![worth(&right, 2_000_000)];
        let given = estimated(&world, &person, &application, given).await;
        let given = given.unwrap();
        assert_eq!(carried(&given), [(2_000_000, 600_000)]);
        assert_eq!((given.cap_fen, given.loan_max_fen), (600_000, 600_000));
    }
    let stranger = estimated(&world, &other_banker(), &application, vec![]).await;
    assert_eq!(stranger.unwrap_err().code(), Code::NotFound);
    let twice = vec![worth(&right, 5), worth(&right, 5)];
    let twice = estimated(&world, &banker(), &application, twice).await;
    assert_eq!(reason(&twice.unwrap_err()), "VALUES_INCOMPLETE");

    let indication = RegisterAssetRequest {
        kind: asset::Kind::GeographicalIndication.into(),
        ..trademark("GI1")
    };
    let indication = entered(&world, indication).await;
    let beside = offered(&world, "bank-1", &[&right, &indication]).await;
    let nobody = estimated(&world, &banker(), &beside, vec![]).await;
    assert_eq!(reason(&nobody.unwrap_err()), "NO_DEFAULT_SHARE");

    let own = Adopted {
        tenant: "bank-1",
        hook: "ip.ltv@1",
        package: "wuyi-bank",
        settings: &[("trademark_bp", 5_000)],
        in_force: "[2025-01-01,)",
        applies_to_open_cases: true,
    };
    adopt(&world, own).await;
    let by_rule = settled(SOON, 500_000, async || {
        let answer = estimated(&world, &banker(), &application, vec![]).await;
        answer.unwrap().per_asset[0].carries_fen
    });
    assert_eq!(by_rule.await, 500_000);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_new_valuation_of_a_pledged_right_is_told_with_what_its_loans_stand_on() {
    let world = World::on(World::CALM).await;
    let right = entered(&world, trademark("TM1")).await;
    shown(&world, &right, "valuer-1", Capacity::Valuer.as_str()).await;
    let pledge = effective(&world, &[&right]).await;
    let loan = lent(&world, &pledge, LoanState::Active).await;
    let anew = valued(&world, &right, 20_000_000).await;

    let list = async |person: &Person, filter: String| {
        let request = ListAlertsRequest {
            filter,
            ..ListAlertsRequest::default()
        };
        let answer = call!(world, person, list_alerts, request).unwrap();
        answer.alerts
    };
    let filter = format!("kind=\"VALUED\" AND asset=\"{}\"", right.name);
    let told = list(&applicant(), filter.clone()).await;
    let [alert] = &told[..] else {
        panic!("one alert: {told:?}");
    };
    assert_eq!(list(&banker(), filter.clone()).await, told);
    // A valuer is told of nothing, though it was its own report; nor is a bank that has no part in it.
    for other in [valuer(), other_banker()] {
        let others = list(&other, filter.clone()).await;
        assert!(others.is_empty(), "{others:?}");
    }
    assert_eq!(
        (
            alert.kind(),
            alert.about.as_str(),
            alert.asset_number.as_str(),
            alert.bank.as_str()
        ),
        (alert::Kind::Valued, "2025-02-28", "TM1", "bank-1")
    );
    let stands = AffectedLoan {
        loan: loan.clone(),
        outstanding_fen: 10_000_000,
        // 30 %, by the defaults: the bank has no rule of its own.
        collateral_fen: 6_000_000,
        decision: String::new(),
    };
    assert_eq!(alert.loans, [stands]);
    assert!(alert.zh.contains("TM1") && alert.en.contains("valued anew"));
    assert_eq!(world.events_of(&alert.name).await, ["AlertRaised"]);
    let mut admin = world.database.admin().await.unwrap();
    let asked: Vec<String> =
        sqlx::query_scalar("SELECT outcome_kind FROM decision WHERE case_id = $1")
            .bind(uuid_of(&loan))
            .fetch_all(&mut admin)
            .await
            .unwrap();
    assert_eq!(asked, ["NO_RULE_IN_FORCE"]);
    // What was told stays as it was told.
    repaid(&world, &loan).await;
    assert_eq!(list(&banker(), filter.clone()).await, told);
    assert_eq!(anew.encumbrance(), asset::Encumbrance::Pledged);
    // A loan that is repaid stands on nothing any more.
    valued(&world, &right, 30_000_000).await;
    let told = list(&banker(), filter).await;
    let loans: Vec<usize> = told.iter().map(|alert| alert.loans.len()).collect();
    assert_eq!(loans, [0, 1]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_pledged_right_that_is_challenged_is_told_of_and_nothing_else_happens() {
    let world = World::on(World::CALM).await;
    let right = entered(&world, trademark("TM1")).await;
    let pledge = effective(&world, &[&right]).await;
    // One that is late stands on its rights as much as any other.
    let loan = lent(&world, &pledge, LoanState::Defaulted).await;
    let pledged = seen(&world, &right).await;
    let challenged = step!(
        world,
        registry_clerk(),
        pledged,
        file_asset_invalidation,
        FileAssetInvalidationRequest {}
    )
    .unwrap();
    assert_eq!(challenged.encumbrance(), asset::Encumbrance::Pledged);
    let request = ListAlertsRequest {
        filter: "kind=\"NOT_VALID\"".to_owned(),
        ..ListAlertsRequest::default()
    };
    let told = call!(world, &banker(), list_alerts, request)
        .unwrap()
        .alerts;
    let loans: Vec<&str> = told
        .iter()
        .flat_map(|alert| &alert.loans)
        .map(|affected| affected.loan.as_str())
        .collect();
    assert_eq!((told.len(), loans), (1, vec![loan.as_str()]));
    let untouched = pledge_seen_by(&world, &banker(), &pledge).await.unwrap();
    assert_eq!(untouched.state(), pledge::State::Effective);
    assert!(world.events_of(&loan).await.is_empty());
}
