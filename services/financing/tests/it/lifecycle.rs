//! A patent from its registration through application, pledge, disbursement and repayment to its release: everybody by
//! their own token, the bank's people over its certificate.
use kezhuan_protocol::financing::v1::*;
use kezhuan_rule_testkit::{Adopted, adopt};
use prost::Message as _;
use tonic::Code;

use crate::lending::*;
use crate::step;
use crate::world::*;

const PATENT: &str = "ZL202310000001.5";
const VALUE_FEN: i64 = 100_000_000;

async fn registered(world: &World) -> Asset {
    let patent = RegisterAssetRequest {
        kind: asset::Kind::Invention.into(),
        number: PATENT.to_owned(),
        owner: "enterprise-1".to_owned(),
        filed_on: "2023-03-15".to_owned(),
        fee_paid_through: 3,
        division: "440703".to_owned(),
        request_id: id(),
        ..RegisterAssetRequest::default()
    };
    call!(world, &applicant(), register_asset, patent).unwrap()
}

async fn now(world: &World, patent: &Asset) -> Asset {
    let get = GetAssetRequest {
        name: patent.name.clone(),
    };
    call!(world, &applicant(), get_asset, get).unwrap()
}

/// What is asked for on the pledge of the patent.
fn on_pledge(patent: &Asset) -> CreateApplicationRequest {
    CreateApplicationRequest {
        product: Some(Product {
            pledge_first: true,
            ..product(product::Stage::Industrial)
        }),
        security: vec![application::Security::IpPledge.into()],
        assets: vec![patent.name.clone()],
        parties: vec![Party {
            organisation: "valuer-1".to_owned(),
            capacity: "VALUER".to_owned(),
        }],
        ..asked_for()
    }
}

fn worth(patent: &Asset) -> AssetValue {
    AssetValue {
        asset: patent.name.clone(),
        value_fen: VALUE_FEN,
        valid_until: "2026-03-02".to_owned(),
    }
}

/// Who is told of the submission beside both sides.
async fn others_told(world: &World, application: &Application) -> Vec<String> {
    let (_, id) = application.name.split_once('/').unwrap();
    let mut admin = world.database.admin().await.unwrap();
    let payload: Vec<u8> = sqlx::query_scalar(
        "SELECT payload FROM outbox WHERE aggregate_id = $1::uuid AND subject LIKE '%.ApplicationSubmitted'",
    )
    .bind(id)
    .fetch_one(&mut admin)
    .await
    .unwrap();
    let submitted = ApplicationSubmitted::decode(payload.as_slice()).unwrap();
    submitted.moved.unwrap().others
}

/// Valued by the valuer, reviewed by the bank.
async fn in_review(world: &World, patent: &Asset) -> Application {
    let eligible = submitted(world, &drafted(world, on_pledge(patent)).await).await;
    assert_eq!(others_told(world, &eligible).await, ["valuer-1"]);
    let valued = step!(
        world,
        valuer(),
        eligible,
        value_application,
        ValueApplicationRequest {
            values: vec![worth(patent)],
        }
    )
    .unwrap();
    step!(
        world,
        banker(),
        valued,
        review_application,
        ReviewApplicationRequest {
            biz_no: number(),
            finding: "sound".to_owned(),
        }
    )
    .unwrap()
}

async fn prepared(world: &World, contract: &Application, patent: &Asset) -> Pledge {
    let pledge = PreparePledgeRequest {
        application: contract.name.clone(),
        assets: vec![pledge::Covered {
            asset: patent.name.clone(),
            ..pledge::Covered::default()
        }],
        secured_fen: contract.amount_fen,
        debt_end: "2026-03-03".to_owned(),
        request_id: id(),
        biz_no: number(),
        ..PreparePledgeRequest::default()
    };
    call!(world, &banker(), prepare_pledge, pledge).unwrap()
}

