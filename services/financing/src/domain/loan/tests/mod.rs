//! The loan's cast: a bank, a borrower, a pledge and its right.
mod bad;
mod estimate;
mod lending;
mod paying;

use chrono::NaiveDate;
use kezhuan_law::{Fen, WorkingCalendar};
use uuid::Uuid;

use super::*;
use crate::domain::actor::{Actor, Role};
use crate::domain::asset::{self, AssetKind, IpAsset, NewAsset};
use crate::domain::pledge::{Covered, NewPledge, Pledge, State as PledgeState, prepare};
use crate::domain::product::{Mode, ProductKind, Stage};

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn banker() -> Actor {
    Actor::person("li", "bank", "", [Role::Bank])
}

/// A right whose term ends on 2030-03-15.
fn right() -> IpAsset {
    let new = NewAsset {
        id: Uuid::from_u128(3),
        kind: AssetKind::Trademark,
        number: "1".to_owned(),
        owner: "acme".to_owned(),
        co_owners: Vec::new(),
        filed_on: date("2020-03-15"),
        expires_on: Some(date("2030-03-15")),
        fee_paid_through: 0,
    };
    let clerk = Actor::person("cai", "cnipa", "", [Role::RegistryClerk]);
    asset::register(new, &clerk).unwrap()
}

fn pledge(state: PledgeState) -> Pledge {
    let new = NewPledge {
        id: Uuid::from_u128(7),
        application: Uuid::from_u128(1),
        loan: Uuid::from_u128(2),
        bank: "bank".to_owned(),
        borrower: "acme".to_owned(),
        pledgor: "acme".to_owned(),
        assets: vec![Covered {
            asset: Uuid::from_u128(3),
            co_owner_consent: false,
            same_day_invention: false,
            informed: false,
        }],
        secured: Fen(300),
        debt_end: date("2027-01-05"),
    };
    Pledge {
        state,
        ..prepare(new, &banker()).unwrap()
    }
}

/// 300 fen in three parts, from 2026-01-05 to 2027-01-05.
fn contracted() -> Loan {
    let due = |on: &str| Due {
        on: date(on),
        principal: Fen(100),
    };
    Loan {
        id: Uuid::from_u128(2),
        number: "KZ-IP-2026-440703-000002".to_owned(),
        application: Uuid::from_u128(1),
        bank: "bank".to_owned(),
        borrower: "acme".to_owned(),
        others: Vec::new(),
        product: Product {
            kind: ProductKind::YiKeDai,
            pledge_first: true,
            mode: Some(Mode::Loan),
            stage: Stage::Industrial,
        },
        pledge: Some(Uuid::from_u128(7)),
        principal: Fen(300),
        rate_bp: 365,
        term_months: 12,
        maturity: date("2027-01-05"),
        schedule: vec![due("2026-05-06"), due("2026-09-07"), due("2027-01-05")],
        approved_on: date("2026-01-04"),
        shares: Vec::new(),
        state: State::Contracted,
        version: 1,
        renews: None,
        renewed_as: None,
        renewed_on: None,
        disbursement: None,
        pool_filing: None,
        payments: Vec::new(),
        extensions: Vec::new(),
        overdue_since: None,
        default: None,
        disposal: None,
        closing: None,
        repaid_on: None,
        pins: RulePins::default(),
    }
}

/// What is asked of a loan on a day, with its security as it stands.
struct Desk {
    day: &'static str,
    pledge: Option<Pledge>,
    assets: Vec<IpAsset>,
    under_claim: bool,
}

impl Desk {
    fn ask(&self, loan: &Loan, actor: &Actor, command: Command) -> Result<Decided, Refused> {
        let at = Circumstances {
            actor,
            today: date(self.day),
            calendar: WorkingCalendar::shipped(),
            pledge: self.pledge.as_ref(),
            assets: &self.assets,
            under_claim: self.under_claim,
            terms: &Terms::default(),
        };
        decide(loan, command, &at)
    }

    fn done(&self, loan: &Loan, command: Command) -> Decided {
        self.ask(loan, &banker(), command).unwrap()
    }

    fn refused(&self, loan: &Loan, command: Command) -> &'static str {
        self.ask(loan, &banker(), command).unwrap_err().reason
    }
}

fn desk(day: &'static str) -> Desk {
    Desk {
        day,
        pledge: Some(pledge(PledgeState::Effective)),
        assets: vec![right()],
        under_claim: false,
    }
}

fn biz_no(text: &str) -> BizNo {
    BizNo::parse(text).unwrap()
}

fn disburse() -> Command {
    Command::Disburse {
        biz_no: biz_no("D1"),
    }
}

fn paid(on: &str, principal: i64, interest: i64) -> Paid {
    Paid {
        biz_no: biz_no("R1"),
        paid_on: date(on),
        principal: Fen(principal),
        interest: Fen(interest),
        penalty: Fen::ZERO,
    }
}

fn active() -> Loan {
    desk("2026-01-05").done(&contracted(), disburse()).loan
}

fn filed() -> Loan {
    desk("2026-01-06")
        .done(&active(), Command::FileWithPool)
        .loan
}

fn overdue() -> Loan {
    let due_on = date("2026-05-06");
    desk("2026-05-07")
        .done(&filed(), Command::MissDue { due_on })
        .loan
}

fn uncover(principal: i64) -> Option<Posting> {
    Some(Posting::Uncover {
        bank: "bank".to_owned(),
        mode: Mode::Loan,
        principal: Fen(principal),
    })
}
