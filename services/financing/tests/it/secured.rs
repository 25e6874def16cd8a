//! Rights, the applications that offer them, the pledges over them, and the loans these secure.
use chrono::NaiveDate;
use kezhuan_auth::Caller;
use kezhuan_database::Database;
use kezhuan_financing::domain::application::{Approval, State as ApplicationState};
use kezhuan_financing::domain::biz_no::BizNo;
use kezhuan_financing::domain::loan::{
    self, DefaultGround, Disbursement, Due, InDefault, Loan, NewLoan, State as LoanState,
};
use kezhuan_financing::store::{applications, loans, parties};
use kezhuan_financing::{Error, NAME};
use kezhuan_law::Fen;
use kezhuan_protocol::financing::v1::*;
use kezhuan_testkit::eventually;
use tonic::Status;
use uuid::Uuid;

use crate::step;
use crate::world::*;

pub const COUNTY: &str = "440703";
/// Of an invention each; their check digits are right.
pub const PATENTS: [&str; 5] = [
    "ZL201910000001.9",
    "ZL201910000002.3",
    "ZL201910000003.8",
    "ZL201910000004.2",
    "ZL201910000005.7",
];

/// An invention of the enterprise, filed on 2019-02-17, whose fees are paid through its sixth year.
pub fn patent(number: &str) -> RegisterAssetRequest {
    RegisterAssetRequest {
        kind: asset::Kind::Invention.into(),
        number: number.to_owned(),
        owner: "enterprise-1".to_owned(),
        filed_on: "2019-02-17".to_owned(),
        fee_paid_through: 6,
        division: COUNTY.to_owned(),
        request_id: id(),
        ..RegisterAssetRequest::default()
    }
}

/// A trademark of the enterprise, which has neither check digit nor fees; its term ends on 2030-03-15.
pub fn trademark(number: &str) -> RegisterAssetRequest {
    RegisterAssetRequest {
        kind: asset::Kind::Trademark.into(),
        filed_on: "2020-03-15".to_owned(),
        expires_on: "2030-03-15".to_owned(),
        fee_paid_through: 0,
        ..patent(number)
    }
}

pub async fn entered(world: &World, request: RegisterAssetRequest) -> Asset {
    call!(world, &applicant(), register_asset, request).unwrap()
}

/// A world on a day whose first look by the timers is over; they look again in a minute.
pub async fn looked_on(day: &str) -> World {
    let world = World::on(day).await;
    let day: NaiveDate = day.parse().unwrap();
    let over = eventually(SOON, async || {
        let looked: bool =
            sqlx::query_scalar("SELECT EXISTS (SELECT FROM timer_look WHERE legal_day = $1)")
                .bind(day)
                .fetch_one(&mut world.database.admin().await.unwrap())
                .await
                .unwrap();
        looked
    });
    assert!(over.await, "the timers did not look");
    world
}

/// As the owner reads it now.
pub async fn seen(world: &World, asset: &Asset) -> Asset {
    seen_by(world, &applicant(), asset).await.unwrap()
}

pub async fn seen_by(world: &World, person: &Person, asset: &Asset) -> Result<Asset, Status> {
    let name = asset.name.clone();
    call!(world, person, get_asset, GetAssetRequest { name })
}

/// A number no instruction had before.
pub fn biz_no() -> String {
    id().replace('-', "")
}

/// An application of the enterprise that offers these rights to a bank, and shows them to it.
pub async fn offered(world: &World, bank: &str, rights: &[&Asset]) -> Application {
    let create = CreateApplicationRequest {
        enterprise: "enterprise-1".to_owned(),
        division: COUNTY.to_owned(),
        bank: bank.to_owned(),
        product: Some(Product {
            kind: product::Kind::YiKeDai.into(),
            pledge_first: true,
            mode: product::Mode::Loan.into(),
            stage: product::Stage::Industrial.into(),
        }),
        security: vec![application::Security::IpPledge.into()],
        amount_fen: 10_000_000,
        term_months: 12,
        purpose: "equipment".to_owned(),
        repayment_source: "sales".to_owned(),
        assets: rights.iter().map(|right| right.name.clone()).collect(),
        request_id: id(),
        ..CreateApplicationRequest::default()
    };
    let draft = call!(world, &applicant(), create_application, create).unwrap();
    let declaration = Declaration {
        revenue_fen: 1_000_000_000,
        qualifications: vec![declaration::Qualification::Hnte.into()],
        ..Declaration::default()
    };
    step!(
        world,
        applicant(),
        draft,
        submit_application,
        SubmitApplicationRequest {
            declaration: Some(declaration),
        }
    )
    .unwrap()
}

/// The terms of a pledge of these rights until 2027-01-05.
pub fn terms(application: &Application, rights: &[&Asset]) -> PreparePledgeRequest {
    let covered = |right: &&Asset| pledge::Covered {
        asset: right.name.clone(),
        ..pledge::Covered::default()
    };
    PreparePledgeRequest {
        application: application.name.clone(),
        assets: rights.iter().map(covered).collect(),
        secured_fen: 10_000_000,
        debt_end: "2027-01-05".to_owned(),
        biz_no: biz_no(),
        ..PreparePledgeRequest::default()
    }
}

/// A pledge that somebody of the bank has prepared.
pub async fn prepared(world: &World, banker: &Person, bank: &str, rights: &[&Asset]) -> Pledge {
    let application = offered(world, bank, rights).await;
    call!(world, banker, prepare_pledge, terms(&application, rights)).unwrap()
}

/// The pledgor's word.
pub async fn filed_by_owner(world: &World, pledge: &Pledge) -> Result<Pledge, Status> {
    step!(
        world,
        applicant(),
        pledge,
        file_pledge,
        FilePledgeRequest {
            channel: pledge::Channel::Online.into(),
        }
    )
}