/// Filed by both sides and registered.
async fn effective(world: &World, pledge: &Pledge) -> Pledge {
    let channel = i32::from(pledge::Channel::Online);
    let agreed = step!(
        world,
        banker(),
        pledge,
        file_pledge,
        FilePledgeRequest {
            biz_no: number(),
            channel: channel,
        }
    )
    .unwrap();
    let filed = step!(
        world,
        applicant(),
        agreed,
        file_pledge,
        FilePledgeRequest { channel: channel }
    )
    .unwrap();
    step!(
        world,
        registry_clerk(),
        filed,
        register_pledge,
        RegisterPledgeRequest {
            certificate: "Y2025980000001".to_owned(),
        }
    )
    .unwrap()
}

/// The loan of a contract on a pledge, due at once at maturity.
async fn loan_on(world: &World, contract: &Application, pledge: &Pledge) -> Loan {
    let create = CreateLoanRequest {
        pledge: pledge.name.clone(),
        ..loan_of(contract, vec![due("2026-03-03", contract.amount_fen)])
    };
    call!(world, &banker(), create_loan, create).unwrap()
}

#[tokio::test]
async fn a_patent_is_pledged_lent_on_repaid_and_free_again() {
    let world = World::on(World::CALM).await;
    let patent = registered(&world).await;
    let reviewed = in_review(&world, &patent).await;
    let collateral = reviewed.collateral.clone().unwrap();
    // Two fifths of an invention's value by default; no more than was asked for is lent on it.
    assert_eq!(
        (collateral.cap_fen, collateral.loan_max_fen),
        (40_000_000, 10_000_000)
    );
    assert_eq!(collateral.per_asset[0].carries_fen, 40_000_000);
    assert_eq!(reviewed.valued.clone().unwrap().values, [worth(&patent)]);
    let contract = signed(&world, &approved(&world, &reviewed).await).await;

    let pledge = prepared(&world, &contract, &patent).await;
    let loan = loan_on(&world, &contract, &pledge).await;
    let early = step!(
        world,
        banker(),
        loan,
        disburse_loan,
        DisburseLoanRequest { biz_no: number() }
    )
    .unwrap_err();
    assert_eq!(reason(&early), "PLEDGE_NOT_EFFECTIVE");
    let effective = effective(&world, &pledge).await;
    assert_eq!(effective.state(), pledge::State::Effective);
    let pledged = now(&world, &patent).await;
    assert_eq!(pledged.encumbrance(), asset::Encumbrance::Pledged);

    let active = disbursed(&world, &loan).await;
    let filed = step!(
        world,
        banker(),
        active,
        file_loan_with_pool,
        FileLoanWithPoolRequest { biz_no: number() }
    )
    .unwrap();
    let repaid = step!(
        world,
        banker(),
        filed,
        repay_loan,
        RepayLoanRequest {
            biz_no: number(),
            paid_on: World::CALM.to_owned(),
            principal_fen: 10_000_000,
        }
    )
    .unwrap();
    assert_eq!(repaid.state(), loan::State::Repaid);

    let get = GetPledgeRequest {
        name: pledge.name.clone(),
    };
    let settled = call!(world, &banker(), get_pledge, get).unwrap();
    let releasing = step!(
        world,
        banker(),
        settled,
        request_pledge_release,
        RequestPledgeReleaseRequest { biz_no: number() }
    )
    .unwrap();
    let released = step!(
        world,
        registry_clerk(),
        releasing,
        release_pledge,
        ReleasePledgeRequest {}
    )
    .unwrap();
    assert_eq!(released.state(), pledge::State::Released);
    let free = now(&world, &patent).await;
    assert_eq!(free.encumbrance(), asset::Encumbrance::Free);
    assert_eq!(
        world.events_of(&loan.name).await,
        ["LoanContracted", "LoanDisbursed", "LoanFiled", "LoanRepaid"]
    );
}

