//! The claim's cast: a late loan, a bank, the pool's people and two authorities.
mod money;
mod random;
mod review;

use chrono::NaiveDate;
use kezhuan_law::rule_pins::RulePins;
use kezhuan_law::{Fen, WorkingCalendar};
use uuid::Uuid;

use super::*;
use crate::domain::actor::Actor;
use crate::domain::biz_no::BizNo;
use crate::domain::ledger::Posting;
use crate::domain::loan::{self, Disbursement, Due, Loan, PoolFiling};
use crate::domain::product::{ModeTerms, Product, ProductKind, Stage};
use crate::domain::refused::Refused;

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn person(subject: &str, role: Role) -> Actor {
    Actor::person(subject, format!("{subject}-house"), "440700", [role])
}

fn banker() -> Actor {
    Actor::person("li", "bank", "", [Role::Bank])
}

fn manager() -> Actor {
    person("mo", Role::PoolManager)
}

fn cashier() -> Actor {
    person("cash", Role::PoolManager)
}

fn stb() -> Actor {
    person("chen", Role::CityStb)
}

fn amr() -> Actor {
    person("wu", Role::CityAmr)
}

/// 300 million fen, due on 2026-01-05 and missed, filed with the pool in time.
fn late_loan() -> Loan {
    let lent = date("2025-07-07");
    Loan {
        id: Uuid::from_u128(2),
        number: "KZ-IP-2025-440703-000002".to_owned(),
        application: Uuid::from_u128(1),
        bank: "bank".to_owned(),
        borrower: "acme".to_owned(),
        others: Vec::new(),
        product: Product {
            kind: ProductKind::YiKeDai,
            pledge_first: false,
            mode: Some(Mode::Loan),
            stage: Stage::Industrial,
        },
        pledge: None,
        principal: Fen(300_000_000),
        rate_bp: 365,
        term_months: 12,
        maturity: date("2026-01-05"),
        schedule: vec![Due {
            on: date("2026-01-05"),
            principal: Fen(300_000_000),
        }],
        approved_on: lent,
        shares: Vec::new(),
        state: loan::State::Overdue,
        version: 3,
        renews: None,
        renewed_as: None,
        renewed_on: None,
        disbursement: Some(Disbursement {
            biz_no: BizNo::parse("D1").unwrap(),
            disbursed_on: lent,
            disbursed_by: "li".to_owned(),
        }),
        pool_filing: Some(PoolFiling {
            filed_on: lent,
            working_days: 10,
            filed_by: "li".to_owned(),
        }),
        payments: Vec::new(),
        extensions: Vec::new(),
        overdue_since: Some(date("2026-01-05")),
        default: None,
        disposal: None,
        closing: None,
        repaid_on: None,
        pins: RulePins::default(),
    }
}

fn new_claim() -> NewClaim {
    NewClaim {
        id: Uuid::from_u128(5),
        number: "KZ-IP-2026-440700-000005".to_owned(),
        shares: ModeTerms::default().shares(Mode::Loan),
        legal_action: Some(LegalAction {
            kind: LegalActionKind::Suit,
            case_number: "(2026)粤07民初1号".to_owned(),
            taken_on: date("2026-03-02"),
        }),
        already_claimed: false,
    }
}

fn filed() -> Claim {
    file(new_claim(), &late_loan(), &banker(), date("2026-03-06")).unwrap()
}

/// What is asked of a claim on a day, with loan and pool as they stand.
struct Desk {
    day: &'static str,
    loan: Loan,
    eligible: bool,
    pool: i64,
}

impl Desk {
    fn ask(&self, claim: &Claim, actor: &Actor, command: Command) -> Result<Decided, Refused> {
        let at = Circumstances {
            actor,
            today: date(self.day),
            calendar: WorkingCalendar::shipped(),
            loan: &self.loan,
            eligible_at_approval: self.eligible,
            pool_available: Fen(self.pool),
            terms: &Terms::default(),
        };
        decide(claim, command, &at)
    }

    fn done(&self, claim: &Claim, actor: &Actor, command: Command) -> Decided {
        self.ask(claim, actor, command).unwrap()
    }

    fn refused(&self, claim: &Claim, actor: &Actor, command: Command) -> &'static str {
        self.ask(claim, actor, command).unwrap_err().reason
    }
}

/// The sixtieth day of the delay.
fn desk() -> Desk {
    Desk {
        day: "2026-03-06",
        loan: late_loan(),
        eligible: true,
        pool: 2_610_000_000,
    }
}

fn verify() -> Command {
    Command::Verify { rule: None }
}

fn verified() -> Claim {
    desk().done(&filed(), &manager(), verify()).claim
}

fn approved() -> Claim {
    let first = desk().done(&verified(), &stb(), Command::Approve).claim;
    desk().done(&first, &amr(), Command::Approve).claim
}

/// Published on Friday 2026-03-06: five working days end on Friday 2026-03-13.
fn published() -> Claim {
    desk().done(&approved(), &stb(), Command::Publish).claim
}

fn later(day: &'static str) -> Desk {
    Desk { day, ..desk() }
}

fn paid() -> Claim {
    later("2026-03-14")
        .done(&published(), &cashier(), Command::Pay)
        .claim
}

fn recover(gross: i64, costs: i64) -> Command {
    Command::Recover {
        gross: Fen(gross),
        costs: Fen(costs),
    }
}
