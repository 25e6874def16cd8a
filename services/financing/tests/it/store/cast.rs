//! The database alone, and who writes it: an enterprise, banks, the registry, the pool.
use chrono::NaiveDate;
use kezhuan_auth::{Caller, CallerKind, Role};
use kezhuan_database::Database;
use kezhuan_financing::domain::actor::{self, Actor};
use kezhuan_financing::domain::asset::{self, AssetKind, IpAsset, NewAsset};
use kezhuan_financing::domain::pledge::{self, Channel, Command, Covered, Debt, NewPledge};
use kezhuan_financing::store::stored::Stored;
use kezhuan_financing::store::{assets, parties, pledges};
use kezhuan_financing::{Error, NAME};
use kezhuan_law::{Fen, WorkingCalendar};
use kezhuan_testkit::TestDatabase;
use uuid::Uuid;

pub const COUNTY: &str = "440703";
pub const CITY: &str = "440700";
pub const OWNER: &str = "enterprise-1";

pub struct Tables {
    pub test: TestDatabase,
    pub database: Database,
}

/// Keeps it in one piece: a database taken out of it outlives `test`, and then the next test clears it away.
impl Drop for Tables {
    fn drop(&mut self) {}
}

pub async fn tables() -> Tables {
    let test = TestDatabase::for_service(NAME, sqlx::migrate!())
        .await
        .unwrap();
    let database = test.open().unwrap();
    Tables { test, database }
}

pub fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub fn caller(organisation: &str, tenant: &str, role: Role) -> Caller {
    Caller {
        kind: CallerKind::Person,
        roles: [role].into(),
        ..Caller::service(organisation, tenant)
    }
}

pub fn owner() -> Caller {
    caller(OWNER, "", Role::Applicant)
}

pub fn bank(name: &str) -> Caller {
    caller(name, "", Role::Bank)
}

pub fn pool_manager() -> Caller {
    caller("pool-440700", CITY, Role::PoolManager)
}

pub fn bank_name(number: usize) -> String {
    format!("bank-{number}")
}

fn enterprise() -> Actor {
    Actor::person("li", OWNER, "", [actor::Role::Applicant])
}

fn banker(name: &str) -> Actor {
    Actor::person("he", name, "", [actor::Role::Bank])
}

/// A trademark of the enterprise, which needs no check digit, shown to these banks.
pub async fn right(tables: &Tables, number: usize, banks: &[String]) -> Stored<IpAsset> {
    let new = NewAsset {
        id: Uuid::now_v7(),
        kind: AssetKind::Trademark,
        number: format!("TM{number}"),
        owner: OWNER.to_owned(),
        co_owners: Vec::new(),
        filed_on: date("2020-03-15"),
        expires_on: Some(date("2030-03-15")),
        fee_paid_through: 0,
    };
    let asset = asset::register(new, &enterprise()).unwrap();
    let (banks, by) = (banks.to_vec(), owner());
    let written = tables.database.write_as(&by, move |write| {
        let (asset, banks) = (asset.clone(), banks.clone());
        Box::pin(async move {
            let stored = assets::insert(write, COUNTY, asset, 1).await?;
            let admitted: Vec<(&str, &str)> = banks
                .iter()
                .map(|bank| (bank.as_str(), parties::BANK))
                .collect();
            parties::admit(write, stored.body.id, COUNTY, &admitted).await?;
            Ok::<_, Error>(stored)
        })
    });
    written.await.unwrap()
}

/// A pledge of these rights that the enterprise has agreed to: the bank's word files it.
pub async fn agreed_pledge(tables: &Tables, bank_name: &str, assets: &[Uuid]) -> Uuid {
    let id = Uuid::now_v7();
    let new = NewPledge {
        id,
        application: Uuid::now_v7(),
        loan: Uuid::now_v7(),
        bank: bank_name.to_owned(),
        borrower: OWNER.to_owned(),
        pledgor: OWNER.to_owned(),
        assets: assets.iter().copied().map(covered).collect(),
        secured: Fen(300),
        debt_end: date("2027-01-05"),
    };
    let prepared = pledge::prepare(new, &banker(bank_name)).unwrap();
    let by = bank(bank_name);
    let written = tables.database.write_as(&by, move |write| {
        let prepared = prepared.clone();
        Box::pin(async move {
            pledges::insert(write, COUNTY, prepared, 1).await?;
            Ok::<_, Error>(())
        })
    });
    written.await.unwrap();
    file(tables, &owner(), &enterprise(), id).await.unwrap();
    id
}

fn covered(asset: Uuid) -> Covered {
    Covered {
        asset,
        co_owner_consent: false,
        same_day_invention: false,
        informed: false,
    }
}

/// The bank's word.
pub async fn filed_by_bank(tables: &Tables, bank_name: &str, id: Uuid) -> Result<(), Error> {
    file(tables, &bank(bank_name), &banker(bank_name), id).await
}

/// One side files: the pledge is held, then its rights in their order, and all of them move or none.
async fn file(tables: &Tables, caller: &Caller, actor: &Actor, id: Uuid) -> Result<(), Error> {
    let actor = actor.clone();
    let written = tables.database.write_as(caller, move |write| {
        let actor = actor.clone();
        Box::pin(async move {
            let before = pledges::lock(write, id).await?.unwrap();
            let ids: Vec<Uuid> = before.body.assets.iter().map(|right| right.asset).collect();
            let rights = assets::lock_all(write, &ids).await?;
            let bodies: Vec<IpAsset> = rights.iter().map(|right| right.body.clone()).collect();
            let terms = pledge::Terms::default();
            let at = pledge::Circumstances {
                actor: &actor,
                today: date("2026-01-05"),
                calendar: WorkingCalendar::shipped(),
                assets: &bodies,
                debt: Debt::Open,
                terms: &terms,
            };
            let command = Command::File {
                channel: Channel::Online,
            };
            let decided = pledge::decide(&before.body, command, &at)?;
            for (asset, command) in decided.of_assets {
                let right = rights.iter().find(|right| right.body.id == asset).unwrap();
                save_right(write, right, command, &actor).await?;
            }
            pledges::save(write, &before, decided.pledge, "PledgeFiled").await?;
            Ok(())
        })
    });
    written.await
}

/// Takes a step on a right as it was read.
pub async fn save_right(
    write: &mut kezhuan_database::Write,
    before: &Stored<IpAsset>,
    command: asset::Command,
    actor: &Actor,
) -> Result<(), Error> {
    let terms = asset::Terms::default();
    let at = asset::Circumstances {
        actor,
        today: date("2026-01-05"),
        calendar: WorkingCalendar::shipped(),
        terms: &terms,
    };
    let decided = asset::decide(&before.body, command, &at)?;
    assets::save(write, before, decided.asset, "AssetMoved").await?;
    Ok(())
}

pub fn reason(error: &Error) -> &'static str {
    match error {
        Error::Refused(refused) => refused.reason,
        _ => "NOT_A_REFUSAL",
    }
}
