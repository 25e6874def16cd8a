//! What a day brings, without anybody's asking: warnings, ended terms, missed due days, defaults.
use chrono::NaiveDate;
use kezhuan_auth::Caller;
use kezhuan_financing::domain::actor::{Actor, Role};
use kezhuan_financing::domain::application::{self, NewApplication};
use kezhuan_financing::domain::asset::{self, AssetKind, NewAsset};
use kezhuan_financing::domain::biz_no::BizNo;
use kezhuan_financing::domain::loan::{Disbursement, Due, Loan, State};
use kezhuan_financing::domain::product::{Product, ProductKind, Security, Stage};
use kezhuan_financing::store::{applications, assets, loans};
use kezhuan_financing::{Error, NAME};
use kezhuan_law::Fen;
use kezhuan_law::rule_pins::RulePins;
use kezhuan_testkit::settled;
use uuid::Uuid;

use crate::world::{SOON, World};

const TENANT: &str = "440703";
const ENTERPRISE: &str = "enterprise-1";
const BANK: &str = "bank-1";

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn enterprise() -> Actor {
    Actor::person("li", ENTERPRISE, "", [Role::Applicant])
}

/// A trademark whose last day is `expires_on`.
async fn right(world: &World, expires_on: &str) -> Uuid {
    let new = NewAsset {
        id: Uuid::now_v7(),
        kind: AssetKind::Trademark,
        number: "TM1".to_owned(),
        owner: ENTERPRISE.to_owned(),
        co_owners: Vec::new(),
        filed_on: date("2015-04-02"),
        expires_on: Some(date(expires_on)),
        fee_paid_through: 0,
    };
    let asset = asset::register(new, &enterprise()).unwrap();
    let id = asset.id;
    let database = world.database.open_with(world.clock.clone()).unwrap();
    let itself = Caller::service(NAME, TENANT);
    let written = database.write_as(&itself, move |write| {
        let asset = asset.clone();
        Box::pin(async move {
            assets::insert(write, TENANT, asset, 0).await?;
            Ok::<_, Error>(())
        })
    });
    written.await.unwrap();
    id
}

/// A loan of 200 fen that was lent on 2025-03-03: half of it falls due on 2025-03-05, the rest at maturity.
async fn lent(world: &World) -> Uuid {
    let product = Product {
        kind: ProductKind::RndLoan,
        pledge_first: false,
        mode: None,
        stage: Stage::Pilot,
    };
    let new = NewApplication {
        id: Uuid::now_v7(),
        number: "KZ-IP-2025-440703-000001".to_owned(),
        loan: Uuid::now_v7(),
        enterprise: ENTERPRISE.to_owned(),
        division: TENANT.to_owned(),
        bank: BANK.to_owned(),
        product: product.clone(),
        security: vec![Security::Unsecured],
        amount: Fen(200),
        term_months: 6,
        purpose: "研发投入".to_owned(),
        repayment_source: "销售收入".to_owned(),
        assets: Vec::new(),
        others: Vec::new(),
    };
    let application = application::draft(new, &enterprise()).unwrap();
    let due = |on: &str| Due {
        on: date(on),
        principal: Fen(100),
    };
    let loan = Loan {
        id: application.loan,
        number: "KZ-LN-2025-440703-000001".to_owned(),
        application: application.id,
        bank: BANK.to_owned(),
        borrower: ENTERPRISE.to_owned(),
        others: Vec::new(),
        product,
        pledge: None,
        principal: Fen(200),
        rate_bp: 365,
        term_months: 6,
        maturity: date("2025-09-03"),
        schedule: vec![due("2025-03-05"), due("2025-09-03")],
        approved_on: date("2025-03-03"),
        shares: Vec::new(),
        state: State::Active,
        version: 1,
        renews: None,
        renewed_as: None,
        renewed_on: None,
        disbursement: Some(Disbursement {
            biz_no: BizNo::parse("D1").unwrap(),
            disbursed_on: date("2025-03-03"),
            disbursed_by: "he".to_owned(),
        }),
        pool_filing: None,
        payments: Vec::new(),
        extensions: Vec::new(),
        overdue_since: None,
        default: None,
        disposal: None,
        closing: None,
        repaid_on: None,
        pins: RulePins::default(),
    };
    let id = loan.id;
    let database = world.database.open_with(world.clock.clone()).unwrap();
    let itself = Caller::service(NAME, TENANT);
    let written = database.write_as(&itself, move |write| {
        let (application, loan) = (application.clone(), loan.clone());
        Box::pin(async move {
            applications::insert(write, TENANT, application, 0).await?;
            loans::insert(write, TENANT, "", loan, 0).await?;
            Ok::<_, Error>(())
        })
    });
    written.await.unwrap();
    id
}

async fn expect_events(world: &World, name: &str, expected: &[&str]) {
    let expected: Vec<String> = expected.iter().map(|event| (*event).to_owned()).collect();
    let shown = settled(SOON, expected.clone(), async || world.events_of(name).await).await;
    assert_eq!(shown, expected);
}

/// The warnings of a right, as the days they were given before.
async fn warnings(world: &World, asset: Uuid) -> Vec<i32> {
    let mut admin = world.database.admin().await.unwrap();
    sqlx::query_scalar(
        "SELECT days_before FROM ip_alert WHERE asset_id = $1 AND kind = 'TERM_ENDS' ORDER BY create_time",
    )
    .bind(asset)
    .fetch_all(&mut admin)
    .await
    .unwrap()
}

async fn expect_warnings(world: &World, asset: Uuid, expected: &[i32]) {
    let expected = expected.to_vec();
    let shown = settled(SOON, expected.clone(), async || {
        warnings(world, asset).await
    })
    .await;
    assert_eq!(shown, expected);
}

#[tokio::test]
async fn a_term_is_warned_of_once_per_day_and_ends_by_itself() {
    let world = World::on(World::CALM).await;
    // Two processes look at the same rows.
    let _beside = world.beside().await;
    let asset = right(&world, "2025-04-02").await;
    world.advance_to("2025-03-04");
    expect_warnings(&world, asset, &[30]).await;
    world.advance_to("2025-03-27");
    expect_warnings(&world, asset, &[30, 7]).await;
    world.advance_to("2025-04-02");
    world.advance_to("2025-04-03");
    expect_events(&world, &format!("assets/{asset}"), &["AssetLegalChanged"]).await;
    assert_eq!(warnings(&world, asset).await, [30, 7]);
}

#[tokio::test]
async fn a_due_day_that_passed_unpaid_is_overdue_and_after_sixty_days_a_default() {
    let world = World::on(World::CALM).await;
    let _beside = world.beside().await;
    let loan = format!("loans/{}", lent(&world).await);
    // Four days are left for the bank's file to tell of a payment.
    world.advance_to("2025-03-10");
    expect_events(&world, &loan, &["LoanOverdue"]).await;
    world.advance_to("2025-05-04");
    expect_events(&world, &loan, &["LoanOverdue", "LoanDefaulted"]).await;
}
