//! What claims are about, put behind the service's back: a loan that was lent, its pledge, the pool's money, rules.
use kezhuan_auth::Caller;
use kezhuan_database::Database;
use kezhuan_financing::domain::actor::{Actor, Role};
use kezhuan_financing::domain::application::{self, Application, NewApplication};
use kezhuan_financing::domain::asset::{self, AssetKind, IpAsset, NewAsset};
use kezhuan_financing::domain::biz_no::BizNo;
use kezhuan_financing::domain::loan::{Disbursement, Due, Loan, Paid, State};
use kezhuan_financing::domain::pledge::{self, Covered, NewPledge, Pledge};
use kezhuan_financing::domain::product::{Mode, ModeTerms, Product, ProductKind, Security, Stage};
use kezhuan_financing::store::{applications, assets, loans, parties, pledges};
use kezhuan_financing::{Error, NAME};
use kezhuan_law::Fen;
use kezhuan_law::rule_pins::RulePins;
use kezhuan_protocol::financing::v1::*;
use kezhuan_rule_testkit::{Adopted, adopt};
use uuid::Uuid;

use crate::world::{World, call, id, pool_manager};

/// Xinhui, where city and county share a subsidy three to seven.
pub const TENANT: &str = "440705";
pub const CITY: &str = "440700";
const ENTERPRISE: &str = "enterprise-1";
const BANK: &str = "bank-1";
/// What is lent of it.
pub const PRINCIPAL: i64 = 300_000_000;

pub fn date(text: &str) -> chrono::NaiveDate {
    text.parse().unwrap()
}

fn database(world: &World) -> Database {
    world.database.open_with(world.clock.clone()).unwrap()
}

fn enterprise() -> Actor {
    Actor::person("li", ENTERPRISE, "", [Role::Applicant])
}

/// A loan that bank-1 lent on 2025-03-03, whose principal falls due on one day.
pub struct Lent {
    pub number: usize,
    pub due_on: &'static str,
    /// Of its pledge, if it has one.
    pub right: Option<AssetKind>,
    /// Interest that was paid on 2025-03-03.
    pub interest: i64,
}

impl Lent {
    /// Without a pledge, and nothing paid.
    pub fn due(due_on: &'static str) -> Lent {
        Lent {
            number: 1,
            due_on,
            right: None,
            interest: 0,
        }
    }

    fn application(&self) -> Application {
        let new = NewApplication {
            id: Uuid::now_v7(),
            number: format!("KZ-IPA-2025-{TENANT}-{:06}", self.number),
            loan: Uuid::now_v7(),
            enterprise: ENTERPRISE.to_owned(),
            division: TENANT.to_owned(),
            bank: BANK.to_owned(),
            product: product(),
            security: vec![Security::Unsecured],
            amount: Fen(PRINCIPAL),
            term_months: 6,
            purpose: "研发投入".to_owned(),
            repayment_source: "销售收入".to_owned(),
            assets: Vec::new(),
            others: Vec::new(),
        };
        let mut application = application::draft(new, &enterprise()).unwrap();
        application.state = application::State::Contracted;
        application.submitted_on = Some(date("2025-03-03"));
        application
    }

    fn loan(&self, application: &Application, pledge: Option<Uuid>) -> Loan {
        let paid = Paid {
            biz_no: BizNo::parse("I1").unwrap(),
            paid_on: date("2025-03-03"),
            principal: Fen::ZERO,
            interest: Fen(self.interest),
            penalty: Fen::ZERO,
        };
        Loan {
            id: application.loan,
            number: format!("KZ-IPL-2025-{TENANT}-{:06}", self.number),
            application: application.id,
            bank: BANK.to_owned(),
            borrower: ENTERPRISE.to_owned(),
            others: Vec::new(),
            product: product(),
            pledge,
            principal: Fen(PRINCIPAL),
            rate_bp: 365,
            term_months: 6,
            maturity: date(self.due_on),
            schedule: vec![Due {
                on: date(self.due_on),
                principal: Fen(PRINCIPAL),
            }],
            approved_on: date("2025-03-03"),
            shares: ModeTerms::default().shares(Mode::Loan),
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
            payments: (self.interest > 0).then_some(paid).into_iter().collect(),
            extensions: Vec::new(),
            overdue_since: None,
            default: None,
            disposal: None,
            closing: None,
            repaid_on: None,
            pins: RulePins::default(),
        }
    }
}

fn product() -> Product {
    Product {
        kind: ProductKind::IpLoan,
        pledge_first: false,
        mode: Some(Mode::Loan),
        stage: Stage::Industrial,
    }
}

