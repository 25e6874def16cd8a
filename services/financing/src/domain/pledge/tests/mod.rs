//! The pledge's cast: one bank, one enterprise, its patent, and the registry.
mod ending;
mod filing;
mod random;

use chrono::NaiveDate;
use kezhuan_law::{Fen, WorkingCalendar};
use uuid::Uuid;

use super::*;
use crate::domain::actor::{Actor, Role};
use crate::domain::asset::{self, AssetKind, IpAsset, NewAsset};
use crate::domain::refused::Refused;

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn banker() -> Actor {
    Actor::person("li", "bank", "", [Role::Bank])
}

fn enterprise() -> Actor {
    Actor::person("ann", "acme", "", [Role::Applicant])
}

fn clerk() -> Actor {
    Actor::person("cai", "cnipa", "", [Role::RegistryClerk])
}

/// A trademark, which needs no check digit; its term ends on 2030-03-15.
fn patent(number: u128) -> IpAsset {
    let new = NewAsset {
        id: Uuid::from_u128(number),
        kind: AssetKind::Trademark,
        number: format!("{number}"),
        owner: "acme".to_owned(),
        co_owners: Vec::new(),
        filed_on: date("2020-03-15"),
        expires_on: Some(date("2030-03-15")),
        fee_paid_through: 0,
    };
    asset::register(new, &enterprise()).unwrap()
}

/// The same with a place kept for a pledge.
fn reserved(number: u128, pledge: u128) -> IpAsset {
    let at = asset::Circumstances {
        actor: &banker(),
        today: date("2026-01-05"),
        calendar: WorkingCalendar::shipped(),
        terms: &asset::Terms::default(),
    };
    let reserve = asset::Command::Reserve {
        pledge: Uuid::from_u128(pledge),
        bank: "bank".to_owned(),
    };
    asset::decide(&patent(number), reserve, &at).unwrap().asset
}

fn covered(number: u128) -> Covered {
    Covered {
        asset: Uuid::from_u128(number),
        co_owner_consent: false,
        same_day_invention: false,
        informed: false,
    }
}

fn new_pledge(number: u128, assets: &[u128]) -> NewPledge {
    NewPledge {
        id: Uuid::from_u128(number),
        application: Uuid::from_u128(2_000 + number),
        loan: Uuid::from_u128(1_000 + number),
        bank: "bank".to_owned(),
        borrower: "acme".to_owned(),
        pledgor: "acme".to_owned(),
        assets: assets.iter().copied().map(covered).collect(),
        secured: Fen(300),
        debt_end: date("2027-01-05"),
    }
}

fn prepared() -> Pledge {
    prepare(new_pledge(7, &[1]), &banker()).unwrap()
}

/// What is asked of a pledge over `assets` on a day.
struct Desk<'a> {
    assets: &'a [IpAsset],
    day: &'a str,
    debt: Debt,
}

impl Desk<'_> {
    fn ask(&self, pledge: &Pledge, actor: &Actor, command: Command) -> Result<Decided, Refused> {
        let terms = Terms::default();
        let at = Circumstances {
            actor,
            today: date(self.day),
            calendar: WorkingCalendar::shipped(),
            assets: self.assets,
            debt: self.debt,
            terms: &terms,
        };
        decide(pledge, command, &at)
    }

    fn done(&self, pledge: &Pledge, actor: &Actor, command: Command) -> Decided {
        self.ask(pledge, actor, command).unwrap()
    }

    fn refused(&self, pledge: &Pledge, actor: &Actor, command: Command) -> &'static str {
        self.ask(pledge, actor, command).unwrap_err().reason
    }
}

fn desk(assets: &[IpAsset]) -> Desk<'_> {
    Desk {
        assets,
        day: "2026-01-05",
        debt: Debt::Open,
    }
}

fn file() -> Command {
    Command::File {
        channel: Channel::Online,
    }
}

fn register() -> Command {
    Command::Register {
        certificate: "Y2026-1".to_owned(),
    }
}

fn filed(assets: &[IpAsset]) -> Pledge {
    let desk = desk(assets);
    let agreed = desk.done(&prepared(), &banker(), file()).pledge;
    desk.done(&agreed, &enterprise(), file()).pledge
}

fn effective(assets: &[IpAsset]) -> Pledge {
    desk(assets)
        .done(&filed(assets), &clerk(), register())
        .pledge
}