/// The bank's word.
pub async fn filed_by_bank(
    world: &World,
    banker: &Person,
    pledge: &Pledge,
) -> Result<Pledge, Status> {
    step!(
        world,
        banker,
        pledge,
        file_pledge,
        FilePledgeRequest {
            channel: pledge::Channel::Online.into(),
            biz_no: biz_no(),
        }
    )
}

/// A pledge that both sides have filed.
pub async fn filed(world: &World, rights: &[&Asset]) -> Pledge {
    let prepared = prepared(world, &banker(), "bank-1", rights).await;
    let agreed = filed_by_owner(world, &prepared).await.unwrap();
    filed_by_bank(world, &banker(), &agreed).await.unwrap()
}

/// A pledge that the registry has registered.
pub async fn effective(world: &World, rights: &[&Asset]) -> Pledge {
    let filed = filed(world, rights).await;
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

pub async fn pledge_seen_by(
    world: &World,
    person: &Person,
    pledge: &Pledge,
) -> Result<Pledge, Status> {
    let name = pledge.name.clone();
    call!(world, person, get_pledge, GetPledgeRequest { name })
}

/// Shows a right to an organisation, in the way of the table.
pub async fn shown(
    world: &World,
    asset: &Asset,
    organisation: &'static str,
    capacity: &'static str,
) {
    let (case, database, us) = (uuid_of(&asset.name), database(world), us());
    let written = database.write_as(&us, move |write| {
        Box::pin(async move {
            parties::admit(write, case, COUNTY, &[(organisation, capacity)]).await?;
            Ok::<_, Error>(())
        })
    });
    written.await.unwrap();
}

/// The loan that a pledge secures, past the steps between: lent a week ago, and how it stands now.
pub async fn lent(world: &World, pledge: &Pledge, state: LoanState) -> String {
    let (application, pledge) = (uuid_of(&pledge.application), uuid_of(&pledge.name));
    let (database, us) = (database(world), us());
    let found = database.read(&us, async |connection| {
        applications::find(connection, application).await
    });
    let found: Result<_, Error> = found.await;
    let mut signed = found.unwrap().unwrap().body;
    signed.state = ApplicationState::Contracted;
    signed.approval = Some(Approval {
        amount: Fen(10_000_000),
        rate_bp: 400,
        term_months: 12,
        approved_by: "luo".to_owned(),
        approved_on: date("2025-02-20"),
        sign_until: date("2025-05-20"),
        guarantee_bp: 0,
        guarantee_min_bp: 0,
        subsidy_bp: 0,
        stage_decision: None,
        shares: Vec::new(),
        shares_decision: None,
    });
    let maturity = date("2026-02-20");
    let new = NewLoan {
        number: format!("KZ-IPL-2025-440703-{}", &biz_no()[20..]),
        pledge: Some(pledge),
        maturity,
        schedule: vec![Due {
            on: maturity,
            principal: Fen(10_000_000),
        }],
        renews: None,
    };
    let late = state == LoanState::Defaulted;
    let loan = Loan {
        state,
        disbursement: Some(Disbursement {
            biz_no: BizNo::parse(&biz_no()).unwrap(),
            disbursed_on: date("2025-02-24"),
            disbursed_by: "he".to_owned(),
        }),
        overdue_since: late.then(|| date("2024-12-20")),
        default: late.then(|| InDefault {
            ground: DefaultGround::Days,
            defaulted_on: date("2025-02-28"),
        }),
        ..loan::draft(new, &signed).unwrap()
    };
    let name = format!("loans/{}", loan.id);
    let written = database.write_as(&us, move |write| {
        let loan = loan.clone();
        Box::pin(async move {
            loans::insert(write, COUNTY, "", loan, 0).await?;
            Ok::<_, Error>(())
        })
    });
    written.await.unwrap();
    name
}

/// All of a loan came in.
pub async fn repaid(world: &World, name: &str) {
    let today = world.clock.today();
    let repaid = move |loan: &Loan| Loan {
        state: LoanState::Repaid,
        repaid_on: Some(today),
        ..loan.clone()
    };
    moved(world, name, "LoanRepaid", repaid).await;
}

/// Another loan, which another pledge secures, took its place.
pub async fn renewed(world: &World, name: &str) {
    let today = world.clock.today();
    let renewed = move |loan: &Loan| Loan {
        state: LoanState::Renewed,
        renewed_as: Some(Uuid::now_v7()),
        renewed_on: Some(today),
        ..loan.clone()
    };
    moved(world, name, "LoanRenewed", renewed).await;
}

async fn moved(
    world: &World,
    name: &str,
    event: &'static str,
    step: impl Fn(&Loan) -> Loan + Copy + Send + Sync + 'static,
) {
    let id = uuid_of(name);
    let (database, us) = (database(world), us());
    let written = database.write_as(&us, move |write| {
        Box::pin(async move {
            let before = loans::lock(write, id).await?.unwrap();
            let after = Loan {
                version: before.body.version + 1,
                ..step(&before.body)
            };
            loans::save(write, &before, after, event).await?;
            Ok::<_, Error>(())
        })
    });
    written.await.unwrap();
}

pub fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub fn uuid_of(name: &str) -> Uuid {
    name.split_once('/').unwrap().1.parse().unwrap()
}

/// A field of a refusal: its path and its reason.
pub fn fields(status: &Status) -> Vec<(String, String)> {
    let fields = kezhuan_rpc::Explanation::of(status).fields.into_iter();
    fields.map(|field| (field.path, field.reason)).collect()
}

fn database(world: &World) -> Database {
    world.database.open_with(world.clock.clone()).unwrap()
}

/// The service itself, in the county's cases.
fn us() -> Caller {
    Caller::service(NAME, COUNTY)
}