#[tokio::test]
async fn a_pledge_secures_the_loan_it_was_prepared_for() {
    let world = World::on(World::CALM).await;
    let patent = registered(&world).await;
    let reviewed = in_review(&world, &patent).await;
    let contract = signed(&world, &approved(&world, &reviewed).await).await;
    let pledge = prepared(&world, &contract, &patent).await;
    let other = contracted(&world, asked_for()).await;
    let wrong = CreateLoanRequest {
        pledge: pledge.name.clone(),
        ..loan_of(&other, vec![due("2026-03-03", other.amount_fen)])
    };
    let wrong = call!(world, &banker(), create_loan, wrong).unwrap_err();
    assert_eq!(reason(&wrong), "PLEDGE_OF_ANOTHER_LOAN");
}

#[tokio::test]
async fn every_right_is_valued_by_somebody_else_than_its_owner() {
    let world = World::on(World::CALM).await;
    let patent = registered(&world).await;
    let eligible = submitted(&world, &drafted(&world, on_pledge(&patent)).await).await;
    let value = |values: Vec<AssetValue>| ValueApplicationRequest {
        name: eligible.name.clone(),
        request_id: id(),
        values,
        ..ValueApplicationRequest::default()
    };
    let expired = AssetValue {
        valid_until: "2025-03-02".to_owned(),
        ..worth(&patent)
    };
    let worthless = AssetValue {
        value_fen: 0,
        ..worth(&patent)
    };
    let nameless = AssetValue {
        asset: "patents/1".to_owned(),
        ..worth(&patent)
    };
    for (values, expected) in [
        (vec![], "VALUES_INCOMPLETE"),
        (vec![expired], "VALUATION_EXPIRED"),
        (vec![worthless], "AMOUNT_NOT_POSITIVE"),
        (vec![nameless], "NAME_INVALID"),
    ] {
        let refused = call!(world, &valuer(), value_application, value(values)).unwrap_err();
        assert_eq!(reason(&refused), expected);
    }
    let numbered = ValueApplicationRequest {
        biz_no: number(),
        ..value(vec![worth(&patent)])
    };
    let numbered = call!(world, &valuer(), value_application, numbered).unwrap_err();
    assert_eq!(reason(&numbered), "BIZ_NO_NOT_A_BANKS");
    let stranger = person("shen", "valuer-2", "", &["valuer"]);
    let unseen = value(vec![worth(&patent)]);
    let unseen = call!(world, &stranger, value_application, unseen).unwrap_err();
    assert_eq!(unseen.code(), Code::NotFound);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_bank_lends_on_a_right_by_its_own_rule() {
    let mut world = World::on(World::CALM).await;
    let adopted = Adopted {
        tenant: "bank-1",
        hook: "ip.ltv@1",
        package: "wuyi-bank",
        settings: &[("invention_bp", 500)],
        in_force: "[2025-01-01,)",
        applies_to_open_cases: false,
    };
    adopt(&world, adopted).await;
    world.restarted(async |_| {}).await;
    let patent = registered(&world).await;
    let reviewed = in_review(&world, &patent).await;
    let collateral = reviewed.collateral.clone().unwrap();
    assert_eq!(
        (collateral.cap_fen, collateral.loan_max_fen),
        (5_000_000, 5_000_000)
    );
    assert!(collateral.decision.starts_with("decisions/"));
    let pin = reviewed.rule_pins.first().unwrap();
    assert_eq!(
        (pin.hook.as_str(), pin.tenant.as_str()),
        ("ip.ltv@1", "bank-1")
    );
    let all = granted(&reviewed);
    let all = call!(world, &second_banker(), approve_application, all).unwrap_err();
    assert_eq!(reason(&all), "BEYOND_COLLATERAL");
    let half = ApproveApplicationRequest {
        amount_fen: 5_000_000,
        ..granted(&reviewed)
    };
    let approved = call!(world, &second_banker(), approve_application, half).unwrap();
    assert_eq!(approved.state(), application::State::Approved);
    // Asked anew for the approval: another decision, by the same rule.
    let again = approved.collateral.unwrap();
    assert_eq!(again.cap_fen, collateral.cap_fen);
    assert_ne!(again.decision, collateral.decision);
}
