//! An enterprise, its loan and its claim, as far as the hooks are told of them.
use chrono::NaiveDate;
use kezhuan_law::Fen;
use kezhuan_law::rule_pins::RulePins;
use uuid::Uuid;

use crate::domain::actor::{Actor, Role};
use crate::domain::application::{Application, NewApplication, draft};
use crate::domain::biz_no::BizNo;
use crate::domain::claim::{self, Claim, LegalAction, LegalActionKind};
use crate::domain::eligibility::{Facts, Qualification};
use crate::domain::loan::{self, Disbursement, Due, Loan, PoolFiling};
use crate::domain::product::{Mode, ModeTerms, Product, ProductKind, Security, Stage};
use crate::domain::subsidy;
use crate::rules::Asking;

pub const CITY: &str = "440700";
pub const JIANGHAI: &str = "440704";
pub const BANK: &str = "91440700MA5WBANK0B";

pub fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// A question about a day of March 2026.
pub fn asking(tenant: &str) -> Asking {
    asking_on(tenant, "2026-03-02")
}

pub fn asking_on(tenant: &str, legal_date: &str) -> Asking {
    Asking {
        tenant: tenant.to_owned(),
        legal_date: date(legal_date),
        as_of: date("2026-03-06"),
        pins: RulePins::default(),
    }
}

pub fn product(kind: ProductKind, stage: Stage) -> Product {
    Product {
        kind,
        pledge_first: true,
        mode: Some(Mode::Loan),
        stage,
    }
}

pub fn application() -> Application {
    let new = NewApplication {
        id: Uuid::from_u128(1),
        number: "KZ-IP-2026-440704-000001".to_owned(),
        loan: Uuid::from_u128(2),
        enterprise: "acme".to_owned(),
        division: JIANGHAI.to_owned(),
        bank: BANK.to_owned(),
        product: product(ProductKind::YiKeDai, Stage::Pilot),
        security: vec![Security::IpPledge],
        amount: Fen(300_000_000),
        term_months: 12,
        purpose: "raw materials".to_owned(),
        repayment_source: "sales".to_owned(),
        assets: vec![Uuid::from_u128(3)],
        others: Vec::new(),
    };
    draft(new, &Actor::person("ann", "acme", "", [Role::Applicant])).unwrap()
}

pub fn facts() -> Facts {
    Facts {
        revenue: Fen(8_000_000_000),
        qualifications: vec![Qualification::HighTech],
        bank: BANK.to_owned(),
        amount: Fen(300_000_000),
        term_months: 12,
        outstanding: Fen::ZERO,
        bank_this_year: None,
        violation_months: None,
        listed: false,
    }
}

pub fn interest(paid: i64, already: i64) -> subsidy::Interest {
    subsidy::Interest {
        paid: Fen(paid),
        penalty: Fen::ZERO,
        other: Fen::ZERO,
        already: Fen(already),
    }
}

pub fn subsidy_claim(interest: subsidy::Interest) -> subsidy::Claim {
    let new = subsidy::NewClaim {
        id: Uuid::from_u128(6),
        number: "KZ-IP-2026-440704-000006".to_owned(),
        loan: Uuid::from_u128(2),
        enterprise: "acme".to_owned(),
        bank: BANK.to_owned(),
        division: JIANGHAI.to_owned(),
        year: 2026,
        interest,
        on_ip_pledge: true,
        required_materials: Vec::new(),
        already_claimed: false,
    };
    subsidy::draft(new, &Actor::person("ann", "acme", "", [Role::Applicant])).unwrap()
}

/// 300 million fen, missed on 2026-01-05, filed with the pool on the tenth working day.
pub fn late_loan() -> Loan {
    let lent = date("2025-07-07");
    Loan {
        id: Uuid::from_u128(2),
        number: "KZ-IP-2025-440704-000002".to_owned(),
        application: Uuid::from_u128(1),
        bank: BANK.to_owned(),
        borrower: "acme".to_owned(),
        others: Vec::new(),
        product: Product {
            pledge_first: false,
            ..product(ProductKind::YiKeDai, Stage::Industrial)
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
            filed_on: date("2025-07-21"),
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

pub fn claim(loan: &Loan) -> Claim {
    let new = claim::NewClaim {
        id: Uuid::from_u128(5),
        number: "KZ-IP-2026-440700-000005".to_owned(),
        shares: ModeTerms::default().shares(Mode::Loan),
        legal_action: Some(LegalAction {
            kind: LegalActionKind::Suit,
            case_number: "(2026)粤07民初1号".to_owned(),
            taken_on: date("2026-03-02"),
        }),
        already_claimed: false,
    };
    let banker = Actor::person("li", BANK, "", [Role::Bank]);
    claim::file(new, loan, &banker, date("2026-03-06")).unwrap()
}