fn right(kind: AssetKind, number: usize) -> IpAsset {
    let new = NewAsset {
        id: Uuid::now_v7(),
        kind,
        number: format!("TM{number}"),
        owner: ENTERPRISE.to_owned(),
        co_owners: Vec::new(),
        filed_on: date("2020-03-15"),
        expires_on: Some(date("2030-03-15")),
        fee_paid_through: 0,
    };
    asset::register(new, &enterprise()).unwrap()
}

fn secured(application: &Application, asset: &IpAsset) -> Pledge {
    let new = NewPledge {
        id: Uuid::now_v7(),
        application: application.id,
        loan: application.loan,
        bank: BANK.to_owned(),
        borrower: ENTERPRISE.to_owned(),
        pledgor: ENTERPRISE.to_owned(),
        assets: vec![Covered {
            asset: asset.id,
            co_owner_consent: false,
            same_day_invention: false,
            informed: false,
        }],
        secured: Fen(PRINCIPAL),
        debt_end: date("2026-03-03"),
    };
    let banker = Actor::person("he", BANK, "", [Role::Bank]);
    pledge::prepare(new, &banker).unwrap()
}

/// The loan's name.
pub async fn lent(world: &World, lent: Lent) -> String {
    let application = lent.application();
    let asset = lent.right.map(|kind| right(kind, lent.number));
    let pledge = asset.as_ref().map(|asset| secured(&application, asset));
    let loan = lent.loan(&application, pledge.as_ref().map(|pledge| pledge.id));
    let name = format!("loans/{}", loan.id);
    let rows = (application, asset, pledge, loan);
    let (database, itself) = (database(world), Caller::service(NAME, TENANT));
    let written = database.write_as(&itself, move |write| {
        let (application, asset, pledge, loan) = rows.clone();
        Box::pin(async move {
            let case = application.id;
            applications::insert(write, TENANT, application, 0).await?;
            // As its submission showed it to the bank.
            parties::admit(write, case, TENANT, &[(BANK, parties::BANK)]).await?;
            if let Some(asset) = asset {
                assets::insert(write, TENANT, asset, 0).await?;
            }
            if let Some(pledge) = pledge {
                pledges::insert(write, TENANT, pledge, 0).await?;
            }
            loans::insert(write, TENANT, "", loan, 0).await?;
            Ok::<_, Error>(())
        })
    });
    written.await.unwrap();
    name
}

/// Money for one of the pool's purses.
pub async fn deposited(world: &World, fund: pool_fund::Kind, amount_fen: i64) {
    let request = RecordPoolDepositRequest {
        fund: fund.into(),
        source: pool_fund::Source::City.into(),
        amount_fen,
        reference: id(),
        request_id: id(),
    };
    call!(world, &pool_manager(), record_pool_deposit, request).unwrap();
}

/// What one of its purses holds, and how much of that is set aside; the books balance.
pub async fn fund(world: &World, kind: pool_fund::Kind) -> (i64, i64) {
    let request = GetPoolBalanceRequest {};
    let balance = call!(world, &pool_manager(), get_pool_balance, request).unwrap();
    assert!(balance.balanced);
    let mut funds = balance.funds.into_iter();
    let fund = funds.find(|fund| fund.kind() == kind).unwrap();
    (fund.cash_fen, fund.reserved_fen)
}

/// How far the pool is exposed to the one bank there is.
pub async fn exposure(world: &World) -> BankExposure {
    let request = ListExposuresRequest::default();
    let answer = call!(world, &pool_manager(), list_exposures, request);
    let mut exposures = answer.unwrap().exposures;
    assert_eq!(exposures.len(), 1);
    exposures.remove(0)
}

/// The shipped package of the city for one hook, in force before anything is asked.
pub async fn city_rule(world: &mut World, hook: &str) {
    let adopted = Adopted {
        tenant: CITY,
        hook,
        package: "jiangmen",
        settings: &[],
        in_force: "[2024-01-01,)",
        applies_to_open_cases: false,
    };
    adopt(world, adopted).await;
    // Nothing is served before the rulebook is read.
    world.restarted(async |_| {}).await;
}

/// The decisions of a case, as somebody sees them.
pub async fn decisions(world: &World, by: &crate::world::Person, case: &str) -> Vec<Decision> {
    let request = ListDecisionsRequest {
        case: case.to_owned(),
        ..Default::default()
    };
    let answer = call!(world, by, list_decisions, request);
    answer.unwrap().decisions
}
